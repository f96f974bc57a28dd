from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from reports.comparison import page as diff_page
from reports.comparison.diff import compare
from reports.comparison.difference import Control, Difference
from reports.comparison.page import controls_told, findings, markdown, publish, verdict
from reports.drawing.typography import NBSP, THIN
from reports.files import RecordError
from reports.record import Box
from tests.reports.drawn import Play, Screen, Thing

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

SEND = Thing("Envoyer", y=300, say="Puis cliquez ici.")
HELP = Thing("Aide", x=650, y=20, width=90)
TRAP = Thing("Moins de <b>3</b> & plus", x=40, y=420, kind="text")
LOGIN = Screen("LoginScreen", "Entrer", (SEND, HELP, TRAP))
SPACE = Screen("SpaceScreen", "Mon espace", (Thing("Partir", say="Quittez ici."),))
CODE = Screen("CodeScreen", "Le code", (Thing("Valider", say="Validez."),), chapter="Je confirme")
CHANGED = replace(
    LOGIN,
    things=(replace(SEND, y=340, say="Cliquez ici, une seule fois."), replace(TRAP, text="Moins de <b>4</b> & plus")),
)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """An old and a new record, with a section changed, one missing, one new and one that stays."""
    return (
        Play((LOGIN, CODE, SPACE)).write(tmp_path / "old"),
        Play((CHANGED, SPACE, replace(CODE, name="OtherScreen", title="Autre écran"))).write(tmp_path / "new"),
    )


@pytest.fixture
def found(folders: tuple[Path, Path]) -> Difference:
    return compare(*folders)


@pytest.fixture
def html(found: Difference, folders: tuple[Path, Path]) -> str:
    return diff_page.html(found, *folders)


def _plain(text: str) -> str:
    return text.replace(NBSP, " ").replace(THIN, " ")


def test_the_verdict_counts_what_differs(found: Difference) -> None:
    assert verdict(found) == "Le tutoriel est à revoir : 3 écrans ou messages diffèrent sur 4."


def test_the_page_shows_removed_and_added_words(html: str) -> None:
    assert "Moins de &lt;b&gt;<del>3</del>&lt;/b&gt; &amp; plus" in html
    assert "Moins de &lt;b&gt;<ins>4</ins>&lt;/b&gt; &amp; plus" in html


def test_a_sentence_written_anew_is_marked_as_a_whole(html: str) -> None:
    assert "<del>Puis cliquez ici.</del>" in html
    assert "<ins>Cliquez ici, une seule fois.</ins>" in html


def test_a_changed_section_has_three_pictures_and_others_one(html: str) -> None:
    names = re.findall(r"<figcaption>([^<]*)<", html)

    assert names == ["Avant", "Après", "Différence", "Avant", "Après"]


def test_every_picture_has_an_alternative_text(html: str) -> None:
    alternatives = re.findall(r'role="img"[^>]* aria-label="([^"]*)"', html)

    assert len(alternatives) == 5
    assert _plain(alternatives[0]) == "Avant : « Entrer ». Ce qui a disparu est encadré."


def test_the_page_needs_nothing_else(html: str) -> None:
    links = re.findall(r'(?:href|src)="([^"]*)"', html)

    assert [link for link in links if not link.startswith(("#", "data:"))] == []
    assert not re.search(r"url\((?!data:)", html)


def test_what_stays_is_listed_as_such(html: str) -> None:
    assert "Mon espace" in html.split("Sans changement")[1]


def test_two_pages_of_the_same_records_are_identical(found: Difference, folders: tuple[Path, Path], html: str) -> None:
    assert diff_page.html(found, *folders) == html


@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("side", [0, 1], ids=["nothing changed", "changed"])
def test_the_page_is_accessible(folders: tuple[Path, Path], page: Page, side: int, width: int) -> None:
    new = folders[side]
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(diff_page.html(compare(folders[0], new), folders[0], new))

    result = Axe().run(page)

    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_pictures_can_be_enlarged_by_keyboard(html: str, page: Page) -> None:
    page.set_viewport_size({"width": 1400, "height": 900})
    page.set_content(html)
    first = page.get_by_role("img").first
    before = first.bounding_box()

    page.get_by_role("button", name="Agrandir les images : Entrer").press("Enter")

    after = first.bounding_box()
    assert before
    assert after
    assert after["width"] > 1.5 * before["width"]


def test_nothing_changed_is_said_so(folders: tuple[Path, Path]) -> None:
    html = diff_page.html(compare(folders[0], folders[0]), folders[0], folders[0])

    assert "Rien n’a changé" in html
    assert "<figure" not in html


def test_controls_that_moved_together_are_told_together() -> None:
    def moved(name: str, dx: float, dy: float) -> Control:
        old = Box(x=10, y=10, width=100, height=20)
        return Control(
            change="moved", role="field", name=name, old=old, new=Box(x=10 + dx, y=10 + dy, width=100, height=20)
        )

    told = controls_told([moved("Nom", 0, 37), moved("Rue", -20, 0), moved("Ville", 0, 37.2)])

    assert [_plain(each) for each in told] == [
        "De 20 px vers la gauche : champ « Rue ».",
        "De 37 px vers le bas : champ « Nom », champ « Ville ».",
    ]


def test_findings_are_a_few_words_each(found: Difference) -> None:
    told = [_plain(", ".join(findings(section))) for section in found.sections if section.needs_a_look]

    assert told[0].startswith("2 textes changés, 1 élément disparu, 1 élément déplacé, image différente (")
    assert told[1:] == ["disparu", "nouveau"]


def test_markdown_tells_the_same_and_marks_nothing_by_accident(found: Difference) -> None:
    told = _plain(markdown(found))

    assert told.startswith("### Me connecter : à revoir\n")
    assert "- **Entrer** (`LoginScreen`) : 2 textes changés" in told
    assert r"~~Moins de \<b\>3\</b\> & plus~~ → **Moins de \<b\>4\</b\> & plus**" in told
    assert "- **Le code** (`CodeScreen`) : disparu" in told
    assert "Mon espace" not in told


def test_page_and_data_are_published(found: Difference, folders: tuple[Path, Path], tmp_path: Path) -> None:
    page = publish(found, *folders, tmp_path / "out")

    assert page.is_file()
    stored = (tmp_path / "out" / "difference.json").read_text(encoding="utf-8")
    assert Difference.model_validate_json(stored) == found


def test_a_former_comparison_is_replaced(found: Difference, folders: tuple[Path, Path], tmp_path: Path) -> None:
    publish(found, *folders, tmp_path / "out")
    same = compare(folders[0], folders[0])

    page = publish(same, folders[0], folders[0], tmp_path / "out")

    assert "Rien n’a changé" in page.read_text(encoding="utf-8")


def test_a_folder_of_something_else_is_not_touched(
    found: Difference, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("precious", encoding="utf-8")

    with pytest.raises(FileExistsError, match="something else"):
        publish(found, *folders, tmp_path / "mine")

    assert (tmp_path / "mine" / "index.html").read_text(encoding="utf-8") == "precious"


def test_a_picture_that_vanished_leaves_the_former_comparison(
    found: Difference, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    page = publish(found, *folders, tmp_path / "out")
    former = page.read_bytes()
    (folders[1] / "pictures" / "01.png").unlink()

    with pytest.raises(RecordError):
        publish(found, *folders, tmp_path / "out")

    assert page.read_bytes() == former
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["difference.json", "index.html"]
