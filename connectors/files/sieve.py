"""A quick look at a row, wide enough to let nothing of the subject's by: most rows need no closer one."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from sar.sdk import Identifier, Search, canonical

NOT_DIGITS = re.compile(r"\D+")


def sieve(search: Search) -> Callable[[dict[str, Any]], bool]:
    """Whether a row may hold one of the subject's identifiers, in any spelling and at any place."""
    identifiers = search.matcher.identifiers
    words = {word for one in identifiers if one.kind != "phone" for word in _words(one)}
    # how a number goes on after its country and area is written everywhere alike
    numbers = {number(one.value)[-7:] for one in identifiers if one.kind == "phone"}

    def passes(row: dict[str, Any]) -> bool:
        text = msgspec.json.encode(row).decode()
        folded = (text if text.isascii() else unicodedata.normalize("NFC", text)).casefold()
        if any(word in folded for word in words):
            return True
        digits = NOT_DIGITS.sub("", text) if numbers else ""
        return any(one in digits for one in numbers)

    return passes


def number(phone: str) -> str:
    """A number's last ten digits: how it is written in its own country."""
    return NOT_DIGITS.sub("", canonical("phone", phone))[-10:]


def _words(one: Identifier) -> Iterator[str]:
    """What its spellings have in common: domains may be written in two ways, spaces in a name vary."""
    for text in {canonical(one.kind, one.value), unicodedata.normalize("NFC", one.value).strip()}:
        shared = text.rpartition("@")[0] + "@" if one.kind == "email" else (text.split() or [text])[-1]
        yield msgspec.json.encode(shared.casefold()).decode()[1:-1]
