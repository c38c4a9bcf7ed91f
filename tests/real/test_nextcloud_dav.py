"""A real Radicale of Debian's packages: address books and calendars of several accounts, searched over the network.

It is installed and started by the scripts in `radicale/`. Where that cannot be done the tests say why and are
skipped; where it runs, they fail as any other.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from tests.real.lab import free_port, install, script

from sar.context import Access
from sar.errors import Denied, Missing
from sar.identifiers import Identifier, parse
from sar.outcomes import NothingHeld, complete
from sar.records import Match, Record
from sar.registry import Registry
from sar.sandbox import Api, Imitation
from sar.settings import Processor
from sar.testing.expected import outcome_of
from sar.testing.rig import Result, Rig

EVE = (parse("eve@example.com"), parse("eve.second@example.org"), parse("phone:+15145550120"))
SEARCHED = ("office", "steve@example.com", "eve@example.com")
"""Two accounts have names in which the subject's address stands: a path is no mention."""
PASSWORD = "radicale-pw"
DECOYS = ("steve@example.com", "eve@example.com.au", "eve@example.community", "eve+tag@example.com")
SIMILAR = DECOYS[:3]
"""Addresses that contain the subject's: a server's substring search takes them along."""
MANY = 120
"""Cards and events beyond one batch, which holds 50."""


@pytest.fixture(scope="module")
def server() -> Iterator["Server"]:
    """An empty Radicale on a free port of 127.0.0.1."""
    install("radicale")
    folder = Path(tempfile.mkdtemp(prefix="sar-radicale-"))
    folder.chmod(0o755)
    port = free_port()
    accounts = [f"{account}:{PASSWORD}" for account in (*SEARCHED, "other")]
    try:
        started = script("radicale", "start.sh", str(folder), str(port), *accounts, seconds=60)
        assert started.returncode == 0, started.stderr[-2000:]
        running = Server(f"http://127.0.0.1:{port}")
        yield running
        running.close()
    finally:
        script("radicale", "stop.sh", str(folder), seconds=60)


@dataclass
class Server:
    """A running Radicale, and how to fill it."""

    url: str
    hers: set[tuple[str, str]] = field(default_factory=set)
    mentions: set[tuple[str, str]] = field(default_factory=set)
    near: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._http = httpx.Client(timeout=60)

    def send(self, method: str, account: str, path: str, content: str) -> None:
        where = f"{self.url}/{quote(account)}/{path}"
        answer = self._http.request(method, where, content=content.encode(), auth=(account, PASSWORD))
        assert answer.is_success, (method, path, answer.status_code, answer.text[:300])

    def close(self) -> None:
        self._http.close()

    def make(self, account: str, name: str, kind: str) -> None:
        space = "carddav" if kind == "addressbook" else "caldav"
        body = f"""<?xml version="1.0"?><d:mkcol xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:{space}"><d:set><d:prop>
            <d:resourcetype><d:collection/><c:{kind}/></d:resourcetype><d:displayname>{name}</d:displayname>
            </d:prop></d:set></d:mkcol>"""
        self.send("MKCOL", account, name + "/", body)

    def card(self, place: str, *lines: str, version: str = "3.0", name: str = "Somebody") -> tuple[str, str]:
        account, book, file = place.split("/")
        head = ("BEGIN:VCARD", f"VERSION:{version}", f"UID:{file}", f"FN:{name}", f"N:{name};;;;")
        self.send("PUT", account, f"{book}/{file}.vcf", "\r\n".join((*head, *lines, "END:VCARD", "")))
        return "contact", f"{account}/{book}/{file}.vcf"

    def entry(self, place: str, *lines: str, kind: str = "VEVENT", more: tuple[str, ...] = ()) -> tuple[str, str]:
        account, calendar, file = place.split("/")
        start = f"{'DUE' if kind == 'VTODO' else 'DTSTART'}:20261005T140000Z"
        one = (f"BEGIN:{kind}", f"UID:{file}", "DTSTAMP:20260901T100000Z", start, *lines, f"END:{kind}", *more)
        whole = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", *one, "END:VCALENDAR", "")
        self.send("PUT", account, f"{calendar}/{file}.ics", "\r\n".join(whole))
        return {"VEVENT": "event", "VTODO": "task", "VJOURNAL": "journal"}[kind], f"{account}/{calendar}/{file}.ics"


