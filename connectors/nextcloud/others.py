"""What of other apps holds a value that is to be corrected: the server changes none of it, people may."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import ByHand, Change, Correction, Held, Record, Said, planned, some_rows, text_of

from .shares import MAIL
from .values import kind_of

SHARED = "A file is shared with the old address, which the server does not let be changed."
SHARE_ANEW = "Share it with the new address, and take the old share back."
ANSWERED = "An answer to a form holds the old value, and answers stay as they were sent."
NOTE = "Note the new value where the answers are used, or delete the submission in Forms."
CELL = "A row of a table holds the old value; what its columns mean is known to people only."
EDIT = "Read the row, and change it there if it is about the person."
PLANS = {"share": (SHARED, SHARE_ANEW), "submission": (ANSWERED, NOTE), "row": (CELL, EDIT)}


def plan(correction: Correction, record: Record) -> Iterator[ByHand]:
    """That it holds a value which is wrong, for each field once; else nothing."""
    why, task = PLANS[record.type]
    told: set[str] = set()
    for item in planned(correction, record, _held(record.type, record.raw), Said(why)):
        wrong = [one.field for one in item.alterations] if isinstance(item, Change) else []
        for field in wrong:
            if field not in told:
                yield ByHand(record.processor, Said(why), Said(task), field, url=record.url)
            told.add(field)
        if isinstance(item, ByHand):
            yield item


def _held(type_: str, raw: Any) -> Iterator[Held]:
    if type_ == "share":
        yield from [Held("email", "/share_with", text_of(raw, "share_with"))] if _by_mail(raw) else []
        return
    rows, key = ("answers", "text") if type_ == "submission" else ("data", "value")
    for place, one in enumerate(some_rows(raw, rows)):
        value = one.get(key)
        if isinstance(value, str) and (kind := kind_of(value)):
            yield Held(kind, f"/{rows}/{place}/{key}", value)


def _by_mail(raw: Any) -> bool:
    return text_of(raw, "share_type") == MAIL
