"""What a vendor sees: when each call arrives at a served imitation, how full every window is, how many are inside."""

import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from sar.registry import Limit, Registry
from sar.sandbox import World, serve


@dataclass
class Arrivals:
    """The calls to one imitation, whose vendor allows so many."""

    limit: Limit
    moments: list[float] = field(default_factory=list)
    inside: int = 0
    most: int = 0
    """How many were under way at once, at the most."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def one(self) -> Iterator[None]:
        """A call, from its arrival to its answer."""
        with self.lock:
            self.moments.append(time.monotonic())
            self.inside += 1
            self.most = max(self.most, self.inside)
        try:
            yield
        finally:
            with self.lock:
                self.inside -= 1

    @property
    def windows(self) -> list[int]:
        """How many calls were in each window of the limit's seconds that ends with a call."""
        moments, begin, found = sorted(self.moments), 0, list[int]()
        for end, moment in enumerate(moments):
            while moment - moments[begin] >= self.limit.per:
                begin += 1
            found.append(end - begin + 1)
        return found

    @property
    def seconds(self) -> float:
        """How long all calls take at the limit."""
        return len(self.moments) * self.limit.per / self.limit.rate

    @property
    def exceeded(self) -> bool:
        """Whether more came than the vendor allows, in any window or at once."""
        return max(self.windows) > self.limit.rate or self.most > self.limit.concurrency

    def __str__(self) -> str:
        took = max(self.moments) - min(self.moments)
        rate, limit, windows = (len(self.moments) - 1) / took, self.limit, self.windows
        over = sum(one > limit.rate for one in windows)
        return (
            f"{len(self.moments):>7,} calls, {rate:.2f}/s; limit {limit.rate:g} in {limit.per:g} s, fullest window "
            f"{max(windows)}, too full {over}; at once {self.most} of {limit.concurrency}"
        )


class _Counted:
    """An imitation that takes its time, as vendors do: without a limit many calls would be inside."""

    def __init__(self, app: Any, arrivals: Arrivals, latency: float) -> None:
        self._app, self._arrivals, self._latency = app, arrivals, latency

    def __call__(self, environ: Any, start: Any) -> Iterable[bytes]:
        with self._arrivals.one():
            time.sleep(self._latency)
            body: Iterable[bytes] = list(self._app(environ, start))
        return body


@contextmanager
def vendors(
    slugs: Iterable[str], *, latency: float, speed: float = 1.0
) -> Iterator[tuple[str, Mapping[str, Arrivals]]]:
    """Imitations served on 127.0.0.1: what credentials.toml says of them, and what each sees.

    `speed` multiplies the vendors' rates.
    """
    registry, tables, seen = Registry.discover(), list[str](), dict[str, Arrivals]()
    with ExitStack() as served:
        for slug in slugs:
            manifest = registry.get(slug)
            given = manifest.limit
            limit = Limit(given.rate * speed, given.per, given.concurrency)
            imitation = registry.sandbox(slug).imitate(World(slug, manifest.folder))
            seen[slug] = Arrivals(limit)
            address = served.enter_context(serve(_Counted(imitation.app, seen[slug], latency)))
            values = {**imitation.settings, imitation.root: address + imitation.path}
            own = f"limit = {{ rate = {limit.rate}, per = {limit.per}, concurrency = {limit.concurrency} }}"
            tables.append(f"[{slug}]")
            tables += [f"{name} = {json.dumps(value)}" for name, value in values.items()]
            tables += [own] if speed != 1 else []
        yield "\n".join(tables) + "\n", seen
