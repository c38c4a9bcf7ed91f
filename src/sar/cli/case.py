"""`sar request verify|clarify|pause|resume|extend|close|refuse`: the life of a request."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from sar.cli.house import House, common
from sar.cli.speech import count, say
from sar.cli.words import STATES

if TYPE_CHECKING:
    from sar.cases import Case

DAY = click.DateTime(["%Y-%m-%d"])
ID = click.argument("request_id", metavar="ID")
ON = click.option("--on", type=DAY, help="When (default: today).")
BY = click.option("--by", default="", help="Who does it (default: the officer of sar.toml).")


@click.command("verify")
@ID
@click.option("--level", type=click.Choice(["L0", "L1", "L2", "L3"]), required=True, help="How surely.")
@click.option("--method", required=True, help="How it was found out; never a document's number.")
@ON
@BY
@common
def verify(house: House, request_id: str, **options: Any) -> None:
    """Record how surely the person is known to be the subject.

    L0 not at all; L1 reached by the e-mail address on file; L2 two independent factors on file, or a log-in;
    L3 in person, by video, or by a mandated representative.
    """
    from sar import cases

    on = day(house, options["on"])
    known = cases.Verification(options["level"], options["method"], on, officer(house, options["by"]))
    changed(house, request_id, lambda case: cases.verify(case, known), "identity recorded", level=known.level)


@click.command("pause")
@ID
@click.option("--why", type=click.Choice(["identity", "clarification"]), required=True, help="What was asked.")
@ON
@common
def pause(house: House, request_id: str, why: Any, on: datetime | None) -> None:
    """Record a question to the person; it holds the clock only under laws that let it."""
    from sar import cases

    when = day(house, on)
    changed(house, request_id, lambda case: cases.ask(case, why, when), "question put", why=why)


@click.command("clarify")
@ID
@ON
@common
def clarify(house: House, request_id: str, on: datetime | None) -> None:
    """Record that the person was asked what they want; the same as `pause --why clarification`."""
    from sar import cases

    when = day(house, on)
    changed(house, request_id, lambda case: cases.ask(case, "clarification", when), "question put", why="clarification")


@click.command("resume")
@ID
@ON
@common
def resume(house: House, request_id: str, on: datetime | None) -> None:
    """Record that the person has answered: the clock goes on."""
    from sar import cases

    when = day(house, on)
    changed(house, request_id, lambda case: cases.answered(case, when), "question answered")


@click.command("extend")
@ID
@click.option("--reason", required=True, help="Why; the person is told.")
@ON
@common
def extend(house: House, request_id: str, reason: str, on: datetime | None) -> None:
    """Record that the person was told of a later date, where a law of the request knows one (Québec's doesn't)."""
    from sar import cases

    when, received = day(house, on), house.workspace.request(request_id).received
    changed(house, request_id, lambda case: cases.extend(case, received, reason, when), "extended")


@click.command("close")
@ID
@click.option(
    "--as", "state", type=click.Choice(["fulfilled", "partial", "withdrawn", "lapsed"]), default="fulfilled",
    show_default=True, help="How it ended.",
)  # fmt: skip
@ON
@common
def close(house: House, request_id: str, state: Any, on: datetime | None) -> None:
    """End a request."""
    from sar import cases

    when = day(house, on)
    changed(house, request_id, lambda case: cases.close(case, state, when), "closed", state=state)


@click.command("refuse")
@ID
@click.option("--ground", required=True, help="A code of `sar law grounds`, such as GDPR-12-5.")
@click.option("--reason", required=True, help="One sentence; the person is told.")
@ON
@BY
@common
def refuse(house: House, request_id: str, **options: Any) -> None:
    """Refuse the whole request, on a ground of one of its laws."""
    from sar import cases

    on = day(house, options["on"])
    refusal = cases.Refusal(options["ground"], options["reason"], on, officer(house, options["by"]))
    changed(house, request_id, lambda case: cases.refuse(case, refusal), "refused", ground=refusal.ground)


COMMANDS = (verify, pause, clarify, resume, extend, close, refuse)


def officer(house: House, by: str) -> str:
    """Who acts: as said, else the officer of the settings."""
    return by or house.options.controller.officer or say("the officer")


def due_line(house: House, case: "Case", received: date) -> str:
    """`due 2026-12-24 (29 days left) under quebec`."""
    from sar import cases

    last = cases.due(case, received, house.today)
    left = count((last.due - house.today).days, "{n} day", "{n} days")
    return say("due {day} ({left} left) under {law}", day=last.due, left=left, law=last.regime)


def changed(house: House, request_id: str, change: "Callable[[Case], Case]", what: str, **data: str | int) -> None:
    """Change a case, store it with what happened, and say its state and when it is due."""
    request = house.workspace.request(request_id)
    case = change(house.workspace.case(request_id))
    house.workspace.note(request_id, case, what, **data)
    house.tell({"request": request_id, "case": case})
    due = due_line(house, case, request.received)
    house.say("{id}: {state}; {due}", id=request_id, state=say(STATES[case.state]), due=due)


def day(house: House, on: datetime | None) -> date:
    """The day that was given, else today in the controller's time zone."""
    return on.date() if on else house.today
