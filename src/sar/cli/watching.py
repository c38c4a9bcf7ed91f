"""A batch at the terminal: a line per processor and one for the whole; where there is no terminal, plain lines."""

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from sar.batch.watching import Watch
from sar.cli.speech import say
from sar.cli.terminal import console, safe
from sar.outcomes import Outcome, name

if TYPE_CHECKING:
    from rich.table import Table

EVERY = 10.0
"""Seconds between two plain lines."""


@contextmanager
def watched() -> Iterator[Watch]:
    """Something to tell the progress of a batch to, shown while the block runs."""
    if not sys.stderr.isatty():
        yield Plain()
        return
    from rich.live import Live

    view = View()
    with Live(get_renderable=view.table, console=console(err=True), refresh_per_second=4, transient=True):
        yield view


class Tally:
    """What was told so far."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.requests = self.done = self.incomplete = 0
        self.running, self.ended, self.failed = Counter[str](), Counter[str](), Counter[str]()

    def begun(self, requests: int) -> None:
        """So many requests are to be answered."""
        self.requests = requests

    def searching(self, processor: str) -> None:
        """A search of one subject begins."""
        with self.lock:
            self.running[processor] += 1

    def searched(self, processor: str, outcome: Outcome) -> None:
        """A search of one subject has ended; one that could not be made never began."""
        with self.lock:
            self.running[processor] -= self.running[processor] > 0
            self.ended[processor] += 1
            self.failed[processor] += name(outcome) == "failed"

    def answered(self, complete: bool) -> None:
        """The answer of one request has been written."""
        with self.lock:
            self.done += 1
            self.incomplete += not complete

    def line(self) -> str:
        """Where the whole stands."""
        values = {"n": self.done, "total": self.requests, "incomplete": self.incomplete}
        return say("answered: {n} of {total}; incomplete: {incomplete}", **values)


class Plain(Tally):
    """A line now and then, for a log."""

    def __init__(self) -> None:
        super().__init__()
        self._said = time.monotonic()

    def answered(self, complete: bool) -> None:
        """The answer of one request has been written; said at most every ten seconds, and at the end."""
        with self.lock:
            super().answered(complete)
            if self.done < self.requests and time.monotonic() - self._said < EVERY:
                return
            self._said = time.monotonic()
            click.echo(self.line(), err=True)


class View(Tally):
    """A table that is drawn anew."""

    def table(self) -> "Table":
        """One line per processor, then the whole."""
        from rich.table import Table

        table = Table(box=None, show_header=False, pad_edge=False)
        with self.lock:
            for processor in {**self.ended, **self.running}:
                running = say("searching: {n}", n=self.running[processor])
                ended = say("ended: {n}", n=self.ended[processor])
                failed = say("failed: {n}", n=self.failed[processor]) if self.failed[processor] else ""
                table.add_row(safe(processor), f"[blue]{running}[/]", ended, f"[red]{failed}[/]")
            table.add_row(self.line())
        return table
