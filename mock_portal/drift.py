"""Screens that have drifted: a control is renamed, taken away or there twice.

It is done on the finished HTML, by what a control is to a person and by its visible or accessible name,
so it works for every control of every template. Nothing is parsed as long as nobody asks for it.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EntitySubstitution
from bs4.element import NavigableString
from bs4.formatter import HTMLFormatter

from mock_portal.places import PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MAIL: Final = "mail"
"""The place that stands for all mails; they drift only if asked."""


class How(StrEnum):
    """What has become of a control."""

    RENAMED = "renamed"
    REMOVED = "removed"
    DOUBLED = "doubled"


class Role(StrEnum):
    """What a control is to a person."""

    HEADING = "heading"
    BUTTON = "button"
    LINK = "link"
    FIELD = "field"
    BOX = "box"
    CHOICE = "choice"
    """One of several answers; its full name is the question and the answer."""
    QUESTION = "question"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One change, on every page or on one, to every control of a name or to those of one role."""

    how: How
    label: str
    """The visible name; « … » in it stands for anything."""
    new: str | None = None
    """The other name; a plausible synonym if there is none."""
    place: str | None = None
    role: Role | None = None

    def concerns(self, place: str) -> bool:
        """Whether it shows there: a change for no place in particular shows on every page, and in no mail."""
        return place == self.place if self.place else place != MAIL

    def fits(self, role: Role, name: str) -> bool:
        """Whether a control of that role and name is meant."""
        return self.role in (None, role) and bool(_pattern(self.label).fullmatch(plain(name)))

    def name_after(self, name: str) -> str:
        """What ``name`` becomes; a leading number and the mark of a required field stay."""
        found = _DECORATED.fullmatch(name)
        number, core, mark = found.groups("") if found else ("", name, "")
        return f"{number}{self.new or synonym(core)}{mark}"


def parse(how: How, value: str) -> Drift:
    """The change that is spelt ``LABEL``, ``PLACE/LABEL``, ``ROLE/LABEL`` or ``PLACE/ROLE/LABEL``.

    A renaming may choose the other name: ``LABEL>NEW``.

    Raises:
        ValueError: there is no label, or no other name after the ``>``.
    """
    place = role = None
    head, slash, rest = value.partition("/")
    if slash and head in (*PLACES, MAIL):
        place, value = head, rest
        head, slash, rest = value.partition("/")
    if slash and head in list(Role):
        role, value = Role(head), rest
    label, new = value, None
    if how is How.RENAMED and ">" in value:
        label, _, new = (part.strip() for part in value.partition(">"))
    if not plain(label):
        raise ValueError(f"“{how}” needs the visible name of a control.")
    if new == "":
        raise ValueError(f"“{how}={value}” needs a name after the “>”.")
    return Drift(how=how, label=label, new=new, place=place, role=role)


def drifted(html: str, drifts: Iterable[Drift]) -> str:
    """The page after all changes, one after the other."""
    soup = BeautifulSoup(html, "html.parser")
    for drift in drifts:
        for control in [*_controls(soup, drift), *_texts(soup, drift)]:
            if any(drift.fits(control.role, name) for name in control.names):
                _CHANGES[drift.how](soup, control, drift)
    return soup.decode(formatter=_FORMATTER)


def drifted_text(text: str, drifts: Iterable[Drift]) -> str:
    """A mail's plain text after all changes: a line is a link or a text."""
    lines = text.splitlines()
    for drift in drifts:
        lines = [after for line in lines for after in _line_after(line, drift)]
    return "".join(f"{line}\n" for line in lines)


def _line_after(line: str, drift: Drift) -> Sequence[str]:
    if not any(drift.fits(role, line) for role in (Role.TEXT, Role.LINK, Role.HEADING)):
        return [line]
    match drift.how:
        case How.RENAMED:
            return [line.replace(line.strip().removesuffix(" :"), drift.name_after(plain(line)))]
        case How.REMOVED:
            return []
        case How.DOUBLED:
            return [line, line]


# Names

_SAME: Final = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"})
_NUMBER: Final = r"\s*\d+\s*[.)]\s*"
_MARK: Final = r"\s*(?:\*|\(\*\))\s*"
_DECORATED: Final = re.compile(rf"({_NUMBER})?(.*?)({_MARK})?", re.DOTALL)
_ENDING: Final = re.compile(r"[\s.:→]+$")


def plain(name: str) -> str:
    """A name as a person reads it: without number, required mark, final arrow or stop, and of one spelling."""
    found = _DECORATED.fullmatch(" ".join(name.split()))
    core = found[2] if found else name
    return _ENDING.sub("", core.translate(_SAME)).strip()


