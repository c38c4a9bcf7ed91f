"""What the laws of the request add: rights, remedies with their last day, what must be said and where it stands."""

from collections.abc import Sequence
from datetime import date, timedelta

from sar import cases
from sar.dossier import words
from sar.dossier.model import Code, ContentLine, RemedyLine, RightLine
from sar.dossier.told import Told
from sar.law.contents import union
from sar.law.regimes import Both, Ground, Regime


def text(both: Both, told: Told) -> str:
    """The half of a text of law that is in the language of the answer."""
    return both[told.say.short]


def contents(told: Told) -> tuple[ContentLine, ...]:
    """Each thing that the laws ask for, with the provisions, and the part in which it stands."""
    short = {law.slug: _short(law, told) for law in told.laws}
    return tuple(
        ContentLine(
            asked.item,
            told.say(asked.text),
            told.say(asked.part),
            tuple(f"{short[slug]}, {text(provision, told)}" for slug, provision in asked.provisions),
        )
        for asked in union(told.laws)
    )


def rights(told: Told) -> tuple[RightLine, ...]:
    """Every right that a law of the request gives."""
    return tuple(
        RightLine(text(right.text, told), text(right.provision, told), _short(law, told), right.dpv)
        for law in told.laws
        for right in law.rights
    )


def remedies(told: Told, answered: date) -> tuple[RemedyLine, ...]:
    """Where to turn; the last day counts from the answer."""
    return tuple(
        RemedyLine(
            text(remedy.body, told),
            text(remedy.text, told),
            _short(law, told),
            answered + timedelta(days=remedy.days) if remedy.days else None,
            remedy.contact,
        )
        for law in told.laws
        for remedy in law.remedies
    )


def last_day(ground: Ground, laws: Sequence[Regime], refused: date) -> date | None:
    """Until when the first remedy against a refusal on this ground is open; None where its law sets no day."""
    days = next(law.remedies[0].days for law in laws if law.slug == ground.regime)
    return refused + timedelta(days=days) if days else None


def notes(told: Told) -> tuple[str, ...]:
    """What each law wants said besides."""
    return tuple(text(note, told) for law in told.laws for note in law.notes)


def due(told: Told, received: date) -> date | None:
    """The last day for the answer; None where there is no day to count from."""
    return cases.due(told.case, received, told.today).due if told.today > date.min else None


def glossary(told: Told) -> tuple[Code, ...]:
    """Marks of this document, in the order in which a reader meets them."""
    return tuple(Code(told.say(code), told.say(meaning)) for code, meaning in words.MARKS.items())


def _short(law: Regime, told: Told) -> str:
    """A law's name up to its first bracket."""
    return text(law.name, told).partition(" (")[0]
