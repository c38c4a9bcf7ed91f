"""CSV: values separated by a sign that nobody told, quotes that may be broken."""

import csv
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from sar.outcomes import Gap
from sar.tables import heading
from sar.tables.heading import Heading
from sar.tables.layout import Layout, Row, Table
from sar.tables.text import Lines

SIGNS = ",;\t|"
LONGEST = 5_000
"""Lines that one quoted value may go on for: a quote that does not end before is a broken one."""
END = "\0end of the file\0"

NO_ROWS = "The file {file} has a heading and no rows."
BROKEN = "Rows of the file {file} that are not as its heading says, so that values may be in wrong columns: {count}."
MEND = "Mend these rows in the file or export it again, then --resume."


class _Unclosed(Exception):
    """A quoted value does not end."""


class _Record(NamedTuple):
    """The values of one row, the number of its first line, and whether its quotes were broken."""

    cells: list[str]
    line: int
    broken: bool


def read(lines: Lines, table: Table) -> Iterator[Row | Gap]:
    """The rows of a CSV file; a row that is not like the heading is counted, and read as far as it goes."""
    _told(lines)
    first = lines.ahead(heading.FIRST)
    sign = table.layout.delimiter or _sign(first, table.layout)
    head = _heading(first, sign, table.layout)
    yield from table.missing(dict.fromkeys(head.names))
    broken = count = 0
    for place, record in enumerate(_Records(lines, sign, head, table.layout.max_bytes)):
        if place == head.place or heading.blank(record.cells):
            continue
        cells = _fitted(record.cells, len(head.names))
        title = place < head.place
        broken += not title and (record.broken or len(cells) != len(head.names))
        count += not title
        yield Row(record.line, "", heading.valued([] if title else head.names, cells))
    if broken:
        yield table.gap(BROKEN, MEND, count=broken)
    if not count:
        yield table.gap(NO_ROWS)


def _told(lines: Lines) -> None:
    """Excel's `sep=;` tells Excel alone."""
    first = lines.ahead(1)
    if first and first[0].strip().strip('"').casefold() in {f"sep={sign}" for sign in SIGNS}:
        next(lines)


def _sign(first: Sequence[str], layout: Layout) -> str:
    """The sign by which most of the wanted columns are found, and most rows are equally wide."""

    def merit(sign: str) -> tuple[int, int, int]:
        widths = Counter(len(row) for row in _parsed(first, sign) if not heading.blank(row))
        width, often = max(((w, n) for w, n in widths.items() if w > 1), key=lambda one: one[1], default=(1, 0))
        return _heading(first, sign, layout).found, often, width

    return max(SIGNS, key=merit)


def _heading(first: Sequence[str], sign: str, layout: Layout) -> Heading:
    return heading.find(_parsed(first, sign), layout)


def _parsed(lines: Sequence[str], sign: str) -> list[list[str]]:
    return [record.cells for record in _Records(iter(lines), sign, None, 1 << 20)]


def _fitted(cells: list[str], width: int) -> list[str]:
    """Without empty values at the end that no column is for, as a separator after the last value gives."""
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells


class _Records:
    """Rows out of lines; one whose quote never ends is read by its first line, and the rest anew."""

    def __init__(self, lines: Iterator[str], sign: str, head: Heading | None, longest: int) -> None:
        self._lines, self._sign, self._head = chain(lines, (END,)), sign, head
        self._again, self._taken = deque[str](), list[str]()
        csv.field_size_limit(max(longest, csv.field_size_limit()))

    def __iter__(self) -> Iterator[_Record]:
        reader, line, place = self._reader(), 1, 0
        while True:
            self._taken = []
            try:
                cells = next(reader)
            except (csv.Error, _Unclosed):
                cells = None
            if self._taken == [END]:
                return
            if cells is None or self._astray(cells, place):
                self._again.extendleft(reversed(self._taken[1:]))
                reader, cells, self._taken = self._reader(), _roughly(self._taken[0], self._sign), self._taken[:1]
                yield _Record(cells, line, True)
            else:
                yield _Record(cells, line, False)
            line, place = line + len(self._taken), place + 1

    def _astray(self, cells: list[str], place: int) -> bool:
        """Whether a quote has swallowed rows: it met the file's end, or the width is not the heading's."""
        if len(self._taken) == 1:
            return False
        if self._taken[-1] is END:
            return True
        after = self._head is not None and place > self._head.place
        return after and self._head is not None and len(_fitted(cells, len(self._head.names))) != len(self._head.names)

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._fed(), delimiter=self._sign)

    def _fed(self) -> Iterator[str]:
        while True:
            if len(self._taken) >= LONGEST:
                raise _Unclosed
            line = self._again.popleft() if self._again else next(self._lines, None)
            if line is None:
                return
            self._taken.append(line)
            yield line


def _roughly(line: str, sign: str) -> list[str]:
    """The values of a line whose quotes are broken."""
    return [cell.strip().strip('"') for cell in line.rstrip("\r\n").split(sign)]
