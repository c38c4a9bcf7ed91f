"""A search at the terminal: progress, questions about what is doubtful, and how to go on when interrupted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sar.cli.house import House
from sar.errors import CallError

if TYPE_CHECKING:
    from sar.unit import Source
    from sar.workspace import Known, Request


def searched(
    house: House, request: "Request", sources: "Sequence[Source]", go_on: str, *, exhaustive: bool = False
) -> None:
    """Search these processors; interrupted, it says by which command to go on."""
    from sar.cli.ask import follows
    from sar.cli.progress import watched
    from sar.intake import search
    from sar.unit import Stopped

    with watched(house, [source.processor.name for source in sources]) as progress:

        def ask(known: "Known") -> bool | None:
            return follows(known, house, request.id, progress)

        try:
            search(house, request, sources, ask=ask, progress=progress, exhaustive=exhaustive)
        except Stopped:
            raise CallError("interrupted", "Go on with: {command}", command=go_on) from None
