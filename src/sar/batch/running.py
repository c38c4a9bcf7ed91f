"""Answering the requests of a batch: side by side, in rounds that one pass through a processor serves for all.

A request that has its answer is not searched again; one that was interrupted goes on with its incomplete units.
Everything is known from ids: a script or another machine calls `answer(house, request_id)` for a single one.
"""

import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sar import intake
from sar.batch.alone import alone
from sar.batch.model import Batch, Order
from sar.batch.rounds import Rounds
from sar.batch.watching import Nobody, OneOfMany, Watch
from sar.collect import Course, collect
from sar.errors import Busy, CallError
from sar.happenings import Happening, tell
from sar.leases import requests_held
from sar.outcomes import complete
from sar.passes import serves_many
from sar.shelf import Shelf
from sar.unit import Source

if TYPE_CHECKING:
    from sar.context import Access
    from sar.house import House

_WRITING = threading.Lock()
"""Writing an answer is work of the processor and no waiting: two at once would not be faster."""


def answer(
    house: "House",
    request_id: str,
    *,
    order: Order | None = None,
    sources: Sequence[Source] | None = None,
    watch: Watch | None = None,
    stop: threading.Event | None = None,
) -> bool:
    """Search for one request and write its answer; True when it is complete, `Stopped` when interrupted.

    `order`: how, if not as its batch says. `sources`: those that several requests share, with their limits and lists.
    """
    batch = house.workspace.batch_of(request_id)
    wanted = order or (batch.order if batch else None)
    if wanted is None:
        raise CallError("request {id} belongs to no batch", "Go on with: sar export --resume {id}", id=request_id)
    halt = stop or threading.Event()
    with intake.held(house, request_id, halt):
        way = _Way(house, wanted, watch or Nobody(), halt)
        course = way.course(request_id, intake.left(house, request_id, sources))
        collect(course.collection, course.sources, house.options.jobs)
        way.finish(course)
    return all(unit.outcome and complete(unit.outcome) for unit in house.workspace.units(request_id))


def run(house: "House", batch_id: str, *, watch: Watch | None = None, stop: threading.Event | None = None) -> None:
    """Answer all requests of a batch that have no complete answer yet; `Stopped` when interrupted."""
    batch = house.workspace.batch(batch_id)
    with alone(Path(batch.order.out), batch.id):
        if left_out := part(house, batch.id, waiting(house, batch), watch=watch, stop=stop):
            said = "requests that another process is answering: {n}"
            raise Busy(said, "When it is through: sar batch resume {id}", n=left_out, id=batch.id)


@contextmanager
def _told(batch_id: str, requests: int) -> Iterator[None]:
    """Tell when the batch begins and how it ends: its requests may be incomplete nevertheless."""
    begun, outcome = time.monotonic(), "stopped"
    tell(Happening("batch begun", batch=batch_id, count=requests))
    try:
        yield
        outcome = "answered"
    finally:
        seconds = time.monotonic() - begun
        tell(Happening("batch ended", batch=batch_id, outcome=outcome, seconds=seconds, count=requests))


def part(
    house: "House",
    batch_id: str,
    request_ids: Sequence[str],
    *,
    watch: Watch | None = None,
    stop: threading.Event | None = None,
) -> int:
    """Answer these requests of a batch; how many were left out, since another process is answering them."""
    batch, halt = house.workspace.batch(batch_id), stop or threading.Event()
    with requests_held(house.leases, request_ids, halt.set) as mine:
        # what another process has answered until now is seen only when the request is held
        left = waiting(house, batch, mine)
        if left:
            with _told(batch.id, len(left)):
                _run(_Way(house, batch.order, watch or Nobody(), halt), batch.id, left)
    return len(set(request_ids) - mine)


def waiting(house: "House", batch: Batch, among: Collection[str] | None = None) -> list[str]:
    """The requests that are to be answered: not those that are complete, that an officer has ended, or purged.

    `among`: only these are looked at.
    """
    from sar.law.states import ENDED

    whole = house.workspace.complete_among(batch.id)
    return [
        one.request_id
        for one in house.workspace.members(batch.id)
        if (among is None or one.request_id in among)
        and not (one.state == "done" and one.request_id in whole)
        and house.workspace.holds_key(one.request_id)
        and house.workspace.case(one.request_id).state not in ENDED
    ]


def _run(way: "_Way", batch_id: str, request_ids: Sequence[str]) -> None:
    house = way.house
    way.watch.begun(len(request_ids))
    names = {name: None for one in request_ids for name in intake.unfinished(house, one)}
    with house.shelves.of(batch_id) as shelf:
        sources = [_sharing(one, shelf(one.processor.name)) for one in house.sources(tuple(names))]
        many = {one.processor.name: one for one in sources if serves_many(one)}
        rounds = Rounds(
            many=many,
            single=frozenset(one.processor.name for one in sources) - many.keys(),
            jobs=way.order.jobs,
            units=house.options.jobs,
            finish=way.finish,
            passed=partial(house.workspace.passed, batch_id),
            stop=way.stop,
        )
        rounds.run([way.course(one, intake.left(house, one, sources)) for one in request_ids])


@dataclass(frozen=True)
class _Way:
    """How requests are answered."""

    house: "House"
    order: Order
    watch: Watch
    stop: threading.Event

    def course(self, request_id: str, sources: Sequence[Source]) -> Course:
        """A request's way through its rounds."""
        collection = intake.gathering(
            self.house,
            self.house.workspace.request(request_id),
            progress=OneOfMany(self.watch),
            exhaustive=self.order.exhaustive,
            stop=self.stop,
            called=partial(self.house.workspace.called, request_id),
        )
        return Course(collection, sources)

    def finish(self, course: Course) -> None:
        """Write the answer, and remember that it was written."""
        from sar.dossier.answer import write

        house, request = self.house, course.collection.request
        intake.searched(house, request, course.sources)
        with _WRITING:
            told = replace(house.told(request), delta=self.order.delta)
            folder, page = Path(self.order.out) / request.id, house.options.page
            dossier, _ = write(house.workspace, request, told, folder, formats=self.order.formats, page=page)
        house.workspace.answered(request.id)
        self.watch.answered(dossier.request.complete)


def _sharing(source: Source, shelf: Shelf) -> Source:
    """The processor with a shelf for lists that are the same for all subjects of this batch."""

    def access() -> "Access":
        one = source.access()
        one.shelf = shelf
        return one

    return replace(source, access=access)
