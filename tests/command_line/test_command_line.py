"""The command line as its users meet it."""

import json
import os
import re
import signal
import smtplib
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email.message import EmailMessage
from importlib.metadata import version
from pathlib import Path
from typing import IO

import pytest

from fixtures.applicants import invent_applicant
from flows.applicant import Applicant
from flows.journeys import JOURNEYS
from mock_portal import BundledPortal, Challenge, Person
from parcours import __main__ as front_door
from parcours.console import EXIT_STATUS
from reports.record import Outcome, Record

PARCOURS = Path(sys.executable).with_name("parcours")
QUICK = {"PARCOURS_PORTAL__CREATION_SECONDS": "0"}
COMMANDS = [
    *("tutorial", "render", "film", "diff", "run", "check", "portal", "scenarios", "journeys", "doctor", "setup"),
    *("inbox", "guide", "nightly"),
]


def call(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder of its own, so that no .env of the machine speaks."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PARCOURS_")}
    return subprocess.run(  # noqa: S603
        [PARCOURS, *arguments],
        cwd=folder,
        env=clean | QUICK | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    """Run the command line in this process; for what needs no browser."""

    def main(*arguments: str) -> int:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["parcours", *arguments])
        with pytest.raises(SystemExit) as ended:
            front_door.main()
        return int(str(ended.value.code))

    return main


