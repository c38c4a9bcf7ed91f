"""What a batch is made of, as values."""

from datetime import datetime
from typing import Literal

import msgspec

State = Literal["waiting", "done"]
Standing = Literal["waiting", "done", "ended", "purged", "refused"]


class Fault(msgspec.Struct, frozen=True):
    """Why a line was not taken in; never with more of it than its number and what may be said instead."""

    line: int
    message: str
    remedy: str
    values: dict[str, str] = {}


class Order(msgspec.Struct, frozen=True):
    """How a batch is to be answered: kept, so that it can be resumed by its id alone."""

    out: str
    formats: tuple[str, ...]
    jobs: int = 4
    exhaustive: bool = False
    named: bool = False
    """Whether the officer wants identifiers in the report."""
    delta: bool = False
    """Whether portable packages hold only what changed since the last one of the same person."""


class Batch(msgspec.Struct, frozen=True):
    """Many requests that were taken in together."""

    id: str
    created: datetime
    sandbox: bool
    digest: str
    """What stands for the lines that it was made of."""
    lines: int
    order: Order
    faults: tuple[Fault, ...] = ()


class Member(msgspec.Struct, frozen=True):
    """One request of a batch: the line it came from and how far it is."""

    request_id: str
    line: int
    state: State
    calls: int


class Calls(msgspec.Struct, frozen=True):
    """What one processor cost a batch."""

    processor: str
    searches: int
    """Of one subject each; a pass counts for as many as it served."""
    passes: int
    """Of these, how many times it was gone through for many at once."""
    calls: int
    """Requests sent over HTTP."""

    @property
    def each(self) -> float:
        """Calls for one subject's search."""
        return round(self.calls / self.searches, 2) if self.searches else 0.0
