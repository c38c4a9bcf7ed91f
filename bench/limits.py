"""A batch over the sandbox with vendors' limits: throughput against the tightest one, and whether one was exceeded.

    .venv/bin/python bench/limits.py [SUBJECTS [SPEED [PROCESSOR...]]]

1,000 subjects at the vendors' own limits take hours, and that is the point of limits; SPEED (10) multiplies every rate,
and the `per` seconds of its window stay. Calls are counted where they arrive, at the imitations: every window of `per`
seconds that begins with a call, and how many were under way at once. Goals: throughput within 10 % of what the tightest
limit allows; no window above its limit.
"""

import io
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from batch import addresses

from sar.batch.model import Order
from sar.batch.reading import read
from sar.batch.running import run
from sar.batch.taking import take_in
from sar.house import House
from sar.limits import Pace, SharedBuckets
from sar.registry import Limit
from sar.unit import Source

SUBJECTS, SPEED = 200, 10.0
CHOSEN = ("redmine", "mailchimp", "pipedrive")
"""Few, so that the machine itself is not what limits."""
LATENCY = 0.005


@dataclass
class Arrivals:
    """What one imitation sees."""

    limit: Limit
    moments: list[float] = field(default_factory=list)
    at_once: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def fullest(self) -> int:
        """Most calls in any window."""
        moments, begin, most = sorted(self.moments), 0, 0
        for end, moment in enumerate(moments):
            while moment - moments[begin] >= self.limit.per:
                begin += 1
            most = max(most, end - begin + 1)
        return most

    @property
    def share(self) -> float:
        """Of what the limit allows between the first call and the last."""
        seconds = max(self.moments) - min(self.moments)
        return (len(self.moments) - 1) / (seconds * self.limit.rate / self.limit.per)

    @property
    def wanted(self) -> float:
        """Seconds that its calls take at its limit."""
        return len(self.moments) * self.limit.per / self.limit.rate


class Watched(httpx.BaseTransport):
    """The way to an imitation, with its arrivals counted."""

    def __init__(self, inner: httpx.BaseTransport, arrivals: Arrivals) -> None:
        self._inner, self._arrivals = inner, arrivals

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        seen = self._arrivals
        with seen.lock:
            seen.moments.append(time.monotonic())
            seen.at_once += 1
            seen.most = max(seen.most, seen.at_once)
        try:
            time.sleep(LATENCY)
            return self._inner.handle_request(request)
        finally:
            with seen.lock:
                seen.at_once -= 1


def limited(source: Source, house: House, speed: float) -> tuple[Source, Arrivals]:
    """A processor of the sandbox under its vendor's limit, kept as for a real one."""
    given = source.processor.manifest.limit
    limit = Limit(given.rate * speed, given.per, given.concurrency)
    pace = Pace(
        SharedBuckets(house.workspace.engine),
        f"{source.processor.connector}:{source.processor.name}",
        rate=limit.rate,
        per=limit.per,
        concurrency=limit.concurrency,
    )
    arrivals = Arrivals(limit)

    def access() -> object:
        one = source.access()
        one.pace, one.transport = pace, Watched(one.transport, arrivals)
        return one

    return replace(source, access=access), arrivals


def main() -> None:
    """Print throughput and the fullest windows."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else SUBJECTS
    speed = float(sys.argv[2]) if len(sys.argv) > 2 else SPEED
    names = tuple(sys.argv[3:]) or CHOSEN
    with tempfile.TemporaryDirectory(prefix="sar-bench-limits-") as place:
        house, seen = House(sandbox=True, workspace_place=str(Path(place) / "w.db")), defaultdict[str, Arrivals]()
        for source in house.sources(names):
            name = source.processor.name
            house._imitations[name], seen[name] = limited(source, house, speed)
        lines = read(io.BytesIO("\n".join(["email", *addresses(number)]).encode()), "bench.csv", house.today)
        taken = take_in(house, lines, Order(str(Path(place) / "out"), ("json",), jobs=8), by="bench", only=names)
        begun, worked = time.monotonic(), time.process_time()
        run(house, taken.id)
        took, worked = time.monotonic() - begun, time.process_time() - worked
    told(number, speed, took, worked, {name: one for name, one in seen.items() if one.moments})


def told(number: int, speed: float, took: float, worked: float, seen: dict[str, Arrivals]) -> None:
    """Print it."""
    print(f"{number:,} subjects, 1 process, vendors' limits times {speed:g}: {took:.1f} s, processor {worked:.1f} s")
    for name, one in seen.items():
        allowed = f"{one.limit.rate:g} in {one.limit.per:g} s, {one.limit.concurrency} at once"
        print(f"{name:<20} {len(one.moments):>7,} calls; limit {allowed}; fullest window {one.fullest}, "
              f"at once {one.most}; {one.share:.0%} of the limit")  # fmt: skip
    tightest = max(seen, key=lambda name: seen[name].wanted)
    exceeded = [name for name, one in seen.items() if one.fullest > one.limit.rate or one.most > one.limit.concurrency]
    print(f"tightest: {tightest}; its calls take {seen[tightest].wanted:.1f} s at its limit: "
          f"throughput {seen[tightest].wanted / took:.0%} of it (goal >= 90 %)")  # fmt: skip
    print(f"limits exceeded: {', '.join(exceeded) or 'none'} (goal: none)")


if __name__ == "__main__":
    main()
