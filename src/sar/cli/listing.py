"""The list of requests: states and days left, on screen and as a calendar."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sar.cli.house import House
from sar.cli.speech import count, say
from sar.cli.words import HEADINGS, REQUESTS, STATES
from sar.dossier.files import write_private_bytes

if TYPE_CHECKING:
    from sar.workspace import Request

SOON = 7
"""Days left from which a request is marked."""


def rows(house: House) -> list[dict[str, Any]]:
    """One row for each request, without anything personal."""
    return [
        _row(house, request.id) if house.workspace.holds_key(request.id) else _purged(request)
        for request in house.workspace.requests()
    ]


def show(found: list[dict[str, Any]]) -> None:
    """Print the rows, coloured by the days left."""
    from rich.table import Table

    from sar.cli.terminal import console, safe

    if not found:
        console().print(say("No requests yet: sar request new someone@example.com, or sar export someone@example.com"))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in HEADINGS:
        table.add_column(say(heading), no_wrap=True)
    for row in found:
        days = count(row["left"], "{n} day", "{n} days")
        left = "–" if row["ended"] else f"[{_colour(row['left'])}]{days}[/]"
        done = f"{row['complete']}/{row['processors']}"
        kind, state = say(REQUESTS.get(row["kind"], row["kind"])), say(STATES[row["state"]])
        cells = (row["id"], kind, str(row["received"]), state, str(row["due"]))
        table.add_row(*map(safe, cells), left, safe(" ".join(row["regimes"])), done)
    console().print(table)


def write_calendar(house: House, found: list[dict[str, Any]], path: Path) -> None:
    """The deadlines of open requests as an iCalendar file; each with an alarm a week before."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//sar//deadlines//EN")
    calendar.add("version", "2.0")
    for row in found:
        if row["ended"]:
            continue
        event, alarm = Event(), Alarm()
        event.add("uid", f"{row['id']}@sar")
        event.add("dtstamp", datetime.now(UTC))
        event.add("dtstart", row["due"])
        laws = ", ".join(row["regimes"])
        event.add("summary", say("Answer to request {id} is due ({laws})", id=row["id"], laws=laws))
        alarm.add("action", "DISPLAY")
        alarm.add("description", say("Request {id}: one week left", id=row["id"]))
        alarm.add("trigger", row["target"] - row["due"])
        event.add_component(alarm)
        calendar.add_component(event)
    write_private_bytes(path, calendar.to_ical())


def _row(house: House, request_id: str) -> dict[str, Any]:
    from sar import cases
    from sar.law.deadlines import target
    from sar.law.states import ENDED
    from sar.outcomes import complete

    request, case = house.workspace.request(request_id), house.workspace.case(request_id)
    units = house.workspace.units(request_id)
    due: date = cases.due(case, request.received, house.today).due
    return {
        "id": request_id,
        "kind": request.kind,
        "received": request.received,
        "state": case.state,
        "ended": case.state in ENDED,
        "due": due,
        "target": target(due),
        "left": (due - house.today).days,
        "regimes": list(case.regimes),
        "processors": len(units),
        "complete": sum(bool(unit.outcome and complete(unit.outcome)) for unit in units),
    }


def _purged(request: "Request") -> dict[str, Any]:
    """What is left of a purged request."""
    left = {"id": request.id, "kind": request.kind, "received": request.received, "state": "purged", "ended": True}
    return {**left, "due": "", "target": "", "left": 0, "regimes": [], "processors": 0, "complete": 0}


def _colour(left: int) -> str:
    return "red" if left < 0 else "yellow" if left <= SOON else "green"
