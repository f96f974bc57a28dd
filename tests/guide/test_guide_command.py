"""``parcours guide`` as its users meet it, up to the window."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from fixtures.profile import has_consented, remember_consent, usual_folder
from parcours import __main__ as front_door
from parcours.console import EXIT_STATUS
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PORTAL = "https://portail.invalid/invitation/abc"
DOOR = "https://portail.invalid/"


@pytest.fixture
def guide(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    """Run the command where there is no screen."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["parcours", "guide", *arguments])
        with pytest.raises(SystemExit) as ended:
            front_door.main()
        return int(str(ended.value.code))

    return run


def answer(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Have these lines typed in the terminal; nothing more can be asked after them."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{each}\n" for each in answers)))


def test_where_there_is_no_screen_it_says_what_to_do(
    guide: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert guide() == EXIT_STATUS[Outcome.ENVIRONMENT]

    told = capsys.readouterr()
    assert "xvfb-run parcours guide" in told.err
    assert "Traceback" not in told.err


def test_an_address_that_is_none_is_refused(guide: Callable[..., int]) -> None:
    assert guide("--url", "portail") == EXIT_STATUS[Outcome.ENVIRONMENT]


def test_scenarios_are_for_the_bundled_portal_alone(guide: Callable[..., int]) -> None:
    assert guide("--url", PORTAL, "--yes", "--scenario", "latency=1") == EXIT_STATUS[Outcome.ENVIRONMENT]


def test_another_portal_is_opened_only_with_consent(
    guide: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, "non")

    assert guide("--url", PORTAL) == 0

    told = capsys.readouterr().out
    assert told.count("D’accord") == 1
    assert "mots de passe" in told
    assert DOOR in told
    assert "abc" not in told
    assert not has_consented(usual_folder(), DOOR)


@pytest.mark.parametrize("word", ["oui", "O", "y"])
def test_consent_is_asked_for_once_and_given_in_french(
    guide: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    answer(monkeypatch, "pourquoi ?", word)

    for _ in range(2):
        assert guide("--url", PORTAL) == EXIT_STATUS[Outcome.ENVIRONMENT]  # there is no screen

    told = capsys.readouterr()
    assert told.out.count("Il n’enregistre rien") == 1
    assert "répondez par oui ou par non" in told.out + told.err


def test_nothing_is_opened_where_nobody_answers(guide: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch)

    assert guide("--url", PORTAL) != 0

    assert not has_consented(usual_folder(), DOOR)


def test_consent_for_one_portal_is_none_for_another(tmp_path: Path) -> None:
    remember_consent(tmp_path, DOOR)

    assert has_consented(tmp_path, DOOR)
    assert not has_consented(tmp_path, "https://autre.invalid/")


def test_a_record_goes_into_a_folder_of_its_own(
    guide: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "something").touch()
    assert guide("--record", str(tmp_path / "taken")) == EXIT_STATUS[Outcome.ENVIRONMENT]

    assert "not empty" in capsys.readouterr().err
