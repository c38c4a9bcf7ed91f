"""Other people's transactions that were sent to the subject's address, or mention it."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Record, Search, guarded, id_of, text_of

from . import records
from .api import Api
from .names import holds_letters, holds_other_letters

Row = dict[str, Any]
SENT = ("Invoice", "Estimate", "SalesReceipt", "CreditMemo", "RefundReceipt", "PurchaseOrder")
ADDRESSES = ("BillEmail", "BillEmailCc", "BillEmailBcc", "POEmail")
SHOWN = ("Id", "DocNumber", "TxnDate", "EmailStatus", "DeliveryInfo", "MetaData")
"""What is shown of a document of somebody else: that, when and to which address it was sent."""


class Others:
    """All documents that can be sent are read: no filter knows their addresses."""

    def __init__(self, api: Api, search: Search, shown: dict[tuple[str, str], Record]) -> None:
        self._api, self._search, self._shown = api, search, shown

    def find(self) -> Iterator[Record | Gap]:
        """Kind by kind."""
        for kind in SENT:
            self._search.progress(f"addresses of all {kind}s")
            yield from guarded(f"The addresses of all {kind}s", self._of(kind))

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
                title = f"{records.NAMES.get(kind, kind)} of somebody else, sent to your address"
                yield records.record(
                    self._search, kind, reduced, sent, type_=f"{kind}Copy", source_id=number, title=title
                )
                return
        mentioned = self._search.mention(row)
        if mentioned:
            yield records.record(self._search, kind, row, mentioned)
