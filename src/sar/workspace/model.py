"""What the workspace holds, as values."""

from datetime import date, datetime
from typing import Literal

import msgspec

from sar.cases import Case
from sar.identifiers import Identifier
from sar.outcomes import Gap, Outcome
from sar.records import Record

State = Literal["followed", "waiting", "declined"]


class Request(msgspec.Struct, frozen=True):
    """One access, portability or rectification request."""

    id: str
    kind: str
    received: date
    lang: str
    created: datetime
    sandbox: bool = False


class Opening(msgspec.Struct, frozen=True):
    """A request before it is stored: with what it is searched by, in which processors, under which laws."""

    request: Request
    identifiers: list[Identifier]
    units: dict[str, str]
    """Processor → connector."""
    case: Case
    events: list[tuple[str, dict[str, str | int]]] = []
    """What is written into the log of it; nothing personal."""


class Unit(msgspec.Struct, frozen=True):
    """One processor's part of a request, with its state and, when done, its outcome."""

    processor: str
    connector: str
    state: str
    outcome: Outcome | None
    searched_at: datetime | None
    searched_by: tuple[Identifier, ...]


class Batch(msgspec.Struct):
    """What is committed at once: records with whether each is proven, and gaps."""

    records: list[tuple[Record, bool]] = []
    gaps: list[Gap] = []
    learnt: list[Identifier] = []
    """Identifiers that proven records give, each with the record as its source."""

    def __bool__(self) -> bool:
        return bool(self.records or self.gaps)


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """An identifier of the subject, and whether it is searched by."""

    identifier: Identifier
    state: State = "followed"
    """`waiting`: doubtful, so an officer decides; `declined`: they said no."""
    doubt: str = ""
    """Why it is not followed by itself, in one sentence."""
