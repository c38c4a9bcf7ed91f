"""One processor's search: every proof looked at, every record stored, ended in one outcome."""

import logging
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from msgspec import structs
from sqlalchemy.exc import DBAPIError

from sar.context import Access
from sar.errors import ProcessorError, SarError, SettingsError
from sar.full import full, unwritable
from sar.happenings import Happening, about, tell
from sar.identifiers import Identifier, Matcher
from sar.learn import learnt
from sar.outcomes import Awaiting, Failed, Gap, NotSearchable, Outcome, Said, Verdict, conclude, name
from sar.progress import Progress, Unwatched
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
BROKEN = "the connector itself failed ({error} at {place})"
REMEMBERED = 10_000
"""Proven parents kept in memory per unit; older ones are read back from the workspace."""


class Stopped(Exception):
    """The officer interrupted the run; what was found is stored."""


@dataclass(frozen=True)
class Source:
    """A processor ready to be searched."""

    processor: Processor
    load: Callable[[], Callable[[Access], Connector]]
    """Imports the connector's class: only now is its code loaded."""
    access: Callable[[], Access]


def nobody_counts(processor: str, calls: int) -> None:
    """What a search cost is of no interest."""


@dataclass(frozen=True)
class Collection:
    """What all units of a run share."""

    workspace: Workspace
    request: Request
    attachment_cap: int = 25 << 20
    exhaustive: bool = False
    shared: tuple[str, ...] = ()
    """Addresses and numbers that are nobody's own: the firm's, a switchboard's."""
    progress: Progress = field(default_factory=Unwatched)
    stop: threading.Event = field(default_factory=threading.Event)
    called: Callable[[str, int], None] = nobody_counts
    """Told of each search how many calls it made; of a pass for many, its maker is told."""


