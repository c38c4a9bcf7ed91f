"""`csv-metadata.json`: what the tables and their columns are, as W3C's CSV on the Web has it."""

from collections.abc import Iterator, Mapping
from typing import Any

from sar.dossier import words
from sar.dossier.model import Dossier
from sar.dossier.portable.columns import FIXED, REST, Columns
from sar.dossier.portable.words import COLUMNS, DEFUSED, INDEX_COLUMNS, TITLE
from sar.dossier.processing import PD
from sar.records import RecordKind

MANY = frozenset({"regimes", "files"})
"""Columns with several values in a cell, between spaces."""


def metadata(dossier: Dossier, tables: Mapping[RecordKind, Columns]) -> dict[str, Any]:
    """The group of all tables of the package; its index is one of them."""
    say = dossier.say
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": say.lang}],
        "dc:title": say(TITLE),
        "dc:description": say(DEFUSED),
        "dc:created": dossier.request.made_at.isoformat(),
        "dialect": {"encoding": "utf-8", "header": True, "doubleQuote": True, "lineTerminators": ["\r\n", "\n"]},
        "tables": [_index(dossier), *(_table(dossier, kind, columns) for kind, columns in tables.items())],
    }


def _index(dossier: Dossier) -> dict[str, Any]:
    numbers = {"size", "rows"}
    columns = [
        {
            "name": name,
            "titles": name,
            "dc:description": dossier.say(text),
            "datatype": "integer" if name in numbers else "string",
            "required": name not in {"rows", "kind", "regimes"},
        }
        for name, text in INDEX_COLUMNS.items()
    ]
    return {"url": "index.csv", "tableSchema": {"columns": columns, "primaryKey": "path"}}


def _table(dossier: Dossier, kind: RecordKind, columns: Columns) -> dict[str, Any]:
    described = [*_fixed(dossier), *_fields(columns)]
    if columns.overflow:
        described.append({"name": REST, "titles": REST, "dc:description": dossier.say(COLUMNS[REST])})
    title = dossier.say(words.KINDS[kind])
    return {"url": f"{kind}.csv", "dc:title": title, "tableSchema": {"columns": described, "primaryKey": "id"}}


def _fixed(dossier: Dossier) -> Iterator[dict[str, Any]]:
    for name in FIXED:
        column: dict[str, Any] = {"name": name, "titles": name, "dc:description": dossier.say(COLUMNS[name])}
        if name == "id":
            column["required"] = True
        if name == "occurred_at":
            column["datatype"] = "dateTimeStamp"
        if name in MANY:
            column["separator"] = " "
        yield column


def _fields(columns: Columns) -> Iterator[dict[str, Any]]:
    for _, column in columns:
        described: dict[str, Any] = {"name": column.heading, "titles": column.heading}
        if column.label:
            described["dc:description"] = column.label
        if column.category.isalnum():
            described["dc:subject"] = {"@id": f"{PD}{column.category}"}
        yield described
