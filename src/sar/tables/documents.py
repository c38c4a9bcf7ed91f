"""JSON documents, held whole up to a limit, and JSON Lines, one object a line."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from sar.outcomes import Gap
from sar.tables.layout import Row, Table, folded
from sar.tables.text import Lines

TOO_LARGE = "The file {file} is larger than {cap} and was not read."
NO_JSON = "The file {file} is not valid JSON and could not be read."
NO_LIST = "The file {file} holds no list of rows where one was looked for."
BAD_LINES = "Lines of the file {file} that are not valid JSON and could not be read: {count}."
SMALLER = "Raise `max_mb` in credentials.toml, or export it as JSON Lines or in parts, then --resume."
EXPORT_AGAIN = "Mend the file or export it again, then --resume."
SET_ROWS = "Set `rows` in credentials.toml to the path of the list, such as data.customers, then --resume."


def is_object(line: str) -> bool:
    """Whether a line is a whole JSON object."""
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, RecursionError):
        return False


def read(lines: Lines, table: Table) -> Iterator[Row | Gap]:
    """The rows of one document."""
    text, size = list[str](), 0
    for line in lines:
        size += len(line)
        if size > table.layout.max_bytes:
            yield table.gap(TOO_LARGE, SMALLER, cap=f"{table.layout.max_bytes >> 20} MiB")
            return
        text.append(line)
    try:
        document = msgspec.json.decode("".join(text))
    except (msgspec.DecodeError, RecursionError):
        yield table.gap(NO_JSON, EXPORT_AGAIN)
        return
    yield from _listed(document, table)


def read_lines(lines: Lines, table: Table) -> Iterator[Row | Gap]:
    """One row a line; broken lines are counted."""
    broken, seen = 0, _Seen(table)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = msgspec.json.decode(line)
        except (msgspec.DecodeError, RecursionError):
            broken += 1
            continue
        yield seen.row(number, value)
    yield from seen.gaps()
    if broken:
        yield table.gap(BAD_LINES, EXPORT_AGAIN, count=broken)


def _listed(document: Any, table: Table) -> Iterator[Row | Gap]:
    rows, rest = _found(document, table.layout.rows)
    if rows is None:
        yield table.gap(NO_LIST, SET_ROWS)
        return
    seen = _Seen(table)
    for number, row in enumerate(rows, 1):
        yield seen.row(number, row)
    yield from seen.gaps()
    if rest:
        yield Row(0, "", rest)


def _found(document: Any, path: str) -> tuple[list[Any] | None, dict[str, Any]]:
    """The list of rows, and what stands beside it; without a path the only list of objects that there is."""
    if path:
        value = document
        for part in path.split("."):
            keys = [key for key in value if folded(key) == folded(part)] if isinstance(value, Mapping) else []
            value = value[keys[0]] if keys else None
        return value if isinstance(value, list) else None, {}
    if isinstance(document, list):
        return document, {}
    lists = [key for key, value in document.items() if _objects(value)] if isinstance(document, dict) else []
    if len(lists) != 1:
        return None, {}
    return document[lists[0]], {key: value for key, value in document.items() if key != lists[0]}


def _objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


class _Seen:
    """Which wanted columns have been seen in any row: JSON rows leave out what they lack."""

    def __init__(self, table: Table) -> None:
        self._table, self._lacking, self._rows = table, list(table.missing({})), 0

    def row(self, number: int, value: Any) -> Row:
        values = value if isinstance(value, dict) else {"value": value}
        if self._lacking:
            gone = list(self._table.missing(values))
            self._lacking = [gap for gap in self._lacking if gap in gone]
        self._rows += 1
        return Row(number, "", values)

    def gaps(self) -> Iterator[Gap]:
        if self._rows:
            yield from self._lacking
        else:
            yield self._table.gap("The file {file} has no rows.")
