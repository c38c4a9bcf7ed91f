"""Transactions that name an old value: they stay as recorded, but for those that will still be sent."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sar.sdk import Alteration, ByHand, Correction, Record, Said, canonical, inner, text_of

from . import addresses

Row = dict[str, Any]
EMAILS = ("BillEmail", "BillEmailCc", "BillEmailBcc", "POEmail")
PLACES = ("BillAddr", "ShipAddr", "VendorAddr", "RemitToAddr")
KINDS = {
    "Invoice", "Estimate", "SalesReceipt", "CreditMemo", "RefundReceipt", "PurchaseOrder", "Bill", "BillPayment",
    "VendorCredit", "Purchase", "RecurringTransaction",
}  # fmt: skip
SHOWN = 20
RECORDED = "{count} transactions name an old e-mail or postal address: they stay as they were recorded."
PENDING = "{title}: it is not sent yet, and would go to the old address."
SEND_RIGHT = "Change the address on it in QuickBooks before it is sent."
TEMPLATE = "{title}: what it makes will go on naming the old address, since no program may change a template."
CHANGE_TEMPLATE = "Change the address in QuickBooks, under Recurring transactions."
MORE = "{count} more documents or templates would go to the old address."


def staying(correction: Correction, records: Sequence[Record], altered: Iterable[Alteration]) -> Iterator[ByHand]:
    """The person's own transactions, one by one where something is still to come, counted where all is done."""
    old = _old(correction, altered)
    naming = [one for one in records if one.type in KINDS and _names(_document(one), old)] if old else []
    ahead = [one for one in naming if one.type == "RecurringTransaction" or _pending(one.raw)]
    for record in ahead[:SHOWN]:
        template = record.type == "RecurringTransaction"
        why = Said(TEMPLATE if template else PENDING, {"title": record.heading})
        yield ByHand(record.processor, why, Said(CHANGE_TEMPLATE if template else SEND_RIGHT), url=record.url)
    if left := len(ahead) - SHOWN if len(ahead) > SHOWN else 0:
        yield ByHand(ahead[0].processor, Said(MORE, {"count": str(left)}), Said(SEND_RIGHT), records=left)
    if done := len(naming) - len(ahead):
        yield ByHand(naming[0].processor, Said(RECORDED, {"count": str(done)}), records=done)


def _old(correction: Correction, altered: Iterable[Alteration]) -> set[tuple[str, str]]:
    """The values that are wrong and may stand in a transaction."""
    old = {(name, value) for name, value in correction.was.items() if name in correction.new}
    old |= {(one.field, one.old) for one in altered}
    return {(name, value) for name, value in old if value and (name == "email" or name.startswith("address."))}


def _document(record: Record) -> Row:
    """The transaction itself: a template is wrapped in the name of its kind."""
    row: Row = record.raw
    if record.type != "RecurringTransaction":
        return row
    return next((one for one in row.values() if isinstance(one, dict)), {})


def _pending(row: Row) -> bool:
    return text_of(row, "EmailStatus") == "NeedToSend"


def _names(row: Row, old: set[tuple[str, str]]) -> bool:
    sent = ",".join(text_of(row, key, "Address") for key in EMAILS).replace(";", ",")
    to = {canonical("email", one.strip(" <>")) for one in re.split(r"[,\s]", sent)}
    places = [inner(row, place) for place in PLACES]
    # QuickBooks flows the parts of an address into its lines when a transaction is changed
    keys = (*addresses.LINES, *addresses.PARTS)
    lines = [text_of(one, key) for one in places if isinstance(one, dict) for key in keys]
    return any(
        canonical("email", value) in to if name == "email" else any(_stands(value, line) for line in lines)
        for name, value in old
    )


def _stands(value: str, line: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", line, re.IGNORECASE) is not None
