"""Whatever a mail looks like, its code is found, and no other number is taken for it."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.inbox.code import codes_in
from fixtures.inbox.mail import Mail

EXAMPLES = 2500  # times the four properties: ten thousand mails

DASHES = "-‐‑–—−"
SPACES = ["", " ", "\u00a0", "\u2009", "\u202f", "\u2007"]
CHARSETS = ["utf-8", "iso-8859-1", "iso-8859-15", "windows-1252"]
ENCODINGS = ["quoted-printable", "base64", "8bit"]


def digits(count: int) -> st.SearchStrategy[str]:
    """Any so many digits."""
    return st.integers(0, 10**count - 1).map(lambda number: f"{number:0{count}}")


prefixes = st.one_of(digits(3), digits(2).map("A{}".format), digits(2).map("{}K".format))
codes = digits(6)


@dataclass(frozen=True)
class Said:
    """A sentence in plain text and in HTML."""

    text: str
    html: str

    @classmethod
    def alike(cls, text: str) -> Said:
        return cls(text, f"<p>{escape(text)}</p>")


@st.composite
def spelled(draw: st.DrawFn, prefix: str, code: str) -> Said:
    """The code as portals write it: any dash, any space, in groups, with markup within."""
    group = draw(st.sampled_from([6, 3, 2]))
    gap = draw(st.sampled_from(SPACES[1:]))
    groups = gap.join(code[at : at + group] for at in range(0, 6, group))
    around = draw(st.sampled_from(SPACES))
    text = f"{prefix}{around}{draw(st.sampled_from(DASHES))}{around}{groups}"
    at = draw(st.integers(0, len(text)))
    tag = draw(st.sampled_from(["b", "span", "font", "strong", "i"]))
    markup = f"{escape(text[:at])}<{tag} style='color:#671123'>{escape(text[at:])}</{tag}>"
    lead, end = draw(
        st.sampled_from([("Votre code : ", ""), ("", ""), ("(", ")"), ("Code : ", ", valable 15 minutes.")])
    )
    return Said(f"{lead}{text}{end}", f"<td>{lead}{markup}{end}</td>")


@st.composite
def decoy(draw: st.DrawFn, prefix: str) -> Said:
    """Some other number, often with the digits of the prefix in it."""
    number, short = draw(digits(6)), draw(st.integers(10, 99))
    pair = f"{number[:2]} {number[2:4]} {number[4:]}"
    kinds = [
        f"Téléphone : 03 {short} {pair} ou 0 {prefix} {number[:3]} {number[3:]}",
        f"Contrat {prefix}{number}, adhérent {prefix} {number}",
        f"Dossier 2026-{prefix}-{number}, avenant {prefix}-{number}-{short}",
        f"Référence SAN-{prefix}-{number}",
        f"67{short}0 Strasbourg, le 02/11/2026 à 09:{short}",
        f"Barème : {prefix} - {number} €, {prefix} – {number[:4]},{short} €",
        f"Suivi https://portail.example/{prefix}-{number}?c={prefix}-{number}",
        f"Écrire à {prefix}-{number}@portail.example",
        f"Numéro {short}{prefix}-{number}, {prefix}-{number}{short}{short}",
    ]
    kind = draw(st.integers(0, len(kinds) + 3))
    if kind < len(kinds):
        return Said.alike(kinds[kind])
    return [
        Said("", f"<div style='display:none'>{prefix}-{number[:4]}…</div>"),
        Said("", f"<!-- {prefix}-{number} -->"),
        Said("", f"<style>#c{prefix}-{number} {{ color: #{number} }}</style><p style='color:#{number}'>Bonjour</p>"),
        Said(f"> Votre code : {prefix}-{number}", f"<blockquote type='cite'>{prefix}-{number}</blockquote>"),
    ][kind - len(kinds)]


@st.composite
def letters(draw: st.DrawFn, *said: Said) -> Mail:
    """A mail that says this, each sentence on a line of its own, in any structure and encoding."""
    text = "\n".join(["Bonjour,", *(one.text for one in said), "À bientôt."])
    html = "\n".join(["<table><tr>", *(one.html for one in said), "</tr></table>"])
    mail = EmailMessage()
    mail["Subject"] = "Votre espace"
    shape = draw(st.sampled_from(["text", "html", "both"]))
    if shape != "html":
        mail.set_content(text, **_written(draw, text))
    if shape == "html":
        mail.set_content(html, subtype="html", **_written(draw, html))
    if shape == "both":
        mail.add_alternative(html, subtype="html", **_written(draw, html))
        mail.set_boundary("=_alternatives")
    return Mail.parse(mail.as_bytes())


def _written(draw: st.DrawFn, body: str) -> dict[str, Any]:
    charset = draw(st.sampled_from([charset for charset in CHARSETS if _can_write(charset, body)]))
    return {"charset": charset, "cte": draw(st.sampled_from(ENCODINGS))}


def _can_write(charset: str, body: str) -> bool:
    return body.encode(charset, "ignore").decode(charset) == body


mails_in_any_number = settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)


@mails_in_any_number
@given(st.data(), prefixes, codes)
def test_code_is_found_however_it_is_written(data: st.DataObject, prefix: str, code: str) -> None:
    mail = data.draw(letters(data.draw(spelled(prefix, code))))
    assert codes_in(mail, prefix) == {code}


@mails_in_any_number
@given(st.data(), prefixes, codes)
def test_code_is_found_beside_decoys(data: st.DataObject, prefix: str, code: str) -> None:
    decoys = data.draw(st.lists(decoy(prefix), min_size=1, max_size=4))
    decoys.insert(data.draw(st.integers(0, len(decoys))), data.draw(spelled(prefix, code)))
    assert codes_in(data.draw(letters(*decoys)), prefix) == {code}


@mails_in_any_number
@given(st.data(), prefixes)
def test_decoys_alone_are_no_code(data: st.DataObject, prefix: str) -> None:
    decoys = data.draw(st.lists(decoy(prefix), min_size=1, max_size=4))
    assert codes_in(data.draw(letters(*decoys)), prefix) == set()


@mails_in_any_number
@given(st.data(), prefixes, prefixes, codes)
def test_code_of_another_prefix_is_not_taken(data: st.DataObject, prefix: str, other: str, code: str) -> None:
    decoys = data.draw(st.lists(decoy(prefix), max_size=3))
    mail = data.draw(letters(*decoys, data.draw(spelled(other, code))))
    assert codes_in(mail, prefix) == ({code} if other == prefix else set())
