"""`calendar.ics`: events, meetings and calls as iCalendar (RFC 5545), for calendars.

Written here: the library at hand takes a backslash before an N in a text for a line break.
"""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sar.dossier.portable.contentlines import escaped, folded
from sar.records import Record
from sar.shaping import moment

KINDS = frozenset({"event", "meeting", "call"})
HEAD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//sar//portable 1//EN\r\n"
TAIL = b"END:VCALENDAR\r\n"
ENDS = ("dtend", "end", "ended", "end_time", "ended_at")
PLACES = ("location", "place")
SPENT = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)")


def entry(record: Record, made_at: datetime) -> bytes | None:
    """One event; None for one without a date, which no calendar can show."""
    if record.occurred_at is None:
        return None
    lines = ["BEGIN:VEVENT", f"UID:{uuid.UUID(record.id)}", f"DTSTAMP:{_utc(made_at)}", *_times(record)]
    named = {"SUMMARY": record.title or record.kind, "LOCATION": _first(record, PLACES), "DESCRIPTION": _said(record)}
    lines += [f"{name}:{escaped(text)}" for name, text in named.items() if text]
    return b"".join(map(folded, [*lines, "END:VEVENT"]))


def _times(record: Record) -> Iterator[str]:
    """Midnight in UTC is taken as a day without a time, as elsewhere in the answer."""
    start = record.occurred_at
    assert start is not None
    if (start.hour, start.minute, start.second) == (0, 0, 0):
        yield f"DTSTART;VALUE=DATE:{start.year:04}{start:%m%d}"
        return
    yield f"DTSTART:{_utc(start)}"
    end = _end(record, start)
    if end:
        yield f"DTEND:{_utc(end)}"


def _end(record: Record, start: datetime) -> datetime | None:
    """When it ended, where that is beyond doubt: a moment of its own, or a duration in hours, minutes and seconds."""
    ended = moment(_first(record, ENDS))
    if ended is None and (spent := SPENT.fullmatch(_first(record, ("duration",)))):
        hours, minutes, seconds = map(int, spent.groups())
        ended = start + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return ended if ended and start < ended < start + timedelta(days=366) else None


def _said(record: Record) -> str:
    """The words and every value that is portable, as a calendar has no place of its own for them."""
    lines = (f"{field.label}: {field.value}" for field in record.fields)
    return "\n".join(filter(None, (record.text, *lines)))


def _first(record: Record, names: tuple[str, ...]) -> str:
    return next((field.value for field in record.fields if field.name in names), "")


def _utc(at: datetime) -> str:
    # years before 1000 need their noughts, which %Y leaves out on some systems
    return f"{at.astimezone(UTC).year:04}{at.astimezone(UTC):%m%dT%H%M%SZ}"
