"""The words that a subject reads, in one place."""

from datetime import datetime

from sar.identifiers import Kind
from sar.outcomes import Conclusion, Name
from sar.records import RecordKind

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

OUTCOMES: dict[Name, str] = {
    "found": "Records found",
    "nothing_held": "Nothing held",
    "not_searchable": "Cannot be searched by person",
    "awaiting": "Awaiting an answer",
    "answered": "Answered",
    "failed": "Search not completed",
}

CONCLUSIONS: dict[Conclusion, str] = {
    "nothing": "It was asked, and answered on {day} that it holds nothing on you.",
    "data": "It was asked, and answered on {day}; what it sent is among your records.",
    "cannot_identify": "It was asked, and answered on {day} that it cannot tell which of its data are yours.",
    "refused": "It was asked, and refused to answer on {day}.",
}

IDENTIFIERS: dict[Kind, str] = {
    "email": "E-mail address",
    "phone": "Phone number",
    "ip": "IP address",
    "user_id": "Account",
    "visitor_id": "Visitor",
    "username": "User name",
    "name": "Name",
    "external_id": "Reference",
    "room": "Meeting room",
}

KINDS: dict[RecordKind, str] = {
    "contact": "Contacts",
    "account": "Accounts",
    "message": "Messages",
    "ticket": "Tickets",
    "note": "Notes",
    "activity": "Activities",
    "subscription": "Subscriptions",
    "consent": "Consents",
    "deal": "Deals",
    "invoice": "Invoices",
    "payment": "Payments",
    "document": "Documents",
    "event": "Events",
    "meeting": "Meetings",
    "call": "Calls",
    "recording": "Recordings",
    "submission": "Form submissions",
    "visit": "Visits",
    "log_entry": "Log entries",
    "file": "Files",
    "history": "History of changes",
}


def day(moment: datetime | str) -> str:
    """`24 November 2026`."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def time(moment: datetime) -> str:
    """`24 November 2026, 14:05 UTC`; midnight is taken as a date without a time."""
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return day(moment)
    return f"{day(moment)}, {moment:%H:%M} UTC"


def count(number: int, one: str, many: str) -> str:
    """`1 record`, `2,345 records`."""
    return f"{number:,} {one if number == 1 else many}"
