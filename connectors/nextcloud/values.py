"""Values that anybody may have typed into a form or a table: whose they are, and when that cannot be told."""

import re
from collections.abc import Mapping
from typing import Any

from sar.sdk import Match, Search, canonical

_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_NUMBER = re.compile(r"[+\d][\d\s().\-/]{5,}\d|\(\d[\d\s().\-/]{5,}\d")


def own_value(search: Search, raw: Any, texts: Mapping[str, Any]) -> Match | None:
    """The subject's address or number as the whole of one value; `texts` are the values by JSON Pointer.

    Where the values are the addresses, or the numbers, of several people, the row is not one person's: None.
    """
    addresses = {path: text.strip() for path, text in _texts(texts) if _ADDRESS.fullmatch(text.strip())}
    numbers = {path: text.strip() for path, text in _texts(texts) if _NUMBER.fullmatch(text.strip())}
    if len({canonical("email", one) for one in addresses.values()}) == 1:
        return search.prove(raw, "email", *addresses)
    if not addresses and len({canonical("phone", one) for one in numbers.values()}) == 1:
        return search.prove(raw, "phone", *numbers)
    return None


def kind_of(value: str) -> str:
    """Whether the whole of a value is an `email` or a `phone`; else empty."""
    text = value.strip()
    return "email" if _ADDRESS.fullmatch(text) else "phone" if _NUMBER.fullmatch(text) else ""


def _texts(texts: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(path, text) for path, text in texts.items() if isinstance(text, str)]
