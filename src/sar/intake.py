"""Taking in a request and searching for it: the same for a command, a script and a worker."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import structs

from sar.collect import Collection, collect, nobody
from sar.errors import Busy, CallError
from sar.identifiers import CORRECTED, Identifier
from sar.learn import Ask
from sar.leases import requests_held
from sar.progress import Progress, Unwatched

if TYPE_CHECKING:
    from sar.cases import Kind
    from sar.house import House
    from sar.unit import Source
    from sar.workspace import Opening, Request


@dataclass(frozen=True)
class Intake:
    """What is known of a request when it comes in."""

    identifiers: Sequence[Identifier]
    kind: "Kind" = "access"
    received: date | None = None
    """In the controller's time zone; None for today."""
    regimes: Sequence[str] = ()
    """None for those of sar.toml."""
    lang: str = "en"
    only: Sequence[str] = ()
    without: Sequence[str] = ()
    """Processors to search alone, and to leave out."""


def begin(house: "House", intake: Intake) -> "tuple[Request, list[Source]]":
    """Store a request with its identifiers, its laws and one waiting unit for each chosen processor."""
    sources = house.sources(intake.only, intake.without)
    one = opening(house, intake, sources)
    house.workspace.create(one.request, one.identifiers, one.units)
    for what, data in one.events:
        house.workspace.note(one.request.id, one.case, what, **data)
    return one.request, sources


def opening(house: "House", intake: Intake, sources: "Sequence[Source]", request_id: str = "") -> "Opening":
    """A request as it will be stored; without an id of the caller's it gets one.

    Who was searched by an address that has been corrected since is searched by both.
    """
    from sar.cases import Case, laws_of
    from sar.workspace import Opening, Request
    from sar.workspace.store import new_request_id

    request = Request(
        id=request_id or new_request_id(house.today),
        kind=intake.kind,
        received=_received(house, intake.received),
        lang=intake.lang,
        created=datetime.now(UTC),
        sandbox=house.sandbox,
    )
    case = Case(laws_of(intake.regimes or house.options.regimes), countries=house.options.countries)
    units = {source.processor.name: source.processor.connector for source in sources}
    other = (structs.replace(one, source=CORRECTED) for one in house.workspace.replacements(intake.identifiers))
    opened: tuple[str, dict[str, str | int]] = ("case opened", {"regimes": " ".join(case.regimes)})
    return Opening(request, [*intake.identifiers, *other], units, case, [opened])


def left(house: "House", request_id: str, among: "Sequence[Source] | None" = None) -> "list[Source]":
    """The processors to go on with; `among`: those of a batch, which its requests share."""
    names = unfinished(house, request_id)
    if among is None:
        return house.sources(tuple(names))
    return [source for source in among if source.processor.name in names]


def unfinished(house: "House", request_id: str) -> list[str]:
    """The processors to go on with: complete ones too, which may have to be searched by what is learnt now.

    Complete ones that were removed from the settings since are not.
    """
    from sar.outcomes import complete

    units, there = house.workspace.units(request_id), set(house.processors)
    return [
        unit.processor
        for unit in units
        if unit.processor in there or unit.outcome is None or not complete(unit.outcome)
    ]


def search(
    house: "House",
    request: "Request",
    sources: "Sequence[Source]",
    *,
    ask: Ask = nobody,
    progress: Progress | None = None,
    exhaustive: bool = False,
) -> None:
    """Search these processors for the request's subject; `sar.unit.Stopped` when interrupted."""
    stop = threading.Event()
    with held(house, request.id, stop):
        collection = gathering(house, request, progress=progress, exhaustive=exhaustive, stop=stop)
        collect(collection, sources, house.options.jobs, ask)
        searched(house, request, sources)


@contextmanager
def held(house: "House", request_id: str, stop: threading.Event) -> Iterator[None]:
    """Hold a request against other machines, `stop` being set if it is lost; Busy when another one answers it."""
    with requests_held(house.leases, [request_id], stop.set) as mine:
        if not mine:
            said = "request {id} is being answered by another process"
            raise Busy(said, "When it is through: sar export --resume {id}", id=request_id)
        yield


def gathering(
    house: "House", request: "Request", *, progress: Progress | None = None, exhaustive: bool = False, **more: Any
) -> Collection:
    """What a search of this request is made with, as the settings say."""
    options = house.options
    return Collection(
        house.workspace,
        request,
        attachment_cap=options.attachment_mb << 20,
        exhaustive=exhaustive or options.exhaustive,
        shared=house.shared,
        progress=progress or Unwatched(),
        **more,
    )


def searched(house: "House", request: "Request", sources: "Sequence[Source]") -> None:
    """The search has been made: an imitation answers what must be asked, and the case goes on to its review."""
    from sar.cases import collected
    from sar.sandbox.answers import answered_by_imitation

    if house.sandbox:
        answered_by_imitation(house.workspace, request, sources)
    before = house.workspace.case(request.id)
    if (after := collected(before)) != before:
        house.workspace.note(request.id, after, "search made")


def _received(house: "House", on: date | None) -> date:
    day = on or house.today
    if day > house.today:
        raise CallError("{day} is in the future", "Give the day on which the request came in.", day=day)
    return day
