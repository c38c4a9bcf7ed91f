"""How Dovecot searches without an index: substrings, without case, in decoded headers and texts.

It reads messages by the standard library's newest rules, and shares no code with the connector.
"""

import re
import unicodedata
from collections.abc import Callable
from email import message_from_string, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from functools import lru_cache
from typing import Any

ADDRESSES = ("from", "to", "cc", "bcc", "sender", "reply-to")
Finds = Callable[["Seen"], bool]


class Unknown(Exception):
    """A search key that is not known."""


class Seen:
    """A message as the search sees it."""

    def __init__(self, message: dict[str, Any], place: int, count: int) -> None:
        self.uid, self.place, self.count = message["uid"], place, count
        self._content: bytes = message["content"]

    def header(self, name: str) -> str:
        """All headers of a name, decoded; addresses as they read without spaces and comments."""
        return _header(self._content, name.lower())

    @property
    def body(self) -> str:
        """All texts of the message and of those attached to it, decoded, markup and all."""
        return _body(self._content)

    @property
    def text(self) -> str:
        """The same with all headers, also of parts and of attached messages."""
        return _text(self._content)


class Seeker:
    """A search as the client words it."""

    def __init__(self, words: list[bytes]) -> None:
        self._words = [word.decode("utf-8", "replace") for word in words]
        if self._words[:1] == ["CHARSET"]:
            del self._words[:2]
        self._keys: list[Finds] = []
        while self._words:
            self._keys.append(self._key())

    def finds(self, message: dict[str, Any], place: int, count: int) -> bool:
        """Whether all keys hold."""
        seen = Seen(message, place, count)
        return all(key(seen) for key in self._keys)

    def _key(self) -> Finds:
        name = self._next()
        if name == "(":
            inner: list[Finds] = []
            while self._words and self._words[0] != ")":
                inner.append(self._key())
            self._next()
            return lambda seen: all(key(seen) for key in inner)
        if name == "OR":
            first, second = self._key(), self._key()
            return lambda seen: first(seen) or second(seen)
        if name == "ALL":
            return lambda seen: True
        if name[0].isdigit():
            return _numbered(name)
        return self._holding(name)

    def _holding(self, name: str) -> Finds:
        header = self._next() if name == "HEADER" else name
        if name not in {"FROM", "TO", "CC", "BCC", "SUBJECT", "HEADER", "BODY", "TEXT"}:
            raise Unknown(name)
        wanted = unicodedata.normalize("NFD", self._next()).casefold()
        if name == "BODY":
            return lambda seen: wanted in seen.body
        if name == "TEXT":
            return lambda seen: wanted in seen.text
        return lambda seen: wanted in seen.header(header)

    def _next(self) -> str:
        if not self._words:
            raise Unknown("nothing")
        return self._words.pop(0)


def _numbered(numbers: str) -> Finds:
    first, _, last = numbers.partition(":")
    return lambda seen: int(first) <= seen.place <= (seen.count if last == "*" else int(last or first))


@lru_cache(maxsize=4096)
def _header(content: bytes, name: str) -> str:
    said = [_decoded(value) for key, value in _read_whole(content).items() if key.lower() == name]
    if name in ADDRESSES:
        said = _addresses(content, name)
    return _folded("\n".join(said))


def _addresses(content: bytes, name: str) -> list[str]:
    read = message_from_string(_as_text(content), _class=EmailMessage, policy=policy.default)
    found = []
    for key, value in read.raw_items():
        if key.lower() == name:
            try:
                parsed = read.policy.header_factory(key, " ".join(str(value).split()))  # type: ignore[attr-defined]
                found += [f"{one.display_name} <{one.username}@{one.domain}>" for one in parsed.addresses]
            except (ValueError, IndexError, AttributeError):
                continue
    return found


@lru_cache(maxsize=4096)
def _body(content: bytes) -> str:
    return _folded("\n".join(_texts(_read_whole(content))))


@lru_cache(maxsize=4096)
def _text(content: bytes) -> str:
    whole = _read_whole(content)
    heads = [f"{key}: {_decoded(value)}" for part in whole.walk() for key, value in part.items()]
    return _folded("\n".join([*heads, *_texts(whole)]))


def _read_whole(content: bytes) -> "Message[str, str]":
    return message_from_string(_as_text(content))


def _as_text(content: bytes) -> str:
    """Bytes beyond ASCII are taken for UTF-8, in headers too; a header's name that has some ends no headers."""
    return re.sub(r"(?m)^(X-)[^\x00-\x7f]+:", r"\1:", content.decode("utf-8", "surrogateescape"))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFD", text).casefold()


def _texts(whole: "Message[str, str]") -> list[str]:
    return [_read(part) for part in whole.walk() if part.get_content_maintype() == "text"]


def _read(part: "Message[str, str]") -> str:
    content = part.get_payload(decode=True)
    if str(part.get("content-transfer-encoding", "8bit")).lower() in {"7bit", "8bit"}:
        return str(part.get_payload())
    charset = part.get_content_charset("utf-8")
    try:
        return content.decode(charset, "replace") if isinstance(content, bytes) else ""
    except LookupError:
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _decoded(value: Any) -> str:
    said = str(value).replace("\r\n", "")
    try:
        return str(make_header(decode_header(said)))
    except (ValueError, LookupError):
        return said
