"""Live progress on stderr, one line per processor; silent where stderr is no terminal."""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sar.cli.coverage import WORDS
from sar.cli.terminal import console, safe
from sar.outcomes import Outcome, name
from sar.progress import Progress, Unwatched

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table


@contextmanager
def watched(processors: Sequence[str]) -> Iterator[Progress]:
    """Something to tell progress to, shown while the block runs."""
    if not processors or not sys.stderr.isatty():
        yield Unwatched()
        return
    from rich.live import Live

    view = _View(processors)
    with Live(get_renderable=view.table, console=console(err=True), refresh_per_second=8, transient=True) as live:
        view.live = live
        yield view


class _View:
    def __init__(self, processors: Sequence[str]) -> None:
        self._lines = dict.fromkeys(processors, ("[dim]waiting[/]", "", 0))
        self._lock = threading.Lock()
        self.live: Live | None = None

    @contextmanager
    def paused(self) -> Iterator[None]:
        assert self.live
        self.live.stop()
        try:
            yield
        finally:
            self.live.start()

    def begun(self, processor: str) -> None:
        self._set(processor, "[blue]searching[/]", "", 0)

    def noted(self, processor: str, note: str, records: int) -> None:
        state, before, _ = self._lines[processor]
        self._set(processor, state, note or before, records)

    def ended(self, processor: str, outcome: Outcome) -> None:
        colour, word = WORDS[name(outcome)]
        self._set(processor, f"[{colour}]{word}[/]", "", getattr(outcome, "records", 0))

    def table(self) -> "Table":
        from rich.table import Table

        table = Table(box=None, show_header=False, pad_edge=False)
        with self._lock:
            for processor, (state, note, records) in self._lines.items():
                table.add_row(safe(processor), state, str(records or ""), f"[dim]{safe(note)}[/]")
        return table

    def _set(self, processor: str, state: str, note: str, records: int) -> None:
        with self._lock:
            self._lines[processor] = (state, note, records)
