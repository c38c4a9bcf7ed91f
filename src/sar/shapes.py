"""Reading an answer without trusting its shape: what is not as expected is `Changed`, never a crash."""

import hashlib
from typing import Any

import msgspec

from sar.errors import Changed


def as_object(value: Any, what: str = "an answer") -> dict[str, Any]:
    """The value if it is a JSON object."""
    if not isinstance(value, dict):
        raise Changed("{what} has another shape than expected", what=what)
    return value


def as_rows(value: Any, what: str = "a list") -> list[dict[str, Any]]:
    """The value if it is a list of JSON objects."""
    if not isinstance(value, list):
        raise Changed("{what} has another shape than expected", what=what)
    if not all(isinstance(row, dict) for row in value):
        raise Changed("a row of {what} has another shape than expected", what=what)
    return value


def inner(row: dict[str, Any], *keys: str) -> Any:
    """What stands under nested keys, or None when any of them is absent, null or no object."""
    value: Any = row
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def some_rows(row: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """A list under a key that may be absent or null."""
    value = row.get(key)
    return [] if value is None else as_rows(value, key)


def text_of(row: dict[str, Any], *keys: str) -> str:
    """A text or number under nested keys, empty when there is none."""
    value = inner(row, *keys)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def id_of(row: dict[str, Any], key: str = "id") -> str:
    """The row's id as text; `Changed` when it has none."""
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise Changed("a row has no id")
    return str(value)


def content_id(row: Any) -> str:
    """A stable id for a row that has none: a digest of what it says."""
    return hashlib.sha256(msgspec.json.encode(row, order="sorted")).hexdigest()[:16]
