"""From VoIP.ms's rows to records; pure.

A record's payload is the vendor's row whole under the type's name, and beside it under `parsed` what was read out.
"""

from typing import Any, NamedTuple

from sar.sdk import Attachment, Identifier, Known, Person, Proof, Record, RecordKind, fields, moment, text_of

from .case import Case

Row = dict[str, Any]


class Shape(NamedTuple):
    """What a type of row is, and where it keeps time and text."""

    kind: RecordKind
    title: str
    time: str = ""
    text: str = ""
    numbers: tuple[str, ...] = ("from", "to")
    """The parsed numbers of people."""


SHAPES = {
    "call": Shape("call", "Call", "date", "call_logs"),
    "recording": Shape("recording", "Recording of a call", "datetime"),
    "transcript": Shape("recording", "Transcript of a call", "date", numbers=()),
    "sms": Shape("message", "Text message", "date", "message", ("contact",)),
    "mms": Shape("message", "Multimedia message", "date", "message", ("contact",)),
    "voicemail": Shape("recording", "Voicemail message", "date", numbers=("from",)),
    "fax": Shape("message", "Fax message", "date", "msg", ("from", "to", "station")),
    "phonebook": Shape("contact", "Phonebook entry", "", "note", ("number", "caller")),
    "filter": Shape("note", "Caller ID filter", "", "note", ("caller",)),
    "forwarding": Shape("account", "Forwarding", numbers=("number",)),
    "sub_account": Shape("account", "Sub-account", numbers=("number",)),
    "client": Shape("account", "Client of the reseller", numbers=("number",)),
}
KNOWN = {
    "date": Known("date", "Date, in the offset of the account", "", "observed"),
    "datetime": Known("date", "Date, in the offset of the account", "", "observed"),
    "callerid": Known("caller_id", "Caller ID; its name is chosen by the caller", "TelephoneNumber", "observed"),
    "destination": Known("destination", "Destination", "TelephoneNumber", "observed"),
    "contact": Known("contact", "Number", "TelephoneNumber", "observed"),
    "did": Known("did", "The firm's number", "TelephoneNumber", "observed"),
    "number": Known("phonebook_number", "Number", "TelephoneNumber"),
    "name": Known("full_name", "Name"),
    "firstname": Known("given_name", "First name"),
    "lastname": Known("family_name", "Last name"),
    "disposition": Known("disposition", "Outcome", "", "observed"),
    "duration": Known("duration", "Duration", "", "observed"),
    "description": Known("description", "Description", "", "observed"),
    "stationid": Known("station_id", "Station ID of the sender", "TelephoneNumber", "observed"),
    "pages": Known("pages", "Pages", "", "observed"),
    "email": Known("client_email", "E-mail", "EmailAddress"),
    "phone_number": Known("client_phone", "Phone", "TelephoneNumber"),
}
PARSED = {
    "parsed.at": Known("moment", "Moment in UTC", "", "derived"),
    "parsed.offset": Known("offset", "Offset from UTC with which it was read, in hours", "", "derived"),
    "parsed.name": Known("full_name", "Name that the phonebook has for the number", "", "derived"),
}
BESIDE = ("at", "offset", "name")
"""What is parsed beside numbers."""
DIRECTED = {
    ("sms", "1"): "Text message received",
    ("sms", "0"): "Text message sent",
    ("mms", "1"): "Multimedia message received",
    ("mms", "0"): "Multimedia message sent",
}
"""Titles of messages by the vendor's number for their direction."""


def payload(case: Case, type_: str, row: Row, **keys: str) -> Row:
    """The vendor's row whole, and the numbers and the moment that were read out of it."""
    parsed: Row = case.parsed(row, **keys)
    time = SHAPES[type_].time
    at = case.at(text_of(row, time)) if time else None
    if at:
        parsed |= {"at": at.isoformat(), "offset": case.zone}
    return {type_: row, "parsed": parsed}


def record(
    case: Case, type_: str, source_id: str, raw: Row, proof: Proof | None, *, files: tuple[Attachment, ...] = ()
) -> Record:
    """Any row, by the shape of its type."""
    shape, row = SHAPES[type_], raw[type_]
    known = {f"{type_}.{key}": one for key, one in KNOWN.items()} | PARSED
    skipped = {f"{type_}.id", f"{type_}.uniqueid", f"{type_}.{shape.text}", *_shown_already(type_, raw)}
    return case.search.record(
        type_,
        source_id,
        kind=shape.kind,
        title=DIRECTED.get((type_, text_of(row, "type")), shape.title),
        proof=proof,
        raw=raw,
        occurred_at=moment(raw["parsed"].get("at")),
        text=_text(raw, type_),
        fields=fields(raw, known, skipped),
        people=_people(case, raw, proof),
        attachments=files,
    )


def _shown_already(type_: str, raw: Row) -> set[str]:
    """Numbers that the vendor's row has under their own keys; a recording's stand in its id only."""
    return set() if type_ == "recording" else {f"parsed.{name}" for name in raw["parsed"] if name not in BESIDE}


def _text(raw: Row, type_: str) -> str:
    said = text_of(raw[type_], SHAPES[type_].text) if SHAPES[type_].text else ""
    phrases = raw[type_].get("recognized_phrases")
    spoken = [text_of(one, "phrase") for one in phrases if isinstance(one, dict)] if isinstance(phrases, list) else []
    heard = text_of(raw, "transcription", "result")
    return "\n".join(text for text in (said, *spoken, heard) if text)


def _people(case: Case, raw: Row, proof: Proof | None) -> tuple[Person, ...]:
    """Nothing is learnt of the subject: names are chosen by callers or typed in by the firm."""
    names = [name for name in raw["parsed"] if name not in BESIDE]
    others = [Person("other party", "", (Identifier("phone", one),)) for one in case.others(raw, *names)]
    return ((Person("subject"),) if proof else ()) + tuple(others)
