"""What was seen of a file while it was searched."""

from datetime import datetime
from typing import Any

from .addresses import inside
from .lines import Line


class Told:
    """Counts of one file or part of a file, and its first time."""

    def __init__(self) -> None:
        self.first: datetime | None = None
        self.sampled = self.unread = self.inside = self.listed = self.overlong = 0
        self.broken = ""
        """Why it could not be read to its end: `truncated`, `damaged`, or empty."""

    def see(self, line: Line | None) -> None:
        """One more of the lines that are read as a sample."""
        self.sampled += 1
        if line is None:
            self.unread += 1
            return
        self.inside += inside(line.address)
        self.listed += any(not inside(one) for one in line.forwarded)
        self.first = self.first or line.at

    def __iadd__(self, other: "Told") -> "Told":
        for name in ("sampled", "unread", "inside", "listed", "overlong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.first = min((one for one in (self.first, other.first) if one), default=None)
        self.broken = self.broken or other.broken
        return self

    def packed(self) -> dict[str, Any]:
        """As plain values, to cross to another process."""
        return {**vars(self), "first": self.first and self.first.isoformat()}

    @classmethod
    def unpacked(cls, values: dict[str, Any]) -> "Told":
        """From plain values."""
        told = cls()
        vars(told).update(values)
        told.first = datetime.fromisoformat(values["first"]) if values["first"] else None
        return told
