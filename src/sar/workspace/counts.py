"""What is in work, counted by the database over its indexes: no key is needed and nothing sealed is opened."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, case, func, select, union

from sar.errors import WorkspaceError
from sar.workspace import schema
from sar.workspace.opening import engine_of

MINUTE = 60
units, requests, buckets = schema.units, schema.requests, schema.buckets


class Standing(msgspec.Struct, frozen=True):
    """How many wait, are in work, and are done."""

    waiting: int
    running: int
    done: int


class Ended(msgspec.Struct, frozen=True):
    """Searches of one processor that came to this outcome."""

    processor: str
    outcome: str
    complete: bool
    units: int


class Asked(msgspec.Struct, frozen=True):
    """How much a processor with a limit is asked."""

    connector: str
    processor: str
    calls: int
    """In the last minute."""
    shut: float
    """Seconds for which the vendor said that it refuses."""


def open_requests(connection: Connection) -> tuple[Standing, datetime | None]:
    """Requests by state, and since when the oldest of those that are not done waits; purged ones are done."""
    running = func.max(case((units.c.state == "running", 1), else_=0)).label("running")
    each = (
        select(units.c.request_id, running, func.min(requests.c.created).label("created"))
        .join(requests, requests.c.id == units.c.request_id)
        .where(units.c.state.in_(("waiting", "running")), requests.c.sealed_key.is_not(None))
        .group_by(units.c.request_id)
        .subquery()
    )
    rows = connection.execute(select(each.c.running, func.count(), func.min(each.c.created)).group_by(each.c.running))
    found = {bool(state): (number, oldest) for state, number, oldest in rows}
    total = connection.execute(select(func.count()).select_from(requests)).scalar_one()
    waiting, working = found.get(False, (0, ""))[0], found.get(True, (0, ""))[0]
    oldest = min((created for _, created in found.values()), default="")
    return Standing(waiting, working, total - waiting - working), datetime.fromisoformat(oldest) if oldest else None


def batches(connection: Connection) -> Standing:
    """Batches: none of whose requests is in work or answered, some, or all answered but those that were purged."""
    mine = schema.batch_requests
    left = (
        select(mine.c.batch_id)
        .join(requests, requests.c.id == mine.c.request_id)
        .where(mine.c.state == "waiting", requests.c.sealed_key.is_not(None))
        .distinct()
        .subquery()
    )
    some_done = select(mine.c.batch_id).where(mine.c.state == "done")
    some_begun = (
        select(mine.c.batch_id).join(units, units.c.request_id == mine.c.request_id).where(units.c.state == "running")
    )
    begun = select(left.c.batch_id).where(left.c.batch_id.in_(union(some_done, some_begun)))
    running = connection.execute(select(func.count()).select_from(begun.subquery())).scalar_one()
    open_ = connection.execute(select(func.count()).select_from(left)).scalar_one()
    total = connection.execute(select(func.count()).select_from(schema.batches)).scalar_one()
    return Standing(open_ - running, running, total - open_)


def searches(connection: Connection) -> Standing:
    """Searches of one processor for one request, by state."""
    rows = connection.execute(select(units.c.state, func.count()).group_by(units.c.state))
    found = {row[0]: row[1] for row in rows}
    return Standing(found.get("waiting", 0), found.get("running", 0), found.get("done", 0))


def ended(connection: Connection) -> list[Ended]:
    """Searches that are done, by processor and outcome."""
    by = (units.c.processor, units.c.outcome, units.c.complete)
    rows = connection.execute(select(*by, func.count()).where(units.c.state == "done").group_by(*by).order_by(*by))
    return [Ended(processor, outcome, bool(whole), number) for processor, outcome, whole, number in rows]


def finished(connection: Connection, now: datetime) -> dict[str, int]:
    """Searches that ended within the last minute, by processor."""
    since = (now - timedelta(seconds=MINUTE)).astimezone(UTC).isoformat()
    wanted = select(units.c.processor, func.count()).where(units.c.searched_at >= since).group_by(units.c.processor)
    return {row[0]: row[1] for row in connection.execute(wanted)}


def asked(connection: Connection, now: datetime) -> list[Asked]:
    """Every processor that was ever asked under a limit."""
    moment = now.timestamp()
    return [_asked(row, moment) for row in connection.execute(select(buckets).order_by(buckets.c.key)).mappings()]


def version(place: str | Path) -> str | None:
    """The version of the tables there, or None where there are none; nothing is made or changed."""
    from sqlalchemy import inspect
    from sqlalchemy.exc import DBAPIError

    engine = engine_of(place)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(schema.meta.name):
                return None
            wanted = select(schema.meta.c.value).where(schema.meta.c.name == "version")
            return connection.execute(wanted).scalar()
    except DBAPIError as error:
        said = "the workspace cannot be opened ({error})"
        raise WorkspaceError(said, "Check --workspace and its folder.", error=type(error.orig).__name__) from None
    finally:
        engine.dispose()


def _asked(row: Mapping[Any, Any], moment: float) -> Asked:
    """Of the minute before as much counts as is not yet a minute ago."""
    connector, _, processor = row["key"].partition(":")
    minute, into = divmod(moment, MINUTE)
    age, left = int(minute) - row["minute"], 1 - into / MINUTE
    counted = {0: row["calls"] + row["calls_before"] * left, 1: row["calls"] * left}
    return Asked(connector, processor, round(counted.get(age, 0)), max(0.0, row["shut"] - moment))
