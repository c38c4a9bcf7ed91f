"""Comments: who is said to have written them. What they say is a text, at which a person looks."""

from collections.abc import Iterator, Sequence

from sar.sdk import ByHand, Change, Correction, Held, Missing, Record, Said, as_object, planned, text_of

from . import correct
from .api import Api, Row
from .comments import COMMENTS
from .correct_accounts import SAY, UNKNOWN, registered
from .correct_names import Names, folded

HOW = "Name and address on the comment are changed in WordPress; its text, its time and its IP address stay."


def plan(api: Api, correction: Correction, records: Sequence[Record], names: Names) -> Iterator[Change | ByHand]:
    """The changes of all comments; names that are not known as the person's are counted, not told one by one."""
    unknown = 0
    for record in records:
        row = _row(api, record)
        if row is None:
            continue
        held, stamp = _held(row, names), correct.version("comment", row)
        yield from planned(correction, record, held, Said(HOW), stamp=stamp)
        shown = text_of(row, "author_name")
        unknown += bool(shown.strip() and not names.field_of(shown) and folded(shown) not in names.logins)
    if unknown and names.concerned:
        yield ByHand(records[0].processor, Said(UNKNOWN), Said(SAY), "full_name", records=unknown)


def _row(api: Api, record: Record) -> Row | None:
    """The comment as its own route shows it; None for one that only an export or the shop still tells."""
    row = as_object(record.raw, "a comment")
    if "author_name" in row:
        return row
    try:
        return api.one(f"{COMMENTS}/{record.source_id}")
    except Missing:
        return None


def _held(row: Row, names: Names) -> Iterator[Held]:
    yield Held("email", "/author_email", text_of(row, "author_email"))
    if field := names.field_of(text_of(row, "author_name")):
        yield Held(field, "/author_name", text_of(row, "author_name"))
    yield Held("custom:author_url", "/author_url", text_of(row, "author_url"))
    yield from registered(row)