def _pattern(label: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, plain(label).split("…"))))


_SYNONYMS: Final = {
    "Aller au contenu": "Passer au contenu",
    "Astuce": "Conseil",
    "Bienvenue": "Bonjour et bienvenue",
    "Compte": "Identité",
    "Cookies essentiels (toujours actifs)": "Cookies indispensables",
    "ici": "sur ce lien",
    "Le respect de votre vie privée est notre priorité": "Votre vie privée nous tient à cœur",
    "Les grandes étapes": "Les étapes principales",
    "Me connecter": "Se connecter",
    "Me déconnecter": "Se déconnecter",
    "Ne plus me demander de vérification d'authentification depuis ce navigateur pour une période de 30 jours": (
        "Faire confiance à ce navigateur pendant 30 jours"
    ),
    "Nombre d'enfants": "Combien d’enfants ?",
    "Non": "Pas du tout",
    "Oui": "Tout à fait",
    "Quelle est votre situation ?": "Dans quel cas êtes-vous ?",
    "Valider ce code": "Confirmer le code",
    "Veillez saisir le code de sécurité reçu par email": "Entrez le code temporaire reçu par courriel",
}
_WORDS: Final = (
    ("Accepter", "Autoriser"),
    ("Accéder", "Aller"),
    ("Activation", "Mise en service"),
    ("Activer", "Ouvrir"),
    ("Actualiser", "Recharger"),
    ("Afficher", "Montrer"),
    ("Annuler", "Abandonner"),
    ("Authentification", "Vérification"),
    ("Changer", "Choisir un autre"),
    ("Choisir", "Définir"),
    ("Choisissez", "Définissez"),
    ("Confirmer", "Valider"),
    ("Confirmez", "Répétez"),
    ("Continuer", "Poursuivre"),
    ("Création", "Ouverture"),
    ("Date", "Jour"),
    ("Demander", "Solliciter"),
    ("Démarrer", "Commencer"),
    ("Email", "Courriel"),
    ("Enregistrer", "Sauvegarder"),
    ("Enregistrée", "Sauvegardée"),
    ("Enregistrées", "Sauvegardées"),
    ("Fermer", "Refermer"),
    ("Gestion", "Réglages"),
    ("Identifiant", "Nom d’utilisateur"),
    ("Oublié", "Perdu"),
    ("Ouvrir", "Consulter"),
    ("Paramétrer", "Personnaliser"),
    ("Politique", "Charte"),
    ("Quitter", "Abandonner"),
    ("Réaliser", "Effectuer"),
    ("Recevoir", "Obtenir"),
    ("Refuser", "Rejeter"),
    ("Renvoyer", "Envoyer"),
    ("Revenir", "Retourner"),
    ("Souhaitez", "Voulez"),
    ("Valider", "Confirmer"),
    ("Vérifiez", "Consultez"),
    ("Mot de passe", "Code secret"),
    ("^Mon", "Votre"),
    ("^Ma", "Votre"),
    ("^Mes", "Vos"),
    ("^Votre", "Mon"),
    ("^Vos", "Mes"),
    ("^Bonjour", "Bienvenue"),
)
"""What portals say in other words; the first that a name holds is exchanged."""
_IN_OTHER_WORDS: Final = tuple((re.compile(rf"(?:^|\b){word}\b", re.IGNORECASE), other) for word, other in _WORDS)


def synonym(name: str) -> str:
    """Another plausible French name for a control."""
    if known := _SYNONYMS.get(plain(name)):
        return known
    for pattern, other in _IN_OTHER_WORDS:
        if found := pattern.search(name):
            cased = other if found[0][0].isupper() else other[0].lower() + other[1:]
            return name[: found.start()] + cased + name[found.end() :]
    return f"{_ENDING.sub('', name)} (nouveau)"


# Controls


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place in the page where a control's name is written: an attribute, or what the tag shows."""

    tag: Tag
    attribute: str | None = None

    @property
    def name(self) -> str:
        return str(self.tag.get(self.attribute, "")) if self.attribute else _shown(self.tag)

    def rename(self, drift: Drift) -> None:
        if self.attribute:
            self.tag[self.attribute] = drift.name_after(self.name)
            return
        strings = _strings(self.tag)
        first, last, after = strings[0], strings[-1], drift.name_after(self.name)
        before = first[: len(first) - len(first.lstrip())]
        behind = last[len(last.rstrip()) :]
        first.insert_before(f"{before}{after}{behind}")
        for string in strings:
            string.extract()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Control:
    role: Role
    tag: Tag
    spots: tuple[_Spot, ...]
    question: str = ""
    """What a choice answers."""

    @property
    def names(self) -> Iterator[str]:
        for spot in self.spots:
            yield spot.name
            if self.question:
                yield f"{self.question} {spot.name}"

    @property
    def label(self) -> Tag | None:
        """The label that a person sees, where it is a tag of its own."""
        return next((spot.tag for spot in self.spots if spot.tag.name == "label"), None)


