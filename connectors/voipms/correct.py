"""Correcting phonebook entries and caller ID filters: read again, altered, and sent back whole.

VoIP.ms has no lock and keeps no time of change: all that an entry holds besides is compared instead.
"""

from collections.abc import Iterator

from msgspec import structs

from sar.sdk import (
    Alteration,
    ByHand,
    Change,
    Changed,
    Correction,
    Held,
    Missing,
    Reading,
    Record,
    Said,
    content_id,
    id_of,
    planned,
    text_of,
)

from .api import Api, Row
from .by_hand import impossible, of_others
from .forms import FORMS, whole
from .numbers import as_dialled, caller, in_callerid, with_name, with_number
from .refusals import UNKNOWN_IDS, Status

HOW = "The entry is sent to VoIP.ms whole, with nothing altered but this."
GONE = "the entry is not there any more"


def plan(correction: Correction, record: Record) -> Iterator[Change | ByHand]:
    """The change of one entry, and what of it VoIP.ms would refuse."""
    row = record.raw.get(record.type) if isinstance(record.raw, dict) else None
    row = row if isinstance(row, dict) else {}
    if record.type not in FORMS:
        yield from of_others(correction, record, row)
        return
    for item in planned(correction, record, _held(record.type, row), Said(HOW)):
        if isinstance(item, ByHand):
            yield item
            continue
        left = []
        for one in item.alterations:
            reason = impossible(item, one, row)
            if reason:
                yield reason
            else:
                left.append(one)
        if left:
            change = structs.replace(item, alterations=tuple(left))
            # only now is it known what stays as it is
            yield structs.replace(change, stamp=_rest(change, row))


def read(api: Api, change: Change) -> Reading:
    """The entry now."""
    form = FORMS[change.type]
    try:
        rows = api.rows(form.method, form.rows, **{form.number: change.source_id})
    except Status as error:
        if error.code in UNKNOWN_IDS:
            raise Missing(GONE) from None
        raise
    row = next((one for one in rows if id_of(one, form.number) == change.source_id), None)
    if row is None:
        raise Missing(GONE)
    now = {one.path: one.value for one in _held(change.type, row)}
    return Reading({one.path: now.get(one.path, "") for one in change.alterations}, _rest(change, row), row)


def apply(api: Api, change: Change, now: Reading) -> None:
    """One write of the whole entry; a parameter that is left out is emptied, as one that is empty is."""
    form = FORMS[change.type]
    entry = whole(change.type, now.held)
    if change.type == "filter":
        entry["callerid"] = caller(entry["callerid"]) or entry["callerid"]  # lists show a name; it takes none
    for one in change.alterations:
        _put(entry, one)
    if not all(entry[key] for key in form.needed):
        raise Changed("an entry lacks what VoIP.ms demands")
    api.write(form.write, **{form.named: change.source_id}, **{key: text for key, text in entry.items() if text})


def _held(type_: str, row: Row) -> Iterator[Held]:
    """Everything of an entry that is the person's and can be written."""
    name, inside = in_callerid(text_of(row, "callerid"))
    yield Held("phone", "/callerid/number", inside)
    if type_ == "filter":
        yield Held("custom:filter_note", "/note", text_of(row, "note"))
        return
    yield Held("full_name", "/name", text_of(row, "name"))
    if name.casefold() == text_of(row, "name").strip().casefold():
        yield Held("full_name", "/callerid/name", name)
    # an entry may also be of a SIP address, which is no number
    yield Held("phone", "/number", caller(text_of(row, "number")))
    yield Held("custom:note", "/note", text_of(row, "note"))


def _put(entry: dict[str, str], one: Alteration) -> None:
    _, key, *part = one.path.split("/")
    if not part:
        entry[key] = as_dialled(one.new) if one.field == "phone" else one.new
        return
    if part == ["name"]:
        entry[key] = with_name(entry[key], one.new)
    else:
        entry[key] = with_number(entry[key], as_dialled(one.new))


def _rest(change: Change, row: Row) -> str:
    """What stands in for a time of change: a digest of all that this change does not alter."""
    altered = {one.path.split("/")[1] for one in change.alterations}
    return content_id({key: text_of(row, key) for key in FORMS[change.type].sent if key not in altered})
