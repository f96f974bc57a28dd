"""Brings the message catalogues up to date: ``make messages``, or ``python -m tests.languages.messages``.

Sentences that are new stand in the catalogue with an empty ``msgstr``, those that nobody says any more are
gone, and what was translated stays as it is. It tells what is left to translate.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages import Catalog, Message
from babel.messages.pofile import read_po, write_po

from fixtures.applicants import sample_applicant
from flows.journeys import JOURNEYS
from reports.languages import LANGUAGES, SOURCE, catalogue_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flows.flow import Journey

ROOT: Final = Path(__file__).parents[2]


def sentences(journey: Journey) -> Iterator[tuple[str, str]]:
    """Every sentence that a tutorial of ``journey`` says of its own, each with where that is."""
    yield from ((told, journey.name) for told in (journey.title, journey.intro, journey.closing) if told)
    # A detour without steps ends the run, and is told by nobody.
    detours = (detour.flow for detour in journey.detours if detour.flow.steps)
    for flow in (*journey.chapters, *detours):
        yield flow.title, journey.name
        for part in flow.parts():
            yield from ((step.say, f"{flow.title} / {part.screen.__name__}") for step in part.steps if step.say)


def wanted() -> Iterator[tuple[str, str]]:
    """Every sentence that must be translated, each with where it is said."""
    applicant = sample_applicant()
    for describe in JOURNEYS.values():
        yield from sentences(describe(applicant))


def brought_up_to_date(path: Path, said: Iterable[tuple[str, str]]) -> bytes:
    """What the catalogue at ``path`` should hold for the sentences that are ``said``; its header stays as it is."""
    before = path.read_bytes()
    header, _, _ = before.partition(b"\n\n")
    known = read_po(BytesIO(before))
    places: dict[str, list[str]] = {}
    for sentence, place in said:
        places.setdefault(sentence, []).append(place)
    fresh = Catalog()
    for sentence, its_places in places.items():
        message = known.get(sentence) or Message(sentence, "")
        fresh.add(
            sentence,
            message.string,
            auto_comments=[", ".join(dict.fromkeys(its_places))],
            user_comments=message.user_comments,
            flags=message.flags,
        )
    entries = BytesIO()
    write_po(entries, fresh, width=0, omit_header=True)
    return b"\n\n".join((header.strip(), entries.getvalue().strip())) + b"\n"


def main() -> None:
    """Write the catalogues anew; the exit status says whether something is left to translate."""
    said = list(wanted())
    left = 0
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        path = ROOT / catalogue_name(language)
        path.write_bytes(brought_up_to_date(path, said))
        with path.open("rb") as lines:
            empty = [each for each in read_po(lines) if each.id and (each.fuzzy or not each.string)]
        left += len(empty)
        sys.stdout.writelines(f"{catalogue_name(language)}:{each.lineno}: {each.id}\n" for each in empty)
    sys.exit(1 if left else 0)


if __name__ == "__main__":
    main()
