"""What is kept beyond its time: told to the officer, never deleted by this program."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sar.records import Record
from sar.register import Register, delete_after


class Overrun(NamedTuple):
    """Records of one processor whose last day has passed."""

    processor: str
    records: int
    oldest: date
    """The day by which the first of them was to be deleted."""


def overruns(
    records: Iterable[Record], register: Register, last_contact: datetime | None, today: date
) -> list[Overrun]:
    """By processor; records whose start is not known from the data are not judged."""
    found: dict[str, Overrun] = {}
    for record in records:
        kept = register.retention(record)
        day = delete_after(kept, record, last_contact) if kept else None
        if day and day < today:
            before = found.get(record.processor, Overrun(record.processor, 0, day))
            found[record.processor] = Overrun(record.processor, before.records + 1, min(before.oldest, day))
    return list(found.values())
