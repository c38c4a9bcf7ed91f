"""Meeting rooms that an event names, with the moments at which the subject was expected there."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from sar.sdk import Identifier, load, utc

from .lines import Component

WHEREBY = re.compile(r"https://[a-z0-9-]+\.whereby\.com/[\w~./-]+", re.IGNORECASE)
REPEATED = 400
"""Meetings of one series that are followed: the latest ones up to now."""


def rooms(component: Component, starts: list[datetime]) -> Iterator[Identifier]:
    """Every room in the texts of one event, once for each of its starts."""
    texts = [one["value"] for one in component["properties"]]
    found = {urlsplit(link.rstrip(".")).path.rstrip("/") for text in texts for link in WHEREBY.findall(text)}
    for room in sorted(found - {""}):
        yield from (Identifier("room", room, confidence="strong", seen=start) for start in starts)


def starts(text: str) -> list[list[datetime]]:
    """The starts of each event, task or entry of a calendar object, in its order; empty where none can be read.

    A single meeting that was moved is one of its own: the series no longer has it where it was.
    """
    try:
        calendar = load("icalendar").Calendar.from_ical(text)
        parts = [part for part in calendar.subcomponents if part.name != "VTIMEZONE"]
        moved = {start for part in parts if "RECURRENCE-ID" in part and (start := _moment(part["RECURRENCE-ID"].dt))}
        return [[start for start in _series(part) if "RECURRENCE-ID" in part or start not in moved] for part in parts]
    except Exception:  # over hostile text the library raises what it likes; the texts are read all the same
        return []


def _series(part: Any) -> list[datetime]:
    first = next((_moment(part[name].dt) for name in ("DTSTART", "DUE") if name in part), None)
    if first is None:
        return []
    rule = part.get("RRULE")
    series = [first] if rule is None or isinstance(rule, list) else _repeated(rule, first)
    skipped = set(_exceptions(part.get("EXDATE")))
    return [start for start in series if start not in skipped]


def _repeated(rule: Any, first: datetime) -> list[datetime]:
    """The start and its repetitions until now; a rule that cannot be followed leaves the start."""
    now = datetime.now(UTC)
    try:
        series = load("dateutil.rrule").rrulestr(rule.to_ical().decode(), dtstart=first)
    except (ValueError, TypeError, KeyError):
        return [first]
    past = list(takewhile(lambda one: one <= now, _bounded(series)))
    return [first, *(one for one in past[-REPEATED:] if one != first)]


def _exceptions(listed: Any) -> Iterator[datetime]:
    for one in listed if isinstance(listed, list) else [listed] if listed else []:
        yield from (start for day in one.dts if (start := _moment(day.dt)))


def _bounded(series: Any, most: int = 20_000) -> Iterator[datetime]:
    for count, one in enumerate(series):
        if count >= most:
            return
        yield one


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return utc(value)
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else None
