"""A correction as values: what is to be changed, the plan, and the receipts."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from sar.outcomes import Said

State = Literal["planned", "intended", "verified", "conflict", "failed"]
"""`intended`: a write was begun and its end is not known; a later run reads first. Only `verified` is done."""


class Correction(msgspec.Struct, frozen=True):
    """New values by normalised name, and which old ones they replace where a field may have several."""

    new: dict[str, str]
    """An empty text deletes."""
    was: dict[str, str] = {}
    """The value that is wrong, as the officer says; only places that hold it are changed."""
    known: dict[str, tuple[str, ...]] = {}
    """Given and family names that proven records hold: a full name is taken apart by them."""


class Alteration(msgspec.Struct, frozen=True):
    """One field of one object: its value when planned, and the new one."""

    field: str
    path: str
    """Where it stands in the processor's object (JSON Pointer)."""
    old: str
    new: str
    """Empty where it is deleted."""


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One write to one object of a processor."""

    processor: str
    type: str
    source_id: str
    record: str
    """The proven record that stands for the object: nothing else is ever changed."""
    title: Said
    alterations: tuple[Alteration, ...]
    how: Said
    """How it will be written, in one sentence."""
    stamp: str = ""
    """The object's version when planned: a SyncToken, an ETag, a time of change; empty where there is none."""
    url: str = ""
    extra: dict[str, Any] = {}
    """What the connector needs to find it again; no secret."""

    @property
    def key(self) -> str:
        """What makes two changes be about one object."""
        return f"{self.processor}:{self.type}:{self.source_id}"


class Reading(msgspec.Struct, frozen=True):
    """An object as it is now."""

    values: dict[str, str]
    """Path of each alteration → the value there; empty where there is none."""
    stamp: str = ""
    held: Any = None
    """The processor's object, from which what is written is made; never stored."""


class ByHand(msgspec.Struct, frozen=True, omit_defaults=True):
    """What no program changes: why, and what somebody may do."""

    processor: str
    why: Said
    task: Said | None = None
    """None where nobody can do anything: what happened stays as it was recorded."""
    field: str = ""
    records: int = 0
    """How many records it is about, where it is about several."""
    url: str = ""


class Plan(msgspec.Struct, frozen=True):
    """Everything that a correction would change, and everything that it cannot."""

    request: str
    correction: Correction
    changes: tuple[Change, ...]
    by_hand: tuple[ByHand, ...]
    unread: dict[str, Said]
    """Processor → why its part could not be planned: what it holds is not known."""
    made_at: datetime
    looked: tuple[str, ...] = ()
    """All processors that were asked: those that nothing is said of hold nothing that would change."""
    lacks: dict[str, tuple[Said, Said]] = {}
    """Processor → what its key may not write, and what to do about it."""

    @property
    def complete(self) -> bool:
        """Whether every processor could be planned for."""
        return not self.unread


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of one change."""

    change: Change
    state: State = "planned"
    why: Said | None = None
    """For a conflict or a failure."""
    remedy: Said | None = None
    found: dict[str, str] = {}
    """Path → value at the last look, where it was neither the planned one nor the new."""
    written: bool = False
    """Whether this program wrote it; else it had the new value already."""
    at: datetime | None = None
    """When this state was reached."""
    by: str = ""
