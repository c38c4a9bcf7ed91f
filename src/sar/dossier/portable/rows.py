"""One line of a `.jsonl` file: the portable part of a record, for programs."""

from datetime import datetime
from typing import Any

import msgspec

from sar.dossier.portable.scope import Portable
from sar.records import Field, RecordKind

SCHEMA = "sar-portable/1"


class FileRow(msgspec.Struct, frozen=True):
    """A file that belongs to a record, as it lies in the package."""

    path: str
    """Relative to the package."""
    name: str
    """What it was called in the system that held it."""
    media_type: str
    size: int
    sha256: str


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """The portable part of one record."""

    id: str
    """The same as in dossier.json."""
    kind: RecordKind
    system: str
    """The system that held it."""
    type: str
    """What that system calls it."""
    regimes: tuple[str, ...]
    """The laws of the request under which it is portable."""
    occurred_at: datetime | None = None
    title: str = ""
    text: str = ""
    fields: tuple[Field, ...] = ()
    files: tuple[FileRow, ...] = ()


def row(portable: Portable, files: tuple[FileRow, ...] = ()) -> Row:
    """The line of a record."""
    record = portable.record
    return Row(
        id=record.id,
        kind=record.kind,
        system=record.processor,
        type=record.type,
        regimes=portable.regimes,
        occurred_at=record.occurred_at,
        title=record.title,
        text=record.text,
        fields=record.fields,
        files=files,
    )


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of each line, generated from the struct that is written."""
    (schema,), components = msgspec.json.schema_components((Row,), ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **schema,
        "$defs": components,
    }
