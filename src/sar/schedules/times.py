"""When a schedule is due: cron expressions in the controller's time zone, over its changes of clock.

As Debian's cron does it: what is due in the hour that is left out is due right after it, and a fixed hour that comes
twice is due once.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sar.errors import SettingsError
from sar.schedules.model import CatchUp

ON_TIME = timedelta(minutes=15)
"""A slot that is not older is no missed one."""
MOST = 100
"""Slots that are caught up at once; older ones count as missed."""


class Due(NamedTuple):
    """The slots to run now, oldest first, and those that stay missed."""

    run: list[datetime]
    missed: list[datetime]


def upcoming(cron: str, zone: str, after: datetime) -> Iterator[datetime]:
    """The moments after this one, in UTC; SettingsError when the expression is none."""
    from cronsim import CronSim, CronSimError

    try:
        if len(cron.split()) != 5:
            raise CronSimError
        simulated = CronSim(cron, after.astimezone(ZoneInfo(zone)))
    except CronSimError:
        said = "sar.toml: {cron} is no cron expression of five fields"
        raise SettingsError(said, 'Write it as "0 2 * * *": minute, hour, day, month, weekday.', cron=cron) from None
    return (moment.astimezone(UTC) for moment in simulated)


def due(cron: str, zone: str, catch_up: CatchUp, last: datetime, now: datetime) -> Due:
    """What fell due after the last slot that is known, up to now."""
    passed: list[datetime] = []
    for moment in upcoming(cron, zone, last):
        if moment > now:
            break
        passed = [*passed[-MOST:], moment]
    late = [one for one in passed if now - one > ON_TIME]
    wanted = {"all": passed[-MOST:], "last": passed[-1:], "none": [one for one in passed[-1:] if one not in late]}
    run = wanted[catch_up]
    return Due(run, [one for one in passed if one not in run])


def next_of(cron: str, zone: str, now: datetime) -> datetime:
    """The next moment."""
    return next(upcoming(cron, zone, now))
