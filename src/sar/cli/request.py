"""`sar request`: what was asked and what came of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sar.cli import case, decide, deliver, letter, purge, rectify, tasks
from sar.cli.house import House, common
from sar.cli.requesting import intake
from sar.cli.speech import say

if TYPE_CHECKING:
    from sar.dossier.model import Searched
    from sar.workspace import Known


@click.group("request")
def command() -> None:
    """Requests from receipt to answer: register, verify, extend, record answers, deliver."""


for _command in (
    *case.COMMANDS,
    *decide.COMMANDS,
    *deliver.COMMANDS,
    letter.command,
    *rectify.COMMANDS,
    *tasks.COMMANDS,
):
    command.add_command(_command)
command.add_command(purge.command)


@command.command("new")
@click.argument("who", required=False, metavar="[EMAIL]")
@click.option(
    "--kind", type=click.Choice(["access", "portability", "rectification"]), default="access", show_default=True
)
@click.option("--regime", multiple=True, help="Law that it comes under (repeatable; default: sar.toml's).")
@click.option("--received", type=case.DAY, help="When it came in (default: today).")
@click.option("--lang", help="Language of the answer, fr-CA or en (default: sar.toml's, else yours).")
@click.option("--also", multiple=True, metavar="KIND:VALUE", help="A further identifier.")
@common
def new_request(house: House, who: str | None, **options: Any) -> None:
    """Register a request: prints its id and until when it must be answered. Then: sar export --resume ID."""
    from sar import cases
    from sar.intake import begin

    request, _ = begin(house, intake(house, who, options))
    opened = house.workspace.case(request.id)
    each = cases.dues(opened, request.received, house.today)
    house.tell({"request": request.id, "received": request.received, "due": each[0].due, "deadlines": each})
    house.show(f"{request.id}  {case.due_line(house, opened, request.received)}")


@command.command("list")
@click.option("--ics", type=click.Path(path_type=Path), help="Also write the deadlines as a calendar.")
@common
def list_requests(house: House, ics: Path | None) -> None:
    """All requests with their state and the days left, without names."""
    from sar.cli import listing

    rows = listing.rows(house)
    house.tell(rows)
    if not house.as_json:
        listing.show(rows)
    if ics:
        listing.write_calendar(house, rows, ics)


@command.command("show")
@click.argument("request_id", metavar="ID")
@common
def show_request(house: House, request_id: str) -> None:
    """One request: its case, what it is searched by, its coverage, what is kept too long, and near matches."""
    from sar import cases
    from sar.cli import case_view
    from sar.cli.coverage import show
    from sar.cli.terminal import console, safe
    from sar.dossier.build import build, draft
    from sar.retention import overruns

    request, opened = house.workspace.request(request_id), house.workspace.case(request_id)
    told = house.told(request)
    seen = draft(house.workspace, request, told)
    dossier = build(house.workspace, request, told, seen)
    near = list(house.workspace.records(request_id, proven=False))
    dues = cases.dues(opened, request.received, house.today)
    late = overruns(house.workspace.records(request_id), told.register, seen.last_contact, house.today)
    house.tell({
        "request": dossier.request, "case": opened, "deadlines": dues, "subject": dossier.subject,
        "coverage": dossier.coverage, "kept_too_long": late, "near": near,
    })  # fmt: skip
    if house.as_json:
        return
    out = console()
    out.print(say("Request {id}, received {day}", id=request.id, day=request.received))
    case_view.show(house, opened, dues)
    by = ", ".join(_shown(one) for one in dossier.subject.identifiers)
    out.print(say("Searched by: {identifiers}", identifiers=safe(by)))
    for known in house.workspace.known(request_id):
        if known.state != "followed":
            values = {"identifier": safe(_shown(known)), "doubt": say(known.doubt)}
            out.print(say("Not searched by: {identifier} – {doubt}", **values))
    show(house, request)
    case_view.overruns(late)
    if near:
        out.print()
        out.print(say("Near matches: found by a search, not proven, never disclosed. Look at each."))
    for record in near:
        tell = house.speaks
        what = f"{record.processor} {tell(record.type.replace('_', ' '))} {record.source_id}"
        line = say("{record}: {title}", record=what, title=f"{tell(record.title, record.values)} {record.url}")
        out.print("  " + safe(line), highlight=False)


def _shown(one: "Searched | Known") -> str:
    from sar.dossier.words import SEARCHED_BY

    return f"{say(SEARCHED_BY[one.identifier.kind])} {one.identifier.value}"
