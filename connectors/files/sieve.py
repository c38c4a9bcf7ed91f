"""A quick look at a row, wide enough to let nothing of the subject's by: most rows need no closer one."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import msgspec

from sar.sdk import Identifier, Search, canonical

NOT_DIGITS = re.compile(r"\D+")


def sieve(search: Search) -> Callable[[dict[str, Any]], bool]:
    """Whether a row may hold one of the subject's identifiers, in any spelling and at any place."""
    identifiers = search.matcher.identifiers
    words = {_word(one) for one in identifiers if one.kind != "phone"}
    numbers = {number(one.value) for one in identifiers if one.kind == "phone"}

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


def _word(one: Identifier) -> str:
    """What every spelling has in common: domains may be written in two ways, spaces in a name vary."""
    text = canonical(one.kind, one.value).casefold()
    if one.kind == "email":
        text = text.rpartition("@")[0] + "@"
    words = text.split()
    return msgspec.json.encode(words[-1] if words else text).decode()[1:-1]
