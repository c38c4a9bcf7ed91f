"""From the bytes of a log to text, and from text to what was meant, through every encoding that was laid over it.

Standard library only: the scanning processes import this too.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

LEVELS = 6
"""How often a text is decoded at most: `%25252540` is four times an at sign."""
_ESCAPED = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|u00([0-9A-Fa-f]{2})|([\"\\/]))")


class Parameter(NamedTuple):
    """One value of a query, decoded to the end."""

    name: str
    value: str


def readable(content: bytes) -> str:
    """Text of bytes that should be UTF-8; what isn't is taken as Latin-1, so that nothing gets lost."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_parts(content))


def _parts(content: bytes) -> Iterator[str]:
    while content:
        try:
            yield content.decode("utf-8")
            return
        except UnicodeDecodeError as error:
            yield content[: error.start].decode("utf-8")
            yield content[error.start : error.end].decode("latin-1")
            content = content[error.end :]


def decoded(text: str) -> str:
    """The text without the log's escapes and with every level of percent signs undone."""
    content = text.encode("utf-8", "surrogateescape")
    for _ in range(LEVELS):
        undone = unquote_to_bytes(_ESCAPED.sub(_byte, content))
        if undone == content:
            break
        content = undone
    return unicodedata.normalize("NFC", readable(content))


def as_form(text: str) -> str:
    """The same as a form writes it, where a plus is a space."""
    return decoded(text.replace("+", " "))


def parameters(text: str) -> Iterator[Parameter]:
    """The values in the query of an address, and in the queries of addresses inside them."""
    yield from _parameters(text, LEVELS)


def _parameters(text: str, left: int) -> Iterator[Parameter]:
    _, mark, query = text.partition("?")
    for pair in re.split(r"[&;]", query) if mark else ():
        name, equals, value = pair.partition("=")
        if not equals:
            continue
        yield Parameter(decoded(name), decoded(value))
        once = readable(unquote_to_bytes(value))
        if left and once != value and ("?" in once or "%3f" in once.lower()):
            yield from _parameters(once if "?" in once else readable(unquote_to_bytes(once)), left - 1)


def _byte(found: re.Match[bytes]) -> bytes:
    code = found[1] or found[2]
    return bytes([int(code, 16)]) if code else found[3]
