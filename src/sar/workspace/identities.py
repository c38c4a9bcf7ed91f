"""Which identifiers a subject is searched by, which wait for an officer, and what records gave them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from sar.identifiers import Identifier
from sar.workspace import schema
from sar.workspace.model import Known
from sar.workspace.vault import Vault


class Identities(Vault):
    """The part of the workspace that knows the subjects' identifiers."""

    def identifiers(self, request_id: str) -> list[Identifier]:
        """What the subject of a request is searched by, in the order in which it was learnt."""
        return [one.identifier for one in self.known(request_id) if one.state == "followed"]

    def known(self, request_id: str) -> list[Known]:
        """All identifiers of a request, those not followed too."""
        table = schema.identifiers
        wanted = select(table.c.sealed, table.c.state, table.c.doubt).where(table.c.request_id == request_id)
        with self._reading() as connection:
            rows = connection.execute(wanted.order_by(table.c.position)).all()
        return [Known(self._open(request_id, row.sealed, Identifier), row.state, row.doubt) for row in rows]

    def follow(self, request_id: str, identifiers: Iterable[Identifier]) -> None:
        """Search by these from now on, whatever was decided before."""
        self.decide(request_id, (Known(one) for one in identifiers))

    def decide(self, request_id: str, decisions: Iterable[Known]) -> None:
        """Store what is searched by and what is not; one known before keeps its place, and its source if followed."""
        with self.engine.begin() as connection:
            self._decide(connection, request_id, decisions)

    def learnt(self, request_id: str) -> dict[str, list[Identifier]]:
        """What proven records gave, by digest; not all of it is searched by."""
        table = schema.learnt
        mine = select(table.c.digest, table.c.sealed).where(table.c.request_id == request_id)
        with self._reading() as connection:
            rows = connection.execute(mine.order_by(table.c.digest, table.c.record_id)).all()
        found: dict[str, list[Identifier]] = {}
        for digest, sealed in rows:
            found.setdefault(digest, []).append(self._open(request_id, sealed, Identifier))
        return found

    def digest(self, identifier: Identifier) -> str:
        """What stands for an identifier in plain columns."""
        return self._key.digest(identifier.key)

    def _decide(self, connection: Connection, request_id: str, decisions: Iterable[Known]) -> None:
        table = schema.identifiers
        mine = select(table.c.digest, table.c.position).where(table.c.request_id == request_id)
        places = {row.digest: int(row.position) for row in connection.execute(mine)}
        for one in decisions:
            digest = self.digest(one.identifier)
            places.setdefault(digest, len(places))
            row = {"request_id": request_id, "digest": digest, "position": places[digest]}
            sealed = self._seal(request_id, one.identifier)
            self._upsert(connection, table, [{**row, "sealed": sealed, "state": one.state, "doubt": one.doubt}])

    def _learn(self, connection: Connection, request_id: str, identifiers: Iterable[Identifier]) -> None:
        rows: list[dict[str, Any]] = [
            {
                "request_id": request_id,
                "digest": self.digest(one),
                "record_id": one.source,
                "sealed": self._seal(request_id, one),
            }
            for one in identifiers
        ]
        self._upsert(connection, schema.learnt, rows)
