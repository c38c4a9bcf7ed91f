"""What an officer does with a request: its case, and the decisions about what was found."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update

from sar.cases import Case
from sar.decisions import Decision, Decisions
from sar.workspace import events, schema
from sar.workspace.identities import Identities


class Casework(Identities):
    """The part of the workspace that holds the officer's work."""

    def case(self, request_id: str) -> Case:
        """The life of a request so far."""
        rows = self._sealed(select(schema.requests.c.case_sealed).where(schema.requests.c.id == request_id))
        case: Case = self._open(request_id, rows[0], Case) if rows and rows[0] else Case()
        return case

    def note(self, request_id: str, case: Case, what: str, **data: str | int) -> None:
        """Store the case as it is now, and what happened in the log; `data` must not be personal."""
        table, sealed = schema.requests, self._seal(request_id, case)
        with self.engine.begin() as connection:
            connection.execute(update(table).where(table.c.id == request_id).values(case_sealed=sealed))
            events.append(connection, request_id, what, **data)

    def decisions(self, request_id: str) -> Decisions:
        """All decisions of a request, in the order in which they were made."""
        table = schema.decisions
        wanted = select(table.c.sealed).where(table.c.request_id == request_id).order_by(table.c.position)
        return Decisions(self._open(request_id, sealed, Decision) for sealed in self._sealed(wanted))

    def decide_on(self, request_id: str, made: Iterable[Decision]) -> int:
        """Store decisions; a later one about the same thing replaces the earlier. Returns how many."""
        table = schema.decisions
        known = {one.key: place for place, one in enumerate(self.decisions(request_id).all)}
        rows: list[dict[str, Any]] = []
        for one in made:
            place = known.setdefault(one.key, len(known))
            digest, sealed = self._key.digest(one.key), self._seal(request_id, one)
            rows.append({"request_id": request_id, "digest": digest, "position": place, "sealed": sealed})
        with self.engine.begin() as connection:
            self._upsert(connection, table, rows)
            events.append(connection, request_id, "decisions made", count=len(rows))
        return len(rows)
