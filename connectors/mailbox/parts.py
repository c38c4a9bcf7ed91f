"""The parts of a message (MIME): their texts, and the files among them."""

import binascii
from collections.abc import Iterator
from email.message import Message
from typing import Any, NamedTuple

from sar.sdk import plain

from . import inside
from .needles import Needles, escaped
from .words import clean, decoded, header, text

Row = dict[str, Any]
SHOWN = 1 << 20
"""Letters of one text that are kept; all of it is searched."""
AROUND, PLACES = 300, 20
"""Letters kept on each side of an address inside a file, and how many of them."""


class File(NamedTuple):
    """A part that is a file; its bytes are decoded when they are asked for."""

    name: str
    media_type: str
    part: "Message[str, str]"

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        return content_of(self.part)


def name_of(part: "Message[str, str]") -> str:
    """The file name that a part gives, or nothing; malformed ones raise all sorts of errors."""
    try:
        return decoded(header(part.get_filename() or ""))
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""


def is_file(part: "Message[str, str]") -> bool:
    """Whether a leaf is a file rather than a part of the text."""
    if part.get_content_maintype() == "message":
        return False
    disposition = str(part.get("content-disposition", "")).strip().casefold()
    return bool(name_of(part)) or disposition.startswith("attachment") or part.get_content_maintype() != "text"


def content_of(part: "Message[str, str]") -> bytes:
    """A leaf's bytes, decoded as far as they can be."""
    encoded = _encoded(part)
    if isinstance(encoded, str) and str(part.get("content-transfer-encoding", "")).strip().casefold() == "base64":
        try:
            # the library's own way takes five times the memory
            return binascii.a2b_base64(encoded.encode("ascii", "ignore"))
        except binascii.Error:
            pass
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError):
        content = str(encoded).encode("utf-8", "surrogateescape")
    return content if isinstance(content, bytes) else b""


def _encoded(part: "Message[str, str]") -> object:
    """A leaf's payload as it came; a charset that the library cannot even look up is forgotten."""
    try:
        return part.get_payload()
    except (ValueError, LookupError, TypeError):
        part.replace_header("content-type", part.get_content_type())
        return part.get_payload()


def described(part: "Message[str, str]", needles: Needles) -> tuple[Row, bool]:
    """A leaf as it stands in `raw`, and whether all inside it could be read."""
    row: Row = {"type": part.get_content_type(), "name": name_of(part)}
    whole = True
    if part.get_content_maintype() in {"text", "message"}:
        row |= as_read(part.get_content_type(), _said(part), needles)
    else:
        found: list[Row] = []
        whole = _look_inside(part, needles, found)
        row["mentions"] = found
    return {key: value for key, value in row.items() if value}, whole


def _said(part: "Message[str, str]") -> str:
    if part.is_multipart():  # a report's fields, which the parser takes for messages
        return "\n\n".join(_flat(inner) for inner in part.get_payload())
    try:
        charset = str(part.get_content_charset(""))
    except (LookupError, ValueError, TypeError):
        charset = ""
    return text(content_of(part), charset)


def _flat(inner: object) -> str:
    try:
        return clean(str(inner))
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""


def as_read(kind: str, said: str, needles: Needles) -> Row:
    """A text as it stands in `raw`: of a very long one the beginning, and what is around addresses beyond it."""
    row: Row = {"links": escaped(said)}
    if kind == "text/html":
        row |= {"html": said, "text": plain(said)}
    else:
        row["text"] = said
    for key in ("html", "text"):
        long = row.get(key, "")
        if len(long) > SHOWN:
            row |= {key: long[:SHOWN], "cut": True}
            row.setdefault("mentions", []).extend(_around("", long[SHOWN - AROUND :], needles))
    return row


def _look_inside(part: "Message[str, str]", needles: Needles, found: list[Row]) -> bool:
    content = content_of(part)
    try:
        for where, said in inside.texts(content):
            # asked of every text: who looks for many people must see all of them
            if needles.within(said) and len(found) < PLACES:
                found.extend(_around(where, said, needles))
    except inside.Shut:
        return False
    return True


def _around(where: str, said: str, needles: Needles) -> Iterator[Row]:
    """The surroundings of each address inside a text that is not kept."""
    end = -1
    for place in needles.places(said):
        if place < end:
            continue
        begin, end = max(0, place - AROUND), place + AROUND
        around = "".join(sign if sign.isprintable() else " " for sign in said[begin:end])
        yield {"in": where, "text": " ".join(around.split())} if where else {"text": " ".join(around.split())}
