"""Content lines as vCard (RFC 6350) and iCalendar (RFC 5545) have them: escaped, folded, never within a letter."""

import re
from collections.abc import Iterable, Iterator

WIDTH = 75
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_BREAK = re.compile(r"\r\n|[\r\x85\u2028\u2029]")


def one_text(text: str) -> str:
    """A text whose only control characters are tab and line feed, so that no reader sees a line that we did not end."""
    return _CONTROL.sub("", _BREAK.sub("\n", text))


def escaped(text: str) -> str:
    """A TEXT value."""
    plain = one_text(text).replace("\\", "\\\\")
    return plain.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def structured(parts: Iterable[str]) -> str:
    """A value of several parts, such as a name or an address."""
    return ";".join(map(escaped, parts))


def folded(line: str) -> bytes:
    """The line in UTF-8 with its end, in pieces of at most 75 octets."""
    return b"\r\n ".join(_pieces(line)) + b"\r\n"


def _pieces(line: str) -> Iterator[bytes]:
    piece, room = bytearray(), WIDTH
    for char in line:
        encoded = char.encode()
        if len(piece) + len(encoded) > room:
            yield bytes(piece)
            piece, room = bytearray(), WIDTH - 1  # a continued line begins with a space
        piece += encoded
    yield bytes(piece)