def test_the_version_can_be_asked_for(main: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert main("--version") == 0

    assert capsys.readouterr().out == f"parcours {version('parcours')}\n"


@pytest.fixture
def account(serve: Callable[..., BundledPortal]) -> tuple[BundledPortal, Applicant]:
    """A portal that was started by somebody else, and an account on it."""
    portal, applicant = serve(challenge=Challenge.AFTER_LOGIN), invent_applicant()
    password = applicant.password.get_secret_value()
    portal.open_mailbox(applicant.email, password)
    portal.register(
        Person(email=applicant.email, first_name=applicant.first_name, last_name=applicant.last_name), password
    )
    return portal, applicant


def as_applicant(applicant: Applicant) -> dict[str, str]:
    return {
        "PARCOURS_APPLICANT__EMAIL": applicant.email,
        "PARCOURS_APPLICANT__PASSWORD": applicant.password.get_secret_value(),
        "PARCOURS_APPLICANT__FIRST_NAME": applicant.first_name,
        "PARCOURS_APPLICANT__LAST_NAME": applicant.last_name,
    }


def with_inbox(portal: BundledPortal, applicant: Applicant) -> dict[str, str]:
    return {
        "PARCOURS_INBOX__HOST": "127.0.0.1",
        "PARCOURS_INBOX__PORT": str(portal.imap_port),
        "PARCOURS_INBOX__SECURITY": "plain",
        "PARCOURS_INBOX__PASSWORD": applicant.password.get_secret_value(),
        "PARCOURS_INBOX__SENDER": portal.sender,
    }


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "--wrong"], "--wrong"),
        (["dance"], "dance"),
        (["run", "--journey", "voyage"], "voyage"),
        (["run", "--url", "portail.example"], "--url"),
        (["run", "--url", "http://[::1/"], "--url"),
        (["run", "--url", "https://portail.example/"], "PARCOURS_APPLICANT__EMAIL"),
        (["portal", "--port", "70000"], "port"),
    ],
)
def test_a_wrong_call_is_one_clear_line(
    main: Callable[..., int], capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    status = main(*arguments)

    lines = capsys.readouterr().err.splitlines()
    assert status == 2
    assert len(lines) == 1
    assert told in lines[0]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PARCOURS_PATIENCE", "soon", "PARCOURS_PATIENCE"),
        ("PARCOURS_PATIENCE", "inf", "PARCOURS_PATIENCE"),
        ("PARCOURS_PATIENTS", "3", "PARCOURS_PATIENTS"),
        ("PARCOURS_BROWSER__ENGINE", "mosaic", "PARCOURS_BROWSER__ENGINE"),
        ("PARCOURS_BROWSER__EXECUTABLE", "/nowhere/browser", "/nowhere/browser"),
        ("PARCOURS_PORTAL__CHALLENGE", "perhaps", "PARCOURS_PORTAL__CHALLENGE"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(name: str, value: str, told: str, tmp_path: Path) -> None:
    done = call("run", folder=tmp_path, **{name: value})

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert told in done.stderr


def test_a_wrong_setting_of_a_secret_does_not_tell_the_secret(tmp_path: Path) -> None:
    settings = {"PARCOURS_INBOX__HOST": "imap.example", "PARCOURS_INBOX__SECURITY": "plain"}

    done = call("run", folder=tmp_path, PARCOURS_INBOX__PASSWORD="Tr3s-Secret!", **settings)

    assert done.returncode == 2
    assert "Tr3s-Secret!" not in done.stdout + done.stderr


def test_settings_are_read_from_a_dot_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PARCOURS_PATIENCE=never\nOTHER=1\n", encoding="utf-8")

    assert "PARCOURS_PATIENCE" in call("run", folder=tmp_path).stderr


def test_without_a_command_it_tells_which_there_are(
    main: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main() == 0
    told = capsys.readouterr().out
    assert [command for command in COMMANDS if command not in told] == []


def test_journeys_lists_every_chapter_without_a_browser(
    main: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("journeys") == 0
    told = capsys.readouterr().out
    titles = [flow.title for plan in JOURNEYS.values() for flow in plan(invent_applicant()).chapters]
    assert [title for title in titles if title not in told] == []


def test_run_prints_one_json_object(tmp_path: Path) -> None:
    done = call("run", "--journey", "connexion", "--json", folder=tmp_path)

    told = json.loads(done.stdout)
    assert (done.returncode, told["outcome"]) == (0, "passed")
    assert {step["outcome"] for step in told["steps"]} == {"passed"}
    assert told["seconds"] > 0


def test_run_prints_a_table(tmp_path: Path) -> None:
    done = call("run", "--journey", "connexion", folder=tmp_path)

    assert done.returncode == 0
    assert "LoginScreen" in done.stdout


def test_run_plays_on_another_portal_when_asked(account: tuple[BundledPortal, Applicant], tmp_path: Path) -> None:
    portal, applicant = account
    environment = as_applicant(applicant) | with_inbox(portal, applicant)

    done = call("run", "--journey", "connexion", "--url", portal.url, "--json", folder=tmp_path, **environment)

    assert done.returncode == 0, done.stderr
    assert "ChallengeScreen" in {step["screen"] for step in json.loads(done.stdout)["steps"]}


def test_without_an_inbox_the_code_is_handed_over(account: tuple[BundledPortal, Applicant], tmp_path: Path) -> None:
    portal, applicant = account

    done = call(
        "run", "--journey", "connexion", "--url", portal.url, "--json", folder=tmp_path, **as_applicant(applicant)
    )

    assert done.returncode == EXIT_STATUS[Outcome.HANDOVER]
    assert json.loads(done.stdout)["outcome"] == "handover"


def test_a_portal_that_does_not_answer_is_one_clear_line(tmp_path: Path) -> None:
    done = call("run", "--url", "http://127.0.0.1:9/", folder=tmp_path, **as_applicant(invent_applicant()))

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "http://127.0.0.1:9" in done.stderr


@pytest.mark.parametrize("command", [["run"], ["doctor"]])
def test_an_address_that_does_not_answer_is_told_without_its_secrets(command: list[str], tmp_path: Path) -> None:
    url = "http://bob:hunter2@127.0.0.1:9/invitation/T0ken"

    done = call(*command, "--url", url, folder=tmp_path, **as_applicant(invent_applicant()))

    assert done.returncode == 2
    assert "http://127.0.0.1:9/" in done.stdout + done.stderr
    assert not re.search("bob|hunter2|T0ken", done.stdout + done.stderr)


def test_the_tutorial_shows_every_screen_and_mail_in_its_order(tmp_path: Path) -> None:
    done = call("tutorial", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    folder = tmp_path / "reports/out/tutorial"
    record = Record.load(folder)
    assert [section.screen for section in record.sections] == [
        "InvitationMail",
        "WelcomeScreen",
        "BigSteps",
        "CookieBanner",
        "AccessScreen",
        "ActivationScreen",
        "ActivationMail",
        "LoginScreen",
        "AffiliationScreen",
        "CodeMail",
        "ChallengeScreen",
        "BeneficiariesScreen",
        "StepSavedScreen",
    ]
    pictures = [section.picture.file for section in record.sections if section.picture]
    assert len(pictures) == len(record.sections)
    assert all((folder / picture).is_file() for picture in pictures)
    page = (folder / "index.html").read_text(encoding="utf-8")
    places = [page.index(section.title) for section in record.sections if section.kind == "screen"]
    assert places == sorted(places)


def test_every_numbered_step_of_the_tutorial_has_its_place_on_the_picture(tmp_path: Path) -> None:
    call("tutorial", "--journey", "oubli", "--out", "tuto", folder=tmp_path)

    record = Record.load(tmp_path / "tuto")
    numbered = [step for section in record.sections for step in section.steps if step.number]
    assert [step.say for step in numbered if not (step.target and step.target.box)] == []


def test_a_run_that_fails_leaves_the_last_good_tutorial_as_it_is(
    account: tuple[BundledPortal, Applicant], tmp_path: Path
) -> None:
    portal, applicant = account
    call("tutorial", "--journey", "connexion", "--out", "tuto", folder=tmp_path)
    good = {path: path.read_bytes() for path in (tmp_path / "tuto").rglob("*") if path.is_file()}

    done = call(
        *("tutorial", "--journey", "connexion", "--out", "tuto", "--url", portal.url),
        folder=tmp_path,
        **as_applicant(applicant),
    )

    assert done.returncode == EXIT_STATUS[Outcome.HANDOVER]
    assert {path: path.read_bytes() for path in (tmp_path / "tuto").rglob("*") if path.is_file()} == good
    assert Record.load(tmp_path / "tuto-failed").outcome is Outcome.HANDOVER


def test_the_tutorial_does_not_take_the_place_of_something_else(tmp_path: Path) -> None:
    precious = tmp_path / "tuto" / "thesis.txt"
    precious.parent.mkdir()
    precious.write_text("years of work", encoding="utf-8")

    done = call("tutorial", "--journey", "connexion", "--out", "tuto", folder=tmp_path)

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert precious.read_text(encoding="utf-8") == "years of work"


def test_doctor_finds_everything_fine(tmp_path: Path) -> None:
    done = call("doctor", folder=tmp_path)

    assert done.returncode == 0, done.stdout
    assert "FAIL" not in done.stdout


def test_doctor_tells_each_thing_that_is_wrong(tmp_path: Path) -> None:
    applicant = as_applicant(invent_applicant())
    inbox = {"PARCOURS_INBOX__HOST": "127.0.0.1", "PARCOURS_INBOX__PORT": "9", "PARCOURS_INBOX__PASSWORD": "x"}

    done = call("doctor", "--url", "http://127.0.0.1:9/", folder=tmp_path, **applicant, **inbox)

    assert done.returncode == 2
    assert re.findall(r"FAIL ([\w ]+):", done.stdout) == ["your portal", "your inbox"]


def test_inbox_check_tells_what_the_server_is_like(account: tuple[BundledPortal, Applicant], tmp_path: Path) -> None:
    portal, applicant = account

    done = call("inbox", "check", folder=tmp_path, **as_applicant(applicant), **with_inbox(portal, applicant))

    assert done.returncode == 0, done.stderr
    told = dict(line.split(":", 1) for line in done.stdout.splitlines())
    assert "INBOX, Junk" in told["Folders"]
    assert "IDLE" in told["Capabilities"].split()
    assert {"Server", "Round trip", "Clock"} <= set(told)


@pytest.mark.parametrize("command", ["check", "watch"])
def test_inbox_without_settings_is_one_clear_line(command: str, tmp_path: Path) -> None:
    done = call("inbox", command, folder=tmp_path)

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "PARCOURS_INBOX__HOST" in done.stderr


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the command and let it run."""
    with ExitStack() as stack:

        def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(  # noqa: S603
                [PARCOURS, *arguments],
                cwd=tmp_path,
                env=os.environ | environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


def printed(stream: IO[str] | None, until: str) -> dict[str, str]:
    told = {}
    for line in stream or ():
        if until in line:
            break
        name, _, value = line.partition(":")
        told[name.strip()] = value.strip()
    return told


def test_portal_serves_until_it_is_interrupted(start: Callable[..., subprocess.Popen[str]]) -> None:
    process = start("portal")
    told = printed(process.stdout, until="Ctrl-C")

    for name in ("Invitation link", "Mails"):
        with urllib.request.urlopen(told[name], timeout=10) as answer:  # noqa: S310
            assert answer.status == 200, name
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0


def test_portal_on_a_port_that_is_taken_is_one_clear_line(
    start: Callable[..., subprocess.Popen[str]], account: tuple[BundledPortal, Applicant]
) -> None:
    taken = account[0].url.rsplit(":", 1)[1]

    process = start("portal", "--port", taken)
    _, complaint = process.communicate(timeout=60)

    assert (process.returncode, len(complaint.splitlines())) == (2, 1)
    assert taken in complaint


def test_inbox_watch_prints_each_code_until_it_is_interrupted(
    start: Callable[..., subprocess.Popen[str]], account: tuple[BundledPortal, Applicant]
) -> None:
    portal, applicant = account
    process = start("inbox", "watch", **as_applicant(applicant), **with_inbox(portal, applicant))
    assert process.stderr
    assert process.stdout
    assert "Waiting" in process.stderr.readline()

    with smtplib.SMTP(portal.host, portal.smtp_port) as smtp:
        for sender in ("voleur@ailleurs.invalid", portal.sender):
            mail = EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = sender, applicant.email, "Votre code"
            mail.set_content(f"Votre code : {'111-111111' if sender != portal.sender else '671-482913'}")
            smtp.send_message(mail)

    assert process.stdout.readline().strip() == "671-482913"
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
