"""Live progress on stderr, one line per processor; silent where stderr is no terminal."""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sar.cli.coverage import word
from sar.cli.house import House
from sar.cli.speech import say
from sar.cli.terminal import console, safe
from sar.outcomes import Outcome, Said, name
from sar.progress import Progress, Unwatched

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

    from sar.i18n import Translator


@contextmanager
def watched(house: House, processors: Sequence[str]) -> Iterator[Progress]:
    """Something to tell progress to, shown while the block runs."""
    if not processors or not sys.stderr.isatty():
        yield Unwatched()
        return
    from rich.live import Live

    view = _View(processors, house.speaks)
    with Live(get_renderable=view.table, console=console(err=True), refresh_per_second=8, transient=True) as live:
        view.live = live
        yield view


class _View:
    def __init__(self, processors: Sequence[str], tell: "Translator") -> None:
        self._tell = tell
        self._lines = dict.fromkeys(processors, (f"[dim]{say('waiting')}[/]", "", 0))
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
        self._set(processor, f"[blue]{say('searching')}[/]", "", 0)

    def noted(self, processor: str, note: Said, records: int) -> None:
        state, before, _ = self._lines[processor]
        self._set(processor, state, self._tell(note.what, note.values) or before, records)

    def ended(self, processor: str, outcome: Outcome) -> None:
        self._set(processor, word(name(outcome)), "", getattr(outcome, "records", 0))

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
