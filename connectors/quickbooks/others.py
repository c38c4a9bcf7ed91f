"""Other people's transactions that were sent to the subject's address, or mention it."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Record, Search, guarded, id_of, text_of

from . import records
from .api import Api
from .names import holds_letters, holds_other_letters

Row = dict[str, Any]
SENT = {
    "Invoice": ("The addresses of all invoices", "Invoice of somebody else, sent to your address"),
    "Estimate": ("The addresses of all estimates", "Estimate of somebody else, sent to your address"),
    "SalesReceipt": ("The addresses of all sales receipts", "Sales receipt of somebody else, sent to your address"),
    "CreditMemo": ("The addresses of all credit memos", "Credit memo of somebody else, sent to your address"),
    "RefundReceipt": ("The addresses of all refund receipts", "Refund receipt of somebody else, sent to your address"),
    "PurchaseOrder": ("The addresses of all purchase orders", "Purchase order of somebody else, sent to your address"),
}
"""What can be sent → how the part of the search is called, and the title of one that was sent to the subject."""
ADDRESSES = ("BillEmail", "BillEmailCc", "BillEmailBcc", "POEmail")
SHOWN = ("Id", "DocNumber", "TxnDate", "EmailStatus", "DeliveryInfo", "MetaData")
"""What is shown of a document of somebody else: that, when and to which address it was sent."""


class Others:
    """All documents that can be sent are read: no filter knows their addresses."""

    def __init__(self, api: Api, search: Search, shown: dict[tuple[str, str], Record]) -> None:
        self._api, self._search, self._shown = api, search, shown

    def find(self) -> Iterator[Record | Gap]:
        """Kind by kind."""
        for kind, (part, _) in SENT.items():
            self._search.progress(part)
            yield from guarded(part, self._of(kind))

    def _of(self, kind: str) -> Iterator[Record]:
        for row in self._api.rows(kind):
            if self._own(row):
                continue  # shown above, or its failure told there
            likely = holds_letters(row, self._search) or holds_other_letters(row)
            if likely and (kind, id_of(row, "Id")) not in self._shown:
                yield from self._one(kind, row)

    def _own(self, row: Row) -> bool:
        parties = (("Customer", text_of(row, "CustomerRef", "value")), ("Vendor", text_of(row, "VendorRef", "value")))
        return any(party in self._shown for party in parties)

    def _one(self, kind: str, row: Row) -> Iterator[Record]:
        for place in ADDRESSES:
            sent = self._search.prove(row, "email", f"/{place}/Address")
            if sent:
                reduced = {key: row[key] for key in (*SHOWN, place) if key in row}
                number = f"{id_of(row, 'Id')}/{place}"
                yield records.record(
                    self._search, kind, reduced, sent, type_=f"{kind}Copy", source_id=number, title=SENT[kind][1]
                )
                return
        mentioned = self._search.mention(row)
        if mentioned:
            yield records.record(self._search, kind, row, mentioned)
