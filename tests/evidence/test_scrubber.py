"""What the scrubber takes out, what it leaves alone, and that files stay what they are."""

import base64
import gzip
import html
import io
import json
import zipfile
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from docx import Document
from PIL import Image, PngImagePlugin
from playwright.sync_api import Page
from pydantic import SecretStr

from reports.secrets.known import Secrets
from reports.secrets.scanner import scan
from reports.secrets.scrubber import NOTE_SUFFIX, Scrubber
from tests.evidence.planted import SECRETS, SPELLINGS

SCRUBBER = Scrubber(SECRETS)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("name", SECRETS)
def test_no_spelling_of_a_secret_is_left(name: str, spelling: str, tmp_path: Path) -> None:
    spelt = SPELLINGS[spelling](SECRETS[name])
    (tmp_path / "log.txt").write_text(f"before {spelt} after\n", encoding="utf-8")

    SCRUBBER.folder(tmp_path)

    assert spelt not in (tmp_path / "log.txt").read_text("utf-8")
    assert not scan(tmp_path, SECRETS)


def test_a_secret_makes_way_for_its_name() -> None:
    assert SCRUBBER.text(f"fill({SECRETS['new password']!r})") == "fill('[new password]')"


@pytest.mark.parametrize(
    "harmless", ["1671904", "6719045", "0x671904ab", "12.671904 s", "671904.5", "00:671904", "a671904", "671 905"]
)
def test_digits_of_a_code_within_something_longer_are_left_alone(harmless: str) -> None:
    assert SCRUBBER.text(harmless) == harmless


@pytest.mark.parametrize("written", ["527-671904", "671 904", "67 19 04", "code=671904&x", "%3D671904%0A", "«671904»."])
def test_a_code_is_found_however_it_is_grouped(written: str) -> None:
    assert "[code]" in SCRUBBER.text(written)


def test_numbers_of_json_stay_as_they_are() -> None:
    before = '{"time": 671904, "size": -671904.5, "say": "code 671904"}\n'

    assert SCRUBBER.json(before) == '{"time": 671904, "size": -671904.5, "say": "code [code]"}\n'


def test_numbers_of_json_behind_a_byte_order_mark_stay_as_they_are() -> None:
    before = '\ufeff{"time": 671904, "say": "671904"}'.encode()

    assert SCRUBBER.content(before, "x.json").decode() == '\ufeff{"time": 671904, "say": "[code]"}'


def test_what_is_in_base64_can_still_be_decoded() -> None:
    said = f"somebody@x.example:{SECRETS['new password']}"

    header = SCRUBBER.text(f"Authorization: Basic {base64.b64encode(said.encode()).decode()}")

    assert base64.b64decode(header.rpartition(" ")[2]).decode() == "somebody@x.example:[new password]"


def test_a_log_in_latin_1_is_cleaned_and_stays_in_latin_1() -> None:
    before = "déjà : mot été 1 passé".encode("latin-1")

    assert Scrubber({"password": "été 1 passé"}).content(before, "x.log") == "déjà : mot [password]".encode("latin-1")


def test_a_name_in_an_archive_is_cleaned() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{SECRETS['token']}.txt", "nothing")

    clean = SCRUBBER.content(packed.getvalue(), "x.zip")

    assert zipfile.ZipFile(io.BytesIO(clean)).namelist() == ["[token].txt"]


@pytest.mark.parametrize("name", ["token", "code", "password"])
def test_the_words_of_a_pdf_are_read_whatever_its_fonts(name: str, page: Page, tmp_path: Path) -> None:
    printed = tmp_path / "x.pdf"
    page.set_content(f"<p style='width: 14em'>Voici <b>{html.escape(SECRETS[name])}</b>")
    page.pdf(path=printed)
    found = {leak.secret_name for leak in scan(tmp_path, SECRETS)}

    SCRUBBER.folder(tmp_path)

    assert found == {name}
    assert [path.name for path in tmp_path.iterdir()] == [f"x.pdf{NOTE_SUFFIX}"]


def test_words_behind_a_picture_are_cut_off() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")

    assert SCRUBBER.content(picture.getvalue() + SECRETS["token"].encode(), "x.png") == picture.getvalue()


def test_lines_of_json_stay_lines_of_json() -> None:
    lines = [{"n": number, "say": f"\u2028{secret}\n"} for number, secret in enumerate(SECRETS.values())]
    before = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)

    after = SCRUBBER.content(before.encode(), "x.jsonl").decode()

    assert [json.loads(line) for line in after.split("\n") if line] == [
        {"n": number, "say": f"\u2028[{name}]\n"} for number, name in enumerate(SECRETS)
    ]


def test_a_secret_that_begins_like_an_escape_breaks_no_json() -> None:
    scrubber = Scrubber({"password": "nabc-defg"})

    assert json.loads(scrubber.json('"\\nabc-defg"')) == "\nabc-defg"
    assert json.loads(scrubber.json('"\\\\nabc-defg"')) == "\\[password]"


def test_junit_stays_xml_with_its_times() -> None:
    secret = SECRETS["password"]
    suite = ET.Element("testsuite", time="12.671904")
    ET.SubElement(suite, "failure", message=secret).text = f"assert {secret!r}"

    after = ET.fromstring(SCRUBBER.content(ET.tostring(suite), "junit.xml"))  # noqa: S314

    assert after.get("time") == "12.671904"
    assert after[0].get("message") == "[password]"


