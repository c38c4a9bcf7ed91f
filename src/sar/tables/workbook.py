"""Excel workbooks: every sheet, hidden ones too, by the values that stand in the cells."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from sar.imports import load
from sar.outcomes import Gap
from sar.tables import heading
from sar.tables.layout import Row, Table

TOO_LARGE = "The workbook {file} is larger than {cap} and was not read."
BOMB = "The workbook {file} would unpack to more than {cap} and was not read."
DAMAGED = "The workbook {file} is damaged and could not be read to its end."
FORMULAS = (
    "Cells of the workbook {file} with formulas whose results are not stored, so that the formulas are shown: {count}."
)
OTHER = "The sheet {sheet} of the workbook {file} has none of the columns by which it is searched."
NO_ROWS = "The workbook {file} has no rows."
SMALLER = "Raise `max_mb` in credentials.toml, or export it as CSV, then --resume."
SAVE_AS = "Open it in Excel, save it again as .xlsx or CSV, then --resume."
CALCULATE = "Open it in Excel and save it, so that the results are stored, then --resume."

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGED = re.compile(rb'mergeCell\s+ref="([A-Z]+)([0-9]+):[A-Z]+([0-9]+)"')
Cells = Sequence[Any]


class _Down(NamedTuple):
    """A merged cell that goes on downwards: its column, first and last row."""

    column: int
    first: int
    last: int


def read(file: BinaryIO, table: Table) -> Iterator[Row | Gap]:
    """The rows of all sheets; openpyxl is given a workbook only after its unpacked size is known."""
    content = file.read(table.layout.max_bytes + 1)
    if len(content) > table.layout.max_bytes:
        yield table.gap(TOO_LARGE, SMALLER, cap=f"{table.layout.max_bytes >> 20} MiB")
        return
    try:
        yield from _sheets(io.BytesIO(content), table)
    except Exception:  # openpyxl and its XML reader raise whatever a broken part makes them
        yield table.gap(DAMAGED, SAVE_AS)


def _sheets(content: io.BytesIO, table: Table) -> Iterator[Row | Gap]:
    with zipfile.ZipFile(content) as parts:
        # zipfile reads no part further than the size it states
        if sum(part.file_size for part in parts.infolist()) > table.layout.max_unpacked:
            yield table.gap(BOMB, SMALLER, cap=f"{table.layout.max_unpacked >> 20} MiB")
            return
        formulas = any(_scan(parts, name, _FORMULA) for name in parts.namelist() if "/worksheets/" in name)
    book, asked = _opened(content, True), _opened(content, False) if formulas else None
    tally = _Tally()
    for place, sheet in enumerate(book.worksheets):
        shadow = asked.worksheets[place] if asked else None
        merged = _merged(content, sheet)
        yield from _rows(sheet.title, _filled(_cells(sheet, shadow, tally), merged), table, tally)
    if tally.formulas:
        yield table.gap(FORMULAS, CALCULATE, count=tally.formulas)
    yield from tally.other()
    if not tally.rows:
        yield table.gap(NO_ROWS)


class _Tally:
    """What has been met in all sheets."""

    def __init__(self) -> None:
        self.formulas = self.rows = 0
        self._other: list[Gap] = []
        self._right = False

    def lacking(self, title: str, head: heading.Heading, table: Table) -> Iterator[Gap]:
        """The columns that a sheet lacks; one that has none of them is perhaps another table, beside the right one."""
        gaps = list(table.missing(dict.fromkeys(head.names)))
        if table.layout.columns and not head.found:
            self._other += gaps
            yield table.gap(OTHER, sheet=title)
        else:
            self._right = True
            yield from gaps

    def other(self) -> Iterator[Gap]:
        """Where no sheet was the right one, what the others lack."""
        yield from () if self._right else self._other


def _rows(title: str, cells: Iterator[tuple[int, list[Any]]], table: Table, tally: _Tally) -> Iterator[Row | Gap]:
    said = ((number, row) for number, row in cells if not heading.blank(row))
    first = list(islice(said, heading.FIRST))
    head = heading.find([row for _, row in first], table.layout)
    yield from tally.lacking(title, head, table) if first else ()
    for place, (number, row) in enumerate(first):
        if place != head.place:
            tally.rows += place > head.place
            yield Row(number, title, heading.valued(head.names if place > head.place else [], row))
    for number, row in said:
        tally.rows += 1
        yield Row(number, title, heading.valued(head.names, row))


def _opened(content: io.BytesIO, results: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load("openpyxl").load_workbook(io.BytesIO(content.getvalue()), read_only=True, data_only=results)


def _cells(sheet: Any, shadow: Any, tally: _Tally) -> Iterator[tuple[int, list[Any]]]:
    """The sheet's rows by number; a formula stands for itself where its result was never stored."""
    sheet.reset_dimensions()  # exporters state them wrongly, and cells beyond would be left out
    rows = sheet.iter_rows(values_only=True)
    if shadow is None:
        yield from ((number, [_value(cell) for cell in row]) for number, row in enumerate(rows, 1))
        return
    shadow.reset_dimensions()
    for number, (row, asked) in enumerate(zip(rows, shadow.iter_rows(values_only=True), strict=False), 1):
        lost = [result is None and str(formula).startswith("=") for result, formula in zip(row, asked, strict=False)]
        tally.formulas += sum(lost)
        told = [asked[at] if gone else row[at] for at, gone in enumerate(lost)]
        yield number, [_value(cell) for cell in told]


def _filled(rows: Iterator[tuple[int, list[Any]]], merged: list[_Down]) -> Iterator[tuple[int, list[Any]]]:
    """A value merged over several rows is in the first alone: it is each of theirs."""
    waiting, now = sorted(merged, key=lambda one: one.first, reverse=True), dict[_Down, Any]()
    for number, row in rows:
        now = {one: value for one, value in now.items() if one.last >= number}
        for one, value in now.items():
            if one.column < len(row) and row[one.column] is None:
                row[one.column] = value
            elif one.column >= len(row):
                row.extend([*[None] * (one.column - len(row)), value])
        while waiting and waiting[-1].first <= number:
            one = waiting.pop()
            now[one] = row[one.column] if one.column < len(row) else None
        yield number, row


def _merged(content: io.BytesIO, sheet: Any) -> list[_Down]:
    with zipfile.ZipFile(content) as parts:
        found = set(_scan(parts, sheet._worksheet_path.lstrip("/"), _MERGED))
    column = load("openpyxl.utils").column_index_from_string
    downwards = [_Down(column(name.decode()) - 1, int(first), int(last)) for name, first, last in found]
    return [one for one in downwards if one.last > one.first]


def _scan(parts: zipfile.ZipFile, name: str, pattern: re.Pattern[bytes]) -> list[Any]:
    """All that a pattern finds in a part, which is not held whole; what stands on a seam may be found twice."""
    found, end = list[Any](), b""
    with parts.open(name) as part:
        while chunk := part.read(1 << 20):
            found += pattern.findall(end + chunk)
            end = chunk[-100:]
    return found


def _value(cell: Any) -> Any:
    """The cell as JSON holds it: whole numbers without their point, so that phone numbers are numbers again."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell
