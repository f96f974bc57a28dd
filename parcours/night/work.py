"""What the stages of a night do, each in a process of its own."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from fixtures.applicants import sample_applicant
from fixtures.doctor import door_of
from fixtures.settings import load_settings
from flows.diagnosis import ROLES
from flows.inspector import Inspector
from flows.journeys import JOURNEYS
from flows.robot import Robot
from flows.scribe import Scribe
from flows.trouble import Trouble
from parcours.night.shift import Progressed, Reply
from parcours.opening import TUTORIAL_LINGERING, ground_of, page_of
from parcours.tutorials import TUTORIAL_SCALE, by_name, public_of, render_into
from reports.check import State
from reports.comparison import diff
from reports.comparison import page as diff_page
from reports.files import RecordError
from reports.nightly.folders import Nights
from reports.nightly.night import BUNDLED, Case, Document, Stage, StageName
from reports.record import FILE_NAME, Outcome
from reports.secrets.known import LONG, Secrets, tokens_in
from reports.tutorial import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from playwright.sync_api import Page

    from fixtures.ground import Ground
    from flows.flow import Flow, Journey
    from flows.journeys import JourneyName
    from flows.robot import Watch
    from flows.steps import Step
    from parcours.night.shift import Order, Tell
    from reports.check import Check, CheckedElement, CheckedScreen
    from reports.record import Record, Section

    Attempt = Callable[[JourneyName, Watch], Sequence[Case]]

AGAIN: Final = frozenset({Outcome.ENVIRONMENT, Outcome.MAIL})
"""What may be otherwise a moment later, and is tried once more; nothing else is."""
JOURNEYS_FOLDER: Final = "journeys"
TUTORIAL_FOLDER: Final = "tutorial"
FAILED_FOLDER: Final = "tutorial-failed"
CHECK_FOLDER: Final = "check"
COMPARISON_FOLDER: Final = "comparison"


class _Players:
    """Tries something with each journey, a second time where the first failure may be otherwise a moment later.

    Once a second try was in vain nothing is tried twice again: what does not come does not come, and waiting for it
    takes long.
    """

    def __init__(self, order: Order, tell: Tell) -> None:
        self._order = order
        self._tell = tell
        self._hopeful = not order.quick
        self._typed = False
        """Whether the last try came to the point of entering something."""
        self.settings = load_settings()
        self.secrets = Secrets()

    def each(self, attempt: Attempt) -> tuple[Case, ...]:
        return tuple(case for name in self._order.journeys for case in self._try(name, attempt))

    def _try(self, name: JourneyName, attempt: Attempt) -> list[Case]:
        cases = self._once(name, attempt)
        failed = {case.name: f"{case.outcome}: {case.diagnosis}" for case in cases if case.outcome in AGAIN}
        if failed and self._hopeful and not self._may_be_refused(cases):
            again = self._once(name, attempt)
            cases = [case.model_copy(update={"first_try": failed.get(case.name, "")}) for case in again]
            self._hopeful = not any(case.outcome in AGAIN for case in cases)
        for case in cases:
            if case.red or case.flaky:
                self._tell(case)
        return cases

    def _may_be_refused(self, cases: Sequence[Case]) -> bool:
        """Whether another try may cost somebody the account: a wrong password, say, on a portal that is not ours."""
        surroundings = any(case.outcome is Outcome.ENVIRONMENT for case in cases)
        return bool(self._order.url) and self._typed and surroundings

    def note(self, sections: Iterable[Section]) -> None:
        """Note how far a run came."""
        steps = (step for section in sections for step in section.steps)
        self._typed = any(step.action == "fill" and step.outcome for step in steps)

    def _once(self, name: JourneyName, attempt: Attempt) -> list[Case]:
        started, self._typed = time.monotonic(), False
        try:
            cases = attempt(name, self._watch(name))
        except Trouble as trouble:
            cases = [Case(name=name, outcome=trouble.outcome, diagnosis=str(trouble))]
        first, *others = cases
        return [first.model_copy(update={"seconds": time.monotonic() - started}), *others]

    def _watch(self, name: JourneyName) -> Watch:
        place, many = self._order.journeys.index(name), len(self._order.journeys)
        steps = [flow for flow in JOURNEYS[name](sample_applicant()).chapters for _ in flow.steps]
        done = 0

        @contextmanager
        def watch(flow: Flow, step: Step) -> Iterator[None]:  # noqa: ARG001 - a Watch
            nonlocal done
            share = min(1.0, done / len(steps))
            self._tell(Progressed(f"{name}, {flow.title}", (place + share) / many))
            yield
            done += 1

        return watch

    @contextmanager
    def on_stage(self, name: JourneyName, *, scale: int = 1) -> Iterator[tuple[Ground, Page, Journey]]:
        """The ground, a page and the plan for a journey; what is secret about them is remembered."""
        order = self._order
        with ground_of(name, order.url, self.settings, list(order.scenarios)) as ground:
            self._learn(ground)
            with page_of(self.settings, order.url, scale=scale) as page:
                yield ground, page, JOURNEYS[name](ground.applicant)
                for cookie in page.context.cookies():
                    if len(cookie.get("value", "")) >= LONG:
                        self.secrets.add("cookie", cookie["value"])

    def _learn(self, ground: Ground) -> None:
        self.secrets.add("password", ground.applicant.password)
        self.secrets.add("new password", ground.applicant.new_password)
        for token in tokens_in(ground.start_url):
            self.secrets.add("token", token)


def play_journeys(order: Order, tell: Tell) -> Reply:
    """Play each journey once, and keep its record."""
    players = _Players(order, tell)

    def play(name: JourneyName, watch: Watch) -> list[Case]:
        with players.on_stage(name) as (ground, page, plan):
            robot = Robot(ground.stage(page, players.settings), bundled=ground.bundled, watch=watch)
            record = robot.play(plan)
            players.note(record.sections)
        record.save(_made(order.folder / JOURNEYS_FOLDER / name))
        return [_case_of(name, record)]

    cases = players.each(play)
    documents = _documents(order, "Record of {}", f"{JOURNEYS_FOLDER}/{{}}/{FILE_NAME}")
    return Reply(Stage(name=StageName.JOURNEYS, cases=cases, documents=documents), dict(players.secrets))


def make_tutorials(order: Order, tell: Tell) -> Reply:
    """Make the tutorial of each journey, in all formats; what was seen of one that failed is kept apart."""
    players = _Players(order, tell)

    def make(name: JourneyName, watch: Watch) -> list[Case]:
        with TemporaryDirectory(prefix="parcours-") as temporary:
            played = Path(temporary)
            record = write(name, watch, played)
            if record.outcome is Outcome.PASSED:
                render_into(played, order.folder / TUTORIAL_FOLDER / name, players.settings, formats=set(Format))
            else:
                shutil.copytree(played, order.folder / FAILED_FOLDER / name, dirs_exist_ok=True)
        return [_case_of(name, record)]

    def write(name: JourneyName, watch: Watch, folder: Path) -> Record:
        with players.on_stage(name, scale=TUTORIAL_SCALE) as (ground, page, plan):
            scribe = Scribe(
                ground.stage(page, players.settings, lingering=TUTORIAL_LINGERING),
                by_name(ground.applicant),
                folder,
                shown=sample_applicant(),
                public=public_of(players.settings),
                scale=TUTORIAL_SCALE,
                bundled=ground.bundled,
                watch=watch,
            )
            record = scribe.play(plan)
            players.note(record.sections)
            return record

    cases = players.each(make)
    documents = (
        *_documents(order, "Tutorial of {}", f"{TUTORIAL_FOLDER}/{{}}/index.html"),
        *_documents(order, "Seen of {} until it failed", f"{FAILED_FOLDER}/{{}}/{FILE_NAME}"),
    )
    return Reply(Stage(name=StageName.TUTORIAL, cases=cases, documents=documents), dict(players.secrets))


def check_elements(order: Order, tell: Tell) -> Reply:
    """Hold everything that the screens of each journey declare against the portal."""
    players = _Players(order, tell)

    def check(name: JourneyName, watch: Watch) -> list[Case]:
        with players.on_stage(name) as (ground, page, plan):
            stage = ground.stage(page, players.settings, lingering=TUTORIAL_LINGERING)
            found = Inspector(stage, bundled=ground.bundled, watch=watch).inspect(plan)
        file = _made(order.folder / CHECK_FOLDER) / f"{name}.json"
        file.write_text(found.model_dump_json(indent=2) + "\n", encoding="utf-8")
        return list(_cases_of_check(found))

    cases = players.each(check)
    documents = _documents(order, "Elements of {}", f"{CHECK_FOLDER}/{{}}.json")
    return Reply(Stage(name=StageName.CHECK, cases=cases, documents=documents), dict(players.secrets))


def compare_records(order: Order, tell: Tell) -> Reply:
    """Compare each tutorial with the last good one."""
    portal = portal_name(order.url)
    cases, remarks, new_ones = [], [], []
    for place, name in enumerate(order.journeys):
        tell(Progressed(name, place / len(order.journeys)))
        old, new = Nights(order.nights).good(portal, name), order.folder / TUTORIAL_FOLDER / name
        if not (new / FILE_NAME).is_file():
            continue
        if not Nights(order.nights).has_good(portal, name):
            cases.append(Case(name=name, skipped=True))
            new_ones.append(name)
            continue
        case = _compared(name, old, new, order)
        if case.red and order.accept:
            remarks.append(f"Accepted as meant: {name}. {case.diagnosis}")
            case = Case(name=name, seconds=case.seconds)
        if case.red:
            tell(case)
        cases.append(case)
    if new_ones:
        remarks.append(f"No good record yet of {', '.join(new_ones)}: tonight’s is the first, if all is green.")
    documents = _documents(order, "Difference of {}", f"{COMPARISON_FOLDER}/{{}}/{diff_page.HTML_NAME}")
    return Reply(Stage(name=StageName.COMPARISON, cases=tuple(cases), documents=documents, remarks=tuple(remarks)))


def _compared(name: JourneyName, old: Path, new: Path, order: Order) -> Case:
    started = time.monotonic()
    try:
        difference = diff.compare(old, new)
        if difference.needs_a_look:
            diff_page.publish(difference, old, new, order.folder / COMPARISON_FOLDER / name)
    except RecordError as error:
        told = f"{str(error).rstrip('.')}. A last good record that is broken is replaced with --accept."
        return Case(name=name, outcome=Outcome.ENVIRONMENT, diagnosis=told)
    seconds = time.monotonic() - started
    if not difference.needs_a_look:
        return Case(name=name, seconds=seconds)
    differing = [
        f"« {section.title} » ({section.screen}) : {', '.join(diff_page.findings(section))}"
        for section in difference.sections
        if section.needs_a_look
    ]
    sentence = " ; ".join((diff_page.verdict(difference).rstrip("."), *differing)) + "."
    return Case(name=name, outcome=Outcome.DRIFT, diagnosis=sentence, seconds=seconds)


def portal_name(url: str | None) -> str:
    """What a night calls the portal at ``url``."""
    return door_of(url) or BUNDLED if url else BUNDLED


def _case_of(name: str, record: Record) -> Case:
    return Case(name=name, outcome=record.outcome, diagnosis=record.diagnosis)


def _cases_of_check(check: Check) -> Iterator[Case]:
    """The walk itself, then each screen that was reached; of one that has drifted, each element that has."""
    walked = check.outcome if check.outcome is not Outcome.DRIFT or check.diagnosis else Outcome.PASSED
    yield Case(name=check.journey, outcome=walked, diagnosis=check.diagnosis)
    for screen in check.screens:
        if screen.drifted:
            yield from (_case_of_element(check, screen, element) for element in screen.drifted)
        elif screen.reached:
            yield Case(name=f"{check.journey}, {screen.screen}")


def _case_of_element(check: Check, screen: CheckedScreen, element: CheckedElement) -> Case:
    named = f"{ROLES[element.role]} « {element.label} » ({element.element})"
    found = f"présent {element.count} fois" if element.state is State.SEVERAL else "introuvable"
    instead = f" ; le plus proche : « {element.seen} »" if element.state is State.RENAMED else ""
    return Case(
        name=f"{check.journey}, {element.element}",
        outcome=Outcome.DRIFT,
        diagnosis=f"« {screen.title} » : {named} {found}{instead}.",
    )


def _documents(order: Order, label: str, path: str) -> tuple[Document, ...]:
    """Those of the journeys that are there."""
    named = [Document(label=label.format(name), path=path.format(name)) for name in order.journeys]
    return tuple(document for document in named if (order.folder / document.path).is_file())


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
