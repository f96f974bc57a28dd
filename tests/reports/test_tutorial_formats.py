"""What each format of a tutorial is made of."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from reports.drawing.typography import french
from reports.files import RecordError
from reports.languages import MissingMessage
from reports.tutorial import Format, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from docx.document import Document as DocumentType
    from playwright.sync_api import Browser, Page

    from reports.formats.pdf import Printer
    from reports.record import Record

TITLE = french("Adhérer, pas à pas")
ALTERNATIVE = french("Écran « Me connecter ». 1 : champ « Email de connexion » – Mettez ici votre identifiant.")
A4 = (595, 842)
SOFFICE = shutil.which("soffice")


@pytest.fixture
def make(folder: Path, tmp_path: Path) -> Callable[..., Path]:
    """Make one format of the tutorial and return its file."""

    def make(wanted: Format, out: str = "out", **options: object) -> Path:
        render(folder, tmp_path / out, formats=[wanted], **options)  # type: ignore[arg-type]
        return tmp_path / out / f"adhesion.{wanted}"

    return make


# PDF


@pytest.fixture
def printed(make: Callable[..., Path], print_page: Printer) -> pypdf.PdfReader:
    return pypdf.PdfReader(make(Format.PDF, print_page=print_page))


def _root(printed: pypdf.PdfReader) -> dict[str, Any]:
    return dict(printed.root_object)


def test_a_pdf_is_tagged(printed: pypdf.PdfReader) -> None:
    assert _root(printed)["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in _root(printed)


def test_a_pdf_has_title_and_language(printed: pypdf.PdfReader) -> None:
    assert printed.metadata
    assert (printed.metadata.title, str(_root(printed)["/Lang"])) == (TITLE, "fr")
    assert _root(printed)["/ViewerPreferences"]["/DisplayDocTitle"]


def test_a_pdf_is_outlined(printed: pypdf.PdfReader) -> None:
    def titles(outline: Iterable[Any]) -> Iterator[str]:
        for each in outline:
            if isinstance(each, list):
                yield from titles(each)
            else:
                yield str(each["/Title"])

    assert [*titles(printed.outline)] == [TITLE, "Sommaire", "Me connecter", "Votre compte est activé"]


def test_every_page_of_a_pdf_is_a4(printed: pypdf.PdfReader) -> None:
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in printed.pages}

    assert sizes == {A4}


def test_every_screen_of_a_pdf_stands_on_one_page(printed: pypdf.PdfReader) -> None:
    pages = [" ".join(page.extract_text().split()) for page in printed.pages]

    login = next(page for page in pages if "Mettez ici" in page)
    assert "La réponse prend une minute." in login


def test_a_pdf_holds_the_clean_pictures_without_loss(printed: pypdf.PdfReader, folder: Path) -> None:
    shown = [image.image for page in printed.pages for image in page.images]

    expected = [Image.open(path) for path in sorted(folder.glob("pictures/*.png"))]
    assert [image and image.tobytes() for image in shown] == [image.tobytes() for image in expected]


def test_a_picture_with_transparency_can_be_printed(
    make: Callable[..., Path], print_page: Printer, folder: Path
) -> None:
    path = folder / "pictures/01-login.png"
    Image.new("RGBA", (1280, 800), "#12345678").save(path)

    image = pypdf.PdfReader(make(Format.PDF, print_page=print_page)).pages[1].images[0].image

    assert image
    assert image.getpixel((0, 0)) == (0x12, 0x34, 0x56)


def test_alternative_texts_reach_the_pdf(printed: pypdf.PdfReader) -> None:
    told = [str(each.get("/Alt", "")) for each in _elements(_root(printed)["/StructTreeRoot"])]

    assert [text for text in told if text.startswith(ALTERNATIVE)]


def _elements(element: Any) -> Iterator[pypdf.generic.DictionaryObject]:
    """This element of the tree of tags, and all below it."""
    found = element.get_object() if isinstance(element, pypdf.generic.PdfObject) else element
    if isinstance(found, pypdf.generic.DictionaryObject):
        yield found
        yield from _elements(found.get("/K"))
    elif isinstance(found, list):
        for each in found:
            yield from _elements(each)


def test_a_pdf_without_anything_to_print_with_is_refused(make: Callable[..., Path]) -> None:
    with pytest.raises(ValueError, match="print"):
        make(Format.PDF)


# Word


@pytest.fixture
def written(make: Callable[..., Path]) -> DocumentType:
    return Document(str(make(Format.DOCX)))


def _headings(document: DocumentType) -> list[tuple[str, str]]:
    return [
        (paragraph.style.name or "", paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style and (paragraph.style.name or "").startswith("Heading")
    ]


def test_a_word_document_has_real_headings(written: DocumentType) -> None:
    assert _headings(written) == [
        ("Heading 1", french("Étape 1 : Je me connecte")),
        ("Heading 2", "Me connecter"),
        ("Heading 1", french("Étape 2 : Je reçois un message")),
        ("Heading 2", french("Message : Votre compte est activé")),
        ("Heading 1", "Pour la suite"),
    ]


def test_every_picture_of_a_word_document_has_an_alternative_text(written: DocumentType) -> None:
    described = [each.get("descr") or "" for each in written.element.body.iter(qn("wp:docPr"))]

    assert described[0].startswith(ALTERNATIVE)
    assert described[1:] == [french("Message « Votre compte est activé ».")]


def test_captions_count_by_themselves(written: DocumentType) -> None:
    captions = [each for each in written.paragraphs if each.style and each.style.name == "Caption"]

    assert len(captions) == 2
    for caption in captions:
        assert [each.text for each in caption.paragraph_format.element.iter(qn("w:instrText"))] == [
            r" SEQ Image \* ARABIC "
        ]


def test_steps_are_numbered_as_the_callouts(written: DocumentType) -> None:
    steps = [each for each in written.paragraphs if each.style and each.style.name == "List Number"]

    lists = {each.get(qn("w:val")) for step in steps for each in step.paragraph_format.element.iter(qn("w:numId"))}
    assert steps[0].text == "Mettez ici votre identifiant."
    assert (len(steps), len(lists)) == (3, 1)


def test_the_contents_lead_to_the_headings(written: DocumentType) -> None:
    body = written.element.body
    marks = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}

    anchors = [each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))]
    assert len(anchors) == 4
    assert set(anchors) <= marks
    assert any("TOC" in (each.text or "") for each in body.iter(qn("w:instrText")))


def test_a_word_document_has_title_and_language(written: DocumentType) -> None:
    languages = {each.get(qn("w:val")) for each in written.styles.element.iter(qn("w:lang"))}

    assert (written.core_properties.title, written.core_properties.language) == (TITLE, "fr-FR")
    assert languages == {"fr-FR"}


def test_a_word_document_holds_the_annotated_pictures(make: Callable[..., Path], folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(make(Format.DOCX)) as archive:
        held = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]

    render(folder, tmp_path / "png", formats=[Format.PNG])
    assert sorted(held) == sorted(path.read_bytes() for path in (tmp_path / "png" / "annotated").iterdir())


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_word_document_opens_in_libreoffice(make: Callable[..., Path], tmp_path: Path) -> None:
    command = [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run(  # noqa: S603
        [*command, "--outdir", tmp_path / "office", make(Format.DOCX)], check=True, capture_output=True, timeout=180
    )

    text = " ".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "office" / "adhesion.pdf").pages)
    assert "Mettez ici votre identifiant." in text


# Markdown


def test_pictures_of_markdown_are_there(make: Callable[..., Path]) -> None:
    file = make(Format.MD)

    links = re.findall(r"^!\[(.+)\]\((.+)\)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(file.parent / unquote(link)).is_file() for _, link in links] == [True, True]
    assert links[0][0].startswith(ALTERNATIVE)


def test_captions_are_no_markdown(make: Callable[..., Path]) -> None:
    text = make(Format.MD).read_text(encoding="utf-8")

    assert r"\<b\>mot de passe\</b\> \& vérifiez-le" in text


def test_steps_of_markdown_are_numbered(make: Callable[..., Path]) -> None:
    text = make(Format.MD).read_text(encoding="utf-8")

    assert re.findall(r"^(\d)\. ", text, re.MULTILINE) == ["1", "2", "3"]


# The page in one file


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def test_a_page_in_one_file_asks_for_nothing(make: Callable[..., Path], page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    file = make(Format.HTML)

    page.goto(file.as_uri())

    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]


def test_a_page_in_one_file_shows_its_pictures(make: Callable[..., Path], page: Page) -> None:
    page.goto(make(Format.HTML).as_uri())

    addresses = page.locator("svg image").evaluate_all("images => images.map(image => image.href.baseVal.slice(0, 15))")
    assert addresses == ["data:image/png;"] * 2


@pytest.mark.parametrize("way", ["hover", "focus"])
def test_a_sentence_and_its_callout_light_up_together(make: Callable[..., Path], page: Page, way: str) -> None:
    page.goto(make(Format.HTML).as_uri())

    getattr(page.locator(".steps a.number").nth(1), way)()

    lit = page.locator(".lit").evaluate_all("all => all.map(each => each.dataset.callout)")
    assert lit == ["2", "2"]


def test_a_callout_lights_up_its_sentence(make: Callable[..., Path], page: Page) -> None:
    page.goto(make(Format.HTML).as_uri())

    page.locator(".callout .tab").nth(2).hover(position={"x": 4, "y": 30})

    assert page.locator(".steps li.lit").inner_text().split("\n")[-1].startswith("Cliquez")


def test_a_wide_picture_scrolls_alone_on_a_phone(make: Callable[..., Path], page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(make(Format.HTML).as_uri())

    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths == [390, 390]
    assert page.locator(".picture.scrolls + .swipe").first.is_visible()


# All of them


def test_two_renderings_of_all_formats_are_identical(folder: Path, tmp_path: Path, print_page: Printer) -> None:
    for name in ("a", "b"):
        render(folder, tmp_path / name, formats=list(Format), print_page=print_page)

    def contents(name: str) -> dict[str, bytes]:
        return {str(path.relative_to(tmp_path / name)): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}

    assert contents("a") == contents("b")


def test_a_failure_in_the_last_format_leaves_the_former_tutorial(folder: Path, tmp_path: Path) -> None:
    render(folder, tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.*")}

    with pytest.raises(ValueError, match="unknown kind"):
        render(folder, tmp_path / "out", formats=list(Format), print_page=lambda _: b"%PDF-2.0")

    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.*")} == before


@pytest.mark.parametrize("scale", [1, 2])
def test_annotated_pictures_have_the_scale_asked_for(make: Callable[..., Path], scale: int) -> None:
    folder = make(Format.PNG, scale=scale).parent

    with Image.open(folder / "annotated/01-login.png") as image:
        assert image.size == (1280 * scale, 800 * scale)


@pytest.mark.parametrize(("width", "scale"), [(1280, 1), (1200, 1), (760, 2), (390, 2)])
def test_annotated_pictures_are_as_sharp_as_a_text_column_needs(
    make: Callable[..., Path], folder: Path, record: Record, width: int, scale: int
) -> None:
    section = record.sections[1]
    assert section.picture
    taken = section.picture.model_copy(update={"width": width, "height": 300, "scale": 2})
    record.model_copy(update={"sections": (section.model_copy(update={"picture": taken}),)}).save(folder)
    Image.new("RGB", (2 * width, 600), "#f4f6f6").save(folder / taken.file)

    with Image.open(make(Format.PNG).parent / "annotated/02-mail.png") as image:
        assert image.size == (width * scale, 300 * scale)


def test_pngs_hold_what_was_drawn(make: Callable[..., Path], folder: Path) -> None:
    annotated = make(Format.PNG).parent / "annotated/02-mail.png"

    with Image.open(annotated) as image, Image.open(folder / "pictures/02-mail.png") as clean:
        inside = (1, 1, 1279, 799)  # a line is drawn around the picture
        assert image.crop(inside).tobytes() == clean.crop(inside).tobytes()


def test_a_sentence_without_translation_is_named(make: Callable[..., Path]) -> None:
    with pytest.raises(MissingMessage, match="Adhérer, pas à pas"):
        make(Format.HTML, language="en")


def test_an_english_record_is_told_in_english(make: Callable[..., Path], folder: Path, record: Record) -> None:
    record.model_copy(update={"language": "en"}).save(folder)

    page = make(Format.HTML).read_text(encoding="utf-8")

    assert '<html lang="en">' in page
    assert ">Contents<" in page


def test_a_record_in_another_language_is_refused(make: Callable[..., Path], folder: Path, record: Record) -> None:
    record.model_copy(update={"language": "de"}).save(folder)

    with pytest.raises(RecordError, match="de"):
        make(Format.HTML)


@pytest.mark.parametrize("content", ["{", '{"version": 7}', "[]"])
def test_what_is_no_record_is_refused(make: Callable[..., Path], folder: Path, content: str) -> None:
    (folder / "record.json").write_text(content, encoding="utf-8")

    with pytest.raises(RecordError, match="not a record"):
        make(Format.HTML)


def test_names_of_files_are_safe(folder: Path, tmp_path: Path, record: Record) -> None:
    record.model_copy(update={"journey": "../../adhésion à tout"}).save(folder)

    assert render(folder, tmp_path / "out", formats=[Format.MD]) == ["adhésion-à-tout.md"]
    assert io.BytesIO((tmp_path / "out" / "adhésion-à-tout.md").read_bytes()).read(1) == b"#"
