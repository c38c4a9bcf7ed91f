"""Pieces of a log's text from a plain or compressed stream, told apart by their first bytes.

Standard library and decompressors only: the scanning processes import this too.
"""

import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any

PIECE = 96 << 10
"""Bytes handled at once: a piece stays in a processor's cache, and below the size that malloc maps anew each time."""
READ = 64 << 10
SIP = 1 << 10
"""What a Zstandard decompressor is given at once: it cannot be told when to stop, and a KiB grows to 32 MiB."""

Read = Callable[[int], bytes]


class Broken(Exception):
    """A compressed file ends too early or is damaged; its message says which."""


def pieces(read: Read) -> Iterator[bytes]:
    """The text of a stream in pieces; `Broken` after what could be read of a damaged one."""
    head = read(PIECE)
    unpacker = _unpacker(head)
    if unpacker is None:
        while head:
            yield head
            head = read(PIECE)
        return
    yield from unpacker(_From(head, read))


def packed(head: bytes) -> bool:
    """Whether a file that begins like this is compressed."""
    return _unpacker(head) is not None


class _From:
    """A stream whose first bytes were looked at already."""

    def __init__(self, head: bytes, read: Read) -> None:
        self._head, self._at, self._read = head, 0, read

    def take(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        if self._at >= len(self._head):
            self._head, self._at = self._read(READ), 0
        taken = self._head[self._at : self._at + size]
        self._at += len(taken)
        return taken

    def give_back(self, rest: bytes) -> None:
        """What a decompressor did not use, since it belongs to the next member."""
        self._head, self._at = rest + self._head[self._at :], 0


def _unpacker(head: bytes) -> Callable[[_From], Iterator[bytes]] | None:
    for magic, unpacker in _UNPACKERS:
        if head.startswith(magic):
            return unpacker
    return None


def _members(source: _From, fresh: Callable[[], Any], errors: tuple[type[Exception], ...], sip: int) -> Iterator[bytes]:
    """The members of a file one after another, each by a decompressor of its own."""
    while data := source.take(sip):
        if not data.strip(b"\0"):
            continue  # padding behind the last member
        unpacking = fresh()
        try:
            while True:
                if text := unpacking.decompress(data, PIECE):
                    yield text
                if unpacking.eof:
                    break
                data = source.take(sip) if unpacking.needs_input else b""
                if unpacking.needs_input and not data:
                    raise Broken("truncated")
        except errors:
            raise Broken("damaged") from None
        source.give_back(unpacking.unused_data)


def _gzip(source: _From) -> Iterator[bytes]:
    from isal import igzip_lib

    def fresh() -> Any:
        return igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)

    failure: Any = igzip_lib.error
    return _members(source, fresh, (failure, zlib.error, EOFError, ValueError), READ)


def _xz(source: _From) -> Iterator[bytes]:
    return _members(source, lambda: lzma.LZMADecompressor(memlimit=1 << 27), (lzma.LZMAError, EOFError), READ)


def _bzip2(source: _From) -> Iterator[bytes]:
    import bz2

    return _members(source, bz2.BZ2Decompressor, (OSError, EOFError, ValueError), READ)


class _Zstandard:
    """Its decompressor with the manners of the others."""

    def __init__(self, unpacking: Any) -> None:
        self._unpacking = unpacking
        self.needs_input = True

    def decompress(self, data: bytes, _: int) -> bytes:
        text: bytes = self._unpacking.decompress(data)
        return text

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unpacking, name)


def _zstd(source: _From) -> Iterator[bytes]:
    import zstandard

    def fresh() -> Any:
        return _Zstandard(zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj())

    return _members(source, fresh, (zstandard.ZstdError,), SIP)


_UNPACKERS: tuple[tuple[bytes, Callable[[_From], Iterator[bytes]]], ...] = (
    (b"\x1f\x8b", _gzip),
    (b"\xfd7zXZ\x00", _xz),
    (b"\x28\xb5\x2f\xfd", _zstd),
    (b"BZh", _bzip2),
)