_ROLES: Final[dict[Role, str]] = {
    Role.HEADING: "h1, h2, h3, h4, h5, h6, [role=heading]",
    Role.BUTTON: "button, summary, [role=button], input:is([type=submit], [type=button], [type=reset], [type=image])",
    Role.LINK: "a[href], [role=link]",
    Role.BOX: "input[type=checkbox], [role=checkbox], [role=switch]",
    Role.CHOICE: "input[type=radio], [role=radio]",
    Role.FIELD: (
        "textarea, select, [role=textbox], input:not([type=hidden], [type=submit], [type=button], [type=reset], "
        "[type=image], [type=checkbox], [type=radio])"
    ),
    Role.QUESTION: "fieldset, [role=group], [role=radiogroup]",
}
_OF_CONTROLS: Final = "h1, h2, h3, h4, h5, h6, button, summary, a, label, legend, option, [role=heading], [role=button]"
_CONTROL: Final = f"{_OF_CONTROLS}, input, textarea, select"
_SAID_BY_SCRIPT: Final = ("data-saved", "data-failed", "data-ended")
"""Attributes that hold a text which the page's script shows."""


def _controls(soup: BeautifulSoup, drift: Drift) -> Iterator[_Control]:
    """The controls of the wanted role, or all there are."""
    for role, selector in _ROLES.items():
        for tag in soup.select(selector) if drift.role in (None, role) else ():
            question = _question(tag) if role is Role.CHOICE else ""
            yield _Control(role=role, tag=tag, spots=tuple(_spots(soup, role, tag)), question=question)


def _spots(soup: BeautifulSoup, role: Role, tag: Tag) -> Iterator[_Spot]:
    """Where a control is named, for eyes and for screen readers."""
    for key in str(tag.get("aria-labelledby", "")).split():
        yield from (_Spot(named) for named in soup.find_all(id=key))
    if tag.get("aria-label"):
        yield _Spot(tag, "aria-label")
    if tag.name in ("input", "textarea", "select"):
        yield from (_Spot(label) for label in _labels(soup, tag))
        if role is Role.BUTTON and tag.get("value"):
            yield _Spot(tag, "value")
    elif role is Role.QUESTION:
        yield from (_Spot(legend) for legend in tag.find_all("legend", limit=1))
    elif _strings(tag):
        yield _Spot(tag)


def _labels(soup: BeautifulSoup, tag: Tag) -> Iterator[Tag]:
    around = tag.find_parent("label")
    if around:
        yield around
    if tag.get("id"):
        yield from (label for label in soup.find_all("label", attrs={"for": tag["id"]}) if label is not around)


def _question(tag: Tag) -> str:
    group = tag.find_parent("fieldset")
    legend = group.find("legend") if group else None
    return _shown(legend) if isinstance(legend, Tag) else ""


def _texts(soup: BeautifulSoup, drift: Drift) -> Iterator[_Control]:
    """The texts of the wanted name that are no control's: each the smallest element that holds it all."""
    if drift.role not in (None, Role.TEXT):
        return
    for tag in soup.select(", ".join(f"[{attribute}]" for attribute in _SAID_BY_SCRIPT)):
        spots = tuple(_Spot(tag, attribute) for attribute in _SAID_BY_SCRIPT if tag.get(attribute))
        for spot in spots:
            if drift.fits(Role.TEXT, spot.name):
                yield _Control(role=Role.TEXT, tag=tag, spots=(spot,))
    body = soup.body or soup
    of_controls = {id(inner) for tag in body.select(_OF_CONTROLS) for inner in (tag, *tag.descendants)}
    for string in _strings(body):
        if id(string) not in of_controls and (holder := _holder(soup, string, drift)):
            yield _Control(role=Role.TEXT, tag=holder, spots=(_Spot(holder),))


def _holder(soup: BeautifulSoup, string: NavigableString, drift: Drift) -> Tag | None:
    """The smallest element that begins with ``string`` and says what is wanted, made for it if need be."""
    for around in string.parents:
        if around.select_one(_CONTROL) or _strings(around)[0] is not string:
            break
        if drift.fits(Role.TEXT, _shown(around)):
            return around
    return string.wrap(soup.new_tag("span")) if drift.fits(Role.TEXT, string) else None


