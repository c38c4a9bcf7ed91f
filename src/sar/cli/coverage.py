"""The coverage table: what came of every processor, in plain words."""

from typing import TYPE_CHECKING

from sar.cli.house import House
from sar.cli.speech import say
from sar.cli.terminal import console, safe
from sar.cli.words import OUTCOMES
from sar.outcomes import Name

if TYPE_CHECKING:
    from sar.dossier.model import Coverage
    from sar.workspace import Request


COLOURS: dict[Name, str] = {
    "found": "green", "nothing_held": "green", "not_searchable": "cyan", "awaiting": "yellow", "answered": "green",
    "failed": "red",
}  # fmt: skip


def word(outcome: Name) -> str:
    """The outcome in the user's language, in its colour."""
    return f"[{COLOURS[outcome]}]{say(OUTCOMES[outcome])}[/]"


def show(house: House, request: "Request") -> None:
    """Print one line per processor, then what is limited and what to do about it: in the officer's language."""
    from rich.table import Table

    from sar.dossier.coverage import coverage
    from sar.third_parties import Others

    units = house.workspace.units(request.id)
    lines = coverage(house.workspace, request, units, house.told(request, house.speaks), Others((), ()))
    out = console()
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in (say("Processor"), say("Outcome")):
        table.add_column(heading)
    for heading in (say("Records"), say("Not proven"), say("Limits")):
        table.add_column(heading, justify="right")
    for line in lines:
        table.add_row(*_cells(line))
    out.print(table)
    for line in lines:
        for sentence in _open(line):
            shown = say("{processor}: {text}", processor=safe(line.processor), text=sentence)
            out.print(f"[yellow]![/] {shown}", highlight=False)


def _cells(line: "Coverage") -> tuple[str, ...]:
    near = str(line.near_matches or "")
    return safe(line.processor), word(line.outcome), str(line.records), near, str(len(line.gaps) or "")


def _open(line: "Coverage") -> list[str]:
    said = [f"{safe(line.reason.rstrip('.'))}. {safe(line.remedy)}"] if line.outcome in {"failed", "awaiting"} else []
    return said + [
        f"{safe(gap.text)} {safe(gap.remedy)}" for gap in line.gaps if gap.remediable and gap.text != line.reason
    ]
