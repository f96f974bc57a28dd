"""The catalogue of what the portal can be asked to get wrong, or to do differently: one entry a scenario.

An entry says that a scenario exists; how it is played stands in :mod:`mock_portal.acts`. A spelling is
``name`` or ``name=value``, as in ``code-expired`` or ``creation-slow=90``.
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from mock_portal import drift
from mock_portal.drift import How
from mock_portal.places import PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What may stand behind a scenario's ``=``."""

    shown: str
    """How help texts call it, as in ``creation-slow=SECONDS``."""
    read: Callable[[str], Any]
    """Makes a value of what was written; raises ValueError, with a sentence for whoever wrote it."""
    default: Any = None
    """The value where none is written; none asks for one."""
    many: bool = False
    """Whether the scenario may be switched on with several values at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One thing that the portal does on request, for one applicant or for everybody."""

    name: str
    says: str
    """One sentence: what the person meets."""
    cases: tuple[int, ...] = ()
    """The numbers of the edge cases that it covers."""
    needs_account: bool = False
    """Whether it makes sense only for somebody who already has an account."""
    parameter: Parameter | None = None

    @property
    def usage(self) -> str:
        """How it is spelt, as in ``creation-slow[=SECONDS]``."""
        if self.parameter is None:
            return self.name
        value = f"={self.parameter.shown}"
        return f"{self.name}{value if self.parameter.default is None else f'[{value}]'}"


@dataclass(frozen=True, slots=True)
class Cue:
    """A scenario with its value, as it was spelt."""

    scenario: Scenario
    value: Any
    spelling: str


def _seconds(written: str) -> float:
    try:
        seconds = float(written)
    except ValueError:
        seconds = -1
    if not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError(f"“{written}” is no number of seconds.")
    return seconds


def _count(written: str) -> int:
    if not (written.isascii() and written.isdigit() and int(written)):
        raise ValueError(f"“{written}” is no number from 1 on.")
    return int(written)


def seconds(default: float | None = None) -> Parameter:
    """A number of seconds."""
    return Parameter(shown="SECONDS", read=_seconds, default=default)


def count(default: int | None = None) -> Parameter:
    """A whole number from 1 on."""
    return Parameter(shown="N", read=_count, default=default)


def _page(*, many: bool = False) -> Parameter:
    return Parameter(shown="PAGE", read=_place, many=many)


def _place(written: str) -> str:
    if written not in PLACES:
        raise ValueError(f"No page is called “{written}”{nearest(written, PLACES)}.")
    return written


def _drift(how: How, shown: str) -> Parameter:
    return Parameter(shown=shown, read=partial(drift.parse, how), many=True)