def _shown(tag: Tag) -> str:
    return " ".join("".join(_read(tag)).split())


def _strings(tag: Tag) -> list[NavigableString]:
    """The pieces of what a tag shows, without the white space between them."""
    return [string for string in _read(tag) if string.strip()]


def _read(tag: Tag) -> Iterator[NavigableString]:
    """What a tag shows, but for what is hidden from screen readers, as pictures and numbers are."""
    for string in tag.descendants:
        if type(string) is NavigableString and not _unread(string, tag):  # comments and the like are its subclasses
            yield string


def _unread(string: NavigableString, within: Tag) -> bool:
    for parent in string.parents:
        if parent is within:
            return False
        if parent.get("aria-hidden") == "true" or parent.name in ("script", "style", "noscript"):
            return True
    return False


# Changes


def _rename(_soup: BeautifulSoup, control: _Control, drift: Drift) -> None:
    for spot in control.spots:
        if drift.fits(control.role, spot.name) or drift.fits(control.role, f"{control.question} {spot.name}"):
            spot.rename(drift)


def _remove(soup: BeautifulSoup, control: _Control, _drift: Drift) -> None:
    """Take the control away, with its label, its hints and errors, and the button that shows a password."""
    tag = control.tag
    if control.role is Role.TEXT and (attribute := control.spots[0].attribute):
        tag[attribute] = ""
        return
    for key in str(tag.get("aria-describedby", "")).split():
        for note in soup.select(f'p[id="{key}"]'):
            note.extract()
    if tag.get("id"):
        for companion in soup.select(f'[data-shows="{tag["id"]}"]'):
            companion.extract()
    for label in _labels(soup, tag):
        label.extract()
    tag.extract()


def _double(soup: BeautifulSoup, control: _Control, _drift: Drift) -> None:
    """Put the control there a second time, right after the first, under an id of its own."""
    tag, label = control.tag, control.label
    if label is None:
        second = _second(soup, tag)
        tag.insert_after(second)
    elif _within(tag, label):
        second = _second(soup, label)
        label.insert_after(second)
    else:
        block = _block(tag, label)
        second = soup.new_tag("div", attrs={"class": " ".join(block.get_attribute_list("class"))})
        second.extend([copy.copy(label), copy.copy(tag)])
        _set_apart(soup, second)
        block.insert_after(second)
    if control.role in (Role.FIELD, Role.QUESTION):
        # The form goes on meaning what it meant: the second answer is nobody's.
        for field in [second, *second.select("[name]")]:
            if field.get("name"):
                field["name"] = f"{field['name']}-2"


def _second(soup: BeautifulSoup, tag: Tag) -> Tag:
    second = copy.copy(tag)
    _set_apart(soup, second)
    return second


def _block(tag: Tag, label: Tag) -> Tag:
    """What holds a field and its label, and no other field; the field itself if nothing does."""
    around = label.parent
    alone = around is not None and _within(tag, around) and len(around.select(_ROLES[Role.FIELD])) == 1
    return around if around is not None and alone else tag


def _within(tag: Tag, ancestor: Tag) -> bool:
    """Whether ``tag`` stands in that very ``ancestor``; tags that say the same are equal, not identical."""
    return any(parent is ancestor for parent in tag.parents)


def _set_apart(soup: BeautifulSoup, second: Tag) -> None:
    """Give everything in a copy an id of its own, and let what refers to it follow."""
    tags = [second, *second.select("*")]
    taken = {str(tag["id"]) for tag in soup.select("[id]")}
    new = {str(tag["id"]): _free(str(tag["id"]), taken) for tag in tags if tag.get("id")}
    for tag in tags:
        if tag.get("type") == "radio":
            tag.attrs.pop("checked", None)
        for attribute in ("id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "data-shows"):
            if value := tag.get(attribute):
                tag[attribute] = " ".join(new.get(key, key) for key in str(value).split())


def _free(key: str, taken: set[str]) -> str:
    number = 2
    while f"{key}-{number}" in taken:
        number += 1
    return f"{key}-{number}"


_CHANGES: Final[dict[How, Callable[[BeautifulSoup, _Control, Drift], None]]] = {
    How.RENAMED: _rename,
    How.REMOVED: _remove,
    How.DOUBLED: _double,
}


class _AsWritten(HTMLFormatter):
    """HTML with its attributes in the order of the template."""

    def attributes(self, tag: Tag) -> Iterable[tuple[str, Any]]:
        """The attributes as they come; the library's own formatters sort them."""
        return tag.attrs.items()


_FORMATTER: Final = _AsWritten(entity_substitution=EntitySubstitution.substitute_xml, void_element_close_prefix="")