@pytest.fixture(scope="module")
def seed(server: Server) -> Server:
    """One person, her neighbours, and everything in which a server's filters go wrong."""
    for account in SEARCHED:
        server.make(account, "people", "addressbook")
        server.make(account, "plan", "calendar")
    server.make("office", "partners", "addressbook")
    server.make("other", "people", "addressbook")
    _cards(server)
    _entries(server)
    for number in range(MANY):
        server.card(f"office/people/filler{number}", f"EMAIL:filler{number}@example.net")
        server.entry(f"office/plan/filler{number}", "SUMMARY:Filler")
    return server


def _cards(server: Server) -> None:
    card = server.card
    server.hers |= {
        card("office/people/plain", "EMAIL:eve@example.com", "TEL:+15145550120", name="Eve"),
        card("office/people/upper", "EMAIL:EVE@Example.COM"),
        card("office/people/folded", "EMAIL;TYPE=INTERNET;TYPE=HOME:eve@exa", " mple.com"),
        card("office/people/grouped", "item1.EMAIL:eve@example.com", "item1.X-ABLabel:_$!<Home>!$_"),
        card("office/people/second", "EMAIL:first@example.net", "EMAIL:eve.second@example.org"),
        card("office/people/number", "TEL;TYPE=CELL:(514) 555-0120"),
        card("office/people/four", "EMAIL;PREF=1:eve@example.com", version="4.0"),
        card("office/people/tel-uri", "TEL;VALUE=uri:tel:+1-514-555-0120", version="4.0"),
        card("office/partners/partner", "EMAIL:eve@example.com"),
        card("steve@example.com/people/mine", "EMAIL:eve@example.com"),
        card("eve@example.com/people/self", "EMAIL:eve@example.com"),
    }
    server.mentions |= {
        card("office/people/note", "EMAIL:bob@example.net", "NOTE:Ask eve@example.com\\, she knows."),
        card("office/people/related", "EMAIL:bob@example.net", "RELATED:mailto:eve@example.com", version="4.0"),
        card("office/people/custom", "EMAIL:bob@example.net", "X-INTRODUCED-BY:eve@example.com"),
        card("office/people/address", "EMAIL:bob@example.net", "ADR:;;c/o eve@example.com;Montreal;;;"),
    }
    server.near |= {card(f"office/people/decoy{place}", f"EMAIL:{one}") for place, one in enumerate(SIMILAR)}
    server.near |= {card("office/people/decoy-note", "NOTE:Ask steve@example.com or eve@example.com.au.")}
    card("office/people/tagged", f"EMAIL:{DECOYS[3]}")
    card("office/people/other-number", "TEL:(514) 555-0121")
    card("eve@example.com/people/bob", "EMAIL:bob@example.net")
    card("steve@example.com/people/bob", "EMAIL:bob@example.net")
    card("other/people/eve", "EMAIL:eve@example.com")


def _entries(server: Server) -> None:
    entry, room = server.entry, "LOCATION:https://example-firm.whereby.com/advice-eve"
    alarm = ("BEGIN:VALARM", "ACTION:EMAIL", "TRIGGER:-PT1H", "SUMMARY:Soon", "DESCRIPTION:Soon")
    moved: tuple[str, ...] = (
        "BEGIN:VEVENT",
        "UID:series",
        "DTSTAMP:20260901T100000Z",
        "RECURRENCE-ID:20261012T140000Z",
    )
    moved += ("DTSTART:20261012T150000Z", "ATTENDEE:mailto:eve@example.com", "END:VEVENT")
    server.hers |= {
        entry("office/plan/upper", "SUMMARY:Advice", room, "ATTENDEE;CN=Eve:MAILTO:EVE@example.com"),
        entry(
            "office/plan/folded",
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:eve@exa",
            " mple.com",
        ),
        entry("office/plan/organizer", "ORGANIZER:mailto:eve@example.com", "ATTENDEE:mailto:bob@example.net"),
        entry("office/plan/second", "ATTENDEE:mailto:eve.second@example.org"),
        entry("office/plan/deputy", 'ATTENDEE;DELEGATED-FROM="mailto:eve@example.com":mailto:bob@example.net'),
        entry("office/plan/alarm", *alarm, "ATTENDEE:mailto:eve@example.com", "END:VALARM"),
        entry("office/plan/series", "RRULE:FREQ=WEEKLY;COUNT=3", "ATTENDEE:mailto:bob@example.net", more=moved),
        entry("office/plan/task", "ATTENDEE:mailto:eve@example.com", kind="VTODO"),
        entry("steve@example.com/plan/mine", "ATTENDEE:mailto:eve@example.com"),
    }
    server.mentions |= {
        entry("office/plan/description", "DESCRIPTION:With eve@example.com\\nand others"),
        entry("office/plan/summary", "SUMMARY:Call eve@example.com", kind="VTODO"),
        entry("office/plan/diary", "DESCRIPTION:Met eve@example.com", kind="VJOURNAL"),
        entry("office/plan/place", "LOCATION:At eve@example.com's"),
        entry("office/plan/contact", "CONTACT:Eve\\, eve@example.com"),
    }
    server.near |= {entry(f"office/plan/decoy{place}", f"ATTENDEE:mailto:{one}") for place, one in enumerate(SIMILAR)}
    server.near |= {entry("office/plan/decoy-text", "DESCRIPTION:With steve@example.com")}
    entry("office/plan/tagged", f"ATTENDEE:mailto:{DECOYS[3]}")
    entry("eve@example.com/plan/alone", "SUMMARY:Nobody else")


