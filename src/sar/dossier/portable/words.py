"""The words of the package, in English: catalogues hold the others."""

from sar.dossier.portable.scope import Part, Reason

TITLE = "Your data in portable form"
ABOUT = (
    "This package holds the data that you may take along to another service. "
    "All that is held on you stands in the dossier."
)
OF = "Request {id}, answered on {day}."
SAMPLE = "A sample: these are invented data."
EMPTY = "It is empty: none of the data found is portable under a law of this request. The reasons stand below."
NOTHING = "It is empty: no data on you were found."
DELTA = (
    "Only what is new or changed since the package of {day} (request {id}) is in it: "
    "keep that one, and those before it."
)
GONE = "Records of the earlier package that are not held any more, or not as portable data: {n}."
UNCHANGED = "It is empty: nothing is new or changed since your last package."
INCOMPLETE = "The search is not finished: the dossier says which systems could not be searched yet."
MASKED = (
    "Other people are masked: [Person 1] stands for somebody else. "
    "An address that ends in masked.invalid leads nowhere."
)
DEFUSED = (
    "In the CSV files a cell that a spreadsheet would take for a formula begins with an apostrophe (') that is not "
    "part of the value: one that begins with = + - @, a tab or a line break. Leave out one apostrophe there. The JSON "
    "Lines files hold the values as they are."
)
WITHHELD = "What was withheld from you altogether is listed in the dossier, not here."

LAWS, FILES, LEFT, SOURCES = "Laws", "Files", "What is not in it, and why", "How each kind was judged"
UNDER = "{law}, {provision}"
NOT_UNDER = "{law}"
SCOPE = {
    "collected": "What was collected from you, directly or by your use of a service; not what was created or inferred.",
    "provided": (
        "What you provided, and what was observed when you used a service, where your consent or a contract permits "
        "the processing; not what was derived or inferred."
    ),
    "": "This law gives no right to data in portable form.",
}
"""What each kind of right covers (`portable` of a law)."""

PARTS: dict[Part, tuple[str, str]] = {
    "record": ("{n} record", "{n} records"),
    "field": ("{n} value", "{n} values"),
    "text": ("{n} text", "{n} texts"),
    "file": ("{n} file", "{n} files"),
}
ORDER: tuple[Part, ...] = tuple(PARTS)
REASONS: dict[Reason, str] = {
    "unchanged": "as it was in your last package",
    "mention": "mentions of you in records about somebody else",
    "created": "made or written by us, or by somebody else",
    "derived": "derived from other data",
    "inferred": "inferred about you",
    "third_party": "given by somebody else",
    "unstated": "our register does not state what permits the processing, so neither consent nor a contract is known",
    "other": "something other than your consent or a contract permits the processing",
    "no_right": "the law gives no right to data in portable form",
    "held": "not released, since other people may be seen in it",
    "undated": "not in calendar.ics for want of a date, but in the tables",
}
LEFT_LINE = "{count}: {reason}"

KINDS_OF_FILES = {
    ".csv": "for spreadsheets, described by csv-metadata.json",
    ".jsonl": "for programs: the same, one record a line, described by rows.schema.json",
    "contacts.vcf": "for address books (vCard 4.0)",
    "calendar.ics": "for calendars (iCalendar)",
    "messages.mbox": "for mail programs (mbox)",
    "csv-metadata.json": "what the columns of the CSV files mean (CSV on the Web)",
    "rows.schema.json": "the shape of the JSON Lines files (JSON Schema)",
    "index.csv": "this list with fingerprints (SHA-256), for spreadsheets",
    "index.json": "the same for programs, with the laws and the reasons",
    "README.txt": "this text",
}

COLUMNS = {
    "id": "The record's id, the same as in the dossier",
    "system": "The system that held it",
    "type": "What that system calls it",
    "occurred_at": "When it happened, in Coordinated Universal Time",
    "title": "Title",
    "text": "Text",
    "regimes": "The laws of the request under which it is portable",
    "files": "Files in this package that belong to it",
    "more": "Values for which there was no column left, as JSON",
}
INDEX_COLUMNS = {
    "path": "File",
    "media_type": "Type of file",
    "size": "Size in bytes",
    "sha256": "Fingerprint (SHA-256)",
    "rows": "Records in it",
    "kind": "Kind of records",
    "regimes": "The laws of the request under which they are portable",
}
