"""Who watches a search while it runs."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from sar.outcomes import Outcome, Said


class Progress(Protocol):
    """Who watches: called from the processors' threads."""

    def begun(self, processor: str) -> None:
        """A processor's search begins."""
        ...

    def noted(self, processor: str, note: Said, records: int) -> None:
        """What is being read, and how many records are proven so far."""
        ...

    def ended(self, processor: str, outcome: Outcome) -> None:
        """A processor's search has ended."""
        ...

    def paused(self) -> AbstractContextManager[None]:
        """The screen is needed for something else while the block runs."""
        ...


class Unwatched:
    """Nobody watches."""

    def begun(self, processor: str) -> None:
        """Nothing to show."""

    def noted(self, processor: str, note: Said, records: int) -> None:
        """Nothing to show."""

    def ended(self, processor: str, outcome: Outcome) -> None:
        """Nothing to show."""

    def paused(self) -> AbstractContextManager[None]:
        """Nothing is shown anyway."""
        return nullcontext()
