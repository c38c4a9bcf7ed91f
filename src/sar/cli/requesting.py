"""What an officer typed of a request, as the core takes it in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sar.cli import speech
from sar.cli.house import House
from sar.errors import CallError

if TYPE_CHECKING:
    from sar.identifiers import Identifier
    from sar.intake import Intake


def intake(house: House, who: str | None, options: dict[str, Any]) -> "Intake":
    """The options of `sar export`, `sar request new` and `sar correct`, checked."""
    from sar.intake import Intake

    on = options.get("received")
    return Intake(
        identifiers(house, who, options.get("also", ())),
        kind=options.get("kind") or "access",
        received=on.date() if on else None,
        regimes=options.get("regime") or (),
        lang=options.get("lang") or house.options.lang or speech.language(),
        only=options.get("only", ()),
        without=options.get("without", ()),
    )


def identifiers(house: House, who: str | None, also: Sequence[str]) -> "list[Identifier]":
    """What an officer typed, each checked; CallError says what is wrong."""
    from sar.identifiers import parse

    given = [*([who] if who else []), *also]
    if not given:
        raise CallError("whom to search for is missing", "sar export someone@example.com, or --also phone:+15145550101")
    return [parse(text, house.options.region) for text in given]
