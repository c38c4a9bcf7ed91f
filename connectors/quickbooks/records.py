"""From QuickBooks' objects to records; pure."""

from typing import Any

from sar.sdk import (
    Attachment,
    Identifier,
    Known,
    Person,
    Proof,
    Record,
    RecordKind,
    Said,
    Search,
    fields,
    id_of,
    inner,
    moment,
    text_of,
)

Row = dict[str, Any]
KINDS: dict[str, RecordKind] = {
    "Customer": "contact", "Vendor": "contact", "Employee": "contact", "Invoice": "invoice", "Estimate": "invoice",
    "SalesReceipt": "invoice", "CreditMemo": "invoice", "RefundReceipt": "payment", "Payment": "payment",
    "ReimburseCharge": "invoice", "Bill": "invoice", "BillPayment": "payment", "VendorCredit": "invoice",
    "PurchaseOrder": "invoice", "Purchase": "payment", "TimeActivity": "activity", "JournalEntry": "payment",
    "Deposit": "payment", "Transfer": "payment", "Attachable": "file", "RecurringTransaction": "invoice",
}  # fmt: skip
TITLES = {
    "Customer": "Customer {number}", "Vendor": "Vendor {number}", "Employee": "Employee {number}",
    "Invoice": "Invoice {number}", "Estimate": "Estimate {number}", "SalesReceipt": "Sales receipt {number}",
    "CreditMemo": "Credit memo {number}", "RefundReceipt": "Refund receipt {number}", "Payment": "Payment {number}",
    "ReimburseCharge": "Reimbursable charge {number}", "Bill": "Bill {number}", "BillPayment": "Bill payment {number}",
    "VendorCredit": "Vendor credit {number}", "PurchaseOrder": "Purchase order {number}",
    "Purchase": "Purchase {number}", "TimeActivity": "Time {number}", "JournalEntry": "Journal entry {number}",
    "Deposit": "Deposit {number}", "Transfer": "Transfer {number}",
    "RecurringTransaction": "Recurring transaction {number}",
}  # fmt: skip
_PARTS = {
    "Line1": ("line1", "line 1"), "Line2": ("line2", "line 2"), "Line3": ("line3", "line 3"), "City": ("city", "city"),
    "CountrySubDivisionCode": ("region", "region"), "PostalCode": ("postal_code", "postal code"),
    "Country": ("country", "country"),
}  # fmt: skip
"""Key of an address → our name for it, and the words for it."""
PEOPLE = {
    "GivenName": Known("given_name", "Given name", "Name"),
    "MiddleName": Known("middle_name", "Middle name", "Name"),
    "FamilyName": Known("family_name", "Family name", "Name"),
    "DisplayName": Known("full_name", "Name", "Name"),
    "CompanyName": Known("organisation", "Company", "CurrentEmployment"),
    "PrimaryEmailAddr.Address": Known("email", "E-mail", "EmailAddress"),
    "PrimaryPhone.FreeFormNumber": Known("phone", "Phone", "TelephoneNumber"),
    "Mobile.FreeFormNumber": Known("phone", "Mobile", "TelephoneNumber"),
    "AlternatePhone.FreeFormNumber": Known("phone", "Other phone", "TelephoneNumber"),
    "BirthDate": Known("birthday", "Birthday", "BirthDate"),
    "Gender": Known("gender", "Gender", "Gender"),
    "SSN": Known("social_insurance", "Social security number (masked)", "OfficialID"),
    "Balance": Known("balance", "Balance", "Financial", "derived"),
    "Active": Known("active", "Active"),
    "Notes": Known("notes", "Notes"),
}
TRANSACTION = {
    "DocNumber": Known("number", "Number"),
    "TxnDate": Known("date", "Date"),
    "DueDate": Known("due_date", "Due"),
    "TotalAmt": Known("amount", "Total", "Transactional"),
    "Balance": Known("balance", "Balance", "Financial", "derived"),
    "CurrencyRef.value": Known("currency", "Currency"),
    "CustomerRef.name": Known("customer", "Customer"),
    "VendorRef.name": Known("vendor", "Vendor"),
    "BillEmail.Address": Known("sent_to", "Sent to", "EmailAddress"),
    "BillEmailCc.Address": Known("sent_copy_to", "Copy to", "EmailAddress"),
    "BillEmailBcc.Address": Known("sent_blind_copy_to", "Blind copy to", "EmailAddress"),
    "CustomerMemo.value": Known("memo", "Message to the customer"),
    "PrivateNote": Known("private_note", "Private note"),
    "Line.Description": Known("line", "Line"),
    "Line.Amount": Known("line_amount", "Amount", "Transactional"),
    "Hours": Known("hours", "Hours"),
    "Minutes": Known("minutes", "Minutes"),
    "Description": Known("description", "Description"),
}
ADDRESSES = {
    f"{place}.{key}": Known(f"{name}.{part}", f"{label}, {words}", "PhysicalAddress")
    for place, name, label in (
        ("BillAddr", "address", "Billing address"),
        ("ShipAddr", "shipping_address", "Shipping address"),
        ("PrimaryAddr", "address", "Home address"),
    )
    for key, (part, words) in _PARTS.items()
}
SKIPPED = frozenset({
    "Id", "SyncToken", "domain", "sparse", "MetaData.CreateTime", "MetaData.LastUpdatedTime", "BillAddr.Id",
    "ShipAddr.Id", "PrimaryAddr.Id", "CustomerRef.value", "VendorRef.value", "Line.Id", "Line.LineNum",
    "Line.DetailType", "V4IDPseudonym", "Note",
})  # fmt: skip
CONTACTS = {"Customer", "Vendor", "Employee"}


