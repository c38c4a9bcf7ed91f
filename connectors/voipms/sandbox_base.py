"""What the imitation's answers have in common: days, offsets, statuses, files as text."""

import base64
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

WINDOW = timedelta(92)
ZONE = "-5"
"""The offset of the account, where a method takes none."""

Row = dict[str, Any]
Asked = dict[str, str]


class Refused(Exception):
    """A status that is not `success`."""


def some(rows: list[Row], key: str, nothing: str) -> Row:
    """A list, or the status that says that there is none."""
    if not rows:
        raise Refused(nothing)
    return {key: rows}


def days(asked: Asked, first: str, last: str, *, needed: bool = True) -> tuple[date, date]:
    """The days asked for; where they are not needed, today is meant."""
    if needed and (first not in asked or last not in asked):
        raise Refused("invalid_daterange")
    today = datetime.now(UTC).date().isoformat()
    try:
        days = date.fromisoformat(asked.get(first, today)), date.fromisoformat(asked.get(last, today))
    except ValueError:
        raise Refused("invalid_date") from None
    if days[1] < days[0] or days[1] - days[0] >= WINDOW:
        raise Refused("invalid_daterange")
    return days


def zone(asked: Asked) -> str:
    """The offset that was asked for."""
    try:
        hours = float(asked.get("timezone", ZONE))
    except ValueError:
        raise Refused("invalid_timezone") from None
    if not -12 <= hours <= 13:
        raise Refused("invalid_timezone")
    return asked.get("timezone", ZONE)


def local(row: Row, zone: str = ZONE) -> str:
    """A moment as it is shown in an offset."""
    return f"{datetime.fromisoformat(row['at']).astimezone(timezone(timedelta(hours=float(zone)))):%Y-%m-%d %H:%M:%S}"


def within(rows: list[Row], days: tuple[date, date], zone: str = ZONE) -> list[Row]:
    """The rows of these days, as they are counted in an offset."""
    return [row for row in rows if days[0].isoformat() <= local(row, zone)[:10] <= days[1].isoformat()]


def as_base64(content: bytes) -> str:
    """Bytes as text."""
    return base64.b64encode(content).decode()


def broken(text: str) -> str:
    """As the vendor shows it: with quotes and blanks in between."""
    return '"' + " ".join(text[place : place + 40] for place in range(0, len(text), 40)) + '"'
