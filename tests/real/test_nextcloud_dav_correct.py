"""A real Radicale in which contacts and events are corrected: planned, carried out, seen, under its ETags and rights.

It is installed and started by the scripts in `radicale/`. Where that cannot be done the tests say why and are
skipped; where it runs, they fail as any other.
"""

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
from tests.real.lab import free_port, install, script
from tests.real.test_nextcloud_dav import PASSWORD, Server

from sar.collect import Collection, collect
from sar.context import Access
from sar.correct.apply import Application, apply
from sar.correct.model import Correction, Plan, Receipt
from sar.correct.plan import plan
from sar.correct.undo import way_back
from sar.http import Policy, Request, Response, Transport
from sar.identifiers import parse
from sar.registry import Registry
from sar.settings import Processor
from sar.unit import Source
from sar.workspace import Request as Asked
from sar.workspace import Workspace

ACCOUNTS = ("office", "eve")
NEW = {"email": "eve.new@example.com", "phone": "+15145550123", "family_name": "Winter-Roy", "birthday": "1985-01-04"}
WAS = {"email": "eve@example.com", "phone": "+15145550120"}
RIGHTS = """[root]
user: .+
collection:
permissions: R
[home]
user: .+
collection: {user}
permissions: RW
[collections]
user: .+
collection: {user}/[^/]+
permissions: %s
"""


class Between(Transport):
    """Before the first write, somebody else does something."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._inner, self._act = httpx.HTTPTransport(), act
        self.writes = 0

    def handle_request(self, request: Request) -> Response:
        """Pass it on."""
        if request.method == "PUT":
            self.writes += 1
            if self.writes == 1:
                self._act()
        return self._inner.handle_request(request)


class Lab(Server):
    """A running Radicale with its rights, and a workspace for each test."""

    folder: Path
    workspace: Workspace
    count = 0

    def may(self, permissions: str) -> None:
        """Give everybody these rights to their own collections."""
        (self.folder / "rights").write_text(RIGHTS % permissions, encoding="utf-8")

    def text(self, place: str) -> str:
        """An object as the server has it."""
        account = place.partition("/")[0]
        answer = self._http.get(f"{self.url}/{place}", auth=(account, PASSWORD))
        assert answer.is_success, (place, answer.status_code)
        return answer.text

    def vcard(self, file: str, *lines: str) -> None:
        """A card of the office's."""
        whole = ("BEGIN:VCARD", "VERSION:3.0", f"UID:{file}", *lines, "END:VCARD", "")
        self.send("PUT", "office", f"people/{file}.vcf", "\r\n".join(whole))

    def source(self, transport: Transport | None = None) -> Source:
        """The connector on the server."""
        registry = Registry.discover()
        manifest, parts = registry.get("nextcloud"), ["contacts", "calendars"]
        accounts = dict.fromkeys(ACCOUNTS, PASSWORD)
        values = {"url": self.url, "dav": "/", "parts": parts, "accounts": accounts}
        processor = Processor("books", "nextcloud", manifest, values)

        def access() -> Access:
            return Access(processor, Policy(attempts=1), transport=transport)

        return Source(processor, lambda: registry.load("nextcloud"), access)

    def plan(self, new: dict[str, str], was: dict[str, str]) -> Plan:
        """Search and plan for Eve."""
        request_id = self.asked()
        request = self.workspace.request(request_id)
        collect(Collection(self.workspace, request), [self.source()])
        made = plan(self.workspace, request_id, Correction(new, was), [self.source()])
        self.workspace.keep_plan(made)
        return made

    def asked(self) -> str:
        """A new request."""
        self.count += 1
        request = Asked(f"r{self.count}", "rectification", date(2026, 1, 5), "en", datetime.now(UTC), sandbox=False)
        self.workspace.create(request, [parse("eve@example.com")], {"books": "nextcloud"})
        return request.id

    def apply(self, request_id: str, transport: Transport | None = None) -> dict[str, Receipt]:
        """Carry out; by source id."""
        done = apply(Application(self.workspace, request_id, "Test Officer"), [self.source(transport)])
        return {one.change.source_id: one for one in done}


@pytest.fixture(scope="module")
def running() -> Iterator[Lab]:
    install("radicale")
    folder = Path(tempfile.mkdtemp(prefix="sar-radicale-"))
    folder.chmod(0o755)
    port = free_port()
    lab = Lab(f"http://127.0.0.1:{port}")
    lab.folder = folder
    lab.may("rw")
    try:
        accounts = [f"{account}:{PASSWORD}" for account in ACCOUNTS]
        started = script("radicale", "start.sh", str(folder), str(port), *accounts, seconds=60)
        assert started.returncode == 0, started.stderr[-2000:]
        yield lab
        lab.close()
    finally:
        script("radicale", "stop.sh", str(folder), seconds=60)


