"""What was planned, written and verified for a correction, and which addresses replaced which."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select

from sar.correct.model import Plan, Receipt
from sar.identifiers import Identifier
from sar.workspace import events, schema
from sar.workspace.files import Files

PLAN = "plan"


class Corrections(Files):
    """The part of the workspace that keeps corrections."""

    def keep_plan(self, plan: Plan) -> None:
        """Store a plan and one planned receipt for each change; one that was begun before stays as it is."""
        begun = {one.change.key: one for one in self.receipts(plan.request) if one.state != "planned"}
        receipts = [begun.get(change.key) or Receipt(change) for change in plan.changes]
        kept = [one for key, one in begun.items() if key not in {change.key for change in plan.changes}]
        table, request_id = schema.corrections, plan.request
        header = {
            "request_id": request_id, "digest": PLAN, "position": -1, "state": PLAN,
            "sealed": self._seal(request_id, plan),
        }  # fmt: skip
        rows = [self._row_of(request_id, place, one) for place, one in enumerate((*kept, *receipts))]
        with self.engine.begin() as connection:
            connection.execute(delete(table).where(table.c.request_id == request_id))
            connection.execute(table.insert(), [header, *rows])
            events.append(connection, request_id, "correction planned", changes=len(plan.changes))

    def plan(self, request_id: str) -> Plan | None:
        """The plan of a correction, where one was made."""
        table = schema.corrections
        mine = (table.c.request_id == request_id) & (table.c.digest == PLAN)
        rows = self._sealed(select(table.c.sealed).where(mine))
        return self._open(request_id, rows[0], Plan) if rows else None

    def receipts(self, request_id: str) -> list[Receipt]:
        """What came of each change, in the plan's order."""
        table = schema.corrections
        mine = (table.c.request_id == request_id) & (table.c.digest != PLAN)
        rows = self._sealed(select(table.c.sealed).where(mine).order_by(table.c.position))
        return [self._open(request_id, sealed, Receipt) for sealed in rows]

    def receive(self, request_id: str, receipt: Receipt) -> None:
        """Store how far one change has come, before and after it is written."""
        row = self._row_of(request_id, 0, receipt)
        with self.engine.begin() as connection:
            self._upsert(connection, schema.corrections, [row], keep="position")
            events.append(
                connection, request_id, f"change {receipt.state}",
                processor=receipt.change.processor, written=int(receipt.written),
            )  # fmt: skip

    def replaced(self, request_id: str, old: Identifier, new: Identifier) -> None:
        """An address was corrected: who is searched by either is searched by both from now on."""
        table = schema.replaced
        rows = [
            {"digest": self.digest(one), "request_id": request_id, "sealed": self._seal(request_id, other)}
            for one, other in ((old, new), (new, old))
        ]
        with self.engine.begin() as connection:
            self._upsert(connection, table, rows)

    def replacements(self, known: Iterable[Identifier]) -> list[Identifier]:
        """What earlier corrections put in place of these, and what it stood for before."""
        table = schema.replaced
        digests = [self.digest(one) for one in known]
        with self._reading() as connection:
            rows = connection.execute(select(table).where(table.c.digest.in_(digests))).all()
        return [self._open(row.request_id, row.sealed, Identifier) for row in rows if self.holds_key(row.request_id)]

    def _row_of(self, request_id: str, place: int, receipt: Receipt) -> dict[str, Any]:
        digest, sealed = self._key.digest(receipt.change.key), self._seal(request_id, receipt)
        return {
            "request_id": request_id, "digest": digest, "position": place, "state": receipt.state, "sealed": sealed,
        }  # fmt: skip
