"""`dossier.json`: the answer for programs, written record by record."""

from pathlib import Path
from typing import Any

import msgspec

from sar.dossier.jsonld import CONTEXT
from sar.dossier.model import (
    SCHEMA,
    AutomatedDecision,
    Code,
    ContentLine,
    Controller,
    Coverage,
    Disclosure,
    Dossier,
    ManifestFile,
    Processing,
    RemedyLine,
    RequestFacts,
    RightLine,
    Subject,
    ThirdParty,
    Withheld,
)
from sar.dossier.whole import whole
from sar.records import Record

_PARTS: dict[str, Any] = {
    "@context": dict[str, Any],
    "@type": str,
    "schema": str,
    "request": RequestFacts,
    "controller": Controller,
    "subject": Subject,
    "letter": list[str],
    "coverage": list[Coverage],
    "processing": list[Processing],
    "disclosures": list[Disclosure],
    "automated": list[AutomatedDecision],
    "withheld": list[Withheld],
    "contents": list[ContentLine],
    "rights": list[RightLine],
    "remedies": list[RemedyLine],
    "notes": list[str],
    "glossary": list[Code],
    "third_parties": list[ThirdParty],
    "records": list[Record],
    "manifest": list[ManifestFile],
}


def write(dossier: Dossier, path: Path) -> None:
    """Write the file, whole or not at all, readable by its owner only; memory does not grow with the records."""
    with whole(path) as file:
        for place, (name, part) in enumerate(_parts(dossier).items()):
            file.write(b"{" if place == 0 else b",\n")
            file.write(msgspec.json.encode(name) + b": ")
            if name == "records":
                _write_records(dossier, file)
            else:
                file.write(msgspec.json.encode(part))
        file.write(b"}\n")


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of the file, generated from the structs that are written."""
    parts, components = msgspec.json.schema_components(_PARTS.values(), ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "type": "object",
        "properties": dict(zip(_PARTS, parts, strict=True)),
        "required": list(_PARTS),
        "additionalProperties": False,
        "$defs": components,
    }


def _parts(dossier: Dossier) -> dict[str, Any]:
    own = {
        "@context": CONTEXT,
        "@type": "eu-gdpr:SARNotice",
        "schema": SCHEMA,
        "records": (),
        "manifest": dossier.files,
    }
    return {name: own[name] if name in own else getattr(dossier, name) for name in _PARTS}


def _write_records(dossier: Dossier, file: Any) -> None:
    file.write(b"[")
    for place, record in enumerate(dossier.records()):
        file.write((b",\n" if place else b"\n") + msgspec.json.encode(record))
    file.write(b"]")
