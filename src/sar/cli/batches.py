"""Batches on screen: the list of all, and one line by line."""

from typing import TYPE_CHECKING, Any

from sar.cli.speech import say
from sar.cli.terminal import console, safe
from sar.cli.words import BATCH, BATCHES, LACKING, STANDINGS

if TYPE_CHECKING:
    from sar.batch.report import Answered, Lacking, Report
    from sar.cli.house import House


def rows(house: "House") -> list[dict[str, Any]]:
    """One row for each batch, without anything personal."""
    return [_row(house, batch.id) for batch in house.workspace.batches()]


def show(found: list[dict[str, Any]]) -> None:
    """Print the rows."""
    from rich.table import Table

    if not found:
        console().print(say("No batches yet: sar batch run requests.csv"))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in BATCHES:
        table.add_column(say(heading), no_wrap=True)
    for row in found:
        counts = (row["requests"], row["answered"], row["complete"], row["refused"])
        table.add_row(safe(row["id"]), safe(row["created"][:16]), *map(str, counts))
    console().print(table)


def show_report(found: "Report") -> None:
    """Print what came of each line, then what the processors were asked."""
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    named = any(one.identifiers for one in found.requests)
    for heading in (*BATCH, *(["Searched by"] if named else [])):
        table.add_column(say(heading))
    for one in found.requests:
        table.add_row(*_cells(one), *([safe(" ".join(one.identifiers))] if named else []))
    for bad in found.refused:
        table.add_row(str(bad.line), "", f"[yellow]{say(STANDINGS['refused'])}[/]", "", "", "", safe(bad.why))
    console().print(table)
    for cost in found.processors:
        values = {"searches": cost.searches, "passes": cost.passes, "calls": cost.calls, "each": cost.calls_each}
        said = "{processor}: searches {searches}, passes {passes}, calls {calls}, for each subject {each}"
        console().print(say(said, processor=safe(cost.processor), **values), highlight=False)


def _cells(one: "Answered") -> tuple[str, ...]:
    missing = "; ".join(map(_lacking, one.missing))
    whole = say("yes") if one.complete else f"[yellow]{say('no')}[/]"
    counts = str(one.records), str(one.calls)
    return str(one.line), safe(one.request), say(STANDINGS[one.state]), whole, *counts, missing


def _lacking(one: "Lacking") -> str:
    return f"{safe(one.processor)} ({say(LACKING[one.outcome])})"


def _row(house: "House", batch_id: str) -> dict[str, Any]:
    batch, members = house.workspace.batch(batch_id), house.workspace.members(batch_id)
    answered = {one.request_id for one in members if one.state == "done"}
    return {
        "id": batch.id,
        "created": batch.created.isoformat(timespec="seconds"),
        "requests": len(members),
        "answered": len(answered),
        "complete": len(answered & house.workspace.complete_among(batch_id)),
        "refused": len(batch.faults),
    }
