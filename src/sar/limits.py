"""Rate limits that hold across threads and processes: a GCRA bucket in one SQL statement."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Engine, text

MARGIN = 1.02
"""Clocks and schedulers jitter: two per cent keeps every window below the vendor's limit."""

_RESERVE = text(
    "insert into buckets (key, tat) values (:key, :now + :gap) "
    "on conflict (key) do update set tat = "
    "(case when buckets.tat > :now then buckets.tat else :now end) + :gap returning tat - :gap"
)


class Buckets(Protocol):
    """Where the next free moment of each key is kept."""

    def reserve(self, key: str, gap: float) -> float:
        """Take the next free slot of `key`, `gap` seconds wide; returns its moment (Unix time)."""
        ...


class LocalBuckets:
    """Buckets of this process only, for checks made without a workspace."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def reserve(self, key: str, gap: float) -> float:
        """Take the next free slot of `key`."""
        with self._lock:
            moment = max(self._next.get(key, 0.0), time.time())
            self._next[key] = moment + gap
            return moment


class SharedBuckets:
    """Buckets in the workspace's database, shared by every process that uses it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def reserve(self, key: str, gap: float) -> float:
        """Take the next free slot of `key`."""
        with self._engine.begin() as connection:
            row = connection.execute(_RESERVE, {"key": key, "now": time.time(), "gap": gap}).one()
        return float(row[0])


class Pace:
    """One processor's limits: `with pace:` waits for a slot and holds one of its connections."""

    def __init__(
        self,
        buckets: Buckets,
        key: str,
        *,
        rate: float,
        per: float = 1.0,
        concurrency: int = 4,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._key, self._gap, self._buckets, self._sleep = key, per / rate * MARGIN, buckets, sleep
        self._connections = threading.BoundedSemaphore(concurrency)

    def __enter__(self) -> None:
        self._connections.acquire()
        try:
            self._sleep(max(0.0, self._buckets.reserve(self._key, self._gap) - time.time()))
        except BaseException:
            self._connections.release()
            raise

    def __exit__(self, *_: object) -> None:
        self._connections.release()


class Unpaced:
    """No limit: the bundled sandboxes have none."""

    def __enter__(self) -> None:
        """Go on at once."""

    def __exit__(self, *_: object) -> None:
        """Nothing to give back."""
