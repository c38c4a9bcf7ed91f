"""The transactions of proven customers, vendors and employees."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sar.sdk import Attachment, Gap, Record, Search, Via, guarded, id_of, inner, some_rows, text_of

from . import records
from .api import Api, quoted

Row = dict[str, Any]
Key = tuple[str, str]
FILTERED = {
    "Customer": {
        "Invoice": "Invoices of a customer",
        "Estimate": "Estimates of a customer",
        "SalesReceipt": "Sales receipts of a customer",
        "CreditMemo": "Credit memos of a customer",
        "RefundReceipt": "Refund receipts of a customer",
        "Payment": "Payments of a customer",
        "ReimburseCharge": "Reimbursable charges of a customer",
    },
    "Vendor": {"Bill": "Bills of a vendor", "BillPayment": "Bill payments to a vendor"},
}
"""Party → the entities that have a filter by it, and how these parts of the search are called."""
SCANNED = {
    "VendorCredit": (("VendorRef", "Vendor"),),
    "PurchaseOrder": (("VendorRef", "Vendor"),),
    "Purchase": (("EntityRef", ""),),
    "TimeActivity": (("EmployeeRef", "Employee"), ("VendorRef", "Vendor"), ("CustomerRef", "Customer")),
}
"""Entities without a filter by party: all are read; reference → the list it points into, empty when it says so."""
READ_WHOLE = {
    "VendorCredit": "Vendor credits",
    "PurchaseOrder": "Purchase orders",
    "Purchase": "Purchases",
    "TimeActivity": "Time activities",
}
SHARED = {"JournalEntry": "JournalEntryLineDetail", "Deposit": "DepositLineDetail"}
"""Transactions with lines of many parties; only the subject's lines are theirs."""
ONE_SHARED = {"JournalEntry": "A journal entry", "Deposit": "A deposit"}
REPORTED = {
    "Customer": "The list of transactions of a customer",
    "Vendor": "The list of transactions of a vendor",
}
EARLIEST = "1990-01-01"


class Transactions:
    """`shown` holds every record yielded, by entity and id."""

    def __init__(self, api: Api, search: Search, names: dict[Key, Record], copies: bool) -> None:
        self._api, self._search, self._names, self._copies = api, search, names, copies
        self.shown: dict[Key, Record] = dict(names)

    def find(self) -> Iterator[Record | Gap]:
        """By filter where there is one, by scan where not, and by report for what only lines name."""
        for (entity, number), name in self._names.items():
            for kind, part in FILTERED.get(entity, {}).items():
                self._search.progress(part)
                yield from guarded(part, self._filtered(kind, f"{entity}Ref", number, name))
        if self._names:
            for kind, part in READ_WHOLE.items():
                self._search.progress(part)
                yield from guarded(part, self._scanned(kind))
            yield from guarded("Recurring transactions", self._recurring())
            yield from self._reported()

    def _filtered(self, kind: str, reference: str, number: str, name: Record) -> Iterator[Record | Gap]:
        for row in self._api.rows(kind, f"{reference} = {quoted(number)}"):
            if text_of(row, reference, "value") == number:
                yield from self._one(kind, row, Via(name.id, path=f"/{reference}/value"))

    def _one(self, kind: str, row: Row, proof: Via) -> Iterator[Record | Gap]:
        number = id_of(row, "Id")
        if (kind, number) in self.shown:
            return
        files: tuple[Attachment, ...] = ()
        if self._copies and kind in {"Invoice", "Estimate", "SalesReceipt", "CreditMemo"}:
            copy = self._search.attach(f"{kind}-{number}.pdf", lambda cap: self._api.copy(kind, number, cap))
            if isinstance(copy, Gap):
                yield copy
            else:
                files = (copy,)
        record = records.record(self._search, kind, row, proof, files=files)
        self.shown[kind, number] = record
        yield record

    def _scanned(self, kind: str) -> Iterator[Record | Gap]:
        for row in self._api.rows(kind):
            for reference, listed in SCANNED[kind]:
                entity = listed or text_of(row, reference, "type") or "Customer"
                name = self._names.get((entity, text_of(row, reference, "value")))
                if name:
                    yield from self._one(kind, row, Via(name.id, path=f"/{reference}/value"))
                    break

    def _recurring(self) -> Iterator[Record | Gap]:
        for row in self._api.rows("RecurringTransaction"):
            for kind, template in row.items():
                for entity in ("Customer", "Vendor"):
                    number = text_of(template, f"{entity}Ref", "value") if isinstance(template, dict) else ""
                    name = self._names.get((entity, number))
                    if name:
                        proof = Via(name.id, path=f"/{kind}/{entity}Ref/value")
                        yield records.record(
                            self._search, "RecurringTransaction", row, proof, source_id=id_of(template, "Id")
                        )

    def _reported(self) -> Iterator[Record | Gap]:
        """Journal entries, deposits and transfers name people in their lines only; a report lists them."""
        for (entity, number), name in self._names.items():
            if entity in REPORTED:
                yield from guarded(REPORTED[entity], self._report(entity.lower(), number, name))

    def _report(self, by: str, number: str, name: Record) -> Iterator[Record | Gap]:
        until = (datetime.now(UTC) + timedelta(days=366)).date().isoformat()
        asked = {by: number, "start_date": EARLIEST, "end_date": until}
        for kind, transaction in _listed(self._api.report("TransactionList", **asked)):
            if kind in SHARED and (kind, transaction) not in self.shown:
                yield from guarded(ONE_SHARED[kind], self._own_lines(kind, transaction, number, name))

    def _own_lines(self, kind: str, transaction: str, number: str, name: Record) -> Iterator[Record]:
        row = self._api.one(kind, transaction)
        lines = [line for line in some_rows(row, "Line") if _party(line, kind) == number]
        if lines:
            own: Row = {
                key: row[key] for key in ("Id", "TxnDate", "DocNumber", "CurrencyRef", "MetaData") if key in row
            }
            path = f"/Line/0/{SHARED[kind]}/Entity"
            path += "/EntityRef/value" if kind == "JournalEntry" else "/value"
            record = records.record(self._search, kind, {**own, "Line": lines}, Via(name.id, path=path))
            self.shown[kind, transaction] = record
            yield record


def _party(line: Row, kind: str) -> str:
    entity = inner(line, SHARED[kind], "Entity")
    if not isinstance(entity, dict):
        return ""
    return text_of(entity, "EntityRef", "value") if kind == "JournalEntry" else text_of(entity, "value")


def _listed(report: Row) -> Iterator[Key]:
    """Kind and id of every transaction in a report, whatever the grouping of its rows."""
    rows = inner(report, "Rows", "Row") or []
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict):
            continue
        yield from _listed(row)
        for cell in row.get("ColData") or []:
            if isinstance(cell, dict) and cell.get("id") and cell.get("value"):
                yield str(cell["value"]).replace(" ", ""), str(cell["id"])
