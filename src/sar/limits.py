"""Rate limits that hold across threads, processes and machines: a GCRA bucket in one SQL statement."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import Protocol

from sqlalchemy import Engine, text

from sar.happenings import Happening, tell
from sar.workspace.outlasting import outlasting

MARGIN = 1.02
LATE, UNEVEN = 0.01, 0.06
"""Seconds by which a call may go out after its slot, and by which one may be longer on its way than another: slots are
so far apart that a window which begins with a late one still holds no more calls than the vendor allows. What goes out
later still, on a busy machine, delays all that come after it."""
AHEAD = 0.5
"""Seconds before the slot at which a connection is begun: how long that takes would else make one call later than the
next, and a window fuller than it may be."""
TRIES = 5
"""Slots that a call lets go by when it always comes too late for them: a machine so busy sends little anyway."""

REFUSED = 60.0
"""Seconds for which a vendor is taken to refuse when it does not say for how long."""

_RESERVE = (
    "insert into buckets (key, tat, minute, calls) values (:key, {now} + :gap, :minute, 1) "
    "on conflict (key) do update set tat = "
    "(case when buckets.tat > {now} then buckets.tat else {now} end) + :gap, "
    # counted in the same statement: what was asked in this minute, and in the one before
    "calls_before = case buckets.minute when :minute then buckets.calls_before "
    "when :minute - 1 then buckets.calls else 0 end, "
    "calls = case buckets.minute when :minute then buckets.calls + 1 else 1 end, "
    "minute = :minute returning tat - :gap, {now}"
)
_DELAY = "update buckets set tat = (case when tat > {now} then tat else {now} end) + :seconds where key = :key"
_REFUSE = text("update buckets set shut = :until where key = :key")
CLOCKS = {"postgresql": "extract(epoch from clock_timestamp())::float8"}
"""One clock for all machines: the server's. A file is used by one machine, whose own is as good."""


def gap(rate: float, per: float) -> float:
    """Seconds between two calls, so that no window of `per` seconds holds more than `rate`."""
    return max(per * MARGIN, per + LATE + UNEVEN) / rate


class Buckets(Protocol):
    """Where the next free moment of each key is kept."""

    def reserve(self, key: str, gap: float) -> float:
        """Take the next free slot of `key`, `gap` seconds wide; returns its moment (Unix time)."""
        ...

    def delay(self, key: str, seconds: float) -> None:
        """Move the next free slot of `key` and all behind it."""
        ...

    def refuse(self, key: str, until: float) -> None:
        """Remember that the vendor refuses further calls until that moment."""
        ...


class Paced(Protocol):
    """One processor's limits, held around each call."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...

    def turn(self) -> None:
        """Wait for the very moment: when the connection stands, just before the request goes out."""
        ...

    def sent(self) -> None:
        """The request went out just now."""
        ...

    def refused(self, seconds: float | None) -> None:
        """The vendor refuses further calls, for so long where it says so."""
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

    def delay(self, key: str, seconds: float) -> None:
        """Move the next free slot."""
        with self._lock:
            self._next[key] = max(self._next.get(key, 0.0), time.time()) + seconds

    def refuse(self, key: str, until: float) -> None:
        """Nobody else asks: there is nobody to be told."""


class SharedBuckets:
    """Buckets in the workspace's database, shared by every process that uses it."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._clock = engine, ServerClock()
        now = CLOCKS.get(engine.dialect.name, ":now")
        self._reserve, self._delay = text(_RESERVE.format(now=now)), text(_DELAY.format(now=now))

    @outlasting
    def reserve(self, key: str, gap: float) -> float:
        """Take the next free slot of `key`; its moment is told by the clock of this machine."""
        with self._engine.begin() as connection:
            before = time.time()  # not earlier: it may take its time to get a connection, or the file's lock
            asked = {"key": key, "now": before, "gap": gap, "minute": int(before // 60)}
            slot, now = connection.execute(self._reserve, asked).one()
            after = time.time()
        return float(slot) if now == before else self._clock.here(float(slot), float(now), before, after)

    @outlasting
    def delay(self, key: str, seconds: float) -> None:
        """Move the next free slot of `key`, and so all behind it."""
        with self._engine.begin() as connection:
            connection.execute(self._delay, {"key": key, "now": time.time(), "seconds": seconds})

    @outlasting
    def refuse(self, key: str, until: float) -> None:
        """Remember that the vendor refuses further calls until that moment: `sar status` and `sar health` say so."""
        with self._engine.begin() as connection:
            connection.execute(_REFUSE, {"key": key, "until": until})


class ServerClock:
    """How far the server's clock is ahead of ours, by its quickest answer: a slow one blurs it."""

    DRIFT = 1e-4
    """Seconds by which two clocks come apart in one: so much a known difference loses, until a new one is as good."""

    def __init__(self) -> None:
        self._unsure, self._ahead, self._at = float("inf"), 0.0, 0.0

    def here(self, moment: float, now: float, before: float, after: float) -> float:
        """A moment of the server's as our clock has it; the server said `now` between `before` and `after`."""
        unsure = (after - before) / 2
        if unsure <= self._unsure + self.DRIFT * abs(before - self._at):
            self._unsure, self._ahead, self._at = unsure, now - (before + after) / 2, before
        return moment - self._ahead


class Pace:
    """One processor's limits: `with pace:` holds one of its connections and a slot, which comes up in `turn`."""

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
        self._key, self._gap, self._buckets, self._sleep = key, gap(rate, per), buckets, sleep
        self._processor = key.rpartition(":")[2]
        self._connections, self._elsewhere = threading.BoundedSemaphore(concurrency), elsewhere
        self._entered = threading.local()

    def __enter__(self) -> None:
        begun = time.monotonic()
        with ExitStack() as held:
            held.enter_context(self._connections)
            held.enter_context(self._elsewhere())
            slot = self._buckets.reserve(self._key, self._gap)
            self._sleep(max(0.0, slot - time.time() - AHEAD))
            self._entered.held, self._entered.slot = held.pop_all(), slot
        self._entered.waited = time.monotonic() - begun

    def __exit__(self, *_: object) -> None:
        self._entered.held.close()

    def turn(self) -> None:
        """A slot that was missed, on a busy machine or behind a slow connection, is let go and another taken."""
        begun, slot = time.monotonic(), self._entered.slot
        for _ in range(TRIES):
            self._sleep(max(0.0, slot - time.time()))
            if time.time() - slot <= LATE:
                break
            slot = self._buckets.reserve(self._key, self._gap)
        self._entered.slot = slot
        waited = self._entered.waited + time.monotonic() - begun
        tell(Happening("limit waited for", processor=self._processor, seconds=waited), level=logging.DEBUG)

    def sent(self) -> None:
        """What was held up between its turn and the wire holds up the others, or they would crowd behind it."""
        late = time.time() - self._entered.slot
        if late > LATE:
            self._buckets.delay(self._key, late)

    def refused(self, seconds: float | None) -> None:
        """The vendor refuses further calls, for so long where it says so."""
        self._buckets.refuse(self._key, time.time() + (REFUSED if seconds is None else seconds))


class Unpaced:
    """No limit: the bundled sandboxes have none."""

    def __enter__(self) -> None:
        """Go on at once."""

    def __exit__(self, *_: object) -> None:
        """Nothing to give back."""

    def turn(self) -> None:
        """Go on at once."""

    def sent(self) -> None:
        """Nobody waits for it."""

    def refused(self, seconds: float | None) -> None:
        """Nothing to remember."""
