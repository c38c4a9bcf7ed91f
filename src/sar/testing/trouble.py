"""Faults of what is not HTTP: connections that break, and files that cannot be read."""

import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from sar.places import Entry, Place, failure, stream
from sar.wire import Connection, Dial

Now = Callable[[str, int], str | None]
"""Given what is asked and how often the same was asked before: the kind of fault it meets, or None."""

WIRE_LASTING = ("refused", "cut", "hang", "garbage")
WIRE_PASSING = ("refused", "cut", "hang")
PLACE_LASTING = ("denied", "missing", "unreadable")


def always(kind: str) -> Now:
    """Everything meets this fault."""
    return lambda name, before: kind


def at_first(kind: str, times: int) -> Now:
    """Everything meets this fault so many times before it is answered."""
    return lambda name, before: kind if before < times else None


def on_call(number: int, kind: str) -> Now:
    """The so-many-th different question meets this fault, however often it is repeated."""
    seen: list[str] = []

    def now(name: str, before: int) -> str | None:
        if name not in seen:
            seen.append(name)
        return kind if seen.index(name) == number else None

    return now


class _Asked:
    def __init__(self, now: Now) -> None:
        self._now, self._before = now, Counter[str]()
        self.requests: list[str] = []

    def meets(self, name: str) -> str | None:
        self.requests.append(name)
        before = self._before[name]
        self._before[name] += 1
        return self._now(name, before)


class FaultyWire(_Asked):
    """A way to connections whose commands meet faults; `dial` is what a connector is given."""

    def __init__(self, inner: Dial, now: Now) -> None:
        super().__init__(now)
        self._inner = inner

    def dial(self, host: str, port: int) -> Connection:
        """A connection, or its refusal."""
        kind = self.meets("dial")
        if kind == "refused":
            raise ConnectionRefusedError
        if kind == "hang":
            raise TimeoutError
        connection: Any = _FaultyConnection(self._inner(host, port), self)
        return connection  # type: ignore[no-any-return]


class _FaultyConnection:
    """A socket as mail libraries use one; a fault decided when a command is sent shows at the next read."""

    def __init__(self, inner: Connection, asked: FaultyWire) -> None:
        self._inner, self._asked = inner, asked
        self.kind: str | None = None

    def sendall(self, data: bytes) -> None:
        self.kind = self._asked.meets(re.sub(rb"^[A-Z]+\d+ ", b"", data).decode("latin-1"))
        if self.kind is None:
            self._inner.sendall(data)

    def makefile(self, *args: Any, **kwargs: Any) -> Any:
        return _FaultyFile(self._inner.makefile(*args, **kwargs), self)

    def recv(self, size: int) -> bytes:
        return self.broken() or self._inner.recv(size)

    def broken(self) -> bytes:
        """What a read gives when the last command met a fault; nothing when it did not."""
        if self.kind == "hang":
            raise TimeoutError
        if self.kind in {"cut", "refused"}:
            raise ConnectionResetError
        return b"\x00\xff<html>\r\n" if self.kind == "garbage" else b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _FaultyFile:
    def __init__(self, inner: Any, connection: _FaultyConnection) -> None:
        self._inner, self._connection = inner, connection

    def readline(self, *args: Any) -> bytes:
        return self._connection.broken() or self._inner.readline(*args)

    def read(self, *args: Any) -> bytes:
        return self._connection.broken() or self._inner.read(*args)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class FaultyPlace(_Asked):
    """A tree of files of which some cannot be listed, opened, read or run."""

    def __init__(self, inner: Place, now: Now) -> None:
        super().__init__(now)
        self._inner = inner

    def files(self, pattern: str) -> list[Entry]:
        """The inner place's files, or a fault."""
        _raise(self.meets(f"files {pattern}"))
        return self._inner.files(pattern)

    def inside(self, folder: str) -> tuple[list[Entry], list[str]]:
        """What lies inside a folder of the inner place, or a fault."""
        _raise(self.meets(f"inside {folder}"))
        return self._inner.inside(folder)

    def open(self, path: str) -> BinaryIO:
        """The inner place's file; an unreadable one breaks off in its middle."""
        kind = self.meets(f"open {path}")
        if kind != "unreadable":
            _raise(kind)
            return self._inner.open(path)
        with self._inner.open(path) as file:
            content = file.read()
        return stream(_Breaking(content[: len(content) // 2]))

    def run(self, command: Sequence[str], content: bytes = b"", *, seconds: float = 300) -> bytes:
        """What the inner place's command prints, or a fault."""
        _raise(self.meets(f"run {command}"))
        return self._inner.run(command, content, seconds=seconds)

    def close(self) -> None:
        """Leave the place."""
        self._inner.close()


class _Breaking(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        content = super().read(size)
        if not content:
            raise OSError("broken off")
        return content


def _raise(kind: str | None) -> None:
    errors: dict[str, Exception] = {
        "denied": PermissionError(),
        "missing": FileNotFoundError(),
        "unreadable": OSError(),
    }
    if kind:
        raise failure(errors[kind])
