"""The Allure report: one page that opens from disk, in French, with its history, and asks nobody for anything.

``python -m reports.allure`` makes it from the results that ``pytest --alluredir`` has left. Allure 3 does the work;
it needs Node.js, and is fetched by npm the first time.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from reports.files import appearing

RELEASE: Final = "3.18.0"
"""Of Allure; its page is changed here, so that another one is tried before it is taken."""
RESULTS: Final = Path("reports/out/allure/results")
PAGE: Final = Path("reports/out/allure/index.html")
HISTORY: Final = Path("reports/out/allure/history.jsonl")
TITLE: Final = "Parcours : essais"
OLDEST_NODE: Final = 20
NO_NODE: Final = 2
"""The exit status where Node.js is missing."""
HOW_TO_GET_NODE: Final = (
    f"The Allure report needs Node.js {OLDEST_NODE} or newer, with npx. Debian and Ubuntu: apt-get install nodejs npm"
    " (Debian 13, Ubuntu 25.04 or newer); elsewhere: https://nodejs.org/en/download. The results themselves are"
    " there, and any Allure 2 or 3 reads them."
)
_PATIENCE: Final = 600
"""Seconds that fetching Allure and making the page may take."""
_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data: blob:; style-src 'unsafe-inline' data: blob:;"
    " img-src data: blob:; font-src data: blob:; media-src data: blob:; connect-src data: blob:; frame-src data: blob:;"
    " worker-src data: blob:"
)
"""What the page may load: nothing but what it brings along."""
_STRANGER: Final = re.compile(r"<script\b[^>]*\bsrc=\"https?://[^>]*>\s*</script>\s*", re.IGNORECASE)
_TELLTALE: Final = re.compile(r"<script>(?:(?!</script>).)*?\bgtag\((?:(?!</script>).)*?</script>\s*", re.DOTALL)


class NodeMissingError(RuntimeError):
    """There is no Node.js that could make the report; its text says how to get one."""


class ReportError(RuntimeError):
    """Allure could not make the report; its text tells what it said."""


def build(results: Path, page: Path, *, history: Path | None = None, title: str = TITLE) -> Path:
    """Make the report and return its path.

    Args:
        results: what ``--alluredir`` named.
        page: where to, one HTML file.
        history: the file that remembers former runs; this one is added.
        title: of the page.

    Raises:
        NodeMissingError: there is no Node.js, or too old a one.
        ReportError: Allure fails, or there are no results.
        OSError: the page cannot be written.
    """
    if not any(results.glob("*-result.json")):
        raise ReportError(f"There are no results in {results}: run pytest with --alluredir {results}.")
    npx = _npx()
    if history and history.is_file():
        _leave_out_broken_lines(history)
    with tempfile.TemporaryDirectory(prefix="allure-") as workshop:
        folder = Path(workshop)
        settings = folder / "allurerc.json"
        settings.write_text(json.dumps(_settings(results, folder / "report", history, title)), encoding="utf-8")
        _run([*npx, "generate", "--config", str(settings), "--cwd", str(results.absolute()), "."])
        made = (folder / "report" / "index.html").read_text(encoding="utf-8")
    with appearing(page) as fresh:
        fresh.write_text(kept_to_itself(made), encoding="utf-8")
    return page


def kept_to_itself(html: str) -> str:
    """Allure's page without what counts its readers, and unable to ask anybody for anything.

    Raises:
        ReportError: it is not made as the known release makes it.
    """
    head = "<head>"
    if head not in html:
        raise ReportError("Allure's page has no head.")
    html = _TELLTALE.sub("", _STRANGER.sub("", html))
    html = html.replace('<html dir="ltr" lang="en">', '<html dir="ltr" lang="fr">', 1)
    return html.replace(head, f'{head}\n    <meta http-equiv="Content-Security-Policy" content="{_POLICY}">', 1)


def _settings(results: Path, output: Path, history: Path | None, title: str) -> dict[str, Any]:
    options = {
        "reportName": title,
        "singleFile": True,
        "reportLanguage": "fr",
        "groupBy": ["epic", "feature", "story"],
    }
    settings: dict[str, Any] = {
        "name": title,
        "output": str(output),
        "hideLabels": ["host", "thread", "framework", "language", "package"],
        "plugins": {"awesome": {"options": options}},
    }
    if history:
        history.absolute().parent.mkdir(parents=True, exist_ok=True)
        settings |= {"historyPath": str(history.absolute()), "appendHistory": True}
    categories = results / "categories.json"
    if categories.is_file():
        settings["categories"] = json.loads(categories.read_text(encoding="utf-8"))
    return settings


def _leave_out_broken_lines(history: Path) -> None:
    """Leave out what was cut short: Allure reads the whole file or makes no report."""
    lines = history.read_bytes().splitlines()
    if len(whole := [line for line in lines if _is_object(line)]) < len(lines):
        with appearing(history) as fresh:
            fresh.write_bytes(b"".join(line + b"\n" for line in whole))


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _npx() -> list[str]:
    node, npx = shutil.which("node"), shutil.which("npx")
    if not node or not npx:
        raise NodeMissingError(HOW_TO_GET_NODE)
    told = _run([node, "--version"])
    if int(told.removeprefix("v").partition(".")[0]) < OLDEST_NODE:
        raise NodeMissingError(f"Node.js {told.strip()} is too old. {HOW_TO_GET_NODE}")
    return [npx, "--yes", f"allure@{RELEASE}"]


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 -- programs found on the path, our own arguments
            command, capture_output=True, text=True, check=True, timeout=_PATIENCE
        )
    except subprocess.CalledProcessError as error:
        raise ReportError(f"Allure failed: {(error.stderr or error.stdout).strip()}") from None
    except subprocess.TimeoutExpired:
        raise ReportError(f"Allure took longer than {_PATIENCE} seconds.") from None
    return done.stdout


def main(arguments: list[str]) -> int:
    """Make the report from the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m reports.allure", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path, nargs="?", default=RESULTS, help="what --alluredir named")
    parser.add_argument("--out", type=Path, default=PAGE, help="where to, one HTML file")
    parser.add_argument("--history", type=Path, default=HISTORY, help="the file that remembers former runs")
    parser.add_argument("--title", default=TITLE, help="of the page")
    asked = parser.parse_args(arguments)
    try:
        page = build(asked.results, asked.out, history=asked.history, title=asked.title)
    except NodeMissingError as missing:
        sys.stderr.write(f"{missing}\n")
        return NO_NODE
    except (ReportError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{page}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
