"""What stands first in every rendering: the facts of the request, notices, figures, what is missing."""

from typing import Literal, NamedTuple

from sar.dossier import words
from sar.dossier.model import Coverage, Dossier, Processing
from sar.dossier.rows import Row

Tone = Literal["plain", "warn", "bad"]


class Notice(NamedTuple):
    """Something to know before reading."""

    heading: str
    text: str
    tone: Tone


def who(dossier: Dossier) -> str:
    """The data subject by name, or by what the request gave."""
    names = dossier.subject.names
    return names[0] if names else dossier.subject.identifiers[0].identifier.value


def facts(dossier: Dossier) -> list[Row]:
    """Who answers whom, and when."""
    request, controller, say = dossier.request, dossier.controller, dossier.say
    asked = [one.identifier.value for one in dossier.subject.identifiers if not one.learnt_at]
    charge = ", ".join(part for part in (controller.officer, controller.title) if part)
    contact = "\n".join(part for part in (charge, controller.email, controller.phone, controller.website) if part)
    told = [
        (say("Request"), request.id),
        (say("Received"), say.day(request.received)),
        (say("Prepared"), say.moment(request.made_at)),
        (say("Asked for"), "\n".join(asked)),
        (say("Person in charge"), contact),
        (say("Address"), controller.address),
    ]
    return [(label, value) for label, value in told if value]


def notices(dossier: Dossier) -> list[Notice]:
    """For whom the answer is, whether it is incomplete, whether it is a sample."""
    request, say = dossier.request, dossier.say
    found = [Notice(say("Confidential"), say("For the person named above only."), "plain")]
    if not request.complete:
        unfinished = say("The summary names each system whose search did not come to its end.")
        found.append(Notice(say("Incomplete"), unfinished, "bad"))
    if request.sandbox:
        invented = say("Everything in this document is invented. No system of any firm was searched.")
        found.append(Notice(say("Sample"), invented, "warn"))
    return found


def figures(dossier: Dossier) -> list[Row]:
    """Numbers, and what is counted by them."""
    total, held = sum(dossier.counts.values()), sum(one.count for one in dossier.withheld)
    say = dossier.say
    return [
        (say.number(number), say.count(number, one, many))
        for number, one, many in (
            (len(dossier.coverage), *words.SYSTEMS),
            (total, *words.RECORDS),
            (len(dossier.files), *words.FILES),
            (len(dossier.third_parties), *words.PEOPLE),
            (held, *words.HELD),
        )
    ]


def held(dossier: Dossier) -> list[tuple[str, str, str, str]]:
    """Each kind of records: its key, its name, the systems with their numbers, and how many in all."""
    say = dossier.say
    kinds: dict[str, list[Row]] = {}
    totals: dict[str, int] = {}
    for (kind, processor), number in dossier.counts.items():
        kinds.setdefault(kind, []).append((name_of(dossier, processor), say.number(number)))
        totals[kind] = totals.get(kind, 0) + number
    return [
        (kind, say(words.KINDS[kind]), _spread(rows), say.number(totals[kind]))  # type: ignore[index]
        for kind, rows in kinds.items()
    ]


def _spread(rows: list[Row]) -> str:
    return rows[0][0] if len(rows) == 1 else ", ".join(f"{name} ({number})" for name, number in rows)


def missing(dossier: Dossier) -> list[Row]:
    """Each system whose search did not come to its end, and why."""
    return [
        (line.name, line.reason or "; ".join(open_gaps(line)))
        for line in dossier.coverage
        if line.outcome in {"failed", "awaiting"} or open_gaps(line)
    ]


def open_gaps(line: Coverage) -> list[str]:
    """The limits of a search that somebody can still lift."""
    return [gap.text for gap in line.gaps if gap.remediable]


def name_of(dossier: Dossier, processor: str) -> str:
    """A system's name as people know it."""
    return next((line.name for line in dossier.coverage if line.processor == processor), processor)


def systems(dossier: Dossier, line: Processing) -> str:
    """The systems of an activity, as people know them; nothing where it is about a category of data."""
    return ", ".join(one.name for one in dossier.coverage if one.processor in line.systems)
