"""How a workspace stands: what waits, is in work and is done, what failed, and how fast it goes; nothing personal."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection

from sar.workers.queue import Workers, workers
from sar.workspace import counts
from sar.workspace.counts import Standing

if TYPE_CHECKING:
    from sar.house import House


class Failure(msgspec.Struct, frozen=True):
    """Searches of one processor that did not give all, by what they came to."""

    processor: str
    outcome: str
    searches: int


class Pace(msgspec.Struct, frozen=True):
    """How fast one processor goes, in the last minute."""

    processor: str
    finished: int
    """Searches that came to an end."""
    calls: int | None
    """Sent under its limit; None for an imitation or files, which have none."""
    limit: float | None
    """Calls that the vendor's limit allows in a minute."""
    refuses_for: float
    """Seconds for which the vendor said that it refuses further calls."""


class Status(msgspec.Struct, frozen=True):
    """The whole of it."""

    at: datetime
    batches: Standing
    requests: Standing
    searches: Standing
    oldest_waiting: datetime | None
    """When the oldest request that is not done was taken in."""
    finished: int
    """Searches that ended in the last minute."""
    failures: tuple[Failure, ...]
    paces: tuple[Pace, ...]
    workers: "Workers | None" = None
    """None where the workspace has no queue: a file, or a database that no worker and no batch has used so far."""


def status(house: "House", now: datetime | None = None) -> Status:
    """How the house's workspace stands now."""
    moment = now or datetime.now(UTC)
    with house.workspace.engine.connect().execution_options(reads=True) as connection:
        requests, oldest = counts.open_requests(connection)
        paces = _paces(connection, house, moment)
        return Status(
            moment,
            counts.batches(connection),
            requests,
            counts.searches(connection),
            oldest,
            sum(one.finished for one in paces),
            tuple(
                Failure(one.processor, one.outcome, one.units) for one in counts.ended(connection) if not one.complete
            ),
            paces,
            workers(connection),
        )


def _paces(connection: Connection, house: "House", now: datetime) -> tuple[Pace, ...]:
    """Of every processor that did something in the last minute, or refuses."""
    finished = counts.finished(connection, now)
    asked = {one.processor: one for one in counts.asked(connection, now) if one.calls or one.shut}
    return tuple(_pace(name, finished.get(name, 0), asked.get(name), house) for name in sorted({*finished, *asked}))


def _pace(name: str, finished: int, asked: "counts.Asked | None", house: "House") -> Pace:
    if asked is None:
        return Pace(name, finished, None, None, 0.0)
    limit = house.limit_of(name, asked.connector)
    allowed = limit.rate / limit.per * counts.MINUTE if limit else None
    return Pace(name, finished, asked.calls, allowed, asked.shut)
