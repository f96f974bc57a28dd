"""What the guide's panel says, in French: sentences made of what is known, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flows.guidance.overlay import Panel, PanelButton
from flows.guidance.pointing import points_at
from flows.guidance.post import News
from flows.steps import Receive, ReceiveCode
from pages.element import Choice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flows.flow import Detour, Flow, Journey
    from flows.guidance.lessons import Lesson
    from flows.steps import Step
    from pages.screen import MailView

BACK: Final = PanelButton(name="back", label="Phrase précédente")
SKIP: Final = PanelButton(name="skip", label="Passer")
REPEAT: Final = PanelButton(name="repeat", label="Répéter")
END: Final = PanelButton(name="end", label="Terminer")
FILL_CODE: Final = PanelButton(name="fill-code", label="Écrire le code à ma place", kind="main")
_CHOOSE: Final = "choose:"
_CHOICES: Final = {"adhesion": "Je veux adhérer", "dispense": "Je demande une dispense"}

GUIDE: Final = "Votre guide"
_UNKNOWN: Final = (
    "Je ne connais pas cette page. Continuez à votre rythme : je reprends dès que je reconnais un écran du portail."
)
_ON_THE_PORTAL: Final = (
    "Elle fait sans doute partie du portail : lisez-la, puis avancez vous-même, par exemple avec un bouton"
    " « Continuer » ou « Suivant »."
)
_ELSEWHERE: Final = "Pour revenir au portail, utilisez le bouton « Précédent » du navigateur ou rouvrez votre lien."
_IN_THE_MAILBOX: Final = (
    "Est-ce votre messagerie ? Cherchez-y le message « {mail} », sans oublier les courriers indésirables, puis revenez"
    " à l’onglet du portail ou suivez le lien du message."
)
_WORKING: Final = "Le portail travaille : laissez la page ouverte et ne cliquez pas une seconde fois."
_WHERE_TO_LOOK: Final = (
    "Ouvrez votre messagerie professionnelle dans un autre onglet ou sur votre téléphone, sans fermer cette page."
)
_WAITING: Final = "Je surveille votre messagerie : je vous préviens dès que le message arrive."
_JUNK_TOO: Final = "Rien n’arrive ? Regardez dans les courriers indésirables."
_RESEND: Final = (
    "Rien au bout de 5 minutes ? Regardez dans les courriers indésirables, puis demandez un nouveau code : le précédent"
    " ne marche alors plus."
)
_ARRIVED: Final = "Le message est arrivé dans votre messagerie."
_IN_JUNK: Final = "Le message est arrivé, mais parmi les courriers indésirables de votre messagerie."
_CODE: Final = "Le code est arrivé. Tapez ici ces chiffres : {code}"
_CODE_IN_JUNK: Final = "Le message était parmi les courriers indésirables."
_CHOICE: Final = "Que souhaitez-vous faire ?"
_CHOICE_MADE: Final = "Répondez ici et je vous montre où cliquer, ou cliquez directement sur la page."
_SKIPPED: Final = "Entendu. Faites cette étape à votre manière : je reprends à l’écran suivant."
_MISSING: Final = "Je ne vois pas « {name} » sur cette page."
_OWN_WAY: Final = (
    "Avancez à votre manière, par exemple avec un bouton « Continuer » ou « Suivant » : je reprends dès que je"
    " reconnais la suite."
)
_DONE: Final = "C’est fait !"
_BEHIND: Final = "✓ {chapter}"


def choose(name: str) -> PanelButton:
    """The button that chooses the journey ``name``."""
    return PanelButton(name=_CHOOSE + name, label=_CHOICES.get(name, name), kind="main")


def chosen(press: str) -> str | None:
    """The journey that a button chooses; None for any other button."""
    return press.removeprefix(_CHOOSE) if press.startswith(_CHOOSE) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a panel about one lesson is made of."""

    flow: Flow
    lesson: Lesson
    joined: Lesson | None = None
    """The lesson that may be gone on to at once, as the present one may be left out."""
    progress: tuple[int, int] = (0, 0)
    news: Mapping[Receive, News]
    detour: Detour | None = None
    following: tuple[Step, ...] = ()
    """What is to be done with a mail, as nothing is left to be done on the screen."""
    first: bool = False
    """Whether nothing on the screen was said before it."""
    may_fill_code: bool = False

    @property
    def code(self) -> str | None:
        """What is to be typed, if it has arrived."""
        codes = [news.code for news in self.news.values() if news.code]
        return codes[0].value.get_secret_value() if codes else None


