"""Reading tables that other systems export: CSV, Excel workbooks, JSON and JSON Lines, row by row from a stream.

Nothing is lost in silence: a wrong encoding, a broken row, a missing column and a limit are gaps among the rows.
"""

from collections.abc import Iterator
from typing import BinaryIO

from sar.outcomes import Gap
from sar.tables import documents, separated, workbook
from sar.tables.layout import Layout, Row, Table, places_of
from sar.tables.text import Lines, sample

__all__ = ["Layout", "Row", "places_of", "read_table"]

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

EMPTY = "The file {file} is empty."
OLD = "The workbook {file} is in the old Excel format or protected by a password and cannot be read."
UNKNOWN = "The file {file} is neither text nor an Excel workbook and cannot be read."
EXPORT_AGAIN = "Export it again, then --resume."
SAVE_AS = "Save it without a password as .xlsx or CSV, then --resume."


def read_table(file: BinaryIO, name: str, layout: Layout | None = None) -> Iterator[Row | Gap]:
    """The rows of a table and what could not be read of it; its format is told by its content, then by its name.

    The stream is read as the rows are taken; only a workbook and a JSON document are held whole, up to a limit.
    """
    table = Table(name, layout or Layout())
    start = sample(file)
    if not start:
        yield table.gap(EMPTY, EXPORT_AGAIN)
    elif start.startswith(ZIP):
        yield from workbook.read(file, table)
    elif start.startswith(OLD_EXCEL):
        yield table.gap(OLD, SAVE_AS)
    else:
        yield from _text(file, table, start)


def _text(file: BinaryIO, table: Table, start: bytes) -> Iterator[Row | Gap]:
    lines = Lines.of(file, start, table.layout)
    if lines is None:
        yield table.gap(UNKNOWN, SAVE_AS)
        return
    reader = {"json": documents.read, "lines": documents.read_lines}.get(_kind(table.name, lines), separated.read)
    yield from reader(lines, table)
    yield from lines.gaps(table)


def _kind(name: str, lines: Lines) -> str:
    ending = name.casefold().rpartition(".")[2]
    if ending in {"jsonl", "ndjson"}:
        return "lines"
    if ending in {"csv", "tsv", "tab"}:
        return ""
    first = lines.ahead(2)
    opening = first[0].lstrip()[:1] if first else ""
    if opening == "{" and len(first) > 1 and documents.is_object(first[0]):
        return "lines"
    return "json" if opening in {"{", "["} or ending == "json" else ""