def connected(server: Server, **settings: object) -> Rig:
    """The connector on the running server."""
    registry = Registry.discover()
    manifest = registry.get("nextcloud")
    values = {
        "url": server.url,
        "dav": "/",
        "parts": ["contacts", "calendars"],
        "accounts": dict.fromkeys(SEARCHED, PASSWORD),
        **settings,
    }
    access = Access(Processor("books", "nextcloud", manifest, values))
    return Rig(manifest, Imitation(Api(), {}), access, registry.load("nextcloud")(access))


@pytest.fixture(scope="module")
def result(seed: Server) -> Result:
    return connected(seed).find(*EVE)


def of(result: Result, file: str) -> Record:
    (record,) = (record for record in result.disclosed if record.source_id.endswith(f"/{file}"))
    return record


def how(record: Record) -> str:
    assert isinstance(record.proof, Match)
    return record.proof.how


def test_everything_that_is_hers_and_nothing_else(seed: Server, result: Result) -> None:
    assert result.error is None
    assert result.keys - (seed.hers | seed.mentions) == set(), "precision"
    assert (seed.hers | seed.mentions) - result.keys == set(), "recall"
    assert len(result.disclosed) == len(result.keys)


def test_what_only_looks_like_her_is_near(seed: Server, result: Result) -> None:
    assert result.near_keys == seed.near


def test_who_is_only_named_is_a_mention(seed: Server, result: Result) -> None:
    mentions = {(one.type, one.source_id) for one in result.disclosed if how(one) == "mention"}
    assert mentions == seed.mentions


def test_the_accounts_that_were_read_are_named(result: Result) -> None:
    assert complete(outcome_of(result))
    said = [gap.text for gap in result.gaps]
    accounts = ", ".join(SEARCHED)
    assert f"The address books, calendars, files and shares of these accounts were read: {accounts}." in said
    assert "other" not in accounts


def test_identifiers_are_learnt(result: Result) -> None:
    def learnt(file: str) -> set[tuple[str, str]]:
        people = [one for one in of(result, file).people if one.role == "subject"]
        return {(one.kind, one.canonical) for person in people for one in person.identifiers}

    assert ("email", "first@example.net") in learnt("second.vcf")
    assert ("phone", "+15145550120") in learnt("plain.vcf")
    assert ("room", "/advice-eve") in learnt("upper.ics")


def test_a_neighbour_gets_their_own_only(seed: Server) -> None:
    found = connected(seed).find("eve@example.com.au")
    assert found.keys & (seed.hers | seed.mentions) == set()
    assert found.keys == {
        ("contact", "office/people/decoy1.vcf"),
        ("contact", "office/people/decoy-note.vcf"),
        ("event", "office/plan/decoy1.ics"),
    }


def test_somebody_unknown_is_not_held(seed: Server) -> None:
    found = connected(seed).find("nobody@example.net", Identifier("phone", "+15145550199"))
    assert (found.disclosed, found.near) == ([], [])
    assert isinstance(outcome_of(found), NothingHeld)


def test_a_wrong_password_is_not_nothing(seed: Server) -> None:
    assert isinstance(connected(seed, accounts={"office": "wrong"}).find(*EVE).error, Denied)
    some = connected(seed, accounts={"office": PASSWORD, "steve@example.com": "wrong"}).find(*EVE)
    assert not complete(outcome_of(some))
    assert ("contact", "office/people/plain.vcf") in some.keys


def test_a_wrong_place_is_not_nothing(seed: Server) -> None:
    found = connected(seed, dav="/remote.php/dav").find(*EVE)
    assert found.disclosed == []
    assert found.error is None or isinstance(found.error, Missing | Denied)
    assert not complete(outcome_of(found))


def test_check_opens_each_account(seed: Server) -> None:
    levels = [finding.level for finding in connected(seed).connector.check()]
    assert levels.count("ok") == len(SEARCHED)
    assert set(levels) == {"ok", "note"}
