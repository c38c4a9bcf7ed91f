"""What every tree of files offers, and what its failures become."""

import io
from collections.abc import Sequence
from typing import Any, BinaryIO, NamedTuple, Protocol
from urllib.parse import urlsplit

from sar.errors import Denied, Missing, ProcessorError, SettingsError, Unavailable

CHUNK = 1 << 20
"""Bytes that are read at once."""


class Entry(NamedTuple):
    """A file that was found: its path, size in bytes and time of change in Unix seconds."""

    path: str
    size: int
    modified: float


class Place(Protocol):
    """A tree of files that is only read; every failure is an error of the tree."""

    def files(self, pattern: str) -> list[Entry]:
        """The plain files that a path or shell pattern names, by name; a folder's files when it names a folder."""
        ...

    def inside(self, folder: str) -> tuple[list[Entry], list[str]]:
        """The plain files and the folders right inside a folder, by name; no character of its path is a pattern."""
        ...

    def open(self, path: str) -> BinaryIO:
        """A file's bytes as a stream; the caller closes it."""
        ...

    def run(self, command: Sequence[str], content: bytes = b"", *, seconds: float = 300) -> bytes:
        """What a command prints, given `content` on its input; a non-zero exit is `Unavailable`."""
        ...

    def close(self) -> None:
        """Leave the place."""
        ...


def split(address: str) -> tuple[str, str]:
    """`ssh://user@host:22/var/log/*` as host part and path; a plain path has no host part."""
    if not address.startswith("ssh://"):
        return "", address
    parts = urlsplit(address)
    if not parts.hostname:
        raise SettingsError("{address} names no host", "Write it as ssh://user@host/path.", address=repr(address))
    return f"ssh://{parts.netloc}", parts.path


def stream(source: Any, chunk: int = CHUNK) -> BinaryIO:
    """A buffered stream over a source with `read` and `close`, whose failures are errors of the tree."""
    buffered: BinaryIO = io.BufferedReader(_Reading(source), chunk)
    return buffered


class _Reading(io.RawIOBase):
    def __init__(self, source: Any) -> None:
        super().__init__()
        self._source = source

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        """The number of an open file of this machine; OSError where it is none."""
        number: int | None = getattr(self._source, "fileno", lambda: None)()
        return super().fileno() if number is None else number

    def readinto(self, buffer: Any) -> int:
        try:
            content = self._source.read(len(buffer))
        except Exception as error:
            raise failure(error) from None
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        self._source.close()
        super().close()


def failure(error: Exception) -> ProcessorError:
    """An error of a file or connection as one of the tree, without the path, which may name a person."""
    if isinstance(error, ProcessorError):
        return error
    if isinstance(error, PermissionError):
        return Denied("a file may not be read", "Give the account the right to read it, then --resume.", status=403)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Missing("a file or folder is not there", "Check the path in credentials.toml.")
    if "not found in known_hosts" in str(error):
        return Denied("the host's key is not known", "Connect once with ssh, or set `known_hosts`.")
    if isinstance(error, TimeoutError):
        return Unavailable("no answer in time")
    return Unavailable("reading failed ({error})", error=type(error).__name__)


def output_of(code: int, output: bytes) -> bytes:
    """What a command printed, if it ended well."""
    if code in {126, 127}:
        raise Missing("a command is not there or cannot be run", "Install it on that host, or check the setting.")
    if code:
        raise Unavailable("a command ended with {code}", code=code)
    return output
