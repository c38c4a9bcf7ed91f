"""The search itself: one thread per processor, every proof looked at, every processor ends in one outcome."""

import logging
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from sar.context import Access
from sar.errors import ProcessorError, SarError, SettingsError
from sar.identifiers import Matcher
from sar.outcomes import Awaiting, Gap, NotSearchable, Outcome, Verdict, conclude
from sar.proof import carries, holds
from sar.records import Record
from sar.sdk import Connector, Search
from sar.settings import Processor
from sar.shaping import redacted
from sar.workspace import Batch, Request, Workspace

log = logging.getLogger("sar.collect")

BATCH = 100
SECONDS = 0.5
"""A batch is committed when it is this large or this old."""
REMEMBERED = 10_000
"""Proven parents kept in memory per unit; older ones are read back from the workspace."""


class Progress(Protocol):
    """Who watches: called from the processors' threads."""

    def begun(self, processor: str) -> None:
        """A processor's search begins."""
        ...

    def noted(self, processor: str, note: str, records: int) -> None:
        """What is being read, and how many records are proven so far."""
        ...

    def ended(self, processor: str, outcome: Outcome) -> None:
        """A processor's search has ended."""
        ...


class Unwatched:
    """Nobody watches."""

    def begun(self, processor: str) -> None:
        """Nothing to show."""

    def noted(self, processor: str, note: str, records: int) -> None:
        """Nothing to show."""

    def ended(self, processor: str, outcome: Outcome) -> None:
        """Nothing to show."""


class Stopped(Exception):
    """The officer interrupted the run; what was found is stored."""


@dataclass(frozen=True)
class Source:
    """A processor ready to be searched."""

    processor: Processor
    load: Callable[[], Callable[[Access], Connector]]
    """Imports the connector's class: only now is its code loaded."""
    access: Callable[[], Access]


@dataclass(frozen=True)
class Collection:
    """What all units of a run share."""

    workspace: Workspace
    request: Request
    attachment_cap: int = 25 << 20
    exhaustive: bool = False
    progress: Progress = field(default_factory=Unwatched)
    stop: threading.Event = field(default_factory=threading.Event)


def collect(collection: Collection, sources: Sequence[Source], jobs: int = 8) -> None:
    """Search all these processors side by side; returns when each has its outcome, or raises Stopped."""
    with ThreadPoolExecutor(max(1, min(jobs, len(sources)))) as pool:
        running = [pool.submit(collect_unit, collection, source) for source in sources]
        try:
            for unit in running:
                unit.result()
        except BaseException as error:
            collection.stop.set()
            pool.shutdown(cancel_futures=True)
            if isinstance(error, KeyboardInterrupt):
                raise Stopped from None
            raise


def collect_unit(collection: Collection, source: Source) -> Outcome:
    """Search one processor and store what it came to; only the workspace's own errors are raised."""
    unit = _Unit(collection, source)
    collection.progress.begun(unit.name)
    failure = unit.run()
    gaps = collection.workspace.gaps(collection.request.id, unit.name)
    outcome = conclude(unit.proven_count(), gaps, failure, unit.verdict)
    collection.workspace.finish(collection.request.id, unit.name, outcome, unit.searched_by)
    collection.progress.ended(unit.name, outcome)
    return outcome


class _Unit:
    """One processor's search while it runs."""

    def __init__(self, collection: Collection, source: Source) -> None:
        self._in, self._source = collection, source
        self.name = source.processor.name
        self._workspace, self._id = collection.workspace, collection.request.id
        self._matcher = Matcher(self._workspace.identifiers(self._id), self.name)
        self.searched_by = self._matcher.of(*source.processor.manifest.finds_by)
        self._resumed = self._workspace.begin(self._id, self.name)
        self._batch, self._since = Batch(), time.monotonic()
        self._parents: dict[str, str] = {}
        self._records = 0
        self.verdict: Verdict | None = None

    def run(self) -> tuple[str, str] | None:
        """The search; returns why it failed and the remedy, or None."""
        if self._source.processor.manifest.finds_by and not self.searched_by:
            kinds = ", ".join(self._source.processor.manifest.finds_by)
            return f"it is searched by {kinds}, and none is known", "Give one with --also KIND:VALUE."
        access = self._source.access()
        try:
            self._read(self._source.load()(access))
        except (ProcessorError, SettingsError) as error:
            return str(error), error.remedy
        except (Stopped, SarError):
            raise
        except Exception as error:
            return self._broken(error)
        finally:
            self._commit()
            access.close()
        return None

    def _read(self, connector: Connector) -> None:
        for item in connector.find(self._search()):
            if self._in.stop.is_set():
                raise Stopped
            if isinstance(item, Gap):
                self._batch.gaps.append(item)
            elif isinstance(item, NotSearchable | Awaiting):
                self.verdict = item
            else:
                self._take(item)
            if len(self._batch.records) >= BATCH or time.monotonic() - self._since > SECONDS:
                self._commit()

    def _take(self, found: Record) -> None:
        record = redacted(found, self._source.processor.manifest.redact)
        proven = holds(record, self._matcher, self._parent)
        self._batch.records.append((record, proven))
        self._records += proven
        if proven and carries(record.proof):
            self._parents[record.id] = record.source_id

    def _parent(self, record_id: str) -> str | None:
        if record_id in self._parents:
            return self._parents[record_id]
        stored = self._workspace.proven(self._id, record_id)
        return stored.source_id if stored and carries(stored.proof) else None

    def _search(self) -> Search:
        manifest = self._source.processor.manifest
        return Search(
            self.name,
            manifest.slug,
            self._matcher,
            kinds=manifest.finds_by,
            exhaustive=self._in.exhaustive,
            attachment_cap=self._in.attachment_cap,
            keep_file=lambda content: self._workspace.keep_file(self._id, content),
            holds=self._holds if self._resumed else None,
            progress=self._note,
        )

    def _holds(self, record_id: str) -> bool:
        return self._workspace.holds(self._id, record_id)

    def _note(self, note: str) -> None:
        self._in.progress.noted(self.name, note, self._records)

    def _commit(self) -> None:
        if self._batch:
            self._workspace.commit(self._id, self.name, self._batch)
            self._batch = Batch()
        for stored in list(islice(self._parents, max(0, len(self._parents) - REMEMBERED))):
            del self._parents[stored]
        self._since = time.monotonic()
        self._in.progress.noted(self.name, "", self._records)

    def proven_count(self) -> int:
        """Proven records of this processor in the workspace, those of an interrupted run included."""
        counts = self._workspace.counts(self._id)
        return sum(count for (_, processor), count in counts.items() if processor == self.name)

    def _broken(self, error: Exception) -> tuple[str, str]:
        """A fault in the connector's own code: named by place, never by its message, which may hold data."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).parent.name}/{Path(place.filename).name}:{place.lineno}"
        log.error("%s: %s at %s", self.name, type(error).__name__, where)
        said = f"the connector itself failed ({type(error).__name__} at {where})"
        return said, "Report it; nothing of this processor after that place was read."