def record(
    search: Search,
    entity: str,
    row: Row,
    proof: Proof | None,
    *,
    type_: str = "",
    source_id: str = "",
    title: str | Said = "",
    files: tuple[Attachment, ...] = (),
) -> Record:
    """Any object, by the name of its entity."""
    number = source_id or id_of(row, "Id")
    known = PEOPLE if entity in CONTACTS else TRANSACTION
    return search.record(
        type_ or entity,
        number,
        kind=KINDS[entity],
        title=title or _title(entity, row, number),
        proof=proof,
        raw=row,
        url=_page(entity, number),
        occurred_at=moment(row.get("TxnDate")) or moment(inner(row, "MetaData", "CreateTime")),
        text=text_of(row, "Note"),
        fields=fields(row, {**known, **ADDRESSES}, SKIPPED),
        people=_people(entity, row, proof),
        attachments=files,
    )


def _title(entity: str, row: Row, number: str) -> str | Said:
    if entity == "Attachable":
        return text_of(row, "FileName") or "Note"
    own = text_of(row, "DisplayName") if entity in CONTACTS else ""
    return own or Said(TITLES[entity], {"number": text_of(row, "DocNumber") or number})


def _page(entity: str, number: str) -> str:
    pages = {"Customer": "customerdetail?nameId=", "Vendor": "vendordetail?nameId=", "Invoice": "invoice?txnId="}
    return f"https://app.qbo.intuit.com/app/{pages[entity]}{number}" if entity in pages and number.isdigit() else ""


def _people(entity: str, row: Row, proof: Proof | None) -> tuple[Person, ...]:
    if entity in CONTACTS:
        names = {f"{text_of(row, 'GivenName')} {text_of(row, 'FamilyName')}".strip(), text_of(row, "DisplayName")}
        return tuple(Person("subject", name) for name in sorted(names - {""})) if proof else ()
    named = [(role.removesuffix("Ref").lower(), text_of(row, role, "name")) for role in ("EmployeeRef", "VendorRef")]
    people = [Person(role, name) for role, name in named if name]
    for role, key in (("recipient", "BillEmail"), ("copy to", "BillEmailCc"), ("blind copy to", "BillEmailBcc")):
        address = text_of(row, key, "Address")
        if "@" in address and "," not in address:
            people.append(Person(role, "", (Identifier("email", address),)))
    return tuple(people)
