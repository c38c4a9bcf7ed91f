"""What `[schedule.NAME]` in sar.toml says, and a moment at which it is due."""

from datetime import datetime
from typing import Literal

import msgspec

from sar.cases import Kind

CatchUp = Literal["last", "all", "none"]
State = Literal["first", "running", "done", "incomplete", "failed", "missed"]


class Slot(msgspec.Struct, frozen=True):
    """One moment of a schedule, and what came of it."""

    at: datetime
    state: State
    """`first`: the schedule was first seen then, and nothing was due before."""
    batch_id: str = ""


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[schedule.NAME]` table."""

    cron: str
    batch: str = ""
    """A file of requests, as `sar batch run` takes it."""
    requests: list[str] = []
    """Or requests of the workspace: their people are asked for again."""
    kind: Kind | None = None
    """Of the new requests, whatever the lines say; without it what they say."""
    format: str = "pdf,json"
    out: str = "out"
    only: list[str] = []
    jobs: int = 4
    delta: bool = False
    """In portable packages only what changed since the last one of the same person."""
    catch_up: CatchUp = "last"
    """Of slots that passed while nothing ran: the newest, all, or none."""
