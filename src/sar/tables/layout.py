"""What is known of a table before it is read, its rows, and where a column stands in one."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sar.outcomes import Gap
from sar.records import pointer

NO_COLUMN = "The file {file} has no column {column}."
NAME_THE_COLUMN = "Export it with that column, or mend the column's name in credentials.toml, then --resume."


class Layout(msgspec.Struct, frozen=True):
    """How a table is to be read; what is left out is found by looking."""

    columns: tuple[tuple[str, ...], ...] = ()
    """Columns that must be there, each by its names: one of them is enough."""
    rows: str = ""
    """In a JSON document, the dotted path to the list."""
    encoding: str = ""
    delimiter: str = ""
    max_bytes: int = 64 << 20
    """Of what must be held whole: a JSON document, a workbook, one line."""
    max_unpacked: int = 256 << 20
    """Of a workbook's parts together, once unpacked."""


class Row(NamedTuple):
    """One row: its number in the file, the sheet of a workbook, and its values by column."""

    number: int
    part: str
    values: dict[str, Any]


class Table(NamedTuple):
    """A file that is being read."""

    name: str
    layout: Layout

    def gap(self, what: str, remedy: str = "", **values: object) -> Gap:
        """A limit of this file's reading."""
        return Gap(what, remedy, {"file": self.name, **{key: str(value) for key, value in values.items()}})

    def missing(self, found: Mapping[str, Any]) -> Iterator[Gap]:
        """The columns that a row or heading lacks."""
        for names in self.layout.columns:
            if not any(has(found, name) for name in names):
                yield self.gap(NO_COLUMN, NAME_THE_COLUMN, column=" / ".join(names))


def folded(name: str) -> str:
    """A column's name as it is compared: case, spaces and composed letters do not count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def places_of(values: Mapping[str, Any], column: str) -> Iterator[tuple[str, Any]]:
    """Where a column stands in a row, as JSON Pointer and value; `contact.emails.address` goes through lists too."""
    yield from _within(values, column, "")


def has(values: Mapping[str, Any], column: str) -> bool:
    """Whether the row has the column, be it empty."""
    return next(places_of(values, column), None) is not None


def named(cells: Sequence[Any]) -> list[str]:
    """Names for the columns of a heading: a nameless one gets its number, a second of the same name too."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for number, cell in enumerate(cells, 1):
        name = " ".join(str(cell).split()) if cell not in {None, ""} else f"column {number}"
        seen[folded(name)] = seen.get(folded(name), 0) + 1
        names.append(name if seen[folded(name)] == 1 else f"{name} ({seen[folded(name)]})")
    return names


_REPEATED = re.compile(r" \(\d+\)$")


def _within(value: Any, column: str, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _within(item, column, path + pointer(index))
        return
    if not isinstance(value, Mapping):
        return
    wanted = folded(column)
    whole = [key for key in value if wanted in {folded(key), folded(_REPEATED.sub("", key))}]
    for key in whole:
        yield from _leaves(value[key], path + pointer(key))
    head, dot, rest = column.partition(".")
    if dot and not whole:
        for key in [key for key in value if folded(key) == folded(head)]:
            yield from _within(value[key], rest, path + pointer(key))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, path + pointer(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, path + pointer(index))
    else:
        yield path, value
