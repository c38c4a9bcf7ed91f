"""Finding the heading among a table's first rows: titles may stand above it, and some tables have none."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from sar.tables.layout import Layout, folded, has, named

FIRST = 20
"""Rows among which the heading is looked for."""
_NUMBERED = re.compile(r"column \d+")

Cells = Sequence[Any]


class Heading(NamedTuple):
    """Which of the first rows it is (-1: none), and the names of the columns."""

    place: int
    names: list[str]
    found: int
    """How many of the wanted columns it has."""


def find(first: Sequence[Cells], layout: Layout) -> Heading:
    """The first row that has all wanted columns, else the one with the most of them, else the fullest.

    A cell left empty takes its name from above, as where a heading of two rows was merged. A layout that
    names columns by number, or none of whose columns is there, is taken for a table without a heading.
    """
    nameless = Heading(-1, named([None] * max(map(len, first), default=0)), 0)
    wanted = layout.columns
    if any(_NUMBERED.fullmatch(folded(name)) for names in wanted for name in names):
        return nameless
    tried = [_tried(first, place, layout) for place in range(len(first))]
    if not wanted:
        return max(tried, key=lambda one: _filled(first[one.place]), default=nameless)
    best = max(tried, key=lambda one: one.found, default=nameless)
    return best if best.found else nameless


def _tried(first: Sequence[Cells], place: int, layout: Layout) -> Heading:
    cells = [
        cell if _said(cell) else next((row[at] for row in first[:place][::-1] if at < len(row) and _said(row[at])), "")
        for at, cell in enumerate(first[place])
    ]
    names = named(cells)
    row = dict.fromkeys(names)
    return Heading(place, names, sum(any(has(row, name) for name in group) for group in layout.columns))


def _filled(cells: Cells) -> int:
    return sum(map(_said, cells))


def _said(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def valued(names: Sequence[str], cells: Cells) -> dict[str, Any]:
    """A row's values by column; values beyond the heading are kept under their column's number."""
    beyond = [f"column {number}" for number in range(len(names) + 1, len(cells) + 1)]
    return dict(zip([*names, *beyond], cells, strict=False))


def blank(cells: Cells) -> bool:
    """Whether a row says nothing."""
    return not any(map(_said, cells))