class Searching:
    """One processor's search while it runs."""

    def __init__(self, collection: Collection, source: Source, wanted: Sequence[Identifier] | None = None) -> None:
        """`wanted`: what adds to what earlier rounds found; None for everything anew."""
        self._in, self._source = collection, source
        self.name = source.processor.name
        self._workspace, self._id = collection.workspace, collection.request.id
        self._matcher = _usable(self._workspace.identifiers(self._id), source.processor)
        self._before = self._workspace.unit(self._id, self.name)
        self._wanted = self._matcher.of(*source.processor.manifest.finds_by) if wanted is None else tuple(wanted)
        earlier = () if wanted is None else self._before.searched_by
        self._searched_by = tuple({one.key: one for one in (*earlier, *self._wanted)}.values())
        self._holding = self._workspace.begin(self._id, self.name, further=wanted is not None)
        self._batch, self._since = Batch(), time.monotonic()
        self._begun = self._since
        self._parents: dict[str, str] = {}
        self._records = 0
        self._verdict: Verdict | None = None

    def run(self) -> Outcome:
        """Search to the end and store what it came to; only the workspace's own errors and `Stopped` are raised."""
        with about(self._id):
            self.begin()
            return self.end(self._searched())

    def begin(self) -> None:
        """Say that the search begins; `Stopped` when it is not to begin any more."""
        if self._in.stop.is_set():
            raise Stopped
        self._begun = time.monotonic()
        self._in.progress.begun(self.name)
        tell(Happening("unit begun", request=self._id, processor=self.name))

    def end(self, failure: Failed | None) -> Outcome:
        """Store what the search came to."""
        self.commit()
        gaps = self._workspace.gaps(self._id, self.name)
        outcome = conclude(self._workspace.counted(self._id, self.name), gaps, failure, self._verdict)
        if isinstance(outcome, Awaiting) and isinstance(self._before.outcome, Awaiting):
            outcome = structs.replace(outcome, sent=self._before.outcome.sent)
        self._workspace.finish(self._id, self.name, outcome, self._searched_by)
        self._in.progress.ended(self.name, outcome)
        seconds = time.monotonic() - self._begun
        tell(Happening("unit ended", "", self._id, self.name, name(outcome), seconds, self._records))
        return outcome

    def take(self, item: Record | Gap | Verdict) -> None:
        """Look at one thing that the connector yielded; `Stopped` when the run is to end."""
        if self._in.stop.is_set():
            raise Stopped
        self._file(item)
        if len(self._batch.records) >= BATCH:
            self.commit()

    def _searched(self) -> Failed | None:
        """Why the search failed, or None."""
        access = self._source.access()
        try:
            self._read(self._source.load()(access))
        except (ProcessorError, SettingsError) as error:
            return failed(error)
        except (Stopped, SarError, DBAPIError):
            raise
        except Exception as error:
            return broken(self.name, error)
        finally:
            self.commit()
            access.close()
            self._in.called(self.name, access.calls)
        return None

    def _read(self, connector: Connector) -> None:
        for item in connector.find(self.search()):
            self.take(item)
            if time.monotonic() - self._since > SECONDS:
                self.commit()

    def _file(self, item: Record | Gap | Verdict) -> None:
        if isinstance(item, Gap):
            self._batch.gaps.append(item)
        elif isinstance(item, NotSearchable | Awaiting):
            self._verdict = item
        else:
            self._take(item)

    def _take(self, found: Record) -> None:
        record = redacted(found, frozenset(self._source.processor.manifest.redact))
        proven = holds(record, self._matcher, self._parent)
        self._batch.records.append((record, proven))
        self._records += proven
        if proven:
            self._batch.learnt.extend(learnt(record))
        if proven and carries(record.proof):
            self._parents[record.id] = record.source_id

    def _parent(self, record_id: str) -> str | None:
        if record_id in self._parents:
            return self._parents[record_id]
        stored = self._workspace.proven(self._id, record_id)
        return stored.source_id if stored and carries(stored.proof) else None

    def search(self) -> Search:
        """What the connector is asked."""
        manifest = self._source.processor.manifest
        return Search(
            self.name,
            manifest.slug,
            self._matcher,
            kinds=manifest.finds_by,
            wanted=self._wanted,
            exhaustive=self._in.exhaustive,
            attachment_cap=self._in.attachment_cap,
            keep_file=lambda content: self._workspace.keep_file(self._id, content),
            holds=self._holds if self._holding else None,
            progress=self._note,
        )

    def _holds(self, record_id: str) -> bool:
        return self._workspace.holds(self._id, record_id)

    def _note(self, note: Said) -> None:
        if self._in.stop.is_set():
            raise Stopped
        self._in.progress.noted(self.name, note, self._records)

    def commit(self) -> None:
        """Store what was found so far."""
        if self._batch:
            self._workspace.commit(self._id, self.name, self._batch)
            self._batch = Batch()
        for stored in list(islice(self._parents, max(0, len(self._parents) - REMEMBERED))):
            del self._parents[stored]
        self._since = time.monotonic()
        self._in.progress.noted(self.name, Said(""), self._records)


def failed(error: SarError) -> Failed:
    """A search that a processor or the settings did not let come to its end."""
    return Failed(error.message, error.remedy_sentence, values=error.values)


def broken(processor: str, error: Exception) -> Failed:
    """A fault in the connector's own code: named by place, never by its message, which may hold data."""
    if isinstance(error, OSError) and full(error):
        raise unwritable(error, "the folder for temporary files is full ({error})") from None
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).parent.name}/{Path(place.filename).name}:{place.lineno}"
    log.error("%s: %s at %s", processor, type(error).__name__, where)
    told = {"error": type(error).__name__, "place": where}
    return Failed(BROKEN, "Report it; nothing of this processor after that place was read.", values=told)


def _usable(identifiers: Sequence[Identifier], processor: Processor) -> Matcher:
    """What a processor's rows are compared with: the kinds that it can be searched by.

    Others would prove only what happens to come along, and more in a run that was interrupted than in a calm one.
    One that may leave a question is given all: the question must name whom it is about.
    """
    manifest = processor.manifest
    kinds = () if "ask" in manifest.does else manifest.finds_by
    return Matcher([one for one in identifiers if not kinds or one.kind in kinds], processor.name)
