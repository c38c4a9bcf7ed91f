"""Requests, units and records in one database; payloads are sealed with a key per request."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, select, update

from sar.batch import model
from sar.errors import CallError
from sar.identifiers import Identifier
from sar.outcomes import Gap, Outcome, complete
from sar.records import KINDS, Record, RecordKind
from sar.workspace import events, schema
from sar.workspace.model import Batch, Known, Opening, Request, Unit
from sar.workspace.sealing import Key
from sar.workspace.slots import Slots


class _Finish(msgspec.Struct):
    outcome: Outcome
    searched_by: tuple[Identifier, ...]


class Workspace(Slots):
    """The database of one firm; safe to use from many threads."""

    # requests

    def create(self, request: Request, identifiers: Iterable[Identifier], processors: dict[str, str]) -> Request:
        """Store a new request with what is searched by and its units (processor → connector)."""
        with self.engine.begin() as connection:
            self._create(connection, request, identifiers, processors)
        return request

    def take_in(self, batch: model.Batch, openings: Iterable[Opening], lines: Iterable[int]) -> None:
        """Store a batch with all its requests and their cases: everything or, when interrupted, nothing."""
        with self.engine.begin() as connection:
            self._open_batch(connection, batch)
            for line, one in zip(lines, openings, strict=True):
                self._create(connection, one.request, one.identifiers, one.units)
                sealed = self._seal(one.request.id, one.case)
                mine = schema.requests.c.id == one.request.id
                connection.execute(update(schema.requests).where(mine).values(case_sealed=sealed))
                for what, data in one.events:
                    events.append(connection, one.request.id, what, **data)
                self._add_to_batch(connection, batch.id, one.request.id, line)

    def _create(
        self, connection: Connection, request: Request, identifiers: Iterable[Identifier], processors: dict[str, str]
    ) -> None:
        key = Key.new()
        self._keys[request.id] = key
        row = msgspec.to_builtins(request)
        connection.execute(schema.requests.insert().values(**row, sealed_key=key.sealed_to(self._key)))
        units = [
            {"request_id": request.id, "processor": name, "connector": connector, "position": place}
            for place, (name, connector) in enumerate(processors.items())
        ]
        if units:
            waiting = {"state": "waiting", "complete": 0, "searched_at": ""}
            connection.execute(schema.units.insert(), [{**unit, **waiting} for unit in units])
        firsts: dict[str, Identifier] = {}
        for one in identifiers:
            firsts.setdefault(one.key, one)
        self._decide(connection, request.id, map(Known, firsts.values()))
        events.append(connection, request.id, "request created", kind=request.kind, processors=len(processors))

    def request(self, request_id: str) -> Request:
        """One request by its id; CallError when there is none, or when it was purged."""
        with self._reading() as connection:
            row = connection.execute(select(schema.requests).where(schema.requests.c.id == request_id)).mappings()
            found = row.one_or_none()
        if found is None:
            raise CallError("no request {id} in this workspace", "See `sar request list`.", id=repr(request_id))
        if found["sealed_key"] is None:
            remedy = "Its dates and counts are in `sar request list`."
            raise CallError("request {id} was purged", remedy, id=repr(request_id))
        return _request(found)

    def requests(self) -> list[Request]:
        """All requests, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(select(schema.requests).order_by(schema.requests.c.created)).mappings()
            return [_request(row) for row in rows]

    def purge(self, request_id: str) -> None:
        """Destroy the request's key and everything sealed with it; its row, its units' states and the log stay."""
        with self.engine.begin() as connection:
            for table in schema.SEALED:
                connection.execute(delete(table).where(table.c.request_id == request_id))
            units, requests = schema.units, schema.requests
            connection.execute(update(units).where(units.c.request_id == request_id).values(sealed=None))
            gone = {"sealed_key": None, "case_sealed": None}
            connection.execute(update(requests).where(requests.c.id == request_id).values(**gone))
            events.append(connection, request_id, "purged")
        self._keys.pop(request_id, None)

    # units

    def units(self, request_id: str) -> list[Unit]:
        """All processors of a request with what came of each."""
        table = schema.units
        with self._reading() as connection:
            rows = connection.execute(
                select(table).where(table.c.request_id == request_id).order_by(table.c.position)
            ).mappings()
            return [self._unit(request_id, row) for row in rows.all()]

    def unit(self, request_id: str, processor: str) -> Unit:
        """One processor's part of a request; CallError when the request does not have it."""
        table = schema.units
        mine = (table.c.request_id == request_id) & (table.c.processor == processor)
        with self._reading() as connection:
            row = connection.execute(select(table).where(mine)).mappings().one_or_none()
        if row is None:
            said, remedy = "request {id} has no processor {name}", "See `sar request show {id}`."
            raise CallError(said, remedy, id=request_id, name=repr(processor))
        return self._unit(request_id, row)

    def begin(self, request_id: str, processor: str, *, further: bool = False) -> bool:
        """Start or restart a unit; True when an interrupted run left records that need not be fetched again.

        `further`: a later round, which adds to what is there.
        """
        table = schema.units
        mine = (table.c.request_id == request_id) & (table.c.processor == processor)
        with self.engine.begin() as connection:
            interrupted = connection.execute(select(table.c.state).where(mine)).scalar() == "running"
            connection.execute(update(table).where(mine).values(state="running"))
            if not interrupted and not further:
                # a unit that ended incomplete is searched anew: its gaps may be closed by now
                old = schema.gaps
                gone = (old.c.request_id == request_id) & (old.c.processor == processor)
                connection.execute(delete(old).where(gone))
            events.append(connection, request_id, "search begun", processor=processor)
        return interrupted or further

    def commit(self, request_id: str, processor: str, batch: Batch) -> None:
        """Store a batch in one transaction; a record stored before is replaced, but a proof is never lost."""
        rows = [self._row(request_id, record, proven) for record, proven in batch.records]
        sealed_gaps = [(self._key.digest(repr(gap)), self._seal(request_id, gap)) for gap in batch.gaps]
        with self.engine.begin() as connection:
            self._upsert(connection, schema.records, rows, never_below="proven")
            self._learn(connection, request_id, batch.learnt)
            place = self._next_place(connection, request_id, processor)
            mine = {"request_id": request_id, "processor": processor}
            met = [
                {**mine, "digest": digest, "sealed": sealed, "position": place + offset}
                for offset, (digest, sealed) in enumerate(sealed_gaps)
            ]
            self._upsert(connection, schema.gaps, met, keep="position")

    def finish(self, request_id: str, processor: str, outcome: Outcome, searched_by: Iterable[Identifier]) -> None:
        """End a unit with its outcome."""
        from sar.outcomes import name

        table, now = schema.units, datetime.now(UTC)
        sealed = self._seal(request_id, _Finish(outcome, tuple(searched_by)))
        whole, called = int(complete(outcome)), name(outcome)
        done = {"state": "done", "complete": whole, "outcome": called, "searched_at": now.isoformat(), "sealed": sealed}
        with self.engine.begin() as connection:
            mine = (table.c.request_id == request_id) & (table.c.processor == processor)
            connection.execute(update(table).where(mine).values(**done))
            count = getattr(outcome, "records", 0)
            events.append(connection, request_id, "search ended", processor=processor, outcome=called, records=count)

    def gaps(self, request_id: str, processor: str) -> tuple[Gap, ...]:
        """The limits met so far in one unit, in the order met."""
        table = schema.gaps
        mine = (table.c.request_id == request_id) & (table.c.processor == processor)
        rows = self._sealed(select(table.c.sealed).where(mine).order_by(table.c.position))
        return tuple(self._open(request_id, sealed, Gap) for sealed in rows)

    # records

    def holds(self, request_id: str, record_id: str) -> bool:
        """Whether a record is stored and proven."""
        table = schema.records
        mine = (table.c.request_id == request_id) & (table.c.id == record_id) & (table.c.proven == 1)
        with self._reading() as connection:
            return connection.execute(select(table.c.proven).where(mine)).first() is not None

    def proven(self, request_id: str, record_id: str) -> Record | None:
        """A stored record if it is proven, else None."""
        table = schema.records
        mine = (table.c.request_id == request_id) & (table.c.id == record_id) & (table.c.proven == 1)
        rows = self._sealed(select(table.c.sealed).where(mine))
        return self._open(request_id, rows[0], Record) if rows else None

    def records(self, request_id: str, *, proven: bool = True, kinds: Iterable[RecordKind] = KINDS) -> Iterator[Record]:
        """Records one by one in the dossier's order: kind, processor, time, id."""
        table = schema.records
        wanted = (table.c.request_id == request_id) & (table.c.proven == int(proven)) & table.c.kind.in_(list(kinds))
        order = (table.c.rank, table.c.processor, table.c.occurred_at, table.c.id)
        with self._reading() as connection:
            result = connection.execution_options(yield_per=200).execute(
                select(table.c.sealed).where(wanted).order_by(*order)
            )
            for (sealed,) in result:
                yield self._open(request_id, sealed, Record)

    def counts(self, request_id: str, *, proven: bool = True) -> dict[tuple[str, str], int]:
        """Number of records by kind and processor, in the dossier's order."""
        table = schema.records
        wanted = (table.c.request_id == request_id) & (table.c.proven == int(proven))
        by = (table.c.rank, table.c.kind, table.c.processor)
        with self._reading() as connection:
            rows = connection.execute(select(*by, func.count()).where(wanted).group_by(*by).order_by(*by))
            return {(kind, processor): count for _, kind, processor, count in rows}

    def counted(self, request_id: str, processor: str) -> int:
        """Number of proven records of one processor, those of an interrupted run included."""
        table = schema.records
        mine = (table.c.request_id == request_id) & (table.c.processor == processor) & (table.c.proven == 1)
        with self._reading() as connection:
            return connection.execute(select(func.count()).select_from(table).where(mine)).scalar_one()

    def _unit(self, request_id: str, row: Any) -> Unit:
        finish: _Finish | None = self._open(request_id, row["sealed"], _Finish) if row["sealed"] else None
        searched_at = datetime.fromisoformat(row["searched_at"]) if row["searched_at"] else None
        if row["state"] != "done":
            finish = None
        outcome, searched_by = (finish.outcome, finish.searched_by) if finish else (None, ())
        return Unit(row["processor"], row["connector"], row["state"], outcome, searched_at, searched_by)

    def _row(self, request_id: str, record: Record, proven: bool) -> dict[str, Any]:
        return {
            "request_id": request_id,
            "id": record.id,
            "processor": record.processor,
            "kind": record.kind,
            "rank": KINDS.index(record.kind),
            "occurred_at": record.occurred_at.isoformat() if record.occurred_at else "",
            "proven": int(proven),
            "sealed": self._seal(request_id, record),
        }

    def _next_place(self, connection: Connection, request_id: str, processor: str) -> int:
        """Behind every gap met so far: their number will not do, since one met again leaves its place empty."""
        table = schema.gaps
        mine = (table.c.request_id == request_id) & (table.c.processor == processor)
        last = connection.execute(select(func.max(table.c.position)).where(mine)).scalar()
        return 0 if last is None else last + 1


def new_request_id(today: date) -> str:
    """An id that says when and nothing about whom, fit for a folder's name."""
    return f"{today:%Y%m%d}-{secrets.token_hex(3)}"


def _request(row: Any) -> Request:
    wanted = {name: row[name] for name in Request.__struct_fields__}
    return msgspec.convert({**wanted, "sandbox": bool(row["sandbox"])}, Request)
