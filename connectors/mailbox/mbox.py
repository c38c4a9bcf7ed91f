"""An mbox file as a stream of messages: never more of it in memory than one message up to the cap."""

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate
from typing import Any, BinaryIO, NamedTuple

from sar.sdk import Unavailable

LINE = 1 << 16
"""Longer lines are read in pieces."""
DATED = re.compile(rb"From .*\d{1,2}:\d{2}.*\d{4}")
"""How a message begins in every mbox that was written by the book."""
FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
QUOTED = re.compile(rb">+From ")
ZIPPED = b"\x1f\x8b"
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)
PACKED, RESTORE = "a packed archive is damaged", "Restore the file from a copy, then --resume."


class Piece(NamedTuple):
    """One message of the file."""

    start: int
    """Where its first line begins, in the file as it reads when unpacked."""
    content: bytes
    cut: bool
    received: datetime | None


def unpacked(file: BinaryIO) -> BinaryIO:
    """The stream itself, or what a gzip file holds."""
    peek: Any = file
    return gzip.GzipFile(fileobj=file) if peek.peek(2)[:2] == ZIPPED else file  # type: ignore[return-value]


def take(file: BinaryIO, size: int) -> bytes:
    """So many bytes of a stream that may be packed."""
    try:
        return file.read(size)
    except DAMAGED:
        raise Unavailable(PACKED, RESTORE) from None


def messages(file: BinaryIO, cap: int, start: int = 0) -> Iterator[Piece]:
    """The messages from a place on, which must be one where a message begins; `>From ` is made `From ` again."""
    lines = _Lines(file, start)
    opened: tuple[int, bytes] | None = None
    content, cut = bytearray(), False
    for place, line in lines:
        if line[:5] == b"From " and lines.begins(line):
            before = _piece(opened, content, cut) if opened else None
            opened, content, cut = (place, line), bytearray(), False
            if before:
                yield before
            before = None
        elif opened:
            cut = cut or len(content) + len(line) > cap
            if not cut:
                content += line[1:] if line[:1] == b">" and lines.whole and QUOTED.match(line) else line
    if opened:
        yield _piece(opened, content, cut)


class _Lines:
    """The lines of a file with their places, and whether one begins a message."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file, self._place = unpacked(file), start
        self._before, self.whole = b"\n", True
        self._waiting: list[bytes] = []
        self._dated: bool | None = None
        if start:
            first = self._read()
            self._dated = bool(DATED.match(first))
            self._skip(start - len(first))

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        ended = True
        while line := self._next():
            self.whole = ended
            yield self._place, line
            ended = line.endswith(b"\n")
            self._before = line
            self._place += len(line)

    def begins(self, line: bytes) -> bool:
        """Whether a line with `From ` begins a message: by its date or, where the file has none, by its neighbours."""
        if not self.whole:
            return False
        if self._dated is None:
            self._dated = bool(DATED.match(line))
        if self._dated:
            return bool(DATED.match(line))
        return not self._before.strip() and bool(FIELD.match(self._ahead()))

    def _ahead(self) -> bytes:
        self._waiting = self._waiting or [self._read()]
        return self._waiting[0]

    def _next(self) -> bytes:
        return self._waiting.pop() if self._waiting else self._read()

    def _read(self) -> bytes:
        try:
            return self._file.readline(LINE)
        except DAMAGED:
            raise Unavailable(PACKED, RESTORE) from None

    def _skip(self, count: int) -> None:
        while count > 0:
            passed = len(take(self._file, min(count, 1 << 20)))
            if not passed:
                return
            count -= passed


def _piece(opened: tuple[int, bytes], content: bytearray, cut: bool) -> Piece:
    # the empty line before the next message belongs to the file
    for end in (b"\r\n\r\n", b"\n\n"):
        if content.endswith(end):
            del content[-len(end) // 2 :]
            break
    return Piece(opened[0], bytes(content), cut, _received(opened[1]))


def _received(line: bytes) -> datetime | None:
    """`From ann@example.com Mon Sep 14 15:20:00 2026`, taken as UTC where it names no zone."""
    words = line.decode("ascii", "replace").split()[1:]
    for first in range(len(words)):
        read = parsedate(" ".join(words[first:]))
        if read:
            try:
                return datetime(*read[:6], tzinfo=UTC)
            except ValueError:
                return None
    return None
