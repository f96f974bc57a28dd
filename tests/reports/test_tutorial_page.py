from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from reports import tutorial
from reports.drawing.typography import NBSP, THIN, french
from reports.files import RecordError

if TYPE_CHECKING:
    from pathlib import Path

    from reports.record import Record

TITLE = "Adhérer, pas à pas"


@pytest.fixture
def html(folder: Path, tmp_path: Path) -> str:
    """The tutorial made from it."""
    tutorial.render(folder, tmp_path / "out")
    return (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


class _Outline(HTMLParser):
    """Visible text, headings, links, ids and alternative texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.alternatives: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self._hidden += tag in ("style", "script", "svg")
        self.links += [found[key] for key in ("href", "src") if key in found]
        self.ids += [found["id"]] if "id" in found else []
        if found.get("role") == "img":
            self.alternatives.append(found["aria-label"])

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script", "svg")

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.text.append(data.strip())


def _outline(html: str) -> _Outline:
    outline = _Outline()
    outline.feed(html)
    return outline


def test_everything_is_told_in_order(html: str) -> None:
    text = "\n".join(_outline(html).text).replace(NBSP, " ").replace(THIN, " ")

    told = [
        TITLE,
        "Comptez un quart d’heure.",
        "Sommaire",
        "Gardez votre mot de passe sous la main.",
        "Mettez ici votre identifiant.",
        "Tapez votre <b>mot de passe</b> & vérifiez-le !",
        "La réponse prend une minute.",
        "Vous recevez ce message",
        "Rien à faire",
        "Rien n’est à faire, c’est automatique.",
        "Prenez ensuite le tutoriel",
        "1er mars 2031",
        "démonstration",
    ]
    places = [text.find(each) for each in told]
    assert -1 not in places
    assert places == sorted(places)


def test_alternative_texts_tell_what_the_callouts_show(html: str) -> None:
    first, second = _outline(html).alternatives

    assert first == french(
        "Écran « Me connecter ». 1 : champ « Email de connexion » – Mettez ici votre identifiant. "
        "2 : champ « Mot de passe » – Tapez votre <b>mot de passe</b> & vérifiez-le ! "
        "3 : bouton « Me connecter » – Cliquez sur « Me connecter »."
    )
    assert second == french("Message « Votre compte est activé ».")


def test_captions_are_text_and_never_markup(html: str) -> None:
    assert "<b>mot de passe" not in html
    assert "&lt;b&gt;mot" in html


def test_nothing_is_fetched_from_elsewhere(html: str) -> None:
    links = _outline(html).links

    assert {link for link in links if not link.startswith(("#", "data:"))} == {
        "pictures/01-login.png",
        "pictures/02-mail.png",
    }
    assert not re.search(r"url\((?!data:)", html)


def test_every_link_within_the_page_leads_somewhere(html: str) -> None:
    outline = _outline(html)

    assert {link[1:] for link in outline.links if link.startswith("#")} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))


def test_a_real_portal_is_not_called_a_demonstration(folder: Path, record: Record, tmp_path: Path) -> None:
    record.model_copy(update={"bundled": False}).save(folder)

    tutorial.render(folder, tmp_path / "out")

    assert "démonstration" not in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_the_folder_is_complete(folder: Path, tmp_path: Path) -> None:
    tutorial.render(folder, tmp_path / "out")

    files = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
    assert files == {
        "record.json",
        "index.html",
        "adhesion.html",
        "pictures/01-login.png",
        "pictures/02-mail.png",
        "annotated/01-login.png",
        "annotated/02-mail.png",
    }


def test_clean_pictures_are_kept_as_they_are(folder: Path, tmp_path: Path) -> None:
    tutorial.render(folder, tmp_path / "out")

    name = "pictures/01-login.png"
    assert (tmp_path / "out" / name).read_bytes() == (folder / name).read_bytes()


def test_a_record_can_be_rendered_in_place(folder: Path) -> None:
    tutorial.render(folder, folder)

    assert (folder / "index.html").is_file()
    assert (folder / "pictures" / "01-login.png").is_file()


def test_two_renderings_are_identical(folder: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        tutorial.render(folder, tmp_path / name)

    for path in (tmp_path / "a").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()


def test_a_failed_rendering_leaves_the_former_tutorial(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    tutorial.render(folder, out)
    before = {path: path.read_bytes() for path in out.rglob("*.*")}
    (folder / "pictures" / "02-mail.png").write_bytes(b"no picture")

    with pytest.raises(RecordError, match=r"02-mail\.png is not a picture"):
        tutorial.render(folder, out)

    assert {path: path.read_bytes() for path in out.rglob("*.*")} == before
    assert {path.name for path in tmp_path.iterdir()} == {"record", "out"}


def test_a_picture_outside_the_record_is_refused(folder: Path, record: Record, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"")
    picture = record.sections[0].picture
    assert picture
    stray = record.sections[0].model_copy(update={"picture": picture.model_copy(update={"file": "../secret.png"})})
    record.model_copy(update={"sections": (stray,)}).save(folder)

    with pytest.raises(RecordError, match="not below"):
        tutorial.render(folder, tmp_path / "out")


def test_a_picture_may_be_called_anything(folder: Path, record: Record, tmp_path: Path) -> None:
    section = record.sections[0]
    assert section.picture
    named = section.picture.model_copy(update={"file": "pictures/a & b's.png"})
    (folder / section.picture.file).rename(folder / named.file)
    record.model_copy(update={"sections": (section.model_copy(update={"picture": named}),)}).save(folder)

    tutorial.render(folder, tmp_path / "out")

    page = _outline((tmp_path / "out" / "index.html").read_text(encoding="utf-8"))
    assert "pictures/a & b's.png" in page.links


def test_a_section_without_a_picture_is_still_told(folder: Path, record: Record, tmp_path: Path) -> None:
    bare = record.sections[0].model_copy(update={"picture": None})
    record.model_copy(update={"sections": (bare,)}).save(folder)

    tutorial.render(folder, tmp_path / "out")

    text = "\n".join(_outline((tmp_path / "out" / "index.html").read_text(encoding="utf-8")).text)
    assert "Mettez ici votre identifiant." in text
