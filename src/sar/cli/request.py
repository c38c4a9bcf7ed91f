"""`sar request`: what was asked and what came of it."""

import click

from sar.cli import tasks
from sar.cli.house import House, common


@click.group("request")
def command() -> None:
    """See the requests of this workspace, and record what people answer."""


for _command in (tasks.task, tasks.asked, tasks.answer):
    command.add_command(_command)


@command.command("list")
@common
def list_requests(house: House) -> None:
    """All requests with their state, without names."""
    from sar.outcomes import complete

    rows = []
    for request in house.workspace.requests():
        units = house.workspace.units(request.id)
        done = sum(bool(unit.outcome and complete(unit.outcome)) for unit in units)
        rows.append({"id": request.id, "received": request.received, "processors": len(units), "complete": done})
    house.tell(rows)
    for row in rows:
        house.say(f"{row['id']}  received {row['received']}  {row['complete']}/{row['processors']} processors complete")
    if not rows:
        house.say("No requests yet: sar export someone@example.com")


@command.command("show")
@click.argument("request_id", metavar="ID")
@common
def show_request(house: House, request_id: str) -> None:
    """One request: what it is searched by, its coverage, and the near matches that are not disclosed."""
    from sar.cli.coverage import show
    from sar.cli.terminal import console, safe
    from sar.dossier.build import build

    request = house.workspace.request(request_id)
    dossier = build(house.workspace, request, house.told())
    near = list(house.workspace.records(request_id, proven=False))
    house.tell({"request": dossier.request, "subject": dossier.subject, "coverage": dossier.coverage, "near": near})
    if house.as_json:
        return
    console().print(f"Request {request.id}, received {request.received}")
    by = [f"{one.identifier.kind} {one.identifier.value}" for one in dossier.subject.identifiers]
    console().print("Searched by: " + ", ".join(map(safe, by)))
    for one in dossier.subject.not_followed:
        console().print(f"Not searched by: {safe(f'{one.identifier.kind} {one.identifier.value}')} – {one.doubt}")
    show(dossier)
    if near:
        console().print("\nNear matches: found by a search, not proven, never disclosed. Look at each.")
    for record in near:
        line = f"{record.processor} {record.type} {record.source_id}: {record.title} {record.url}"
        console().print("  " + safe(line), highlight=False)
