"""Windows of days that VoIP.ms answers for, and its times in UTC."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

from sar.sdk import SettingsError

Window = tuple[date, date]
CALLS = 92
"""Days of one window, both ends counted: more are refused."""
OTHERS = 90


def windows(since: date, until: date, days: int) -> Iterator[Window]:
    """All days from `since` to `until`, in windows of so many."""
    first = since
    while first <= until:
        last = min(first + timedelta(days - 1), until)
        yield first, last
        first = last + timedelta(1)


def halves(window: Window) -> tuple[Window, Window]:
    """A window of several days in two."""
    first, last = window
    middle = first + (last - first) // 2
    return (first, middle), (middle + timedelta(1), last)


def tomorrow() -> date:
    """The last day to ask for: somewhere it has begun."""
    return (datetime.now(UTC) + timedelta(1)).date()


def day(text: object) -> date:
    """The setting `since`."""
    try:
        since = date.fromisoformat(str(text))
    except ValueError:
        since = date.max
    if since > tomorrow():
        raise SettingsError("voipms: since is not a day of the past", "Write it like 2019-05-01 in credentials.toml.")
    return since


def offset(value: object) -> float:
    """The setting `timezone`: hours from UTC, which VoIP.ms takes from -12 to 13."""
    try:
        hours = float(str(value))
    except ValueError:
        hours = 99.0
    if not -12 <= hours <= 13:
        raise SettingsError("voipms: timezone is no offset", "Write hours from UTC like -5 in credentials.toml.")
    return hours


def in_utc(text: str, hours: float) -> datetime | None:
    """A time that VoIP.ms gives with this offset; None if it is not readable."""
    try:
        naive = datetime.fromisoformat(text.strip(" \"'"))
    except ValueError:
        return None
    return naive.replace(tzinfo=timezone(timedelta(hours=hours))).astimezone(UTC)
