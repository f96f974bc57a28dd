"""JUnit: reading what pytest left, and writing one file for the whole night."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Final

from reports.files import appearing
from reports.nightly.night import Case
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from reports.nightly.night import Night, Stage

NAME: Final = "junit.xml"

_TOLD: Final = re.compile(r"(?:Failed: |AssertionError: )?(portal|drift|mail|environment|handover|bot): (.+)")
"""How a failure begins that says whose fault it is."""
_NETWORK: Final = re.compile(r"net::ERR_\w+|NS_ERROR_\w+|BrowserMissing|Executable doesn't exist")
"""What only network or browser can be to blame for."""
_WRAPPING: Final = re.compile(r'^failed on (?:setup|teardown) with "')
"""What pytest puts before a failure outside the test itself."""
_NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST: Final = 400
"""Characters of a failure that did not explain itself; the whole stands in JUnit and Allure."""


def read_cases(path: Path) -> tuple[Case, ...]:
    """The tests in the JUnit file at ``path``.

    Raises:
        OSError: there is none.
        xml.etree.ElementTree.ParseError: it was not written to its end.
    """
    found: dict[str, Case] = {}
    for element in ET.parse(path).getroot().iter("testcase"):  # noqa: S314 -- written by our own pytest
        case = _case(element)
        # A test that passes and fails while it is taken down comes twice.
        if case.name not in found or case.red:
            found[case.name] = case
    return tuple(found.values())


def _case(element: ET.Element) -> Case:
    properties = {each.get("name", ""): each.get("value", "") for each in element.iter("property")}
    failure = element.find("failure")
    failure = element.find("error") if failure is None else failure
    case = Case(
        name=_name(element),
        skipped=element.find("skipped") is not None,
        seconds=float(element.get("time", "0")),
        first_try=properties.get("flaky", ""),
    )
    return case if failure is None else case.model_copy(update=_fault(failure, properties))


def _name(element: ET.Element) -> str:
    module, name = element.get("classname", ""), element.get("name", "")
    return f"{module.rpartition('.')[2]}::{name}" if module else name


def _fault(failure: ET.Element, properties: dict[str, str]) -> dict[str, object]:
    """Whose fault a failure is: as the test itself says, else as its text tells; else ours."""
    message = failure.get("message", "") or (failure.text or "")
    if (named := properties.get("outcome", "")) in set(Outcome) - {Outcome.PASSED}:
        return _told(Outcome(named), properties.get("diagnosis", "") or _shortened(message))
    if told := _TOLD.match(_WRAPPING.sub("", message)):
        return _told(Outcome(told[1]), told[2].strip())
    if _NETWORK.search(message):
        return _told(Outcome.ENVIRONMENT, _shortened(message))
    return {**_told(Outcome.BOT, _shortened(message)), "explained": False}


def _told(outcome: Outcome, diagnosis: str) -> dict[str, object]:
    return {"outcome": outcome, "diagnosis": diagnosis, "explained": True}


def _shortened(message: str) -> str:
    """The first line that says something, cut where it is long."""
    bare = _WRAPPING.sub("", message)
    line = next((" ".join(line.split()) for line in bare.splitlines() if line.strip()), "It failed without a word.")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def write(night: Night, folder: Path, given: dict[str, Path]) -> Path:
    """Write the night as one JUnit file: a suite a stage.

    Args:
        night: its stages.
        folder: where the file goes.
        given: the JUnit files that pytest left, by the stage; their suites are taken over whole.
    """
    root = ET.Element("testsuites", {"name": f"parcours nightly {night.name}"})
    for stage in night.stages:
        for suite in _suites(stage, given.get(stage.name)):
            suite.set("name", str(stage.name))
            root.append(suite)
    ET.indent(root)
    with appearing(folder / NAME) as fresh:
        ET.ElementTree(root).write(fresh, encoding="utf-8", xml_declaration=True)
    return folder / NAME


def _suites(stage: Stage, given: Path | None) -> Iterator[ET.Element]:
    if given and given.is_file():
        yield from ET.parse(given).getroot().iter("testsuite")  # noqa: S314 -- written by our own pytest
    elif stage.cases:
        yield _suite(stage)


def _suite(stage: Stage) -> ET.Element:
    counts = stage.counts
    suite = ET.Element(
        "testsuite",
        {
            "tests": str(len(stage.cases)),
            "failures": str(counts.failed),
            "errors": "0",
            "skipped": str(counts.skipped),
            "time": f"{stage.seconds:.3f}",
        },
    )
    for case in stage.cases:
        element = ET.SubElement(
            suite,
            "testcase",
            {"classname": f"nightly.{stage.name}", "name": _safe(case.name), "time": f"{case.seconds:.3f}"},
        )
        _add_properties(element, _properties(case))
        if case.red:
            said = _safe(f"{case.outcome}: {case.diagnosis}")
            ET.SubElement(element, "failure", {"message": said, "type": str(case.outcome)}).text = said
        elif case.skipped:
            ET.SubElement(element, "skipped", {"message": _safe(case.diagnosis)})
    return suite


def _properties(case: Case) -> dict[str, str]:
    known = {"outcome": str(case.outcome) if case.red else "", "diagnosis": case.diagnosis if case.red else ""}
    return {name: value for name, value in {**known, "flaky": case.first_try if case.flaky else ""}.items() if value}


def _add_properties(element: ET.Element, properties: dict[str, str]) -> None:
    if properties:
        parent = ET.SubElement(element, "properties")
        for name, value in properties.items():
            ET.SubElement(parent, "property", {"name": name, "value": _safe(value)})


def _safe(text: str) -> str:
    """``text`` without what XML cannot hold."""
    return _NOT_XML.sub("", text)


def merge(files: Iterable[Path], target: Path) -> None:
    """Put the suites of several JUnit files into one."""
    root = ET.Element("testsuites")
    for file in files:
        root.extend(ET.parse(file).getroot().iter("testsuite"))  # noqa: S314 -- written by our own pytest
    with appearing(target) as fresh:
        ET.ElementTree(root).write(fresh, encoding="utf-8", xml_declaration=True)
