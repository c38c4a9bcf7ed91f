"""The hash-chained log of what was done: append-only, without personal content."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, select, text

from sar.errors import IntegrityError
from sar.workspace import schema

FIRST = "0" * 64
CHAINING = 0x5A52_0002
"""The advisory lock of PostgreSQL under which the log grows."""


def append(connection: Connection, request_id: str, what: str, **data: str | int) -> None:
    """Write one event in the caller's transaction; `data` are counts, names of processors, states."""
    if connection.dialect.name == "postgresql":
        # one after another, to the end of their transactions: each hash is over the one before
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": CHAINING})
    last = connection.execute(select(schema.events.c.hash).order_by(schema.events.c.seq.desc()).limit(1)).scalar()
    row = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "request_id": request_id,
        "what": what,
        "data": json.dumps(data, sort_keys=True),
    }
    connection.execute(schema.events.insert().values(**row, hash=_hash(last or FIRST, row)))


def verified(engine: Engine) -> Iterator[dict[str, Any]]:
    """All events in order; IntegrityError where the chain is broken."""
    previous = FIRST
    with engine.connect().execution_options(reads=True) as connection:
        for row in connection.execute(select(schema.events).order_by(schema.events.c.seq)).mappings():
            content = {key: row[key] for key in ("at", "request_id", "what", "data")}
            if row["hash"] != _hash(previous, content):
                said = "the event log was changed at entry {n}"
                raise IntegrityError(said, "Restore it from a backup.", n=row["seq"])
            previous = row["hash"]
            yield dict(row)


def _hash(previous: str, row: dict[str, str]) -> str:
    return hashlib.sha256((previous + json.dumps(row, sort_keys=True)).encode()).hexdigest()
