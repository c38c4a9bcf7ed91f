"""The database under the workspace: opened, sealed into, read from."""

from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

from sar.errors import CallError, WorkspaceError
from sar.workspace import schema
from sar.workspace.opening import connect, is_url
from sar.workspace.outlasting import outlasting, public
from sar.workspace.sealing import ENVIRONMENT, Key, given_key, workspace_key

KEY_REMEDY = "Copy {path} from a machine that has it, or set {name}."


class Vault:
    """One database and the keys to it; safe to use from many threads."""

    def __init_subclass__(cls) -> None:
        """Each part of the workspace outlasts a database that is lost for a while."""
        public(cls)

    def __init__(self, place: str | Path, key: Key | None = None, keyfile: Path | None = None) -> None:
        """`place` is a file or a database URL; the key lies beside a file unless given, of a URL it must be named."""
        self.engine = connect(place)
        self._keys: dict[str, Key] = {}
        if is_url(place):
            self._key = self._shared_key(key, keyfile)
        else:
            self._key = key or workspace_key(keyfile or Path(f"{place}.key"))

    def _shared_key(self, key: Key | None, keyfile: Path | None) -> Key:
        """The key that all machines must have in common: never made anew where the database has one already."""
        meta = schema.meta
        known = select(meta.c.value).where(meta.c.name == "key")
        with self.engine.connect() as connection:
            made_with = connection.execute(known).scalar()
        found = key or given_key(keyfile, new=made_with is None)
        if found is None:
            said = "the key of this workspace is not on this machine"
            raise WorkspaceError(said, KEY_REMEDY, path=keyfile or "", name=ENVIRONMENT)
        sign = found.digest("sar workspace")
        with self.engine.begin() as connection:
            insert = insert_for(connection.dialect.name)(meta).values(name="key", value=sign)
            connection.execute(insert.on_conflict_do_nothing(index_elements=["name"]))
            made_with = connection.execute(known).scalar()
        if made_with != sign:
            said = "the key on this machine is not the one that this workspace was made with"
            raise WorkspaceError(said, KEY_REMEDY, path=keyfile or "", name=ENVIRONMENT)
        return found

    @outlasting
    def holds_key(self, request_id: str) -> bool:
        """Whether the request can still be opened: a purged one cannot."""
        found = self._sealed(select(schema.requests.c.sealed_key).where(schema.requests.c.id == request_id))
        return bool(found and found[0])

    def opens(self) -> None:
        """Look whether the key is that of the workspace; IntegrityError when it is another."""
        table = schema.requests
        for sealed in self._sealed(select(table.c.sealed_key).where(table.c.sealed_key.is_not(None)).limit(1)):
            self._key.open(sealed)

    def _reading(self) -> Connection:
        return self.engine.connect().execution_options(reads=True)

    def _sealed(self, query: Any) -> list[bytes]:
        with self._reading() as connection:
            return list(connection.execute(query).scalars())

    def _request_key(self, request_id: str) -> Key:
        if request_id not in self._keys:
            table = schema.requests
            rows = self._sealed(select(table.c.sealed_key).where(table.c.id == request_id))
            if not rows or rows[0] is None:
                said = "request {id} was purged or does not exist"
                raise CallError(said, "See `sar request list`.", id=repr(request_id))
            self._keys[request_id] = Key(self._key.open(rows[0]).decode())
        return self._keys[request_id]

    def _seal(self, request_id: str, value: Any) -> bytes:
        return self._request_key(request_id).seal(msgspec.json.encode(value))

    def _open(self, request_id: str, sealed: bytes, kind: type[Any]) -> Any:
        return msgspec.json.decode(self._request_key(request_id).open(sealed), type=kind)

    def _upsert(
        self, connection: Connection, table: Table, rows: list[dict[str, Any]], keep: str = "", never_below: str = ""
    ) -> None:
        """Insert or replace; the column `keep` stays as it was, a row with a lower `never_below` changes nothing."""
        if rows:
            insert = insert_for(connection.dialect.name)(table)
            keys = [column.name for column in table.primary_key]
            changed = {name: insert.excluded[name] for name in rows[0] if name not in keys and name != keep}
            better = insert.excluded[never_below] >= table.c[never_below] if never_below else None
            connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed, where=better), rows)


def insert_for(dialect: str) -> Any:
    """The insert of a dialect, which knows what to do where a row is there already."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as for_postgresql

        return for_postgresql
    from sqlalchemy.dialects.sqlite import insert

    return insert
