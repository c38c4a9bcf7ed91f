"""The texts inside an attachment that is no text itself: packed files, office documents, other bytes."""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from .words import text

MEMBERS, INFLATED, DEPTH = 1000, 32 << 20, 2
"""Limits of what is unpacked from one attachment: files, bytes together, packings within each other."""
PIECE, OVERLAP = 1 << 20, 1 << 10
"""Larger contents are read piece by piece, which overlap."""
MARKS = (b"\xff\xfe", b"\xfe\xff")
CLOSED = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"OggS", b"ID3", b"\x00\x00\x01\xba")
"""How pictures, sounds and films begin: no text is looked for in them."""
TAG = re.compile(r"<[^<>]*>")


class Inner(NamedTuple):
    """A text inside an attachment, and in which of its files."""

    where: str
    text: str


class Shut(Exception):
    """Something inside is encrypted, damaged or beyond the limits; what was read before counts."""


def texts(content: bytes, where: str = "", depth: int = 0, room: list[int] | None = None) -> Iterator[Inner]:
    """Every text that can be had from the bytes; `Shut` at the end when not all could be."""
    room = [INFLATED, MEMBERS] if room is None else room
    if content.startswith(CLOSED):
        return
    if content.startswith(b"PK\x03\x04"):
        yield from _packed(content, where, depth, room)
    elif content.startswith(b"\x1f\x8b"):
        yield from texts(_inflated(content, room), where, depth + 1, room)
    else:
        for said in _readings(content):
            yield Inner(where, said)


def _packed(content: bytes, where: str, depth: int, room: list[int]) -> Iterator[Inner]:
    if depth >= DEPTH:
        raise Shut
    shut = False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.infolist():
                name = f"{where}/{member.filename}" if where else member.filename
                yield Inner(name, name)
                try:
                    yield from texts(_member(packed, member, room), name, depth + 1, room)
                except (Shut, RuntimeError, NotImplementedError, OSError, zlib.error, zipfile.BadZipFile, EOFError):
                    shut = True
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        shut = True
    if shut:
        raise Shut


def _member(packed: zipfile.ZipFile, member: zipfile.ZipInfo, room: list[int]) -> bytes:
    room[1] -= 1
    if room[1] < 0 or room[0] <= 0:
        raise Shut
    with packed.open(member) as file:
        content = file.read(room[0] + 1)
    return _within(content, room)


def _inflated(content: bytes, room: list[int]) -> bytes:
    try:
        return _within(zlib.decompressobj(wbits=31).decompress(content, room[0] + 1), room)
    except zlib.error:
        raise Shut from None


def _within(content: bytes, room: list[int]) -> bytes:
    if len(content) > room[0]:
        raise Shut
    room[0] -= len(content)
    return content


def _readings(content: bytes) -> Iterator[str]:
    """The bytes as text: as they are, without the zeros of two-byte letters, and without markup."""
    if len(content) <= PIECE:
        yield from _reading(content, text(content, "utf-16" if content[:2] in MARKS else ""))
        return
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE + OVERLAP]
        yield from _reading(piece, piece.decode("utf-8", "ignore"))


def _reading(content: bytes, plain: str) -> Iterator[str]:
    yield plain
    if b"\0" in content:
        yield content.replace(b"\0", b"").decode("latin-1")
    if "<" in plain or "&#" in plain:
        yield html.unescape(TAG.sub("", plain))
