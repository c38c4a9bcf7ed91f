"""Rate limits that hold across threads, processes and machines: a GCRA bucket in one SQL statement."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import Protocol

from sqlalchemy import Engine, text

from sar.workspace.outlasting import outlasting

MARGIN = 1.02
"""Clocks and schedulers jitter: two per cent keeps every window below the vendor's limit."""

LATE, LEAST = 0.01, 0.005
"""A slot is let pass by whoever wakes later than this share of the window, or these seconds: calls that are late
would crowd those after them."""
TRIES = 4

_RESERVE = (
    "insert into buckets (key, tat) values (:key, {now} + :gap) "
    "on conflict (key) do update set tat = "
    "(case when buckets.tat > {now} then buckets.tat else {now} end) + :gap returning tat - :gap, {now}"
)
CLOCKS = {"postgresql": "extract(epoch from clock_timestamp())::float8"}
"""One clock for all machines: the server's. A file is used by one machine, whose own is as good."""


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
        self._reserve = text(_RESERVE.format(now=CLOCKS.get(engine.dialect.name, ":now")))

    @outlasting
    def reserve(self, key: str, gap: float) -> float:
        """Take the next free slot of `key`; its moment is told by the clock of this machine."""
        before = time.time()
        with self._engine.begin() as connection:
            slot, now = connection.execute(self._reserve, {"key": key, "now": before, "gap": gap}).one()
        return float(slot) - float(now) + (before if now == before else time.time())


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
        elsewhere: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """`elsewhere`: one of the connections that all machines together may have."""
        self._key, self._gap, self._buckets, self._sleep = key, per / rate * MARGIN, buckets, sleep
        self._late = max(LEAST, per * LATE)
        self._connections, self._elsewhere = threading.BoundedSemaphore(concurrency), elsewhere
        self._entered = threading.local()

    def __enter__(self) -> None:
        with ExitStack() as held:
            held.enter_context(self._connections)
            held.enter_context(self._elsewhere())
            self._wait()
            self._entered.held = held.pop_all()

    def __exit__(self, *_: object) -> None:
        self._entered.held.close()

    def _wait(self) -> None:
        for _ in range(TRIES):
            moment = self._buckets.reserve(self._key, self._gap)
            self._sleep(max(0.0, moment - time.time()))
            if time.time() - moment <= self._late:
                return


class Unpaced:
    """No limit: the bundled sandboxes have none."""

    def __enter__(self) -> None:
        """Go on at once."""

    def __exit__(self, *_: object) -> None:
        """Nothing to give back."""