def lead(moment: Moment) -> Panel:
    """The panel for something to do."""
    lesson = moment.lesson
    code = next((news for news in moment.news.values() if news.code), None)
    sentence = " ".join(each.act.spoken for each in (lesson, moment.joined) if each and each.act)
    known = (*(step for step in lesson.before if not points_at(step)), *moment.following)
    told = [line for step in known for line in _about(step, moment.news)]
    after = moment.joined.after if moment.joined else lesson.after
    told += [line for step in after for line in _about(step, moment.news)]
    if code:
        told = [sentence, *([_CODE_IN_JUNK] if code.in_junk else []), *(step.spoken for step in after)]
        sentence = _CODE.format(code=moment.code)
    elif not sentence:
        sentence, *told = told or [" ".join(step.spoken for step in lesson.before)]
    warning = moment.detour is not None and moment.first and not moment.detour.mild
    if moment.detour and warning:
        told, sentence = [sentence, *told], moment.detour.counsel
    elif moment.detour and moment.detour.mild:
        told = [moment.detour.counsel, *told]
    place, steps = moment.progress
    fill = (FILL_CODE,) if code and moment.may_fill_code else ()
    return Panel(
        chapter=moment.flow.title,
        progress=f"étape {place} sur {steps}" if place else "",
        step=place,
        steps=steps,
        sentence=sentence,
        details=_once(told),
        tone="warning" if warning else "step",
        buttons=(*fill, BACK, SKIP, REPEAT, END),
    )


def skipped(flow: Flow) -> Panel:
    """The panel once somebody wants to do the rest of a screen without it."""
    return Panel(chapter=flow.title, sentence=_SKIPPED, tone="notice", buttons=(BACK, END))


def missing(flow: Flow, act: Step) -> Panel:
    """The panel where nothing is to be found of what the next act needs."""
    target = act.target
    name = target.question if isinstance(target, Choice) else target.label if target else act.spoken
    return Panel(
        chapter=flow.title,
        sentence=_MISSING.format(name=name),
        details=(_OWN_WAY,),
        tone="notice",
        buttons=(BACK, SKIP, REPEAT, END),
    )


def counsel(detour: Detour) -> Panel:
    """The panel for something beside the way."""
    return Panel(
        chapter=detour.flow.title,
        sentence=detour.counsel,
        tone="notice" if detour.mild else "warning",
        buttons=(REPEAT, END),
    )


def choice(lesson: Lesson, names: Sequence[str]) -> Panel:
    """The panel where the ways part."""
    told = [line for step in lesson.after for line in _about(step, {})]
    return Panel(
        chapter="Je choisis",
        sentence=_CHOICE,
        details=_once([_CHOICE_MADE, *told]),
        buttons=(*(choose(name) for name in names), REPEAT, END),
        tone="step",
    )


def unknown(*, busy: bool, awaited: type[MailView] | None = None, on_portal: bool = False) -> Panel:
    """The panel on a page that nobody knows; it may be the mailbox where ``awaited`` is looked for."""
    if busy:
        return Panel(chapter=GUIDE, sentence=_WORKING, tone="notice", buttons=(END,))
    way = _ON_THE_PORTAL if on_portal else _ELSEWHERE
    if awaited:
        way = _IN_THE_MAILBOX.format(mail=awaited.heading.label)
    return Panel(chapter=GUIDE, sentence=_UNKNOWN, details=(way,), tone="notice", buttons=(END,))


def over(journey: Journey, finished: Sequence[str], choices: Sequence[str], remark: str = "") -> Panel:
    """The panel at the journey's end."""
    told = [_BEHIND.format(chapter=title) for title in finished]
    return Panel(
        chapter=journey.title,
        sentence=remark or _DONE,
        details=_once([*([] if remark else [journey.closing]), *told]),
        tone="done",
        buttons=(*(choose(name) for name in choices), END),
    )


def _about(step: Step, known: Mapping[Receive, News]) -> list[str]:
    """What there is to say of a remark, or of a mail."""
    told = [step.spoken]
    if isinstance(step, Receive) and step.needed:
        news = known.get(step, News())
        if news.arrived:
            told.append(_IN_JUNK if news.in_junk else _ARRIVED)
        else:
            told.append(_WAITING if news.watched else _WHERE_TO_LOOK)
            told.append(_RESEND if isinstance(step, ReceiveCode) else _JUNK_TOO)
    return told


def _once(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for line in lines if line))
