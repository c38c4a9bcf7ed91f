"""The search as a whole: rounds of processors side by side, until nothing new is learnt."""

import time
from collections.abc import Container, Sequence
from concurrent.futures import ThreadPoolExecutor

from sar.dossier.words import SEARCHED_BY
from sar.happenings import Happening, tell
from sar.identifiers import Identifier, Kind, Matcher
from sar.learn import Ask, follow
from sar.outcomes import NotSearchable, complete, name
from sar.unit import Collection, Searching, Source, Stopped
from sar.workspace import Known

__all__ = ["ROUNDS", "Collection", "Course", "Due", "Source", "Stopped", "collect", "side_by_side"]

ROUNDS = 3
UNKNOWN = "It is searched by {kinds}, and none of yours is known."
ALONE: frozenset[Kind] = frozenset({"ip", "room", "visitor_id"})
"""Kinds whose own search finds all that they prove: a later round searches by new ones of them only."""
Due = tuple[Source, Sequence[Identifier] | None]
"""A processor, and what it is searched by now: None for everything anew, else what adds to earlier rounds."""


def nobody(known: Known) -> None:
    """There is no one to ask: a doubtful identifier waits."""


def collect(collection: Collection, sources: Sequence[Source], jobs: int = 8, ask: Ask = nobody) -> None:
    """Search all these processors; returns when each has its outcome, or raises Stopped."""
    course = Course(collection, sources, ask)
    while True:
        side_by_side(collection, course.due(), jobs)
        if not course.turn():
            break
    side_by_side(collection, course.last(), jobs)
    course.ended()


class Course:
    """One request's way through its rounds; what a round learns is followed in the next."""

    def __init__(self, collection: Collection, sources: Sequence[Source], ask: Ask = nobody) -> None:
        self.collection, self.sources, self._ask = collection, sources, ask
        self._searched = [source for source in sources if source.processor.manifest.finds_by]
        self._finds_by = {kind for source in self._searched for kind in source.processor.manifest.finds_by}
        self._tried: set[str] = set()
        self._left = ROUNDS
        self._begun: float | None = None

    def due(self, among: Container[str] | None = None) -> list[Due]:
        """The processors of this round, or those of them among these; each is asked for once a round."""
        if self._begun is None:
            self._begun = time.monotonic()
            tell(Happening("request begun", request=self.collection.request.id, count=len(self.sources)))
        wanted = [one for one in self._searched if among is None or one.processor.name in among]
        return [due for source in wanted for due in _due(self.collection, source, self._tried)]

    def turn(self) -> bool:
        """Decide on what the round has learnt; True when there is another round to make."""
        self._left -= 1
        known = self.collection.workspace, self.collection.request.id
        news = follow(*known, self._finds_by, self.collection.shared, self._ask, late=not self._left)
        return news and self._left > 0

    def last(self) -> list[Due]:
        """Those that end in a statement or a task come last, so that they know everything."""
        unsearched = [source for source in self.sources if not _usable(self.collection, source)]
        telling = [source for source in unsearched if _tells(source)]
        for source in unsearched:
            if source not in telling:
                _never_searched(self.collection, source)
        return [(source, None) for source in telling if not _complete(self.collection, source)]

    def ended(self) -> None:
        """Tell that nothing more is to be searched for."""
        whole = all(_complete(self.collection, source) for source in self.sources)
        seconds = time.monotonic() - self._begun if self._begun is not None else None
        outcome = "complete" if whole else "incomplete"
        tell(Happening("request ended", request=self.collection.request.id, outcome=outcome, seconds=seconds))


def _due(collection: Collection, source: Source, tried: set[str]) -> list[Due]:
    """Whether a processor is to be searched in this round; `tried` are those of earlier rounds of this run."""
    name = source.processor.name
    unit = collection.workspace.unit(collection.request.id, name)
    usable = _usable(collection, source)
    known = {one.key for one in unit.searched_by}
    fresh = [one for one in usable if one.key not in known]
    again = name not in tried
    tried.add(name)
    if unit.outcome is None or not complete(unit.outcome):
        return [(source, None)] if usable and (again or fresh) else []
    if not fresh:
        return []
    # what an old identifier leads to may be proven by a new one only: then all are searched by again
    return [(source, fresh if all(one.kind in ALONE for one in fresh) else usable)]


def side_by_side(collection: Collection, due: Sequence[Due], jobs: int) -> None:
    """Search these processors at the same time, so many at once."""
    if not due:
        return
    with ThreadPoolExecutor(max(1, min(jobs, len(due)))) as pool:
        running = [pool.submit(Searching(collection, *one).run) for one in due]
        try:
            for unit in running:
                unit.result()
        except BaseException as error:
            collection.stop.set()
            pool.shutdown(cancel_futures=True)
            if isinstance(error, KeyboardInterrupt):
                raise Stopped from None
            raise


def _usable(collection: Collection, source: Source) -> tuple[Identifier, ...]:
    """The identifiers by which this processor can be searched."""
    known = Matcher(collection.workspace.identifiers(collection.request.id), source.processor.name)
    return known.of(*source.processor.manifest.finds_by)


def _tells(source: Source) -> bool:
    """Whether a processor has something to tell without being searched: a statement, or a question to send."""
    manifest = source.processor.manifest
    return not manifest.finds_by or "ask" in manifest.does


def _never_searched(collection: Collection, source: Source) -> None:
    """A processor for which no identifier of its kinds is known ends in saying so."""
    unit = collection.workspace.unit(collection.request.id, source.processor.name)
    if unit.outcome is None and unit.state == "waiting":
        kinds = ", ".join(SEARCHED_BY[kind] for kind in source.processor.manifest.finds_by)
        outcome = NotSearchable(UNKNOWN, values={"kinds": kinds})
        collection.workspace.finish(collection.request.id, unit.processor, outcome, ())
        collection.progress.ended(unit.processor, outcome)
        tell(Happening("unit ended", "", collection.request.id, unit.processor, name(outcome)))


def _complete(collection: Collection, source: Source) -> bool:
    unit = collection.workspace.unit(collection.request.id, source.processor.name)
    return unit.outcome is not None and complete(unit.outcome)
