"""`KIND.csv`: the same rows as in `KIND.jsonl`, for spreadsheets."""

import csv
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sar.dossier.portable.cells import BOM, cell
from sar.dossier.portable.columns import FIXED, REST, Columns, keyed
from sar.dossier.portable.rows import Row
from sar.dossier.portable.writing import private

ENCODING = "utf-8"


def table(lines: Path, columns: Columns, path: Path) -> None:
    """Write the table of a file of lines, which is read line by line."""
    headings = [*FIXED, *(column.heading for _, column in columns), *((REST,) if columns.overflow else ())]
    decoder = msgspec.json.Decoder(Row)
    with private(path) as file, lines.open("rb") as source:
        file.write(BOM)
        with_text = _Text(file)
        writer = csv.writer(with_text, lineterminator="\r\n")
        writer.writerow(headings)
        for line in source:
            writer.writerow(map(cell, _cells(decoder.decode(line), columns)))


def _cells(row: Row, columns: Columns) -> Iterator[str]:
    moment = row.occurred_at.isoformat().replace("+00:00", "Z") if row.occurred_at else ""
    yield from (row.id, row.system, row.type, moment, row.title, row.text, " ".join(row.regimes))
    yield " ".join(file.path for file in row.files)
    values = dict(keyed(row.fields))
    yield from (values[key].value if key in values else "" for key, _ in columns)
    if columns.overflow:
        rest = [field for key, field in values.items() if key not in columns]
        yield msgspec.json.encode(rest).decode() if rest else ""


class _Text:
    """A text file over a binary one, as the csv module wants it."""

    def __init__(self, file) -> None:  # type: ignore[no-untyped-def]
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode(ENCODING))  # type: ignore[no-any-return]
