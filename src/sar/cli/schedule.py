"""`sar schedule`: batches at the times that sar.toml says, for cron, a systemd timer, or people who look."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from sar.cli.house import House, common
from sar.cli.speech import echo, say, told
from sar.cli.words import SCHEDULES, SLOTS

if TYPE_CHECKING:
    from sar.schedules.running import Ran


@click.group("schedule")
def command() -> None:
    """Batches at the times that [schedule.NAME] in sar.toml says; each time is run once, whoever comes first."""


@command.command("run")
@common
def run_schedules(house: House) -> None:
    """Run what is due now and go on with what was interrupted: for cron or a systemd timer.

    Exit code 0: all that was due is complete, or was left to the workers. 3: something is incomplete or failed.
    """
    from sar.schedules.running import run_due
    from sar.workers.handing import answer

    ran = run_due(house, answer)
    house.tell([_told(one) for one in ran])
    for one in ran:
        _say(house, one)
    if any(one.error or one.slot.state in {"incomplete", "failed"} for one in ran):
        raise click.exceptions.Exit(3)


@command.command("list")
@common
def list_schedules(house: House) -> None:
    """All schedules: when each is due next, when it last was, and what came of that."""
    from sar.schedules.running import schedules

    rows = [_row(house, name, one) for name, one in schedules(house).items()]
    house.tell(rows)
    if not house.as_json:
        _show(rows)


def _say(house: House, one: "Ran") -> None:
    at = one.slot.at.isoformat(timespec="minutes")
    house.say("{schedule}, {at}: {state}", schedule=one.schedule, at=at, state=say(SLOTS[one.slot.state]))
    if one.error:
        message, remedy = told(one.error)
        echo("sar: {message}", err=True, message=message)
        click.echo(f"     {remedy}", err=True)


def _told(one: "Ran") -> dict[str, Any]:
    slot = {"at": one.slot.at.isoformat(), "state": one.slot.state, "batch": one.slot.batch_id}
    return {"schedule": one.schedule, **slot, "error": one.error.message if one.error else ""}


def _row(house: House, name: str, schedule: Any) -> dict[str, Any]:
    from sar.schedules.times import next_of

    following = next_of(schedule.cron, house.options.timezone, datetime.now(UTC))
    last = next(reversed(house.workspace.slots(name)), None)
    return {
        "schedule": name,
        "cron": schedule.cron,
        "next": following.isoformat(timespec="minutes"),
        "last": last.at.isoformat(timespec="minutes") if last else "",
        "state": last.state if last else "first",
        "batch": last.batch_id if last else "",
    }


def _show(rows: list[dict[str, Any]]) -> None:
    from rich.table import Table

    from sar.cli.terminal import console, safe

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in SCHEDULES:
        table.add_column(say(heading))
    for row in rows:
        cells = (row["schedule"], row["cron"], row["next"], row["last"], say(SLOTS[row["state"]]), row["batch"])
        table.add_row(*map(safe, cells))
    console().print(table)
