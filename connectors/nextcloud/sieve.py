"""Whether a text can hold an identifier of the subject at all: cheap, and never wrong when it says no."""

import re
import unicodedata
from typing import Any

from sar.sdk import Matcher, Search, at

_ENCODED = re.compile(r"quoted-printable|base64|%[0-9a-f]{2}|\\u[0-9a-f]{4}", re.IGNORECASE)
_NO_DIGIT = re.compile(r"\D")
LAST_DIGITS = 7
"""So many digits of a phone number stand together however the rest is written."""


class Sieve:
    """What all spellings of the subject's identifiers have in common."""

    def __init__(self, matcher: Matcher) -> None:
        self._words = {_folded(one.value.rpartition("@")[0]) for one in matcher.of("email")}
        self._words |= {_folded(one.value) for one in matcher.of("user_id")}
        digits = (_NO_DIGIT.sub("", one.canonical) for one in matcher.of("phone"))
        self._digits = {text[-LAST_DIGITS:] for text in digits if len(text) >= LAST_DIGITS}

    def passes(self, text: str) -> bool:
        """Whether the text must be looked at; one that is encoded always is."""
        folded = _folded(text)
        if any(word in folded for word in self._words if word) or _ENCODED.search(text):
            return True
        return bool(self._digits) and any(one in _NO_DIGIT.sub("", text) for one in self._digits)


def similar(search: Search, raw: Any, *pointers: str) -> bool:
    """Whether a part of a text looks like an address of the subject, as a server's own search would find it."""
    text = _folded(repr([_at(raw, one) for one in pointers] if pointers else raw))
    return any(_folded(one.value) in text for one in search.matcher.of("email"))


def _at(raw: Any, path: str) -> Any:
    try:
        return at(raw, path)
    except LookupError:
        return None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
