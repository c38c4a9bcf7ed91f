"""What tells the rows of a list apart, and how long it says it is."""

from typing import Any

from sar.sdk import Changed, id_of, text_of

Row = dict[str, Any]


def identity(row: Row) -> tuple[str, str]:
    """Results of the full-text search are numbered per type."""
    return text_of(row, "type"), id_of(row)


def total_of(answer: Row, key: str) -> int:
    """How many rows the whole list has; `Changed` when it does not say."""
    total = answer.get("total_count", "")
    if total is None and answer.get(key) == []:  # a search for too short a word
        return 0
    if not isinstance(total, int) or isinstance(total, bool):
        raise Changed("a list has no total")
    return total