@pytest.fixture
def lab(running: Lab, tmp_path: Path) -> Iterator[Lab]:
    """One person, her neighbours, and nothing of the tests before."""
    running.workspace = Workspace(tmp_path / "workspace.db")
    running.may("rw")
    for kind, name in (("addressbook", "people"), ("calendar", "plan")):
        running.make("office", name, kind)
    running.vcard(
        "eve", "FN:Eve Winter", "N:Winter;Eve;;;", "EMAIL;TYPE=HOME:Eve@Example.com",
        "item1.TEL;TYPE=CELL:(514) 555-0120", "item1.X-ABLabel:Cottage", "BDAY:1985-04-01",
        "NOTE:Likes tea\\, not coffee\\; really.", "X-STRANGE;A=b:c\\,d",
    )  # fmt: skip
    running.vcard("namesake", "FN:Eve Winter", "N:Winter;Eve;;;", "EMAIL:eve.winter@example.net")
    running.vcard("household", "FN:The Winters", "N:Winters;;;;", "TEL:+15145550120")
    running.entry(
        "office/plan/advice", "SUMMARY:Advice", "ORGANIZER;CN=Office:mailto:office@example.org",
        'ATTENDEE;CN="Winter, Eve";PARTSTAT=ACCEPTED:MAILTO:EVE@example.com',
        "ATTENDEE;CN=Eve Winter:mailto:eve.winter@example.net",
    )  # fmt: skip
    yield running
    running.may("rw")
    running.workspace.engine.dispose()
    for name in ("people", "plan"):
        running.send("DELETE", "office", f"{name}/", "")


def test_planned_carried_out_and_seen(lab: Lab) -> None:
    neighbours = ("office/people/namesake.vcf", "office/people/household.vcf")
    before = {place: lab.text(place) for place in neighbours}
    done = lab.apply(lab.plan(NEW, WAS).request)
    assert {place: one.state for place, one in done.items()} == {
        "office/people/eve.vcf": "verified",
        "office/plan/advice.ics": "verified",
    }
    card, event = lab.text("office/people/eve.vcf"), lab.text("office/plan/advice.ics")
    for line in (
        "EMAIL;TYPE=HOME:eve.new@example.com", "FN:Eve Winter-Roy", "N:Winter-Roy;Eve;;;", "BDAY:1985-01-04",
        "item1.TEL;TYPE=CELL:+15145550123", "NOTE:Likes tea\\, not coffee\\; really.", "X-STRANGE;A=b:c\\,d",
    ):  # fmt: skip
        assert line.casefold() in card.casefold(), line
    event = event.replace("\r\n ", "")
    assert 'CN="Winter-Roy, Eve"' in event
    assert "MAILTO:eve.new@example.com" in event
    assert "ATTENDEE;CN=Eve Winter:mailto:eve.winter@example.net" in event
    assert {place: lab.text(place) for place in neighbours} == before
    assert lab.plan(NEW, WAS).changes == ()


def test_only_the_corrected_lines_differ(lab: Lab) -> None:
    before = set(lab.text("office/people/eve.vcf").splitlines())
    lab.apply(lab.plan({"phone": "+15145550123"}, WAS).request)
    after = set(lab.text("office/people/eve.vcf").splitlines())
    assert {line.casefold() for line in after - before} == {"item1.tel;type=cell:+15145550123"}
    assert len(before - after) == 1


def test_undone_it_is_as_before(lab: Lab) -> None:
    places = ("office/people/eve.vcf", "office/plan/advice.ics")
    before = [lab.text(place) for place in places]
    corrected = lab.plan(NEW, WAS).request
    lab.apply(corrected)
    back = way_back(lab.workspace, corrected, lab.asked(), [lab.source()])
    lab.workspace.keep_plan(back)
    assert {one.state for one in lab.apply(back.request).values()} == {"verified"}
    assert [lab.text(place) for place in places] == before


def test_an_edit_between_plan_and_write_is_a_conflict(lab: Lab) -> None:
    made = lab.plan(NEW, WAS)
    edited = lab.text("office/people/eve.vcf").replace("Likes tea", "Likes milk")
    lab.send("PUT", "office", "people/eve.vcf", edited)
    theirs = lab.text("office/people/eve.vcf")
    done = lab.apply(made.request)
    assert done["office/people/eve.vcf"].state == "conflict"
    assert done["office/plan/advice.ics"].state == "verified"
    assert lab.text("office/people/eve.vcf") == theirs


def test_an_edit_in_the_moment_of_the_write_is_a_conflict(lab: Lab) -> None:
    """The server itself refuses (412): the version that the write names is no longer there."""
    made = lab.plan({"phone": "+15145550123"}, WAS)
    edited = lab.text("office/people/eve.vcf").replace("Likes tea", "Likes milk")
    way = Between(lambda: lab.send("PUT", "office", "people/eve.vcf", edited))
    done = lab.apply(made.request, way)
    assert way.writes == 1
    assert done["office/people/eve.vcf"].state == "conflict"
    assert "Likes milk" in lab.text("office/people/eve.vcf")
    assert "555-0120" in lab.text("office/people/eve.vcf")


def test_rights_to_read_only_are_told_before_the_first_write(lab: Lab) -> None:
    made = lab.plan(NEW, WAS)
    before = lab.text("office/people/eve.vcf")
    lab.may("r")
    way = Between(lambda: None)
    done = lab.apply(made.request, way)
    assert way.writes == 0
    assert {one.state for one in done.values()} == {"failed"}
    assert [one.why.text for one in done.values() if one.why] == [
        "the account office may read its address books, and change nothing in them"
    ] * len(done)
    assert lab.text("office/people/eve.vcf") == before
    assert lab.plan(NEW, WAS).changes == ()
    lab.may("rw")
    assert {one.state for one in lab.apply(made.request).values()} == {"verified"}
