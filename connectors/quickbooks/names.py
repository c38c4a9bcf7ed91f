"""Which customers, vendors and employees are the subject."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Proof, Record, Rejected, Search, Via, guarded, id_of, text_of

from . import records
from .api import Api, quoted

Row = dict[str, Any]


class Names:
    """The search through the three lists; `proven` holds the records found, by entity and id."""

    def __init__(self, api: Api, search: Search) -> None:
        self._api, self._search = api, search
        self.proven: dict[tuple[str, str], Record] = {}
        self._seen: set[tuple[str, str]] = set()

    def find(self) -> Iterator[Record | Gap]:
        """Customers by query, then each list as a whole: only the customers' address can be asked for."""
        for email in self._search.emails:
            self._search.progress("customers")
            try:
                for row in self._api.rows("Customer", f"PrimaryEmailAddr LIKE {quoted(f'%{email}%')}"):
                    yield from self._one("Customer", row, near=True)
            except Rejected:
                continue  # some characters are refused in a query; the scan below reads the same rows
        customers = list(self._api.rows("Customer"))
        for row in customers:
            yield from self._one("Customer", row)
        yield from self._jobs(customers)
        for entity, part in (("Vendor", "Vendors"), ("Employee", "Employees")):
            self._search.progress(part)
            yield from guarded(part, self._scan(entity))

    def _scan(self, entity: str) -> Iterator[Record]:
        for row in self._api.rows(entity):
            yield from self._one(entity, row)

    def _one(self, entity: str, row: Row, near: bool = False) -> Iterator[Record]:
        key = (entity, id_of(row, "Id"))
        similar = near or holds_letters(row, self._search)
        if key in self._seen or not (similar or holds_other_letters(row)):
            return
        proof = self._search.prove(row, "email", "/PrimaryEmailAddr/Address") or self._search.mention(row)
        if proof or similar:
            self._seen.add(key)
            yield self._kept(key, row, proof)

    def _jobs(self, customers: list[Row]) -> Iterator[Record]:
        """Sub-customers and jobs, down to any depth: they belong to the customer above them."""
        found = True
        while found:
            found = False
            for row in customers:
                key = ("Customer", id_of(row, "Id"))
                above = self.proven.get(("Customer", text_of(row, "ParentRef", "value")))
                if above and key not in self.proven and key not in self._seen:
                    self._seen.add(key)
                    found = True
                    yield self._kept(key, row, Via(above.id, path="/ParentRef/value"))

    def _kept(self, key: tuple[str, str], row: Row, proof: Proof | None) -> Record:
        record = records.record(self._search, key[0], row, proof)
        if proof and getattr(proof, "how", "") != "mention":
            self.proven[key] = record
        return record


def holds_letters(row: Row, search: Search) -> bool:
    """Whether an address stands anywhere in the row, be it as a part of another one."""
    text = repr(row).casefold()
    return any(email.casefold() in text for email in search.emails)


def holds_other_letters(row: Row) -> bool:
    """Whether an address might be spelled in another way, which only the slow comparison sees."""
    return not repr(row).isascii()
