"""Beginning a request: whom to search for, under which laws, in which processors."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sar.cli import speech
from sar.cli.house import House
from sar.errors import CallError

if TYPE_CHECKING:
    from sar.identifiers import Identifier
    from sar.unit import Source
    from sar.workspace import Request


def begin(house: House, who: str | None, options: dict[str, Any]) -> "tuple[Request, list[Source]]":
    """Store a request with its identifiers, its laws and one waiting unit for each chosen processor."""
    from sar.cases import Case, laws_of
    from sar.workspace import Request
    from sar.workspace.store import new_request_id

    found = identifiers(house, who, options.get("also", ()))
    sources = house.sources(options.get("only", ()), options.get("without", ()))
    request = Request(
        id=new_request_id(house.today),
        kind=options.get("kind") or "access",
        received=received(house, options.get("received")),
        lang=options.get("lang") or house.options.lang or speech.language(),
        created=datetime.now(UTC),
        sandbox=house.sandbox,
    )
    case = Case(laws_of(options.get("regime") or house.options.regimes), countries=house.options.countries)
    units = {source.processor.name: source.processor.connector for source in sources}
    house.workspace.create(request, found, units)
    house.workspace.note(request.id, case, "case opened", regimes=" ".join(case.regimes))
    return request, sources


def identifiers(house: House, who: str | None, also: Sequence[str]) -> "list[Identifier]":
    """What an officer typed, each checked; CallError says what is wrong."""
    from sar.identifiers import parse

    given = [*([who] if who else []), *also]
    if not given:
        raise CallError("whom to search for is missing", "sar export someone@example.com, or --also phone:+15145550101")
    return [parse(text, house.options.region) for text in given]


def received(house: House, on: datetime | None) -> date:
    """The day of receipt in the controller's time zone; none in the future."""
    day = on.date() if on else house.today
    if day > house.today:
        raise CallError("{day} is in the future", "Give the day on which the request came in.", day=day)
    return day
