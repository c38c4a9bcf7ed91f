"""A file of requests: every line is read before anything is made of the first."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec

from sar.batch.columns import COLUMNS, Cells, Line, line
from sar.batch.model import Fault
from sar.errors import CallError, SarError

LARGEST, MOST = 64 << 20, 10_000
"""Bytes and lines of a file: its requests are made in one transaction, for which all who write wait."""
SIGNS = ",;\t"
JSON_LINES = (".jsonl", ".ndjson")
KNOWN = "Known: {known}."
Row = dict[str, str | list[str]]


@dataclass(frozen=True)
class Read:
    """What a file holds: the lines that are requests, and why the others are none."""

    good: tuple[Line, ...]
    faults: tuple[Fault, ...]
    digest_of: str
    """What two files that ask for the same have in common."""


def read(file: BinaryIO, name: str, today: date, region: str = "CA") -> Read:
    """All lines of a CSV file or of JSON lines; CallError when the file as a whole cannot be read."""
    text = _text(file)
    as_json = name.endswith(JSON_LINES) or (not name.endswith(".csv") and text.lstrip()[:1] == "{")
    good: dict[tuple[str, frozenset[str]], Line] = {}
    faults: list[Fault] = []
    for number, found in _objects(text) if as_json else _rows(text):
        if len(good) + len(faults) >= MOST:
            raise CallError("the file holds more than {n} lines", "Split it into several batches.", n=MOST)
        try:
            if isinstance(found, SarError):
                raise found
            one = line(number, found, today, region)
            if (first := good.get(one.same)) is not None:
                said = "it asks for the same as line {other}"
                raise CallError(said, "Remove one of the two lines.", other=first.number)
            good[one.same] = one
        except SarError as error:
            faults.append(Fault(number, error.message, error.remedy_sentence, error.values))
    if not good and not faults:
        raise CallError("the file holds no requests", "Write one request a line; the column email is enough.")
    return Read(tuple(good.values()), tuple(faults), "\n".join(map(_stands_for, good.values())))


def opened(path: Path) -> BinaryIO:
    """The file; CallError when it cannot be opened."""
    try:
        return path.open("rb")
    except OSError as error:
        said, remedy = "{path} cannot be read ({error})", "Check the path; `-` reads from standard input."
        raise CallError(said, remedy, path=path, error=error.strerror) from None


def _text(file: BinaryIO) -> str:
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise CallError("the file is larger than {size} MiB", "Split it into several batches.", size=LARGEST >> 20)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CallError("the file is not in UTF-8", "Save it as CSV in UTF-8, or as JSON lines.") from None


def _rows(text: str) -> Iterator[tuple[int, Row | SarError]]:
    """The rows under the heading, each with the number of its first line."""
    first = text.lstrip("\r\n").partition("\n")[0]
    sign = max(SIGNS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    heading: list[str] | None = None
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            yield begins, CallError("its quotes do not fit together", "Close every quote, and double those in a value.")
            return
        if cells is None:
            return
        number, begins = begins, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if heading is None:
            heading = _heading(cells)
        elif len(cells) > len(heading) and any(cell.strip() for cell in cells[len(heading) :]):
            said = "it has more values than the heading has columns"
            yield number, CallError(said, "Quote values that hold the sign between columns.")
        else:
            yield number, dict(zip(heading, cells, strict=False))


def _heading(cells: list[str]) -> list[str]:
    """The names of the columns; what is none is not repeated, since a first line without names holds data."""
    names = [cell.strip().casefold() for cell in cells]
    while names and not names[-1]:
        names.pop()
    for place, name in enumerate(names, 1):
        if name not in COLUMNS:
            said = "the first line must name the columns, and column {n} has no known name"
            raise CallError(said, KNOWN, n=place, known=", ".join(COLUMNS))
        if name in names[: place - 1]:
            raise CallError("two columns are called {column}", "Leave out one of them.", column=name)
    return names


def _objects(text: str) -> Iterator[tuple[int, Cells | SarError]]:
    for number, one in enumerate(text.split("\n"), 1):
        if one.strip():
            yield number, _object(one)


def _object(text: str) -> Cells | SarError:
    try:
        row = msgspec.json.decode(text, type=Row)
    except msgspec.DecodeError:
        said = "it is no JSON object whose values are texts, or lists of texts"
        return CallError(said, "Write it as {example}.", example='{"email": "someone@example.com"}')
    if not row.keys() <= set(COLUMNS):
        return CallError("it has a key that is not known", KNOWN, known=", ".join(COLUMNS))
    return row


def _stands_for(one: Line) -> str:
    parts: Iterable[object] = (one.kind, *sorted(one.same[1]), one.regimes, one.received, one.lang)
    return repr(tuple(map(str, parts)))
