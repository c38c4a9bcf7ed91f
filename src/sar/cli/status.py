"""`sar status`: how the workspace stands."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from sar.cli.house import House, common
from sar.cli.speech import say
from sar.cli.words import LACKING, STATUS

if TYPE_CHECKING:
    from rich.table import Table

    from sar.status import Pace, Status
    from sar.workers.queue import Workers
    from sar.workspace.counts import Standing


@click.command("status")
@common
def command(house: House) -> None:
    """What waits, is in work and is done; what failed, by processor; how fast it goes against vendors' limits.

    It counts only, and opens nothing of anybody's: it may be asked every few seconds.
    """
    from sar.status import status

    found = status(house)
    house.tell(found)
    if not house.as_json:
        show(found)


def show(found: "Status") -> None:
    """Print it."""
    from sar.cli.terminal import console, safe

    table = _table("", *STATUS)
    table.add_row(say("batches"), *_numbers(found.batches))
    table.add_row(say("requests"), *_numbers(found.requests))
    table.add_row(say("searches"), *_numbers(found.searches))
    console().print(table)
    if found.workers:
        console().print(_workers(found.workers))
    if found.oldest_waiting:
        since = f"{found.oldest_waiting:%Y-%m-%d %H:%M} UTC"
        console().print(say("Oldest waiting: {since} ({age})", since=since, age=_age(found.at, found.oldest_waiting)))
    console().print(say("Searches ended in the last minute: {n}", n=found.finished))
    for pace in found.paces:
        console().print(f"  {safe(pace.processor)}: {_pace(pace)}", highlight=False)
    if found.failures:
        console().print(say("Not complete:"))
    for one in found.failures:
        outcome = say(LACKING[one.outcome]) if one.outcome in LACKING else one.outcome
        console().print(f"  {safe(one.processor)}: {outcome}: {one.searches}", highlight=False)


def _workers(one: "Workers") -> str:
    words = "Workers: {n}; shares waiting: {waiting}, in work: {running}"
    return say(words, n=one.alive, waiting=one.waiting, running=one.running)


def _numbers(one: "Standing") -> tuple[str, str, str]:
    return str(one.waiting), str(one.running), str(one.done)


def _table(*headings: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for place, heading in enumerate(headings):
        table.add_column(say(heading) if heading else "", no_wrap=True, justify="right" if place else "left")
    return table


def _pace(pace: "Pace") -> str:
    parts = [say("searches ended {n}", n=pace.finished)]
    if pace.calls is not None and pace.limit:
        parts.append(say("calls {n} of {limit} allowed in a minute", n=pace.calls, limit=f"{pace.limit:g}"))
    elif pace.calls is not None:
        parts.append(say("calls {n}", n=pace.calls))
    if pace.refuses_for:
        parts.append(f"[yellow]{say('the vendor refuses further calls for {n} s', n=round(pace.refuses_for))}[/]")
    return ", ".join(parts)


def _age(now: datetime, since: datetime) -> str:
    hours, minutes = divmod(max(0, int((now - since).total_seconds())) // 60, 60)
    days, hours = divmod(hours, 24)
    return say("{d} d {h} h {m} min", d=days, h=hours, m=minutes)
