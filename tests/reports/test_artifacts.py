"""Whether the search of artifacts finds what was planted in each kind of them."""

import base64
import gzip
import io
import json
import zipfile
import zlib
from pathlib import Path

import pytest
from docx import Document
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Browser
from pypdf import PdfReader, PdfWriter

from reports.privacy import findings
from tests.reports.artifacts import texts_of

PLANTED = "jean.valjean@montreuil.inconnu"


def found_in(folder: Path) -> set[str]:
    return {where for where, text in texts_of(folder) if findings(text, secrets={"adresse": PLANTED})}


def picture(info: PngInfo | None = None) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (2, 2)).save(written, "PNG", pnginfo=info)
    return written.getvalue()


def text_chunk(*, packed: bool) -> bytes:
    info = PngInfo()
    info.add_text("Comment", f"de {PLANTED}", zip=packed)
    return picture(info)


def international_chunk(*, packed: bool) -> bytes:
    info = PngInfo()
    info.add_itxt("Comment", f"de {PLANTED} – là", "fr", "Remarque", zip=packed)
    return picture(info)


def exif_chunk() -> bytes:
    written = io.BytesIO()
    image = Image.new("RGB", (2, 2))
    exif = image.getexif()
    exif[0x010E] = PLANTED
    image.save(written, "PNG", exif=exif)
    return written.getvalue()


def other_picture(form: str) -> bytes:
    written = io.BytesIO()
    image = Image.new("RGB", (2, 2))
    exif = image.getexif()
    exif[0x010E] = PLANTED
    image.save(written, form, exif=exif)
    return written.getvalue()


def packed_in_zip(name: str, content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


def data_uri(content: bytes) -> str:
    return f"data:application/octet-stream;base64,{base64.b64encode(content).decode()}"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", f"Bonjour {PLANTED}".encode()),
        ("a.json", json.dumps({"a": [{PLANTED: 1}]}).encode()),
        ("a.jsonl", f'{{"a": 1}}\n{{"a": "{PLANTED.replace("@", chr(92) + "u0040")}"}}'.encode()),
        ("a.html", b"<!doctype html><p>jean.<b>valjean</b>@montreuil<wbr>.inconnu"),
        ("b.html", b"<!doctype html><p title='jean.valjean&commat;montreuil.inconnu'>x"),
        ("c.html", f"<!doctype html><img src='{data_uri(text_chunk(packed=True))}'>".encode()),
        (
            "d.html",
            b"<!doctype html><img src='data:image/svg+xml,%3Csvg%3E%3Ctext%3Ejean.valjean%40montreuil.inconnu'>",
        ),
        ("a.css", f"p {{ background: url({data_uri(PLANTED.encode())}) }}".encode()),
        ("a.svg", b"<svg><text><tspan>jean.valjean</tspan>@montreuil.inconnu</text></svg>"),
        ("a.png", text_chunk(packed=False)),
        ("b.png", text_chunk(packed=True)),
        ("c.png", international_chunk(packed=False)),
        ("d.png", international_chunk(packed=True)),
        ("e.png", exif_chunk()),
        ("f.png", picture() + PLANTED.encode()),
        ("a.webp", other_picture("WEBP")),
        ("a.jpg", other_picture("JPEG")),
        ("trace.zip", packed_in_zip("trace.trace", json.dumps({"x": PLANTED}).encode())),
        ("nested.zip", packed_in_zip("a.zip", packed_in_zip("a.png", text_chunk(packed=True)))),
        ("names.zip", packed_in_zip(f"{PLANTED}.txt", b"")),
        ("a.har.gz", gzip.compress(PLANTED.encode())),
        ("a.bin", b"\xff\xfe\x00" + PLANTED.encode("utf-16-le")),
        (f"{PLANTED}.txt", b""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_was_planted_is_found(tmp_path: Path, name: str, content: bytes) -> None:
    folder = tmp_path / "made"
    (folder / "below").mkdir(parents=True)
    (folder / "below" / name).write_bytes(content)

    assert any(where.startswith(f"below/{name}") for where in found_in(folder))


def test_a_picture_without_metadata_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture())

    assert "".join(text for _, text in texts_of(tmp_path)) == "a.png"


@pytest.mark.parametrize("place", ["words", "cut", "title", "alternative"])
def test_what_was_planted_in_a_word_document_is_found(tmp_path: Path, place: str) -> None:
    document = Document()
    paragraph = document.add_paragraph("Bonjour ")
    if place == "words":
        paragraph.add_run(PLANTED)
    elif place == "cut":
        for piece in ("jean.val", "jean@mon", "treuil.inconnu"):
            paragraph.add_run(piece).bold = piece == "jean@mon"
    elif place == "title":
        document.core_properties.title = PLANTED
    else:
        shape = document.add_picture(io.BytesIO(picture()))
        shape._inline.docPr.set("descr", PLANTED)  # noqa: SLF001 -- python-docx has no other way to an alternative text
    document.save(str(tmp_path / "a.docx"))

    assert found_in(tmp_path)


@pytest.mark.parametrize(
    "planted",
    [
        "<p>{}</p>",
        "<h1>Titre de {}</h1>",
        "<p>x</p><title>{}</title>",
        "<img alt='{}' src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'>",
        "<a href='https://portail.example/?qui={}'>x</a>",
    ],
)
def test_what_was_planted_in_a_printed_page_is_found(browser: Browser, tmp_path: Path, planted: str) -> None:
    page = browser.new_page()
    page.set_content(f"<!doctype html><html lang='fr'>{planted.format(PLANTED)}")
    page.pdf(path=tmp_path / "a.pdf", tagged=True, outline=True)
    page.close()

    assert found_in(tmp_path)


def test_what_was_attached_to_a_pdf_is_found(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.add_attachment("a.txt", f"de {PLANTED}".encode())
    writer.write(tmp_path / "a.pdf")

    assert len(PdfReader(tmp_path / "a.pdf").attachments) == 1
    assert found_in(tmp_path)


def test_what_is_packed_in_an_unknown_way_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(zlib.compress(b"rien") + b"\xff")

    assert found_in(tmp_path) == set()
