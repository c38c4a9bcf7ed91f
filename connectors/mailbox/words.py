"""Text out of a message's bytes: encoded words, charsets that lie, bytes of no charset at all."""

import binascii
import codecs
import re
import unicodedata

WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
"""An encoded word (RFC 2047); spaces inside, as some programs write them, are let through."""
SLOW_OR_STRANGE = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"})
"""Codecs of Python that no message means."""
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""Characters without width, which would hide an address from every comparison."""


def text(content: bytes, charset: str = "") -> str:
    """Bytes as text by the charset they name, else by the likeliest one; never an error."""
    for name in (_wide(content, charset), "utf-8"):
        try:
            if name and codecs.lookup(name).name not in SLOW_OR_STRANGE:
                return clean(content.decode(name))
        except (LookupError, UnicodeError, ValueError):
            continue
    return clean(content.decode("cp1252", "replace"))


def clean(value: str) -> str:
    """The text in normal form (NFC), without lone surrogates, null characters and characters that nobody sees."""
    value = value.replace("\0", "")
    if value.isascii():
        return value
    return unicodedata.normalize("NFC", value.translate(UNSEEN)).encode("utf-8", "replace").decode()


def header(value: str) -> str:
    """A header's value as the parser gives it: unfolded, its raw bytes read, encoded words left as they are."""
    if not value.isascii():
        value = text(value.encode("utf-8", "surrogateescape"))
    return " ".join(value.replace("\0", "").split())


def decoded(value: str) -> str:
    """The value with its encoded words read; what stands between two of them is left out, as the standard says."""
    if "=?" not in value:
        return value
    said: list[str] = []
    waiting: tuple[str, bytes] = ("", b"")
    place = 0
    for found in WORD.finditer(value):
        between = value[place : found.start()]
        charset, content = found[1].partition("*")[0].casefold(), _bytes(found[2], found[3])
        if between.strip() or not place or charset != waiting[0]:
            said += [text(waiting[1], waiting[0]), between if between.strip() or not place else ""]
            waiting = charset, b""
        # a letter of several bytes may be split over two words
        waiting = charset, waiting[1] + content
        place = found.end()
    return "".join([*said, text(waiting[1], waiting[0]), value[place:]])


def _bytes(encoding: str, word: str) -> bytes:
    raw = word.encode("utf-8", "replace")
    try:
        if encoding in "qQ":
            return binascii.a2b_qp(raw, header=True)
        return binascii.a2b_base64(raw + b"==")
    except (binascii.Error, ValueError):
        return raw


def _wide(content: bytes, charset: str) -> str:
    """UTF-16 without a mark of its byte order is taken for the order in which its ASCII reads."""
    name = charset.strip().strip("'\"").casefold()
    if name.replace("_", "-") not in {"utf-16", "utf16", "ucs-2", "unicode"}:
        return name
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    return "utf-16-le" if content[1::2].count(0) >= content[::2].count(0) else "utf-16-be"
