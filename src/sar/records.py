"""The one schema that every processor's data come into.

JSON Schema 2020-12 of what is sent is generated from these structs (`sar schema`).
"""

import hashlib
from datetime import UTC, date, datetime
from typing import Any, Literal

import msgspec

from sar.identifiers import How, Identifier

RecordKind = Literal[
    "contact", "account", "message", "ticket", "note", "activity", "subscription", "consent", "deal", "invoice",
    "payment", "document", "event", "meeting", "call", "recording", "submission", "visit", "log_entry", "file",
    "history",
]  # fmt: skip
Origin = Literal["provided", "observed", "derived", "inferred", "third_party"]

KINDS: tuple[RecordKind, ...] = RecordKind.__args__  # type: ignore[attr-defined]


class Field(msgspec.Struct, frozen=True, omit_defaults=True):
    """One value with the processor's own label for it."""

    name: str
    """Normalised: given_name, family_name, full_name, email, phone, address.city …; else the processor's key."""
    label: str
    value: str
    category: str = ""
    """A DPV personal-data category without its prefix, such as `Contact`; empty where unknown."""
    origin: Origin = "provided"


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody named in a record: its subject, or a candidate for third party."""

    role: str
    """What they are in the record: author, assignee, recipient … or `subject` for the data subject."""
    name: str = ""
    identifiers: tuple[Identifier, ...] = ()


class Attachment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that hangs on a record; its bytes are in the workspace under `sha256`."""

    name: str
    media_type: str
    size: int
    sha256: str


class Match(msgspec.Struct, frozen=True, tag="match", tag_field="by"):
    """The identifier stands in `raw` at this JSON Pointer (RFC 6901)."""

    identifier: Identifier
    path: str
    how: How = "exact"


class Via(msgspec.Struct, frozen=True, tag="via", tag_field="by", omit_defaults=True):
    """The record hangs on another that is proven.

    Give `path` where `raw` holds the other's source id; give `asked` where only the address that was
    requested does (`/persons/12/files`), as for sub-resources whose rows don't repeat it.
    """

    record: str
    path: str = ""
    asked: str = ""


class Attested(msgspec.Struct, frozen=True, tag="attested", tag_field="by"):
    """The officer vouches: a processor gave it as its answer to a question about the subject.

    Only the officer's own command makes one; from a connector it proves nothing.
    """

    officer: str
    on: date


Proof = Match | Via | Attested


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that a processor holds on the subject."""

    id: str
    processor: str
    connector: str
    type: str
    source_id: str
    kind: RecordKind
    title: str
    proof: Proof | None
    """None for what a search returned without any sign that it is the subject's: a near match."""
    raw: Any
    url: str = ""
    occurred_at: datetime | None = None
    values: dict[str, str] = {}
    """What fills the `{places}` of a title that is a sentence of the connector's own, so that it can be translated."""
    text: str = ""
    fields: tuple[Field, ...] = ()
    people: tuple[Person, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    retrieved_at: datetime | None = None

    @property
    def heading(self) -> str:
        """The title with its places filled."""
        return self.title.format_map(self.values) if self.values else self.title


def record_id(processor: str, type_: str, source_id: str) -> str:
    """The stable id of a record: collecting twice gives the same."""
    joined = "\0".join((processor, type_, source_id))
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def utc(moment: datetime) -> datetime:
    """The moment in UTC; one without a zone is taken as UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def at(raw: Any, pointer: str) -> Any:
    """What stands at a JSON Pointer (RFC 6901); LookupError when nothing does."""
    value = raw
    for key in parts_of(pointer):
        if isinstance(value, list):
            if not key.isdigit():
                raise LookupError(pointer)
            value = value[int(key)]
        elif isinstance(value, dict):
            value = value[key]
        else:
            raise LookupError(pointer)
    return value


def parts_of(pointer: str) -> list[str]:
    """The keys and indexes of a JSON Pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def pointer(*parts: str | int) -> str:
    """A JSON Pointer to these keys and indexes."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
