"""Which moments of which schedules were taken, and what each portable package held."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from sqlalchemy import delete, select, update

from sar.schedules.model import Slot
from sar.workspace import schema
from sar.workspace.batches import Batches
from sar.workspace.vault import insert_for


class Package(msgspec.Struct, frozen=True):
    """A portable package that was made: each record in it, by a digest of what it looked like."""

    request_id: str
    made: datetime
    digests: dict[str, str]


class Slots(Batches):
    """The part of the workspace that keeps schedules and what was handed over by them."""

    def slots(self, schedule: str) -> list[Slot]:
        """The slots of a schedule, oldest first."""
        table = schema.slots
        wanted = select(table).where(table.c.schedule == schedule).order_by(table.c.at)
        with self._reading() as connection:
            rows = connection.execute(wanted).mappings().all()
        return [Slot(datetime.fromisoformat(row["at"]), row["state"], row["batch_id"]) for row in rows]

    def take_slot(self, schedule: str, slot: Slot) -> bool:
        """Whether the slot is ours: of all who ask at the same time, one is told yes, and once."""
        row = {
            "schedule": schedule, "at": _text(slot.at), "taken": _text(datetime.now(UTC)), "state": slot.state,
            "batch_id": slot.batch_id,
        }  # fmt: skip
        with self.engine.begin() as connection:
            insert = insert_for(connection.dialect.name)(schema.slots).values(**row)
            taken = insert.on_conflict_do_nothing(index_elements=["schedule", "at"]).returning(schema.slots.c.at)
            return connection.execute(taken).first() is not None

    def mark_slot(self, schedule: str, slot: Slot) -> None:
        """What has come of a slot until now."""
        table = schema.slots
        mine = (table.c.schedule == schedule) & (table.c.at == _text(slot.at))
        with self.engine.begin() as connection:
            connection.execute(update(table).where(mine).values(state=slot.state, batch_id=slot.batch_id))

    def keep_package(self, request_id: str, made: datetime, digests: Mapping[str, str]) -> None:
        """Remember, under the request's own seal, what its portable package held."""
        table, sealed = schema.packages, self._seal(request_id, dict(digests))
        with self.engine.begin() as connection:
            connection.execute(delete(table).where(table.c.request_id == request_id))
            connection.execute(table.insert().values(request_id=request_id, made=_text(made), sealed=sealed))

    def last_package(self, request_id: str) -> Package | None:
        """The newest package of an earlier request that asked by exactly the same identifiers."""
        table = schema.packages
        wanted = select(table).where(table.c.request_id != request_id).order_by(table.c.made.desc())
        mine = self._asked_by(request_id)
        with self._reading() as connection:
            rows = connection.execute(wanted.where(table.c.request_id.in_(self._sharing(mine)))).mappings().all()
        for row in rows:
            other = row["request_id"]
            if self.holds_key(other) and self._asked_by(other) == mine:
                digests = self._open(other, row["sealed"], dict[str, str])
                return Package(other, datetime.fromisoformat(row["made"]), digests)
        return None

    def _asked_by(self, request_id: str) -> frozenset[str]:
        known = self.identifiers(request_id)
        return frozenset(self.digest(one) for one in known if one.source == "request")

    def _sharing(self, digests: frozenset[str]) -> Sequence[str]:
        table = schema.identifiers
        with self._reading() as connection:
            found = connection.execute(select(table.c.request_id).where(table.c.digest.in_(digests)).distinct())
            return list(found.scalars())


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
