"""The columns of a table, learnt while its records go by, so that the table can be written in a second run."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sar.records import Field

FIXED = ("id", "system", "type", "occurred_at", "title", "text", "regimes", "files")
REST = "more"
"""The last column, where there are more values than columns."""
MOST = 250
LONGEST = 60
Key = tuple[str, int]
"""A field's name, and how many of that name came before it in its record."""


class Column(NamedTuple):
    """A column: its heading, and what people call it."""

    heading: str
    label: str
    category: str


class Columns:
    """Those of one kind of records; names come from processors and can be anything."""

    def __init__(self) -> None:
        self._by_key: dict[Key, Column] = {}
        self._headings = {*FIXED, REST}
        self.overflow = False

    def meet(self, fields: Iterable[Field]) -> None:
        """Learn the columns that a record needs."""
        for key, field in keyed(fields):
            if key in self._by_key:
                continue
            if len(self._by_key) == MOST:
                self.overflow = True
            else:
                self._by_key[key] = Column(self._heading(field.name), field.label, field.category)

    def __iter__(self) -> Iterator[tuple[Key, Column]]:
        return iter(self._by_key.items())

    def __contains__(self, key: Key) -> bool:
        return key in self._by_key

    def _heading(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        parts = (re.sub(r"[^A-Za-z0-9]+", "_", part).strip("_") for part in plain.split("."))
        base = ".".join(filter(None, parts))[:LONGEST].rstrip("._") or "value"
        heading, number = base, 1
        while heading.casefold() in self._headings:
            number += 1
            heading = f"{base}_{number}"
        self._headings.add(heading.casefold())
        return heading


def keyed(fields: Iterable[Field]) -> Iterator[tuple[Key, Field]]:
    """Each field with what tells it from others of the same name in its record."""
    seen: dict[str, int] = {}
    for field in fields:
        yield (field.name, seen.get(field.name, 0)), field
        seen[field.name] = seen.get(field.name, 0) + 1
