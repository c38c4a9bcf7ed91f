"""Which requests were taken in together, how far they are, and what the processors were asked for them."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import structs
from sqlalchemy import Connection, func, select, update

from sar.batch.model import Batch, Calls, Fault, Member, Order
from sar.errors import CallError
from sar.workspace import schema
from sar.workspace.corrections import Corrections
from sar.workspace.vault import insert_for


class _Sealed(msgspec.Struct):
    order: Order
    faults: tuple[Fault, ...]


class Batches(Corrections):
    """The part of the workspace that keeps batches; what a batch wants is sealed to the workspace's own key."""

    def digest_of(self, text: str) -> str:
        """What stands for the lines of a batch in a plain column."""
        return self._key.digest(text)

    def batch(self, batch_id: str) -> Batch:
        """One batch by its id; CallError when there is none."""
        found = [one for one in self.batches() if one.id == batch_id]
        if not found:
            raise CallError("no batch {id} in this workspace", "See `sar batch list`.", id=repr(batch_id))
        return found[0]

    def batches(self) -> list[Batch]:
        """All batches, oldest first."""
        table = schema.batches
        with self._reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.created, table.c.id)).mappings().all()
        return [self._batch(row) for row in rows]

    def members(self, batch_id: str) -> list[Member]:
        """The requests of a batch in the order of its lines."""
        table = schema.batch_requests
        wanted = select(table).where(table.c.batch_id == batch_id).order_by(table.c.line)
        with self._reading() as connection:
            rows = connection.execute(wanted).mappings().all()
        return [Member(row["request_id"], row["line"], row["state"], row["calls"]) for row in rows]

    def batch_of(self, request_id: str) -> Batch | None:
        """The batch that a request was taken in with, or None."""
        table = schema.batch_requests
        with self._reading() as connection:
            found = connection.execute(select(table.c.batch_id).where(table.c.request_id == request_id)).scalar()
        return self.batch(found) if found else None

    def complete_among(self, batch_id: str) -> set[str]:
        """The requests of a batch whose every unit is complete."""
        mine, units = schema.batch_requests, schema.units
        wanted = (
            select(units.c.request_id)
            .join(mine, mine.c.request_id == units.c.request_id)
            .where(mine.c.batch_id == batch_id)
            .group_by(units.c.request_id)
            .having(func.min(units.c.complete) == 1)
        )
        with self._reading() as connection:
            return set(connection.execute(wanted).scalars())

    def answered(self, request_id: str) -> None:
        """The answer of a request of a batch has been written."""
        table = schema.batch_requests
        with self.engine.begin() as connection:
            connection.execute(update(table).where(table.c.request_id == request_id).values(state="done"))

    def called(self, request_id: str, processor: str, calls: int) -> None:
        """A search of one request has ended, which sent so many calls."""
        mine = schema.batch_requests
        with self.engine.begin() as connection:
            batch_id = connection.execute(select(mine.c.batch_id).where(mine.c.request_id == request_id)).scalar()
            if batch_id:
                more = {"calls": mine.c.calls + calls}
                connection.execute(update(mine).where(mine.c.request_id == request_id).values(**more))
                self._call(connection, batch_id, Calls(processor, 1, 0, calls))

    def passed(self, batch_id: str, processor: str, subjects: int, calls: int) -> None:
        """A pass through a processor has ended, which served so many subjects."""
        with self.engine.begin() as connection:
            self._call(connection, batch_id, Calls(processor, subjects, 1, calls))

    def calls(self, batch_id: str) -> list[Calls]:
        """What each processor cost a batch so far, by name."""
        table = schema.batch_calls
        wanted = select(table).where(table.c.batch_id == batch_id).order_by(table.c.processor)
        with self._reading() as connection:
            rows = connection.execute(wanted).mappings().all()
        return [Calls(row["processor"], row["searches"], row["passes"], row["calls"]) for row in rows]

    def _call(self, connection: Connection, batch_id: str, more: Calls) -> None:
        """Added by the database, so that several machines may count at once."""
        table = schema.batch_calls
        insert = insert_for(connection.dialect.name)(table).values(batch_id=batch_id, **structs.asdict(more))
        added = {name: table.c[name] + insert.excluded[name] for name in ("searches", "passes", "calls")}
        keys = [column.name for column in table.primary_key]
        connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=added))

    def _open_batch(self, connection: Connection, batch: Batch) -> None:
        sealed = self._key.seal(msgspec.json.encode(_Sealed(batch.order, batch.faults)))
        row = {
            "id": batch.id, "created": batch.created.isoformat(), "sandbox": int(batch.sandbox),
            "digest": batch.digest, "lines": batch.lines, "refused": len(batch.faults), "sealed": sealed,
        }  # fmt: skip
        connection.execute(schema.batches.insert().values(**row))

    def _add_to_batch(self, connection: Connection, batch_id: str, request_id: str, line: int) -> None:
        row = {"batch_id": batch_id, "request_id": request_id, "line": line, "state": "waiting", "calls": 0}
        connection.execute(schema.batch_requests.insert().values(**row))

    def _batch(self, row: Any) -> Batch:
        sealed = msgspec.json.decode(self._key.open(row["sealed"]), type=_Sealed)
        return Batch(
            id=row["id"],
            created=datetime.fromisoformat(row["created"]),
            sandbox=bool(row["sandbox"]),
            digest=row["digest"],
            lines=row["lines"],
            order=sealed.order,
            faults=sealed.faults,
        )
