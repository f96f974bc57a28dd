"""What a failed test leaves behind: evidence for people, and a secret in none of it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from reports.secrets.scanner import scan

pytestmark = pytest.mark.browser  # its inner runs open one

ROOT = Path(__file__).parents[2]
SETTINGS = f"""
[pytest]
addopts = --import-mode=importlib -p no:cacheprovider -p no:randomly
pythonpath = {ROOT}
filterwarnings = error
markers =
    elsewhere: as in the project
    scenario(*names, outcome, without): as in the project
    smoke: as in the project
"""
PLUGINS = 'pytest_plugins = ["fixtures.plugin", "fixtures.evidence"]\n'
WITHOUT_SCRUBBER = """
from reports.secrets.scrubber import Scrubber

Scrubber.text = Scrubber.json = lambda self, text: text
Scrubber.content = lambda self, data, name: data
"""
PLAYS = '''
"""Entrer dans son espace."""

import json
from pathlib import Path

import allure
import pytest

from mock_portal import Challenge

TRIES = []


def tell(portal, applicant, page):
    """Leave the secrets where the test of this test finds them."""
    mails = " ".join(part.get_content() for mail in portal.mails(applicant.email) for part in mail.walk()
                     if part.get_content_type() == "text/plain")
    cookies = [each["value"] for each in page.context.cookies() if "session" in each["name"]]
    Path("known.json").write_text(json.dumps({
        "password": applicant.password.get_secret_value(),
        "new password": applicant.new_password.get_secret_value(),
        "code": mails.partition("-")[2][:6],
        "cookie": cookies[0],
    }))


@pytest.mark.parametrize("journey", ["connexion"])
def test_a_code_is_refused(play, ground_for, serve, applicant, page, journey):
    portal = serve(challenge=Challenge.AFTER_LOGIN, scenarios=("code-refused",))
    print("typed:", applicant.password.get_secret_value())
    allure.attach(applicant.password.get_secret_value(), "note")
    try:
        play(journey, ground_for(journey, portal))
    finally:
        tell(portal, applicant, page)


@pytest.mark.smoke
@pytest.mark.scenario("password-refused", outcome="portal")
def test_an_error_text(page, portal, applicant):
    page.goto(portal.url)
    page.get_by_label("Mot de passe").fill(applicant.password.get_secret_value())
    assert page.get_by_label("Mot de passe").input_value() == "x"


@pytest.mark.flaky(reruns=1, only_rerun=["^(Failed: )?(environment|mail): "])
def test_a_mail_comes_late():
    TRIES.append(1)
    if len(TRIES) == 1:
        pytest.fail("mail: aucun message n’est arrivé.", pytrace=False)


@pytest.mark.parametrize("password", ["Aa1!never-in-a-name"])
def test_nothing_happens(password, applicant):
    pass
'''


@dataclass(frozen=True)
class Run:
    """One run of pytest on the plays."""

    folder: Path
    status: int
    told: str

    @property
    def secrets(self) -> Mapping[str, str]:
        known: dict[str, str] = json.loads((self.folder / "known.json").read_text("utf-8"))
        return known

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def result(self, name: str) -> dict[str, Any]:
        """The last Allure result of a test, by the beginning of its readable name."""
        results = [json.loads(path.read_text("utf-8")) for path in self.out.glob("allure/*-result.json")]
        return max((each for each in results if each["name"].startswith(name)), key=lambda each: int(each["start"]))

    def case(self, name: str) -> ET.Element:
        """What JUnit tells of a test; it tells of it once."""
        tree = ET.parse(self.out / "junit.xml")  # noqa: S314
        (case,) = [each for each in tree.iter("testcase") if each.get("name", "").startswith(name)]
        return case


def run(folder: Path, *arguments: str, conftest: str = PLUGINS, plays: str = PLAYS) -> Run:
    (folder / "pytest.ini").write_text(SETTINGS, "utf-8")
    (folder / "conftest.py").write_text(conftest, "utf-8")
    (folder / "test_plays.py").write_text(plays, "utf-8")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pytest", *arguments],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI", "PYTEST"))},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    (folder / "out").mkdir(exist_ok=True)
    (folder / "out" / "terminal.txt").write_text(done.stdout + done.stderr, "utf-8")
    return Run(folder, done.returncode, done.stdout + done.stderr)


EVERYTHING = ("--alluredir=out/allure", "--evidence=out/evidence", "--junitxml=out/junit.xml")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(tmp_path_factory.mktemp("played"), *EVERYTHING, "-n", "1")


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(tmp_path_factory.mktemp("leaking"), *EVERYTHING, conftest=PLUGINS + WITHOUT_SCRUBBER)


def test_no_secret_is_left_in_anything_that_was_written(played: Run) -> None:
    assert not scan(played.out, played.secrets)


def test_the_run_ends_as_its_tests_do(played: Run) -> None:
    assert played.status == pytest.ExitCode.TESTS_FAILED
    assert "2 failed, 2 passed, 1 rerun" in played.told
    assert "secrets in artifacts" not in played.told


def test_without_the_scrubber_the_scanner_finds_every_secret(leaking: Run) -> None:
    assert {leak.secret_name for leak in scan(leaking.out, leaking.secrets)} == leaking.secrets.keys() - {
        "new password"  # which was typed nowhere
    }


def test_without_the_scrubber_the_run_itself_names_the_leaking_files(leaking: Run) -> None:
    section = leaking.told.partition("secrets in artifacts")[2]

    for name in ("password", "code", "cookie"):
        assert re.search(rf"\.zip: {name}\b", section), name
    assert re.search(r"junit\.xml: password", section)


def test_a_run_whose_tests_pass_fails_if_it_leaks(tmp_path: Path) -> None:
    plays = (
        "import allure\n\n"
        "def test_passes(applicant):\n"
        "    allure.attach(applicant.password.get_secret_value(), 'note')\n"
    )

    assert run(tmp_path, EVERYTHING[0], plays=plays).status == pytest.ExitCode.OK
    leaking = run(tmp_path, EVERYTHING[0], plays=plays, conftest=PLUGINS + WITHOUT_SCRUBBER)
    assert leaking.status == pytest.ExitCode.TESTS_FAILED
    assert re.search(r"-attachment[^ ]*: password", leaking.told)


def test_a_test_that_prints_its_environment_tells_no_secret_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"INBOX__PASSWORD": 'S3cret "of" the inbox', "BROWSER__WS_ENDPOINT": "ws://127.0.0.1:9/?key=k3y-of-it"}
    for name, value in settings.items():
        monkeypatch.setenv(f"PARCOURS_{name}", value)
    plays = "import os\n\ndef test_it():\n    print(dict(os.environ))\n    assert dict(os.environ) == {}\n"

    told = run(tmp_path, "--verbose", "--verbose", EVERYTHING[2], plays=plays)

    assert "[inbox's password]" in told.told
    assert not scan(told.out, {"inbox": settings["INBOX__PASSWORD"], "browser": "k3y-of-it"})


def test_a_failed_play_leaves_all_that_tells_why(played: Run) -> None:
    (folder,) = played.out.glob("evidence/*code_is_refused*")

    assert {path.name for path in folder.iterdir()} == {
        "diagnostic.txt",
        "ecran-1.png",
        "journal-du-portail.txt",
        "message-1.eml",
        "message-1.txt",
        "message-2.eml",
        "message-2.txt",
        "trace-1.zip",
    }
    assert "POST /authentification → 422" in (folder / "journal-du-portail.txt").read_text("utf-8")
    assert "Le code est refusé" in (folder / "diagnostic.txt").read_text("utf-8")
    assert re.search(r"\d{3}-\[code\]", (folder / "message-1.txt").read_text("utf-8"))
    with Image.open(folder / "ecran-1.png") as picture:
        assert picture.width == 1280


def test_the_same_is_attached_in_allure(played: Run) -> None:
    attached = {each["name"] for each in played.result("A code is refused")["attachments"]}

    assert attached >= {
        "Diagnostic",
        "Écran au moment de l’échec",
        "Journal du portail",
        "Message n° 1",
        "Message n° 1 tel que reçu",
        "Trace Playwright",
    }


def test_a_passed_test_leaves_no_evidence(played: Run) -> None:
    assert not list(played.out.glob("evidence/*nothing*"))
    assert "attachments" not in played.result("Nothing happens")


def test_steps_are_told_in_french_by_chapter(played: Run) -> None:
    steps = {step["name"]: [each["name"] for each in step["steps"]] for step in played.result("A code")["steps"]}

    assert steps["Je me connecte"][0] == "Mettez ici votre identifiant."
    assert steps["Je confirme que c’est bien moi"][-1] == "Puis cliquez ici."


def labels(result: Mapping[str, Any], kind: str) -> list[str]:
    return [label["value"] for label in result["labels"] if label["name"] == kind]


def test_a_journey_stands_under_its_title_and_the_chapter_that_failed(played: Run) -> None:
    result = played.result("A code is refused")

    assert labels(result, "epic") == ["Me connecter à mon espace"]
    assert labels(result, "feature") == ["Je confirme que c’est bien moi"]


def test_a_scenario_is_a_story_with_its_case(played: Run) -> None:
    result = played.result("An error text")

    assert labels(result, "story") == ["Every password is refused as wrong."]
    assert labels(result, "feature") == ["Entrer dans son espace"]
    assert "cas 20" in labels(result, "tag")
    assert labels(result, "severity") == ["critical"]


def test_categories_and_environment_are_told(played: Run) -> None:
    categories = json.loads((played.out / "allure" / "categories.json").read_text("utf-8"))
    message = played.result("A code is refused")["statusDetails"]["message"]

    fitting = [each["name"] for each in categories if re.fullmatch(each.get("messageRegex", "(?!)"), message)]
    assert fitting == ["Le portail se comporte mal"]
    assert len(categories) == 7
    assert "Portail = " in (played.out / "allure" / "environment.properties").read_text("utf-8")


def properties(case: ET.Element) -> dict[str, str]:
    return {each.get("name", ""): each.get("value", "") for each in case.iter("property")}


def test_junit_says_whose_fault_it_is(played: Run) -> None:
    told = properties(played.case("test_a_code_is_refused"))

    assert told["outcome"] == "portal"
    assert told["diagnosis"].startswith("« Je confirme que c’est bien moi »")


def test_what_passes_on_the_second_try_is_flaky(played: Run) -> None:
    assert properties(played.case("test_a_mail_comes_late")) == {"flaky": "mail: aucun message n’est arrivé."}
    assert played.result("A mail comes late")["statusDetails"]["flaky"] is True


def test_a_failure_that_blames_nobody_has_no_outcome(played: Run) -> None:
    assert "outcome" not in properties(played.case("test_an_error_text"))


def test_without_the_options_nothing_is_kept_but_errors_tell_no_secret(tmp_path: Path) -> None:
    done = run(tmp_path, "-k", "error_text")

    assert "AssertionError: assert '[password]' == 'x'" in done.told
    assert {path.name for path in tmp_path.iterdir()} - {"__pycache__"} == {
        "conftest.py",
        "out",
        "pytest.ini",
        "test_plays.py",
    }


def test_what_pytest_playwright_keeps_is_scrubbed_too(tmp_path: Path) -> None:
    known = "Path('known.json').write_text(json.dumps({'password': applicant.password.get_secret_value()}))"
    plays = PLAYS.replace("    assert page", f"    {known}\n    assert page")
    done = run(tmp_path, "-k", "error_text", "--tracing=retain-on-failure", "--output=out/kept", plays=plays)

    assert list(done.out.glob("kept/*/trace.zip"))
    assert not scan(done.out, done.secrets)
