"""What happens in a run, told once: a line of the log, and whoever counts is told too.

Nothing of a person is ever part of it: names of processors, ids, outcomes, seconds and counts.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

FIELDS = ("batch", "request", "processor", "outcome", "seconds", "count")
"""What a happening may say beside its event, in this order."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened."""

    event: str
    batch: str = ""
    request: str = ""
    processor: str = ""
    outcome: str = ""
    seconds: float | None = None
    count: int | None = None

    @property
    def said(self) -> dict[str, str | float | int]:
        """What it says, without what it leaves open."""
        values = {name: getattr(self, name) for name in FIELDS}
        return {name: value for name, value in values.items() if value not in {"", None}}


Listener = Callable[[Happening], None]
_listeners: list[Listener] = []
_request: ContextVar[str] = ContextVar("request", default="")


def tell(happened: Happening, *, logger: str = "sar.events", level: int = logging.INFO) -> None:
    """Log it and tell all who listen; the request at work in this thread is added where none is named."""
    if not happened.request and (request := _request.get()):
        happened = replace(happened, request=request)
    logging.getLogger(logger).log(level, "%s", happened.event, extra={"said": happened.said})
    for listener in tuple(_listeners):
        listener(happened)


@contextmanager
def about(request: str) -> Iterator[None]:
    """What this thread tells while the block runs is about this request."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have everything told to `listener`, from many threads, while the block runs."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
