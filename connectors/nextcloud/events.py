"""Events, tasks and journal entries: the subject's where they take part, mentions where a text names them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sar.sdk import Field, Gap, Identifier, Known, Match, Person, Record, RecordKind, Said, Search, fields

from .account import Account, told
from .homes import BIRTHDAYS, CALENDAR, INBOX, TRASH, Collection, collections
from .lines import Component, first, leaves, places
from .objects import Found, Objects, Payload
from .rooms import rooms, starts
from .sieve import similar

KINDS: dict[str, tuple[str, RecordKind, Said]] = {
    "VEVENT": ("event", "event", Said("Event")),
    "VTODO": ("task", "activity", Said("Task")),
    "VJOURNAL": ("journal", "note", Said("Journal entry")),
    "VFREEBUSY": ("busy_time", "event", Said("Busy time")),
}
ADDRESSED = ("ATTENDEE", "ORGANIZER")
LABELS = {
    "SUMMARY": Known("summary", "Title"),
    "DTSTART": Known("dtstart", "Start"),
    "DTEND": Known("dtend", "End"),
    "DUE": Known("due", "Due"),
    "LOCATION": Known("location", "Place"),
    "STATUS": Known("status", "Status"),
    "DESCRIPTION": Known("description", "Description"),
    "ORGANIZER": Known("organizer", "Organizer"),
    "ATTENDEE": Known("attendee", "Participant"),
    "URL": Known("url", "Address"),
    "RRULE": Known("rrule", "Repeats"),
    "CATEGORIES": Known("categories", "Categories"),
    "COMMENT": Known("comment", "Comment"),
    "CONTACT": Known("contact", "Contact"),
    "CREATED": Known("created", "Created"),
    "LAST-MODIFIED": Known("last-modified", "Last changed"),
    "COMPLETED": Known("completed", "Completed"),
}
SKIPPED = {"UID", "DTSTAMP", "SEQUENCE", "PRODID", "VERSION", "DESCRIPTION", "SUMMARY"}


class Events:
    """All calendars, inboxes and trash bins of all accounts, each read once."""

    def __init__(self, search: Search, owners: set[str]) -> None:
        self._search, self._owners = search, owners
        self._read: set[str] = set()

    def of(self, account: Account) -> Iterator[Record | Gap]:
        """The entries of the account's own calendars, and of those shared by somebody who is not searched."""
        for calendar in collections(account, CALENDAR, INBOX, TRASH):
            elsewhere = calendar.owner != account.principal and calendar.owner in self._owners
            if calendar.name == BIRTHDAYS or elsewhere or calendar.key in self._read:
                continue
            self._read.add(calendar.key)
            objects = Objects(account.dav, self._search, account.id)
            yield from told(account.id, "The calendar {title}", self._calendar(objects, calendar), title=calendar.title)

    def _calendar(self, objects: Objects, calendar: Collection) -> Iterator[Record | Gap]:
        for found in objects.of(calendar):
            record = found if isinstance(found, Gap) else _record(self._search, found)
            if record:
                yield record


def _record(search: Search, found: Found) -> Record | None:
    """One object with all its exceptions, or None when it has nothing to do with the subject."""
    raw, entries = found.payload, list(_entries(found.payload))
    if not entries:
        return None
    proof = search.prove(raw, "email", *(path for path, one in entries for path in _addressed(one, path)))
    proof = proof or search.mention(raw, *(place for path, one in entries for place in leaves(one, path)))
    if proof is None and not similar(search, raw["components"]):
        return None
    begun = starts(found.text)
    times: list[list[datetime]] = begun if len(begun) == len(entries) else [[] for _ in entries]
    main = entries[0][1]
    type_, kind, noun = KINDS.get(main["component"], KINDS["VEVENT"])
    return search.record(
        type_,
        raw["id"],
        kind=kind,
        title=first(main, "SUMMARY") or noun,
        proof=proof,
        raw=raw,
        occurred_at=times[0][0] if times[0] else None,
        text="\n\n".join(dict.fromkeys(text for _, one in entries if (text := first(one, "DESCRIPTION")))),
        fields=tuple(_fields(raw, entries)),
        people=tuple(_people(search, entries, times, proof)),
    )


Entry = tuple[str, Component]


def _entries(raw: Payload) -> Iterator[Entry]:
    """JSON Pointer and component of every event, task or entry: first the series, then its exceptions."""
    for place, calendar in enumerate(raw["components"]):
        for number, one in enumerate(calendar["components"]):
            if one["component"] != "VTIMEZONE":
                yield f"/components/{place}/components/{number}", one


def _addressed(one: Component, path: str) -> Iterator[str]:
    """Where addresses of people who take part stand, those whom an alarm writes to included."""
    yield from (f"{place}/*" for place in places(one, path, *ADDRESSED, key="addresses"))
    for number, inner in enumerate(one["components"]):
        yield from _addressed(inner, f"{path}/components/{number}")


def _fields(raw: Payload, entries: list[Entry]) -> Iterator[Field]:
    yield Field("calendar", "Calendar", raw["collection"])
    yield from fields({key: raw[key] for key in ("calendar", "deleted_at") if key in raw}, {})
    for number, (_, entry) in enumerate(entries):
        if number:
            yield Field("changed_meeting", "Changed meeting", str(number))
        for one in entry["properties"]:
            name, value = one["name"], _readable(one)
            if value and (name not in SKIPPED or (number and name == "SUMMARY")):
                known = LABELS.get(name, Known(name.lower(), name))
                yield Field(known.name, known.label, value)


def _readable(one: dict[str, Any]) -> str:
    if one["name"] not in ADDRESSED:
        return str(one["value"])
    params = one.get("params", {})
    name, answer = (", ".join(params.get(key, ())) for key in ("CN", "PARTSTAT"))
    address = str((one.get("addresses") or [one["value"]])[0])
    whom = f"{name} <{address}>" if name else address
    return f"{whom}: {answer.lower()}" if answer else whom


def _people(search: Search, entries: list[Entry], times: list[list[datetime]], proof: Match | None) -> Iterator[Person]:
    """Everybody who takes part; the subject with the rooms and the moments at which they were expected there."""
    part = proof is not None and proof.how != "mention"
    seen: set[tuple[str, str]] = set()
    for (_, entry), starting in zip(entries, times, strict=True):
        for one in entry["properties"]:
            if one["name"] not in ADDRESSED or not one.get("addresses"):
                continue
            own = next((a for a in one["addresses"] if search.matcher.match("email", a)), "")
            role = "subject" if own and part else one["name"].lower()
            address = own or one["addresses"][0]
            met = tuple(rooms(entry, starting)) if role == "subject" and _expected(entry, one) else ()
            if met or (role, address) not in seen:
                seen.add((role, address))
                yield Person(role, _name(one), (Identifier("email", address, confidence="strong"), *met))


def _expected(entry: Component, one: dict[str, Any]) -> bool:
    """Whether the meeting was to take place and the subject did not decline."""
    answers = {text.upper() for text in one.get("params", {}).get("PARTSTAT", ())}
    return "DECLINED" not in answers and first(entry, "STATUS").upper() != "CANCELLED"


def _name(one: dict[str, Any]) -> str:
    return str(next(iter(one.get("params", {}).get("CN", ())), ""))
