"""What tests of Nextcloud's connector share: its server with entries and answers of our own, and what was found."""

from collections.abc import Callable

from sar.http import Request, Response, Transport
from sar.identifiers import parse
from sar.records import Record
from sar.testing import Result, Rig, rig
from sar.testing.faults import Faulty

ANN = (
    parse("ann@example.com"),
    parse("ann.archer@example.org"),
    parse("phone:+15145550101"),
    parse("user_id:nextcloud:aarcher"),
)


def answering(path: str, answer: Callable[[Request], Response | None]) -> Callable[[Transport], Transport]:
    """An answer of our own to every request whose path holds this."""
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if path in request.url.path else None)


def one(result: Result, type_: str, source_id: str) -> Record:
    (record,) = (each for each in result.disclosed if (each.type, each.source_id) == (type_, source_id))
    return record


def learnt(record: Record) -> set[tuple[str, str, str]]:
    people = [person for person in record.people if person.role == "subject"]
    return {(one.kind, one.canonical, one.confidence) for person in people for one in person.identifiers}


def card(*properties: str) -> str:
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *properties, "END:VCARD", ""))


def with_tree(**more: str) -> Rig:
    """A rig whose server holds further objects of sam's: `card_x` and `event_x`."""
    connected = rig("nextcloud")
    for name, text in more.items():
        kind, file = name.split("_")
        place = f"addressbooks/sam/contacts/{file}.vcf" if kind == "card" else f"calendars/sam/personal/{file}.ics"
        connected.imitation.state["tree"][place] = text
    return connected
