"""Correcting events, tasks and journal entries: the name and the address with which the subject takes part.

https://www.rfc-editor.org/rfc/rfc4791#section-5.3.2: under the ETag; texts of an entry are for a person to read.
"""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Alteration, ByHand, Change, Correction, Held, Match, Record, Said, canonical, planned

from .events import ADDRESSED
from .lines import ADDRESS_PARAMETERS, address_of
from .spelling import mailto
from .verbatim import Line, Text

HOW = "The entry is written anew in its calendar, if nobody changed it meanwhile; nobody is invited or told."
NEEDED = "Who takes part in {title} cannot be without an address."
TWICE = "{title} names the new address already, beside the old one."
REMOVE = "Remove the one or the other by hand in the calendar."


def plan(correction: Correction, record: Record, text: Text, stamp: str, extra: dict[str, Any]) -> Iterator[
    Change | ByHand
]:  # fmt: skip
    """The change of one entry with all its exceptions and alarms."""
    hers, lines = _addresses(record, correction), _addressed(text)
    held = list(_held(lines, hers))
    for item in planned(correction, record, held, Said(HOW), stamp=stamp, extra=extra):
        yield from _possible(item, record, lines) if isinstance(item, Change) else [item]


def values(text: Text, alterations: tuple[Alteration, ...]) -> dict[str, str]:
    """What each alteration's place holds now."""
    lines = _addressed(text)
    return {one.path: _value(lines, one.path) for one in alterations}


def write(text: Text, change: Change) -> None:
    """Put the new values in."""
    lines = _addressed(text)
    for one in change.alterations:
        number, name, place = _place(one.path)
        line = lines[number]
        if not name:
            line.write(mailto(line.value, one.new))
        elif one.field == "email":
            given = line.params[name][place]
            line.write_param(name, place, mailto(given, one.new))
        else:
            line.write_param(name, place, one.new)


def _possible(change: Change, record: Record, lines: list[Line]) -> Iterator[Change | ByHand]:
    """Without what would leave a participant without an address, or name one twice."""
    kept: list[Alteration] = []
    title = {"title": record.heading}
    why: dict[str, Said] = {}
    for one in change.alterations:
        number, name, _ = _place(one.path)
        entry = {canonical("email", address_of(each.value)) for each in lines if each.entry == lines[number].entry}
        if one.field == "email" and not one.new:
            why.setdefault(NEEDED, Said(NEEDED, title))
        elif one.field == "email" and not name and canonical("email", one.new) in entry:
            why.setdefault(TWICE, Said(TWICE, title))
        else:
            kept.append(one)
    if kept:
        yield Change(
            change.processor, change.type, change.source_id, change.record, change.title, tuple(kept), change.how,
            change.stamp, change.url, change.extra,
        )  # fmt: skip
    yield from (ByHand(change.processor, one, Said(REMOVE), field="email", url=change.url) for one in why.values())


def _held(lines: list[Line], hers: set[str]) -> Iterator[Held]:
    """The subject's own: the name that stands before another's address is another's."""
    for number, line in enumerate(lines):
        address = address_of(line.value)
        own = canonical("email", address) in hers
        if own:
            yield Held("email", f"/{number}", address)
        for name in ADDRESS_PARAMETERS:
            for place, one in enumerate(line.params.get(name, ())):
                if canonical("email", address_of(one)) in hers:
                    yield Held("email", f"/{number}/{name}/{place}", address_of(one))
        for place, name in enumerate(line.params.get("CN", ())[:1] if own else ()):
            field = "email" if canonical("email", name) in hers else "full_name"
            yield Held(field, f"/{number}/CN/{place}", name)


def _addresses(record: Record, correction: Correction) -> set[str]:
    """The subject's: those that the search proved, and the one that is said to be wrong."""
    people = [person for person in record.people if person.role == "subject"]
    given = [one for person in people for one in person.identifiers]
    given += [record.proof.identifier] if isinstance(record.proof, Match) else []
    wrong = {canonical("email", correction.was["email"])} if correction.was.get("email") else set()
    return {one.canonical for one in given if one.kind == "email"} | wrong


def _addressed(text: Text) -> list[Line]:
    return [one for one in text.lines if one.name in ADDRESSED]


def _value(lines: list[Line], path: str) -> str:
    number, name, place = _place(path)
    if number >= len(lines):
        return ""
    given = lines[number].params.get(name, [])[place : place + 1] if name else [lines[number].value]
    return "".join(given) if name == "CN" else "".join(address_of(one) for one in given)


def _place(path: str) -> tuple[int, str, int]:
    """Which line, which parameter of it (empty for its value), which of the parameter's values."""
    _, number, *more = path.split("/")
    return int(number), more[0] if more else "", int(more[1]) if more else 0