SCENARIOS: tuple[Scenario, ...] = (
    # The invitation
    Scenario(
        name="invitation-expired",
        says="The delay of the invitation has passed, and the person was enrolled without being asked.",
        cases=(1,),
        needs_account=True,
    ),
    Scenario(
        name="invitation-used",
        says="The invitation has already been used to create an account.",
        cases=(2,),
        needs_account=True,
    ),
    Scenario(name="invitation-unknown", says="The personal link is not recognised.", cases=(3,)),
    Scenario(name="campaign-not-open", says="The person's campaign opens in a fortnight only.", cases=(4,)),
    Scenario(name="not-eligible", says="The contract does not concern the person.", cases=(5,)),
    # Cookies
    Scenario(
        name="banner-covers",
        says="The cookie banner lies over the page without hiding it, and takes every click.",
        cases=(6,),
    ),
    Scenario(name="banner-link", says="Cookies are refused by a link above the text instead of a button.", cases=(7,)),
    Scenario(
        name="banner-without-refusal",
        says="The cookie banner offers no refusal; its settings have everything ticked.",
        cases=(8,),
    ),
    Scenario(name="banner-late", says="The cookie banner comes a second after the page.", cases=(9,)),
    Scenario(name="banner-again", says="The cookie banner comes once more in the personal space.", cases=(9,)),
    Scenario(name="ids-permuted", says="Every answer has other ids and classes.", cases=(10,)),
    # The creation of the access
    Scenario(
        name="identifier-wrong", says="The identifier proposed is another address, which can be changed.", cases=(11,)
    ),
    Scenario(
        name="identifier-locked",
        says="The identifier proposed is another address, which cannot be changed.",
        cases=(11,),
    ),
    Scenario(
        name="identifier-taken",
        says="The identifier already has an account, which only sending the form tells.",
        cases=(12,),
        needs_account=True,
    ),
    Scenario(
        name="password-rule-hidden",
        says="Passwords must keep a stricter rule, which only sending the form tells.",
        cases=(13,),
    ),
    Scenario(
        name="confirmation-differs", says="Once, the confirmation of the password arrives cut short.", cases=(14,)
    ),
    Scenario(name="field-lost", says="Once, the identifier arrives empty.", cases=(15,)),
    Scenario(
        name="creation-slow",
        says="The account takes long to be created (60 s if not told otherwise, by the portal's clock).",
        cases=(16,),
        parameter=seconds(60.0),
    ),
    Scenario(
        name="creation-doubled",
        says="The form arrives twice, and what is shown is the refusal of the second.",
        cases=(17,),
    ),
    Scenario(
        name="creation-gateway-timeout",
        says="A gateway gives up waiting although the account was created.",
        cases=(18,),
    ),
    Scenario(
        name="activation-mail-late",
        says="The mail that confirms the account comes late (3 s if not told otherwise, in real time).",
        cases=(19,),
        parameter=seconds(3.0),
    ),
    Scenario(name="activation-mail-junk", says="The mail that confirms the account lands in junk.", cases=(19,)),
    Scenario(name="activation-mail-lost", says="The mail that confirms the account never comes.", cases=(19,)),
    # Logging in
    Scenario(name="password-refused", says="Every password is refused as wrong.", cases=(20,)),
    Scenario(name="password-refused-once", says="The first password is refused as wrong, however right.", cases=(20,)),
    Scenario(name="account-locked", says="The account is locked after too many tries.", cases=(21,)),
    Scenario(
        name="activation-pending",
        says="The account is refused as not active yet, the first times (2 if not told otherwise).",
        cases=(22,),
        parameter=count(2),
    ),
    Scenario(
        name="old-account",
        says="After the login a page asks to transfer an old account, which only the person can decide.",
        cases=(23,),
    ),
    Scenario(
        name="already-signed-in",
        says="The browser is already signed in when the login page is first asked for.",
        cases=(24,),
        needs_account=True,
    ),
    Scenario(
        name="signed-in-as-other",
        says="The browser is signed in as somebody else when the login page is first asked for.",
        cases=(24,),
    ),
    Scenario(name="anti-bot", says="The login form wants a person to tick a box in a frame.", cases=(25,)),
    Scenario(
        name="anti-bot-page",
        says="Before the welcome page a person must tick a box.",
        cases=(25,),
    ),
    Scenario(
        name="reset-link-used",
        says="The link to a new password is answered as already used.",
        cases=(26,),
        needs_account=True,
    ),
    # The code
    Scenario(name="code-strict", says="The code is refused if its prefix is typed too.", cases=(27,)),
    Scenario(
        name="code-twice",
        says="Two codes come for one challenge; the one that is void comes last.",
        cases=(28,),
    ),
    Scenario(name="code-spaced", says="The mail prints the code with spaces, as in “671 - 123456”.", cases=(29,)),
    Scenario(name="code-expired", says="Once, the code has expired when it is typed.", cases=(30,)),
    Scenario(name="code-expired-always", says="Every code has expired when it is typed.", cases=(30,)),
    Scenario(name="code-refused", says="Every code is refused as wrong.", cases=(31,)),
    Scenario(name="code-refused-once", says="The first code is refused as wrong, however right.", cases=(31,)),
    Scenario(
        name="resend-cooldown",
        says="The code has expired, and resending is put off (30 s if not told otherwise, by the portal's clock).",
        cases=(32,),
        parameter=seconds(30.0),
    ),
    Scenario(
        name="resend-disabled",
        says="The code has expired, and resending is disabled for a while"
        " (30 s if not told otherwise, by the portal's clock).",
        cases=(32,),
        parameter=seconds(30.0),
    ),
    Scenario(name="code-mail-lost", says="The first mail with a code never comes.", cases=(33,)),
    Scenario(name="code-mail-lost-always", says="No mail with a code ever comes.", cases=(33,)),
    Scenario(name="code-mail-junk", says="Every mail with a code lands in junk.", cases=(33,)),
    Scenario(
        name="code-mail-late",
        says="Every mail with a code comes late (in real time).",
        cases=(33,),
        parameter=seconds(),
    ),
    Scenario(name="masked-other", says="The code is said to have been sent to another address.", cases=(34,)),
    Scenario(name="trusted-browser", says="The browser is trusted: no code is asked for.", cases=(35,)),
    Scenario(name="trust-expired", says="Trusting the browser has no effect: a code is asked for again.", cases=(35,)),
    Scenario(
        name="code-other-session",
        says="Once, the code is refused as belonging to another session, and the session ends.",
        cases=(36,),
    ),
    # The personal space
    Scenario(
        name="session-lost",
        says="The session ends just before the first answers of a journey are saved.",
        cases=(37,),
    ),
    Scenario(
        name="step-stale",
        says="Once, answers are refused because the page is out of date, though the session lives.",
        cases=(38,),
    ),
    Scenario(name="cancel-warning", says="Leaving a journey asks on a page of its own.", cases=(39,)),
    Scenario(
        name="already-enrolled",
        says="The person has already joined: a status stands in place of the buttons.",
        cases=(40,),
        needs_account=True,
    ),
    Scenario(
        name="exemption-pending",
        says="The person's exemption is being examined: a status stands in place of the buttons.",
        cases=(40,),
        needs_account=True,
    ),
    Scenario(name="employer-wrong", says="The personal space names another employer.", cases=(41,)),
    Scenario(name="greeting-wrong", says="The personal space greets somebody else.", cases=(41,)),
    Scenario(
        name="deadline-near",
        says="The personal space tells how few days are left (3 if not told otherwise).",
        cases=(42,),
        parameter=count(3),
    ),
    # The network, the server and the browser
    Scenario(name="latency", says="Every answer comes that much later (in real time).", parameter=seconds()),
    Scenario(name="jitter", says="Every answer comes up to that much later (in real time).", parameter=seconds()),
    Scenario(name="error-at", says="A page is broken.", parameter=_page(many=True)),
    Scenario(name="error-once-at", says="A page is overloaded once.", parameter=_page()),
    Scenario(name="hang-at", says="A page is never answered.", parameter=_page(many=True)),
    Scenario(name="csp-strict", says="The security policy is the strictest there is, Trusted Types included."),
    Scenario(name="scripts-slow", says="Scripts come that much after the page (in real time).", parameter=seconds()),
    Scenario(
        name="layout-shift",
        says="The page moves down a moment after it has loaded, and once more under the pointer.",
    ),
    # The mails
    Scenario(name="mail-late", says="Every mail comes late (in real time).", parameter=seconds()),
    Scenario(name="mail-lost", says="No mail ever comes."),
    Scenario(name="mail-junk", says="Every mail lands in junk."),
    Scenario(name="mail-twice", says="Every mail comes twice."),
    Scenario(
        name="mail-forged",
        says="Before each code another sender's mail comes, with the same prefix and another code.",
    ),
    # What the pages and mails say
    Scenario(
        name="renamed",
        says="A control, heading or text is called otherwise, on every page or on one (« mail/ » for the mails).",
        parameter=_drift(How.RENAMED, "[PAGE/][ROLE/]LABEL[>NEW]"),
    ),
    Scenario(
        name="removed",
        says="A control, heading or text is missing, on every page or on one (« mail/ » for the mails).",
        parameter=_drift(How.REMOVED, "[PAGE/][ROLE/]LABEL"),
    ),
    Scenario(
        name="doubled",
        says="A control, heading or text is there twice, on every page or on one (« mail/ » for the mails).",
        parameter=_drift(How.DOUBLED, "[PAGE/][ROLE/]LABEL"),
    ),
)
CATALOGUE = {scenario.name: scenario for scenario in SCENARIOS}


def parse(spelling: str) -> Cue:
    """The scenario that ``name`` or ``name=value`` asks for.

    Raises:
        ValueError: there is no such scenario, or the value does not fit it.
    """
    name, equals, written = spelling.partition("=")
    if (scenario := CATALOGUE.get(name.strip())) is None:
        raise ValueError(f"No scenario is called “{name}”{nearest(name, CATALOGUE)}.")
    parameter = scenario.parameter
    if parameter is None and equals:
        raise ValueError(f"The scenario {name} takes no value: leave “={written}” out.")
    if parameter is None:
        return Cue(scenario, None, scenario.name)
    if not equals and parameter.default is None:
        raise ValueError(f"The scenario {name} needs a value: {scenario.usage}.")
    try:
        value = parameter.read(written.strip()) if equals else parameter.default
    except ValueError as error:
        raise ValueError(f"{scenario.usage}: {error}") from None
    return Cue(scenario, value, f"{scenario.name}={written.strip()}" if equals else scenario.name)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known names that look most like one that is not known, as the end of a sentence."""
    alike = difflib.get_close_matches(name.strip(), sorted(known), n=4, cutoff=0.4)
    return f"; the nearest: {', '.join(alike)}" if alike else ""
