"""`sar check`: whether every key is valid and its rights are wide enough for a full search."""

from typing import TYPE_CHECKING

import click

from sar.cli.house import House, common
from sar.cli.speech import say
from sar.cli.words import LEVELS

if TYPE_CHECKING:
    from sar.sdk import Finding

COLOURS = {"ok": "green", "note": "cyan", "warning": "yellow", "error": "red"}


@click.command("check")
@click.argument("processors", nargs=-1, metavar="[PROCESSOR]...")
@common
def command(house: House, processors: tuple[str, ...]) -> None:
    """Ask every processor (or those named) who the key is and what it may read.

    Exit code 0: a full search is possible everywhere. 3: something is missing, and the lines say what.
    """
    from sar.checking import all_findings

    results = all_findings(house.sources(processors))
    house.tell({name: [one.told for one in found] for name, found in results.items()})
    if not house.as_json:
        for name, found in results.items():
            show(house, name, found)
    if any(finding.level in {"warning", "error"} for found in results.values() for finding in found):
        raise click.exceptions.Exit(3)


def show(house: House, name: str, found: "list[Finding]") -> None:
    """Print findings, marked by level."""
    from sar.cli.terminal import console, safe

    tell = house.speaks
    width = max(len(say(word)) for word in LEVELS.values())
    for one in found:
        level = f"[{COLOURS[one.level]}]{say(LEVELS[one.level]):<{width}}[/]"
        remedy = f" {safe(tell(one.remedy, one.values))}" if one.remedy else ""
        line = say("{processor}: {text}", processor=safe(name), text=safe(tell(one.text, one.values)))
        console().print(f"{level} {line}{remedy}", highlight=False)
