"""Who watches a batch while it runs."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from sar.outcomes import Outcome, Said


class Watch(Protocol):
    """Who watches: called from many threads."""

    def begun(self, requests: int) -> None:
        """So many requests are to be answered."""
        ...

    def searching(self, processor: str) -> None:
        """A search of one subject begins."""
        ...

    def searched(self, processor: str, outcome: Outcome) -> None:
        """A search of one subject has ended."""
        ...

    def answered(self, complete: bool) -> None:
        """The answer of one request has been written."""
        ...


class Nobody:
    """Nobody watches."""

    def begun(self, requests: int) -> None:
        """Nothing to show."""

    def searching(self, processor: str) -> None:
        """Nothing to show."""

    def searched(self, processor: str, outcome: Outcome) -> None:
        """Nothing to show."""

    def answered(self, complete: bool) -> None:
        """Nothing to show."""


class OneOfMany:
    """The progress of one request, told to whoever watches the batch."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def begun(self, processor: str) -> None:
        """A processor's search begins."""
        self._watch.searching(processor)

    def noted(self, processor: str, note: Said, records: int) -> None:
        """Of many at once nobody could follow what each reads."""

    def ended(self, processor: str, outcome: Outcome) -> None:
        """A processor's search has ended."""
        self._watch.searched(processor, outcome)

    def paused(self) -> AbstractContextManager[None]:
        """Nothing is asked in a batch."""
        return nullcontext()
