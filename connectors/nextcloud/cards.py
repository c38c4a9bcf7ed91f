"""Correcting contacts: a card is written anew with single values replaced and all else to the letter, under its ETag.

https://www.rfc-editor.org/rfc/rfc6352#section-6.3.2. Lines have no lasting place: they are found by what they hold.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sar.sdk import (
    Alteration,
    ByHand,
    Change,
    Correction,
    Record,
    Said,
    lists_now,
    planned,
    same,
    some_rows,
    text_of,
)

from .card_lines import PARTS, held, labels, lines_of, part_of, spelt, whole, write_part
from .contacts import SHARED_KINDS
from .spelling import escaped
from .verbatim import Line, Text

HOW = "The contact is written anew in Nextcloud, if nobody changed it meanwhile; all else in it stays to the letter."
SHARED = "The contact {title} is one of a group or an organisation that holds the person's address."
LOOK = "Look what of it is the person's, and change it by hand."
OLD = "The contact {title} is written in an old form (vCard 2.1), which servers give and do not take."
NAMELESS = "A contact cannot be without a name."
RENEW = "Open and save it in Contacts, which writes it in a newer form, and plan again; or change it by hand."


def parts_known(records: Sequence[Record]) -> dict[str, tuple[str, ...]]:
    """What parts the addresses on the subject's cards have: by them whole addresses elsewhere are taken apart."""
    found: dict[str, dict[str, None]] = {}
    for record in records:
        cards = some_rows(record.raw, "components") if record.type == "contact" else []
        for one in some_rows(cards[_component(record)], "properties") if cards else []:
            values = text_of(one, "value").split(";") if one.get("name") == "ADR" else []
            for place, field in PARTS["ADR"].items():
                if place < len(values) and values[place].strip():
                    found.setdefault(field, {})[values[place].strip()] = None
    return {name: tuple(values) for name, values in found.items()}


def plan(correction: Correction, record: Record, text: Text, stamp: str, extra: dict[str, Any]) -> Iterator[
    Change | ByHand
]:  # fmt: skip
    """The change of one contact; of a card that several share, only a person can say what is whose."""
    number = _component(record)
    lines = [one for one in text.lines if one.component == number]
    items = list(planned(correction, record, held(number, lines), Said(HOW), stamp=stamp, extra=extra))
    title = {"title": record.heading}
    if items and (_first(lines, "KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS") in {*SHARED_KINDS, "company"}):
        items = [ByHand(record.processor, Said(SHARED, title), Said(LOOK))]
    elif items and _first(lines, "VERSION").startswith("2"):
        items = [ByHand(record.processor, Said(OLD, title), Said(RENEW))]
    for item in items:
        yield from _named(item, lines) if isinstance(item, Change) else [item]


def values(text: Text, alterations: tuple[Alteration, ...]) -> dict[str, str]:
    """What each alteration's place holds now."""
    return {one.path: _now(text, one) for one in alterations}


def write(text: Text, change: Change) -> None:
    """Put the new values in."""
    for one in change.alterations:
        lines, place = lines_of(text, one.path), one.path.split("/")[3:]
        if len(place) > 1:
            write_part(lines[int(place[0])], place[1], one.new)
        else:
            _write_whole(text, lines, one, change.extra.get("removed", {}).get(one.path, ""))


def _named(change: Change, lines: list[Line]) -> Iterator[Change | ByHand]:
    """A name is not deleted; of lines that are, it is kept how they stood, for the way back."""
    kept = tuple(one for one in change.alterations if one.new or one.field != "full_name")
    if kept != change.alterations:
        yield ByHand(change.processor, Said(NAMELESS), Said(LOOK), field="full name", url=change.url)
    removed = {one.path: _block(lines, one) for one in kept if not one.new and len(one.path.split("/")) == 4}
    extra = {**change.extra, "removed": removed} if removed else change.extra
    if kept:
        yield Change(
            change.processor, change.type, change.source_id, change.record, change.title, kept, change.how,
            change.stamp, change.url, extra,
        )  # fmt: skip


def _block(lines: list[Line], one: Alteration) -> str:
    named = [line for line in lines if line.name == one.path.split("/")[2]]
    line = named[int(one.path.split("/")[3])]
    return "".join(each.raw for each in (line, *labels(lines, line)))


def _now(text: Text, one: Alteration) -> str:
    lines, place = lines_of(text, one.path), one.path.split("/")[3:]
    if len(place) == 1:
        return lists_now(one, map(whole, lines))
    return part_of(lines[int(place[0])], place[1]) if int(place[0]) < len(lines) else ""


def _write_whole(text: Text, lines: list[Line], one: Alteration, removed: str) -> None:
    """Replace the line that holds the old value; remove it where the new one is empty or there already."""
    old = [line for line in lines if one.old and same(one.field, whole(line), one.old)]
    there = any(same(one.field, whole(line), one.new) for line in lines) or not one.new
    if not there and old:
        old[0].write(spelt(old[0], one.new))
    elif not there:
        _, component, name, *_ = one.path.split("/")
        text.append(int(component), removed or f"{name}:{escaped(one.new)}\r\n")
    for line in old if there else old[1:]:
        for each in (line, *labels(text.lines, line)):
            each.gone = True


def _component(record: Record) -> int:
    """Which of the cards in one file the proof stands in."""
    path = getattr(record.proof, "path", "").split("/")
    return int(path[2]) if path[1:2] == ["components"] and path[2].isdigit() else 0


def _first(lines: list[Line], *names: str) -> str:
    found = (one.value.strip().casefold() for name in names for one in lines if one.name == name)
    return next((one for one in found if one), "")
