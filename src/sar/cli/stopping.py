"""SIGTERM and ctrl-C: what is under way comes to its end or stops where it can go on; a second signal ends at once."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sar.cli.speech import echo


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """An event that the first signal sets while the block runs; other threads look at it."""
    stop, wanted = threading.Event(), (signal.SIGINT, signal.SIGTERM)
    before: dict[signal.Signals, Any] = {}

    def first(number: int, frame: Any) -> None:
        stop.set()
        for one, handler in before.items():
            signal.signal(one, handler)
        echo("stopping: what is under way comes to its end; once more to end at once", err=True)

    before.update({one: signal.signal(one, first) for one in wanted})
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
