"""A real WordPress of Debian's packages, filled with one person and her neighbours, searched from outside and inside.

It is installed and started by the scripts in `wordpress/`. Where that cannot be done the tests say why and are
skipped; where it runs, they fail as any other.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.real.lab import SCRIPTS, free_port, install, script

from sar.context import Access
from sar.errors import Denied
from sar.identifiers import Identifier
from sar.proof import walk
from sar.records import Match, Record
from sar.registry import Registry
from sar.sandbox import Api, Imitation
from sar.settings import Processor
from sar.testing.rig import Result, Rig

PASSWORD = "k3Yz Q8wE 7rTt 0pLm 5nBv 2xCc"
EVE = ("eve@example.com", "eve.second@example.org")
OTHERS = {
    "steve": "steve@example.com", "austrian": "eve@example.com.au", "community": "eve@example.community",
    "tagged": "eve+tag@example.com", "namesake": "eve@example.net", "ohara": "o'hara@example.org",
    "editor": "editor@example.net",
}  # fmt: skip
LOOKALIKES = ("steve", "austrian", "community")
"""Whom a search for a part of her address takes along."""

Row = dict[str, Any]
Key = tuple[str, str]


@pytest.fixture(scope="module")
def server() -> Iterator["Server"]:
    """An empty WordPress on a free port of 127.0.0.1."""
    install("wordpress")
    folder = Path(tempfile.mkdtemp(prefix="sar-wordpress-"))
    folder.chmod(0o755)
    port, database = free_port(), free_port()
    try:
        started = script("wordpress", "start.sh", str(folder), str(port), str(database), PASSWORD, seconds=300)
        assert started.returncode == 0, started.stderr[-2000:]
        running = Server(f"http://127.0.0.1:{port}", folder)
        yield running
        running.close()
    finally:
        script("wordpress", "stop.sh", str(folder), seconds=60)


@dataclass
class Server:
    """A running WordPress, and how to fill it."""

    url: str
    folder: Path

    def __post_init__(self) -> None:
        self._http = httpx.Client(base_url=f"{self.url}/wp-json/wp/v2", auth=("admin", PASSWORD), timeout=60)

    def close(self) -> None:
        self._http.close()

    def make(self, path: str, **values: Any) -> str:
        answer = self._http.post(path, json=values)
        assert answer.is_success, (path, answer.status_code, answer.text[:300])
        return str(answer.json()["id"])

    def upload(self, name: str, content: bytes, **values: Any) -> str:
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Type": "text/plain"}
        answer = self._http.post("/media", content=content, headers=headers)
        assert answer.is_success, answer.text[:300]
        number = str(answer.json()["id"])
        self.make(f"/media/{number}", **values)
        return number

    def run(self, php: str) -> Row:
        """What a PHP file, run inside WordPress, says it made."""
        done = script("wordpress", "run.sh", str(self.folder), str(SCRIPTS / "wordpress" / php), seconds=300)
        assert done.returncode == 0, done.stderr[-2000:]
        line = next((line for line in done.stdout.splitlines() if line.startswith("SEEDED ")), "SEEDED {}")
        return dict(json.loads(line.removeprefix("SEEDED ")))


@dataclass
class Seed:
    """What was put in: what an answer must hold, what may only look like hers, and what REST alone shows."""

    server: Server
    theirs: set[Key] = field(default_factory=set)
    near: set[Key] = field(default_factory=set)
    inside: set[Key] = field(default_factory=set)
    """What only PHP inside the site, or a finished export, tells."""
    ids: dict[str, str] = field(default_factory=dict)
    made: Row = field(default_factory=dict)

    def hers(self, type_: str, number: object, *, inside: bool = False) -> str:
        (self.inside if inside else self.theirs).add((type_, str(number)))
        return str(number)

    @property
    def all(self) -> set[Key]:
        return self.theirs | self.inside


@pytest.fixture(scope="module")
def seed(server: Server) -> Seed:
    made = Seed(server)
    for part in (_accounts, _comments, _posts, _files, _within):
        part(made)
    return made


def _accounts(seed: Seed) -> None:
    def account(login: str, email: str, **more: Any) -> str:
        values = {"username": login, "email": email, "password": "A-long-pass-word-1", "name": login.title(), **more}
        seed.ids[login] = seed.server.make("/users", **values)
        return seed.ids[login]

    seed.hers("account", account("eve", "Eve@Example.com", roles=["author"], name="Eve Adams"))
    seed.hers("account", account("eve2", EVE[1]))
    for login, email in OTHERS.items():
        account(login, email, roles=["editor"] if login == "editor" else ["subscriber"])
    seed.near |= {("account", seed.ids[login]) for login in LOOKALIKES}
    account("friend", "friend@example.net", description="Her friend is eve@example.com")
    named = account("named", "named@example.net", name="eve@example.com")
    seed.near |= {("account", named), ("account", account("eve@example.com", "login@example.net"))}


def _comments(seed: Seed) -> None:
    def comment(email: str, text: str, **more: Any) -> str:
        values = {"post": 1, "author_name": "Somebody", "author_email": email, "content": text, **more}
        return seed.server.make("/comments", **values)

    for place, status in enumerate(("approved", "hold", "spam", "trash")):
        seed.hers("comment", comment("Eve@Example.COM", f"In the state {status}", status=status))
        for who in LOOKALIKES:
            seed.near.add(("comment", comment(OTHERS[who], f"Of {who}, {status}", status=status)))
        comment("eve+tag@example.com", f"Tagged, {place}", status=status)
        comment("eve@example.net", f"A namesake's, {place}", status=status)
    seed.hers("comment", comment(EVE[1], "By the second address", author_ip="192.0.2.78"))
    seed.hers("comment", comment("steve@example.com", "Ask eve@example.com. My salary is 1234.", status="spam"))
    seed.hers("comment", comment("x@example.net", "A site", author_url="https://www.example.net/?who=eve@example.com"))
    seed.near.add(("comment", comment("seller@example.net", "Buy!", author_name="eve@example.com", status="spam")))
    seed.ids["ohara comment"] = comment("o'hara@example.org", "An apostrophe")


def _posts(seed: Seed) -> None:
    make, eve = seed.server.make, seed.ids["eve"]
    for status in ("publish", "draft", "private", "pending", "future"):
        later = {"date_gmt": "2035-01-01T00:00:00"} if status == "future" else {}
        seed.hers("post", make("/posts", title=f"Mine, {status}", content="x", status=status, author=int(eve), **later))
    thrown = seed.hers(
        "post", make("/posts", title="Mine, thrown away", content="x", status="publish", author=int(eve))
    )
    assert httpx.delete(
        f"{seed.server.url}/wp-json/wp/v2/posts/{thrown}", auth=("admin", PASSWORD), timeout=60
    ).is_success
    seed.hers("page", make("/pages", title="My page", content="x", status="draft", author=int(eve)))
    seed.hers("project", make("/project", title="My project", content="x", status="publish", author=int(eve)))
    seed.hers("post", make("/posts", title="Notes", content="<p>Call eve@example.com</p>", status="private"))
    seed.hers("page", make("/pages", title="For EVE@example.com", content="x", status="draft"))
    seed.hers("wp_block", make("/blocks", title="Footer", content="Write to eve@example.com", status="publish"))
    make("/blocks", title="Header", content="Nobody", status="publish")
    for who in LOOKALIKES:
        seed.near.add(("post", make("/posts", title="Other", content=f"Ask {OTHERS[who]}", status="publish")))
    make("/posts", title="Tagged", content="Ask eve+tag@example.com", status="publish")


def _files(seed: Seed) -> None:
    eve = int(seed.ids["eve"])
    seed.ids["file"] = seed.hers("media", seed.server.upload("mine.txt", b"her file", author=eve, title="Mine"))
    seed.hers("media", seed.server.upload("about.txt", b"not hers", title="About eve@example.com"))
    seed.server.upload("other.txt", b"nobody's", title="Other")


def _within(seed: Seed) -> None:
    made = seed.made = seed.server.run("seed.php")
    eve, second = seed.ids["eve"], seed.ids["eve2"]
    for number in made["comments"]:
        seed.hers("comment", number)
    for number in made["posts"]:
        seed.hers("post", number)
    for key in ("logged_in", "review"):
        seed.hers("comment", made[key])
    seed.hers("application_password", made["password"])
    for key in ("message", "message_in_trash", "message_about"):
        seed.hers("acme_message", made[key], inside=True)
    seed.near.add(("acme_message", str(made["message_of_steve"])))
    seed.hers("page_meta", made["page"], inside=True)
    seed.hers("revision", made["revision_about"], inside=True)
    seed.hers("user_request", made["request"], inside=True)
    for name in ("acme_bookings/1", "acme_bookings/3", "acme_entry_values/entry_id=7"):
        seed.hers("row", name, inside=True)
    seed.near |= {("row", f"usermeta/{made['nickname']}"), ("user_request", str(made["request_of_steve"]))}
    seed.near |= {("row", "acme_bookings/2"), ("row", "acme_entry_values/entry_id=8")}
    seed.hers("row", f"usermeta/{made['friend']}", inside=True)
    seed.hers("row", f"usermeta/{made['description']}", inside=True)
    for number in (eve, second):
        seed.hers("profile", number, inside=True)
        seed.hers("export_item", f"club/member-{number}", inside=True)
    seed.hers("export_item", "points/points-1", inside=True)
    seed.hers("comment", "99999", inside=True)


def connected(server: Server, key: str = PASSWORD, user: str = "admin", **settings: Any) -> Rig:
    registry = Registry.discover()
    manifest = registry.get("wordpress")
    values = {"url": server.url, "user": user, "password": key, **settings}
    access = Access(Processor("wordpress", "wordpress", manifest, values))
    return Rig(manifest, Imitation(Api(), {}), access, registry.load("wordpress")(access))


def inside(seed: Seed) -> dict[str, Any]:
    """Settings by which PHP is run inside the site, and its finished exports are read."""
    return {"wp_command": ["php"], "wp_root": str(seed.server.folder / "site"), "exports": seed.made["exports"]}


def found(result: Result, keys: set[Key]) -> set[Key]:
    """The keys without those whose ids are digests."""
    return {key for key in keys if key[0] != "export" and not key[1].startswith(("session-tokens/", "acme_activity/"))}


def one(result: Result, type_: str, number: object) -> Record:
    return next(record for record in result.disclosed if (record.type, record.source_id) == (type_, str(number)))


@pytest.fixture(scope="module")
def result(seed: Seed) -> Result:
    got = connected(seed.server, **inside(seed)).find(*EVE)
    print(f"\n{len(got.disclosed)} records, {len(got.near)} near matches, {len(got.gaps)} gaps", file=sys.stderr)
    return got


def test_everything_of_hers_and_nobody_elses(seed: Seed, result: Result) -> None:
    assert result.error is None
    assert seed.all - result.keys == set(), "not found"
    assert found(result, result.keys) - seed.all == set(), "somebody else's"
    assert len(result.disclosed) == len(result.keys)
    activity = [record for record in result.disclosed if record.source_id.startswith("acme_activity/")]
    assert [len(record.raw["rows"]) for record in activity] == [1, 1]
    exports = [record for record in result.disclosed if record.type == "export"]
    sessions = [record for record in result.disclosed if record.source_id.startswith("session-tokens/")]
    assert (len(exports), len(sessions)) == (3, 1)


def test_what_only_looks_like_hers_is_a_near_match(seed: Seed, result: Result) -> None:
    assert result.near_keys == seed.near


def test_from_outside_alone_the_rest_is_a_stated_gap(seed: Seed) -> None:
    outside = connected(seed.server).find(*EVE)
    assert outside.error is None
    assert outside.keys == seed.theirs
    said = {gap.text: gap.remedy for gap in outside.gaps}
    unknown = "Whether these plug-ins keep personal data was not looked at: Acme Club, Acme Guestbook."
    assert "wp_command" in said[unknown]
    assert any("log-ins and settings of accounts" in text for text in said)


def test_the_answer_is_complete_and_names_plug_ins_without_an_exporter(result: Result) -> None:
    assert [gap.text for gap in result.gaps if gap.remediable] == []
    said = " ".join(gap.text for gap in result.gaps)
    assert "Acme Guestbook" in said
    assert "Acme Club" not in said


def test_the_site_in_plain_permalinks_gives_the_same(seed: Seed, result: Result) -> None:
    seed.server.run("plain.php")
    again = connected(seed.server, **inside(seed)).find(*EVE)
    assert (again.error, again.keys, again.near_keys) == (None, result.keys, result.near_keys)


def test_mentions_are_not_taken_for_her_own(result: Result) -> None:
    whole = [
        record for record in result.disclosed if not (isinstance(record.proof, Match) and record.proof.how == "mention")
    ]
    assert not [record.title for record in whole if "salary" in repr(record.raw)]


def test_one_comment_is_told_once_with_what_its_exporter_says(seed: Seed, result: Result) -> None:
    comment = one(result, "comment", seed.made["comments"][0])
    assert "Comment Author Email" in repr(comment.raw["exported"])
    account = one(result, "account", seed.ids["eve"])
    assert account.raw["roles"] == ["author"]
    assert "User Login Name" in repr(account.raw["exported"])


def test_she_is_known_by_more_afterwards(seed: Seed, result: Result) -> None:
    learnt = {known.key for record in result.disclosed for person in record.people for known in person.identifiers}
    seen = datetime(2026, 9, 14, 15, 20, tzinfo=UTC)
    assert Identifier("ip", "192.0.2.77", seen=seen).key in learnt
    assert Identifier("user_id", seed.ids["eve"], processor="wordpress").key in learnt
    assert Identifier("email", "old@example.org").key in learnt
    by_number = connected(seed.server).find(Identifier("user_id", seed.ids["eve"], processor="wordpress"))
    assert {("account", seed.ids["eve"]), ("comment", str(seed.made["logged_in"]))} <= by_number.keys


def test_files_are_hers_only(seed: Seed, result: Result) -> None:
    file = one(result, "media", seed.ids["file"])
    assert [result.files[part.sha256] for part in file.attachments] == [b"her file"]
    assert set(result.files.values()) == {b"her file"}


def test_nothing_that_opens_something_leaves_the_site(result: Result) -> None:
    values = [value for record in [*result.disclosed, *result.near] for _, value in walk(record.raw)]
    assert not [value for value in values if value in {"opens-something", PASSWORD}]
    assert not [value for value in values if isinstance(value, str) and value.startswith("$P$")]


@pytest.mark.parametrize("who", ["steve", "tagged", "ohara"])
def test_a_neighbour_gets_his_own_only(seed: Seed, who: str) -> None:
    got = connected(seed.server, **inside(seed)).find(OTHERS[who])
    assert got.error is None
    assert ("account", seed.ids[who]) in got.keys
    shared = {("comment", number) for type_, number in seed.theirs if type_ == "comment"} if who == "steve" else set()
    mine = {key for key in found(got, got.keys) & seed.all if key not in shared}
    assert mine <= {("acme_message", str(seed.made["message_about"])), ("row", f"usermeta/{seed.made['friend']}"),
                    ("export_item", "points/points-1")}  # fmt: skip
    if who == "ohara":
        assert {
            ("comment", seed.ids["ohara comment"]),
            ("acme_message", str(seed.made["message_of_ohara"])),
        } <= got.keys


def test_somebody_unknown_is_not_held(seed: Seed) -> None:
    got = connected(seed.server, **inside(seed)).find("nobody@example.org", "zoé@example.org")
    assert (got.error, got.disclosed, got.near) == (None, [], [])


def test_a_wrong_key_is_refused_although_wordpress_answers_it(seed: Seed) -> None:
    address = f"{seed.server.url}/?rest_route=/wp/v2/posts"
    assert httpx.get(address, auth=("admin", "wrong wrong"), timeout=60).status_code == 200
    rig = connected(seed.server, "wrong wrong")
    assert isinstance(rig.find(*EVE).error, Denied)
    assert [finding.level for finding in rig.connector.check()] == ["error"]


def test_the_key_of_an_editor_is_refused(seed: Seed) -> None:
    rig = connected(seed.server, seed.made["key_of_editor"], "editor")
    assert isinstance(rig.find(*EVE).error, Denied)
    assert [finding.level for finding in rig.connector.check()] == ["error"]


def test_the_administrators_key_is_found_good(seed: Seed) -> None:
    assert {finding.level for finding in connected(seed.server, **inside(seed)).connector.check()} == {"ok", "note"}
