"""The lines of a text file whose encoding nobody told."""

import codecs
import io
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from sar.errors import Capped
from sar.outcomes import Gap
from sar.tables.layout import Layout, Table

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WINDOWS = "Lines of the file {file} that are not in UTF-8 and were read as Windows-1252: {count}."
UNREADABLE = "Lines of the file {file} with characters that could not be read: {count}."
SET_ENCODING = "Set `encoding` in credentials.toml, or export the file as UTF-8, then --resume."


def sample(file: BinaryIO) -> bytes:
    """The file's first bytes, which stay to be read."""
    peek: Any = getattr(file, "peek", None)
    if peek is None:
        raise TypeError("a table is read from a buffered stream")
    start: bytes = peek(1 << 16)
    return start


class Lines:
    """A file's lines as text, each with its end; how many were not as expected is counted."""

    def __init__(self, lines: Iterable[str | bytes], encoding: str = "") -> None:
        self._lines, self._ahead = iter(lines), deque[str]()
        self._encoding = encoding
        self.windows, self.unreadable = 0, 0

    @classmethod
    def of(cls, file: BinaryIO, start: bytes, layout: Layout) -> "Lines | None":
        """The lines of a stream that starts so, in the encoding given or told by its first bytes; None: no text."""
        encoding = layout.encoding or next((name for mark, name in MARKS if start.startswith(mark)), _wide(start))
        if encoding == "binary":
            return None
        if encoding.casefold().replace("_", "-") in {"", "utf-8", "utf8", "utf-8-sig"}:
            return cls(_bytes(file, start, layout.max_bytes), layout.encoding and "utf-8")
        wrapped = io.TextIOWrapper(file, encoding, errors="replace", newline="")
        return cls(_capped(wrapped, layout.max_bytes))

    def ahead(self, count: int) -> list[str]:
        """The next lines, which stay to be read."""
        while len(self._ahead) < count and (line := next(self._lines, None)) is not None:
            self._ahead.append(self._decoded(line))
        return list(islice(self._ahead, count))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._ahead.popleft() if self._ahead else self._decoded(next(self._lines))

    def gaps(self, table: Table) -> Iterator[Gap]:
        """What the reading so far has met."""
        if self.windows:
            yield table.gap(WINDOWS, count=self.windows)
        if self.unreadable:
            yield table.gap(UNREADABLE, SET_ENCODING, count=self.unreadable)

    def _decoded(self, line: str | bytes) -> str:
        if isinstance(line, bytes):
            try:
                return line.decode("utf-8")
            except UnicodeDecodeError:
                line = line.decode(self._encoding or "cp1252", "replace")
                self.windows += not self._encoding
        self.unreadable += "\ufffd" in line
        return line


def _wide(start: bytes) -> str:
    """UTF-16 that has no mark shows by a zero in every other byte; zeros elsewhere are no text at all."""
    if b"\0" not in start:
        return ""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if min(even, odd) * 100 <= len(start) and max(even, odd) * 3 > len(start):
        return "utf-16-le" if odd > even else "utf-16-be"
    return "binary"


def _bytes(file: BinaryIO, start: bytes, cap: int) -> Iterator[bytes]:
    if start.startswith(codecs.BOM_UTF8):
        file.read(len(codecs.BOM_UTF8))
    old_mac = b"\r" in start and b"\n" not in start
    yield from _returns(file, cap) if old_mac else _capped(file, cap)


def _capped(file: Any, cap: int) -> Iterator[Any]:
    while line := file.readline(cap):
        if len(line) >= cap:
            raise _too_long(cap)
        yield line


def _returns(file: BinaryIO, cap: int) -> Iterator[bytes]:
    """Lines that end in a carriage return alone."""
    rest = b""
    while chunk := file.read(1 << 16):
        *whole, rest = (rest + chunk).split(b"\r")
        yield from (line + b"\n" for line in whole)
        if len(rest) > cap:
            raise _too_long(cap)
    if rest:
        yield rest


def _too_long(cap: int) -> Capped:
    return Capped("a line is longer than {n} MiB", "Is it a table? Export it again with shorter lines.", n=cap >> 20)
