"""The register in the language of the answer: what is done with the data, to whom they go, what machines decide."""

import re
from collections.abc import Iterable

from sar import register as facts
from sar.dossier import words
from sar.dossier.model import AutomatedDecision, Disclosure, Processing, RecipientLine, Term
from sar.dossier.told import Told
from sar.register import Activity, Recipient, Retention

DPV, PD, LOC = "https://w3id.org/dpv#", "https://w3id.org/dpv/pd#", "https://w3id.org/dpv/loc#"
PREFIXES = {
    "dpv:": DPV,
    "pd:": PD,
    "loc:": LOC,
    "eu-gdpr:": "https://w3id.org/dpv/legal/eu/gdpr#",
    "justifications:": "https://w3id.org/dpv/justifications#",
}


WORDS = re.compile(r"[A-Z0-9]+(?![a-z])|[A-Z]?[^A-Z_-]+")
"""The words of a term that is written as one."""


def processing(told: Told, used: Iterable[str]) -> tuple[Processing, ...]:
    """Categories first, then each system that was searched."""
    register, say = told.register, told.say
    lines = [_line(told, one, say(one.title or name), ()) for name, one in register.categories.items()]
    for name in used:
        activity = register.processors.get(name, Activity())
        lines.append(_line(told, activity, say(activity.title or name), (name,)))
    return tuple(lines)


def disclosures(told: Told, counts: dict[tuple[str, str], int]) -> tuple[Disclosure, ...]:
    """To whom the data of the systems that hold something were given, by name."""
    given: dict[str, tuple[Recipient, set[str]]] = {}
    for name, activity in told.register.processors.items():
        held = {kind for kind, processor in counts if processor == name}
        for recipient in activity.recipients if held else ():
            given.setdefault(recipient.name, (recipient, set()))[1].update(held)
    return tuple(_disclosure(told, recipient, kinds) for recipient, kinds in given.values())


def _disclosure(told: Told, recipient: Recipient, kinds: set[str]) -> Disclosure:
    return Disclosure(
        recipient.name,
        _kind(told, recipient),
        tuple(_place(told, code) for code in recipient.places),
        tuple(told.say(title) for kind, title in words.KINDS.items() if kind in kinds),
        told.say("continuously, since the records were made"),
    )


def automated(told: Told) -> tuple[tuple[AutomatedDecision, ...], bool]:
    """What machines decide, and whether the register says on purpose that they decide nothing."""
    activities = [*told.register.categories.values(), *told.register.processors.values()]
    decisions = tuple(
        AutomatedDecision(one.what, one.logic, one.consequences, one.review)
        for activity in activities
        for one in activity.automated
    )
    return decisions, not decisions and any(activity.no_automated for activity in activities)


def term(told: Told, word: str, prefix: str = "") -> Term:
    """A vocabulary's term with its label; plain words are their own label."""
    for short, iri in PREFIXES.items():
        if word.startswith(short):
            name = word.removeprefix(short)
            return Term(told.say(words.TERMS.get(name) or _spaced(name)), iri + name)
    if prefix and word.isidentifier() and word[:1].isupper():
        return Term(told.say(_spaced(word)), prefix + word)
    return Term(told.say(word))


def _line(told: Told, activity: Activity, title: str, systems: tuple[str, ...]) -> Processing:
    retention = activity.retention
    return Processing(
        title=title,
        systems=systems,
        categories=tuple(term(told, one, PD) for one in activity.categories),
        purposes=tuple(term(told, one) for one in activity.purposes),
        means=tuple(map(told.say, activity.means)),
        source=told.say(activity.source),
        basis=tuple(term(told, one) for one in activity.basis),
        recipients=tuple(_recipient(told, one) for one in activity.recipients),
        places=tuple(_place(told, one) for one in activity.places),
        safeguards=tuple(term(told, one).label for one in activity.safeguards),
        retention=_retention(told, retention) if retention else "",
        duration=retention.duration if retention else "",
        staff=tuple(map(told.say, activity.staff)),
    )


def _recipient(told: Told, one: Recipient) -> RecipientLine:
    places = tuple(_place(told, code) for code in one.places)
    return RecipientLine(one.name, _kind(told, one), places, tuple(term(told, word).label for word in one.safeguards))


def _kind(told: Told, one: Recipient) -> str:
    return told.say(words.RECIPIENTS.get(one.kind, one.kind))


def _place(told: Told, code: str) -> Term:
    is_code = code[:2].isupper() and len(code.partition("-")[0]) == 2
    return Term(told.say.place(code), LOC + code if is_code else "")


def _retention(told: Told, retention: Retention) -> str:
    """`5 years, from our last contact with you (statute)`."""
    years, months, days = facts.period(retention.duration)
    say = told.say
    spans = ((years, *words.YEARS), (months, *words.MONTHS), (days, *words.DAYS))
    spoken = " ".join(say.count(number, one, many) for number, one, many in spans if number)
    statute = f" ({retention.statute})" if retention.statute else ""
    return f"{spoken} {say(words.STARTS[retention.starts])}{statute}"


def _spaced(word: str) -> str:
    """`CustomerCare` → `Customer care`, `IPAddress` → `IP address`."""
    first, *more = WORDS.findall(word) or [word]
    return " ".join([first, *(part if part.isupper() else part.lower() for part in more)])
