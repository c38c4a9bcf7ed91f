"""The words that a subject reads, in English: catalogues hold the others."""

from sar.identifiers import Kind
from sar.outcomes import Conclusion, Name
from sar.records import Origin, RecordKind
from sar.register import Start

TITLES: dict[str, str] = {
    "access": "Answer to an access request",
    "portability": "Answer to a portability request",
    "rectification": "Answer to a rectification request",
}

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

SEARCHED_BY: dict[Kind, str] = {
    "email": "e-mail address",
    "phone": "phone number",
    "ip": "IP address",
    "user_id": "account",
    "visitor_id": "visitor",
    "username": "user name",
    "name": "name",
    "external_id": "reference",
    "room": "meeting room",
}
"""The same within a sentence."""

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

ORIGINS: dict[Origin, str] = {
    "provided": "given by you",
    "observed": "observed when you used a service",
    "derived": "derived from other data",
    "inferred": "inferred about you",
    "third_party": "given by somebody else",
}

STARTS: dict[Start, str] = {
    "collection": "from the day on which they were collected",
    "last_contact": "from our last contact with you",
    "invoice_date": "from the date of the invoice",
    "end_of_relationship": "from the end of our relationship",
    "account_closure": "from the closing of the account",
}

TERMS: dict[str, str] = {
    "A6-1-a": "consent (GDPR, Art. 6(1)(a))",
    "A6-1-b": "performance of a contract (GDPR, Art. 6(1)(b))",
    "A6-1-c": "legal obligation (GDPR, Art. 6(1)(c))",
    "A6-1-d": "vital interests (GDPR, Art. 6(1)(d))",
    "A6-1-e": "public interest (GDPR, Art. 6(1)(e))",
    "A6-1-f": "legitimate interests (GDPR, Art. 6(1)(f))",
    "A9-2-a": "explicit consent (GDPR, Art. 9(2)(a))",
    "A45-3": "adequacy decision (GDPR, Art. 45(3))",
    "A46-2-b": "binding corporate rules (GDPR, Art. 46(2)(b))",
    "A46-2-c": "standard contractual clauses (GDPR, Art. 46(2)(c))",
    "PIA": "privacy impact assessment",
}
"""Terms of vocabularies whose names say little; the others are read word by word."""

RECIPIENTS: dict[str, str] = {
    "hosting": "hosting",
    "email": "e-mail",
    "telephony": "telephony",
    "crm": "customer relations",
    "newsletter": "newsletters",
    "payment": "payment",
    "analytics": "analytics",
    "accounting": "accounting",
    "video": "video meetings",
    "legal": "legal services",
    "tax": "tax services",
    "authority": "authority",
}
"""Kinds of recipients that the register may name by a word of ours; others stand as they are written."""

SYSTEMS, RECORDS = ("system searched", "systems searched"), ("record about you", "records about you")
FILES, PEOPLE = ("file attached", "files attached"), ("other person masked", "other people masked")
HELD = ("item held back", "items held back")
"""What is counted on the summary, for one and for many."""
YEARS, MONTHS, DAYS = ("{n} year", "{n} years"), ("{n} month", "{n} months"), ("{n} day", "{n} days")

CORRECTABLE = {
    "given_name": "Given name",
    "family_name": "Family name",
    "full_name": "Full name",
    "email": "E-mail",
    "phone": "Telephone",
    "organisation": "Company",
    "job_title": "Job title",
    "language": "Language",
    "birthday": "Birthday",
    "address.full": "Address",
    "address.street": "Street",
    "address.line2": "Address, second line",
    "address.city": "City",
    "address.region": "Region",
    "address.postal_code": "Postal code",
    "address.country": "Country",
}
"""Fields that can be corrected, as an attestation names them."""

ASKED = "As given in the request."
CORRECTED = "It was corrected earlier: one of yours was put in place of another, and both are searched by."
LEARNT = "Learnt from {system}: “{title}”."
LEARNT_OFTEN = "Learnt from {system}: {n} records, from {first} to {last}."
LEARNT_THEN = "Learnt from {system}: “{title}” of {moment}."

MENTION = "Mention in a record about somebody else"
WITHHELD_RECORD = "A record in {system}"
WITHHELD_FIELD = "A part of a record in {system}"
WITHHELD_FILE = "A file in {system}"
UNDECIDED_FILE = "A file in {system} that waits for review, since it may show other people"
UNDECIDED_MENTIONS = "Mentions of you in records about other people in {system}, not yet reviewed"
CUT = "[withheld: {provision}]"
KEPT_UNTIL = "To be deleted after"

TRUE_OR_FALSE = ("yes", "no")
"""How `sar.shaping` shows them."""

UNKNOWN_GLYPH = "[U+1F600]"

MARKS: dict[str, str] = {
    "[Person 1]": "Stands for the name or address of somebody else. The same number is the same person throughout.",
    UNKNOWN_GLYPH: (
        "Stands for a character that this document's typeface does not have. The JSON file has it as it was."
    ),
    "…": "Words were left out: what stands before or after is about somebody else.",
    "SHA-256": "A file's fingerprint: it shows that the file is the one that was sent.",
    "2026-03-01T10:00:00Z": "A moment as systems write it: year, month, day, time; Z is Coordinated Universal Time.",
    "yes, no": "How a system's true and false are shown.",
    "Other fields": "What a system stores with a record under names of its own, shown as it is.",
    "Yours because": "What shows that a record is yours: the identifier in it, or the record that it belongs to.",
}
"""Marks and codes of the document, and what they mean."""