def test_text_in_no_known_encoding_comes_back_byte_for_byte_around_the_secret() -> None:
    before = b"\xe9t\xe9 " + SECRETS["token"].encode() + b" \xff\xfe\r\n"

    assert SCRUBBER.content(before, "odd.log") == b"\xe9t\xe9 [token] \xff\xfe\r\n"


def test_a_mail_is_cleaned_in_its_parts_and_its_headers() -> None:
    mail = EmailMessage()
    mail["Subject"] = f"Votre code : 527-{SECRETS['code']} à saisir"
    mail["Message-ID"] = "<1@mutuelle.example>"
    mail["Received"] = "from x"
    mail.set_content(f"Lien : http://x.example/{SECRETS['token']}\nété", cte="quoted-printable")
    mail.add_alternative(f"<p>{SECRETS['code']} é</p>", subtype="html", cte="base64")

    after = message_from_bytes(SCRUBBER.content(mail.as_bytes(), "mail.eml"), policy=policy.default)

    assert isinstance(after, EmailMessage)
    plain, rich = after.get_body(("plain",)), after.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content() == "Lien : http://x.example/[token]\nété\n"
    assert rich.get_content() == "<p>[code] é</p>\n"
    assert SECRETS["code"] not in after["Subject"]


def test_a_word_document_is_cleaned_and_still_opens() -> None:
    document = Document()
    document.add_paragraph(f"Mot de passe : {SECRETS['password']}")
    document.core_properties.comments = SECRETS["token"]
    packed = io.BytesIO()
    document.save(packed)

    after = Document(io.BytesIO(SCRUBBER.content(packed.getvalue(), "tutoriel.docx")))

    assert after.paragraphs[0].text == "Mot de passe : [password]"
    assert after.core_properties.comments == "[token]"


def test_a_picture_loses_its_telling_words_and_keeps_its_pixels() -> None:
    picture, packed = Image.new("RGB", (3, 2), "teal"), io.BytesIO()
    words = PngImagePlugin.PngInfo()
    words.add_text("Title", "Écran")
    words.add_text("Comment", SECRETS["cookie"], zip=True)
    picture.save(packed, "PNG", pnginfo=words)

    after = Image.open(io.BytesIO(SCRUBBER.content(packed.getvalue(), "ecran.png")))

    assert isinstance(after, PngImagePlugin.PngImageFile)
    assert after.text == {"Title": "Écran"}
    assert after.tobytes() == picture.tobytes()


def test_what_lies_in_archives_is_cleaned_too(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.txt", SECRETS["password"])
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("log.gz", gzip.compress(SECRETS["token"].encode()))

    SCRUBBER.folder(tmp_path)

    assert not scan(tmp_path, SECRETS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("film.webm", b"\x1a\x45\xdf\xa3 anything"),
        ("film", b"\0\0\0\x18ftypmp42"),
        ("store.sqlite", b"SQLite\0 " + SECRETS["token"].encode()),
        ("store.dat", b"\0" + SECRETS["token"].encode("utf-16-le")),
        ("document.pdf", b"%PDF-1.7\n/Author (" + SECRETS["token"].encode() + b")"),
        ("broken.gz", b"\x1f\x8b\x08"),
    ],
)
def test_what_cannot_be_cleaned_makes_way_for_a_note(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)

    SCRUBBER.folder(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [name + NOTE_SUFFIX]
    assert not scan(tmp_path, SECRETS)


def test_a_film_made_from_clean_pictures_may_stay(tmp_path: Path) -> None:
    film = tmp_path / "film.webm"
    film.write_bytes(b"\x1a\x45\xdf\xa3")

    Scrubber(SECRETS, keep_videos=True).folder(tmp_path)

    assert film.exists()


def test_clean_files_are_not_touched(tmp_path: Path) -> None:
    for name, content in {"a.json": b'{"a" :1}', "b.bin": bytes(range(256)), "c.html": b"<p>\xc3\xa9</p>\r\n"}.items():
        (tmp_path / name).write_bytes(content)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}

    SCRUBBER.folder(tmp_path)

    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_names_of_files_are_cleaned_too(tmp_path: Path) -> None:
    (tmp_path / f"picture-{SECRETS['code']}.txt").touch()

    SCRUBBER.folder(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["picture-[code].txt"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(SECRETS["token"], encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.txt").symlink_to(outside)

    SCRUBBER.folder(inside)

    assert outside.read_text("utf-8") == SECRETS["token"]


def test_the_longer_of_two_secrets_goes_first() -> None:
    scrubber = Scrubber({"short": "abcdefgh", "long": "abcdefghijkl"})

    assert scrubber.text("abcdefghijkl abcdefgh") == "[long] [short]"


def test_nothing_that_describes_secrets_tells_them() -> None:
    known = Secrets({"password": SecretStr(SECRETS["password"]), "empty": "", "tiny": "ab"})
    known.add("password", SECRETS["new password"])
    known.add("again", SECRETS["password"])

    assert repr(known) == "Secrets(password, password 2)"
    assert SECRETS["new password"] not in repr(vars(Scrubber(known)))
