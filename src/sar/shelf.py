"""Lists that are the same for all subjects of a batch: fetched once, kept for that batch and that processor alone.

Small ones stay in memory; what is beyond goes to disk, sealed with a key that only this process knows, in a file
without a name: when the process ends, however it ends, nobody can read it any more.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from sar.workspace.sealing import Key

T = TypeVar("T")
TOGETHER = 500
"""Rows that are packed together."""
MEMORY = 16 << 20
"""Bytes of all lists of one processor that stay in memory."""
OLDEST = 3600.0
"""Seconds after which a list is fetched anew: by so much at most an answer may lag behind the processor."""


Pack = bytes | tuple[int, int]


@dataclass
class _Kept:
    """One list: its packs in memory or, as place and length, on disk."""

    fetched: float
    packs: list[Pack] = field(default_factory=list)
    failure: Exception | None = None


class Shelf:
    """The lists of one processor in one batch; safe to use from many threads."""

    def __init__(self, memory: int = MEMORY, oldest: float = OLDEST) -> None:
        self._memory, self._oldest = memory, oldest
        self._lists: dict[str, _Kept] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._key: Key | None = None
        self._file: IO[bytes] | None = None

    def rows(self, name: str, fetch: Callable[[], Iterable[T]]) -> Iterator[T]:
        """The rows of a list; who comes while it is fetched waits for it.

        When fetching fails, the caller gets what came before, then the failure, as without a shelf.
        """
        with self._lock:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            kept = self._lists.get(name)
            if kept is None or time.monotonic() - kept.fetched > self._oldest:
                self._give_back(self._lists.pop(name, None))
                kept = self._fetched(fetch)
                if kept.failure is None:
                    self._lists[name] = kept
        for pack in kept.packs:
            yield from msgspec.json.decode(self._opened(pack))
        if kept.failure is not None:
            self._give_back(kept)
            raise kept.failure

    def close(self) -> None:
        """Forget everything; to be used again, it begins empty."""
        self._lists.clear()
        if self._file:
            self._file.close()
        self._file = None

    def _fetched(self, fetch: Callable[[], Iterable[T]]) -> _Kept:
        kept, some = _Kept(time.monotonic()), list[Any]()
        try:
            for row in fetch():
                some.append(row)
                if len(some) == TOGETHER:
                    kept.packs.append(self._pack(some))
                    some = []
        except Exception as error:
            kept.failure = error
        if some:
            kept.packs.append(self._pack(some))
        return kept

    def _give_back(self, kept: _Kept | None) -> None:
        with self._lock:
            self._memory += sum(len(pack) for pack in (kept.packs if kept else ()) if isinstance(pack, bytes))

    def _pack(self, rows: list[Any]) -> Pack:
        content = msgspec.json.encode(rows)
        with self._lock:
            if len(content) <= self._memory:
                self._memory -= len(content)
                return content
            if self._file is None or self._key is None:
                from sar.workspace.sealing import Key

                self._key = Key.new()
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the batch
            sealed = self._key.seal(content)
            place = self._file.seek(0, 2)
            self._file.write(sealed)
            return place, len(sealed)

    def _opened(self, pack: Pack) -> bytes:
        if isinstance(pack, bytes):
            return pack
        with self._lock:
            assert self._file
            assert self._key
            self._file.seek(pack[0])
            sealed = self._file.read(pack[1])
        return self._key.open(sealed)


class Shelves:
    """The shelves of each batch in this process, one for each processor."""

    def __init__(self, idle: float = 0.0) -> None:
        """`idle`: seconds for which a batch's are kept when nothing is done for it, as the next share may come soon."""
        self._idle, self._lock = idle, threading.Lock()
        self._batches: dict[str, _Used] = {}

    @contextmanager
    def of(self, batch_id: str) -> Iterator[Callable[[str], Shelf]]:
        """The shelf of each processor for this batch, by its name."""
        with self._lock:
            used = self._batches.setdefault(batch_id, _Used())
            used.times += 1
        try:
            yield lambda processor: self._shelf(used, processor)
        finally:
            with self._lock:
                used.times -= 1
                used.ended = time.monotonic()
            self.forget()

    def forget(self) -> None:
        """Close what nothing was done with for so long; who keeps them idle calls it now and then."""
        now = time.monotonic()
        with self._lock:
            idle = [one for one, used in self._batches.items() if not used.times and now - used.ended >= self._idle]
            gone = [self._batches.pop(one) for one in idle]
        for one in gone:
            for shelf in one.shelves.values():
                shelf.close()

    def _shelf(self, used: "_Used", processor: str) -> Shelf:
        with self._lock:
            return used.shelves.setdefault(processor, Shelf())


@dataclass
class _Used:
    """The shelves of one batch, how many are at them, and since when nobody is."""

    times: int = 0
    ended: float = 0.0
    shelves: dict[str, Shelf] = field(default_factory=dict)
