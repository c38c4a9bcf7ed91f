"""Tables: rows in which a cell is the subject's, and of rows that their account wrote only that it did."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import (
    Field,
    Gap,
    Identifier,
    Person,
    Proof,
    Record,
    Said,
    Search,
    as_object,
    as_rows,
    id_of,
    moment,
    plain,
    some_rows,
    text_of,
)

from .account import Account, told
from .ocs import PAGE, offset_pages
from .sieve import similar
from .values import own_value

Row = dict[str, Any]
API = "index.php/apps/tables/api/1"
AUTHORSHIP = ("id", "tableId", "createdBy", "createdAt", "lastEditBy", "lastEditAt")


class Tables:
    """All rows of all tables that an account sees; there is no search."""

    def __init__(self, search: Search, root: str) -> None:
        self._search, self._root = search, root
        self._read: set[str] = set()
        self._seen: set[str] = set()

    def of(self, account: Account) -> Iterator[Record | Gap]:
        """The account's tables, then views of tables that are themselves not shared with it."""
        yield from told(account.id, "The list of tables", self._all(account))

    def _all(self, account: Account) -> Iterator[Record | Gap]:
        start = as_object(account.ocs.same("apps/tables/api/2/init"), "the tables")
        tables, views = some_rows(start, "tables"), some_rows(start, "views")
        for kind, rows in (("tables", tables), ("views", views)):
            for one in rows:
                if f"{kind}/{id_of(one)}" not in self._read and f"tables/{text_of(one, 'tableId')}" not in self._read:
                    self._read.add(f"{kind}/{id_of(one)}")
                    yield from told(account.id, "The rows of a table", self._rows(account, kind, one))

    def _rows(self, account: Account, kind: str, table: Row) -> Iterator[Record]:
        path = f"{API}/{kind}/{id_of(table)}"
        columns = {id_of(one): one for one in as_rows(account.ocs.plain(f"{path}/columns"), "columns")}

        def page(offset: int) -> list[Row]:
            return as_rows(account.ocs.plain(f"{path}/rows", limit=PAGE, offset=offset), "rows")

        for row in offset_pages(page):
            proof = self._proof(row)
            if id_of(row) not in self._seen and (proof or similar(self._search, row)):
                self._seen.add(id_of(row))
                yield self._record(table, row, columns, proof)
            elif proof is None:
                yield from self._authorship(table, row)

    def _proof(self, row: Row) -> Proof | None:
        """A cell that is the address; where others' addresses are cells too, whose row it is cannot be told."""
        texts = {f"/data/{place}/value": cell.get("value") for place, cell in enumerate(some_rows(row, "data"))}
        return (
            self._search.prove(row, "user_id", "/data/*/value/id", "/data/*/value/*/id")
            or own_value(self._search, row, texts)
            or self._search.mention(row, *texts, "/data/*/value/*", "/data/*/value/*/*")
        )

    def _record(self, table: Row, row: Row, columns: dict[str, Row], proof: Proof | None) -> Record:
        title = text_of(table, "title")
        return self._search.record(
            "row",
            id_of(row),
            kind="document",
            title=Said("Row of {table}", {"table": title}) if title else Said("Row of a table"),
            proof=proof,
            raw=row,
            url=f"{self._root}index.php/apps/tables/#/table/{text_of(row, 'tableId')}/row/{id_of(row)}",
            occurred_at=moment(row.get("createdAt")),
            fields=tuple(_fields(row, columns)),
            people=(self._author(row, "createdBy"), self._author(row, "lastEditBy")),
        )

    def _authorship(self, table: Row, row: Row) -> Iterator[Record]:
        """That the subject's account wrote or changed a row; what is in it is about others."""
        title = text_of(table, "title")
        own = {key: row.get(key) for key in AUTHORSHIP if key in row}
        proof = self._search.prove(own, "user_id", "/createdBy", "/lastEditBy")
        if proof and f"authorship/{id_of(row)}" not in self._seen:
            self._seen.add(f"authorship/{id_of(row)}")
            yield self._search.record(
                "row_authorship",
                id_of(row),
                kind="history",
                title=Said("Wrote in {table}", {"table": title}) if title else Said("Wrote in a table"),
                proof=proof,
                raw=own,
                occurred_at=moment(row.get("lastEditAt")),
            )

    def _author(self, row: Row, key: str) -> Person:
        uid = text_of(row, key)
        role = "subject" if self._search.matcher.match("user_id", uid) else "author"
        known = Identifier("user_id", uid, processor=self._search.processor, confidence="strong")
        return Person(role, "", (known,) if uid else ())


def _fields(row: Row, columns: dict[str, Row]) -> Iterator[Field]:
    for cell in some_rows(row, "data"):
        number, value = text_of(cell, "columnId"), _readable(cell.get("value"))
        if value:
            yield Field(f"column:{number}", text_of(columns.get(number, {}), "title") or "Column", value)
    yield Field("created_by", "Created by", text_of(row, "createdBy"), "", "observed")
    yield Field("updated", "Last changed", text_of(row, "lastEditAt"), "", "observed")


def _readable(value: Any) -> str:
    """A cell as people read it: rich text without its marks, people by their names."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_readable, value)))
    if isinstance(value, dict):
        return text_of(value, "displayName") or text_of(value, "title") or text_of(value, "id")
    return "" if value is None else plain(value) if isinstance(value, str) else str(value)
