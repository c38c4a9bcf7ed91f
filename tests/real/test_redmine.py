"""A real Redmine of Debian's packages, filled with one person and her neighbours, and searched over the network.

It is installed and started by the scripts in `redmine/`. Where that cannot be done the tests say why and are
skipped; where it runs, they fail as any other.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from tests.real.lab import SCRIPTS, free_port, install, script

from sar.context import Access
from sar.errors import Denied
from sar.proof import walk
from sar.records import Match
from sar.registry import Registry
from sar.sandbox import Api, Imitation
from sar.settings import Processor
from sar.testing.rig import Result, Rig

KEY = "5a17b6e0c3d94f8812ab34cd56ef7890a1b2c3d4"
EVE = ("eve@example.com", "eve.second@example.org", "eve.third@example.org")
MANY = 105
"""Issues of hers beyond one page, which holds 100."""
CUSTOMER, DETAILS, OWNER, LINK, SECOND, BILLED = 1, 2, 3, 4, 5, 8
"""Custom fields in the order in which `configure.rb` makes them."""

Row = dict[str, Any]


@pytest.fixture(scope="module")
def server() -> Iterator["Server"]:
    """An empty Redmine on a free port of 127.0.0.1."""
    install("redmine")
    folder = Path(tempfile.mkdtemp(prefix="sar-redmine-"))
    folder.chmod(0o755)
    port = free_port()
    try:
        started = script("redmine", "start.sh", str(folder), str(port), KEY, seconds=300)
        assert started.returncode == 0, started.stderr[-2000:]
        running = Server(f"http://127.0.0.1:{port}", folder)
        yield running
        running.close()
    finally:
        script("redmine", "stop.sh", str(folder), seconds=60)


@dataclass
class Server:
    """A running Redmine, and how to fill it."""

    url: str
    folder: Path
    ids: dict[str, int] = field(default_factory=dict)
    """Numbers of what was made inside, by name."""

    def __post_init__(self) -> None:
        self._http = httpx.Client(base_url=self.url, headers={"X-Redmine-API-Key": KEY}, timeout=60)

    def close(self) -> None:
        self._http.close()

    def rows(self, path: str, key: str) -> list[Row]:
        return list(self._http.get(path).json()[key])

    def send(self, method: str, path: str, data: Any = None, as_: str = "", **more: Any) -> Row:
        """One request, as another account where one is named; the answer's only object."""
        headers = {"X-Redmine-Switch-User": as_} if as_ else {}
        answer = self._http.request(method, path, json=data, headers=headers, **more)
        assert answer.is_success, (method, path, answer.status_code, answer.text[:300])
        return dict(next(iter(answer.json().values()))) if answer.content.strip() else {}

    def make(self, path: str, kind: str, as_: str = "", **values: Any) -> str:
        return str(self.send("POST", path, {kind: values}, as_).get("id", ""))

    def change(self, path: str, kind: str, as_: str = "", **values: Any) -> None:
        self.send("PUT", path, {kind: values}, as_)

    def upload(self, name: str, content: bytes, as_: str) -> Row:
        headers = {"Content-Type": "application/octet-stream", "X-Redmine-Switch-User": as_}
        answer = self._http.post("/uploads.json", content=content, headers=headers).raise_for_status()
        return {"token": answer.json()["upload"]["token"], "filename": name, "content_type": "text/plain"}

    def run(self, ruby: str, **environment: str) -> Row:
        """What a Ruby file, run inside Redmine, says it made."""
        done = script(
            "redmine", "run.sh", str(self.folder), str(SCRIPTS / "redmine" / ruby), seconds=300, **environment
        )
        assert done.returncode == 0, done.stderr[-2000:]
        line = next(line for line in done.stdout.splitlines() if line.startswith("SEEDED "))
        return dict(json.loads(line.removeprefix("SEEDED ")))

    def files_of(self, path: str) -> list[str]:
        return [str(file["id"]) for file in self.send("GET", path)["attachments"]]


@dataclass
class Seed:
    """What was put in, by what an answer must, may and must not hold."""

    server: Server
    theirs: set[tuple[str, str]] = field(default_factory=set)
    near: set[tuple[str, str]] = field(default_factory=set)
    ids: dict[str, str] = field(default_factory=dict)

    def hers(self, type_: str, number: object) -> str:
        self.theirs.add((type_, str(number)))
        return str(number)

    def issue(self, subject: str, as_: str = "steve", **values: Any) -> str:
        return self.server.make(
            "/issues.json", "issue", as_, project_id="main", tracker_id=1, subject=subject, **values
        )

    def journals(self, number: str) -> list[str]:
        row = self.server.send("GET", f"/issues/{number}.json?include=journals")
        return [str(entry["id"]) for entry in row["journals"]]


@pytest.fixture(scope="module")
def seed(server: Server) -> Seed:
    made = Seed(server)
    for part in (_accounts, _projects, _issues_of_hers, _issues_of_others, _mentions, _decoys, _time, _pages, _beyond):
        part(made)
    return made


def _accounts(seed: Seed) -> None:
    def account(login: str, mail: str, **more: Any) -> str:
        names = {"firstname": "Eve" if mail in EVE else "Other", "lastname": login[:20].replace("@", " ")}
        known = {"login": login, "mail": mail, "password": "A-long-pass-word-1", **names, **more}
        seed.ids[login] = seed.server.make("/users.json", "user", **known)
        return seed.ids[login]

    seed.hers("user", account("eve", "Eve@Example.com"))
    seed.hers("user", account("evelocked", EVE[1], status=3))
    by_field = account("evefield", "field@example.net", custom_fields=[{"id": SECOND, "value": "EVE@example.com"}])
    seed.server.change(f"/users/{seed.hers('user', by_field)}.json", "user", status=2)
    seed.near.add(("user", account("desk", "desk@example.net")))
    others = {"steve": "steve@example.com", "austrian": "eve@example.com.au", "community": "eve@example.community"}
    for login, mail in {**others, "eve@example.com-old": "else@example.net"}.items():
        seed.near.add(("user", account(login, mail)))
    account("tagged", "eve+tag@example.com")
    account("namesake", "eve@example.net")


def _projects(seed: Seed) -> None:
    modules = ["issue_tracking", "time_tracking", "news", "documents", "files", "wiki", "repository", "boards"]
    for name, enabled in (("main", modules), ("shut", modules), ("gone", modules), ("bare", ["news"])):
        said = "Questions to eve@example.com" if name == "main" else ""
        seed.ids[name] = seed.server.make(
            "/projects.json", "project", name=name, identifier=name, description=said, enabled_module_names=enabled
        )
        for login in ("eve", "steve", "namesake"):
            seed.server.make(f"/projects/{name}/memberships.json", "membership", user_id=seed.ids[login], role_ids=[3])
    seed.hers("project", seed.ids["main"])
    versions = "/projects/main/versions.json", "version"
    seed.hers("version", seed.server.make(*versions, name="1.0", description="Party with eve@example.com"))
    seed.server.make(*versions, name="1.1", description="steve@example.com tests")


def _issues_of_hers(seed: Seed) -> None:
    server = seed.server
    file = server.upload("../my invoice \u202e.txt", b"her invoice", "eve")
    seed.ids["invoice"] = seed.hers("issue", seed.issue("Mine, with a file", "eve", uploads=[file]))
    server.change(f"/issues/{seed.ids['invoice']}.json", "issue", is_private=True)
    closed = seed.hers("issue", seed.issue("Mine, closed", "eve"))
    server.change(f"/issues/{closed}.json", "issue", status_id=5)
    seed.hers("issue", seed.issue("Given to her", assigned_to_id=seed.ids["eve"]))
    seed.hers("issue", seed.issue("Her account", custom_fields=[{"id": OWNER, "value": seed.ids["eve"]}]))
    seed.hers("issue", seed.issue("By mail", custom_fields=[{"id": CUSTOMER, "value": "EVE@Example.Com"}]))
    for place in range(MANY):
        seed.hers("issue", seed.issue(f"Question {place}", "eve"))
    for project in ("shut", "gone"):
        number = server.make("/issues.json", "issue", "eve", project_id=project, tracker_id=1, subject=f"In {project}")
        seed.ids[f"issue in {project}"] = number
    seed.hers("issue", seed.ids["issue in shut"])


def _issues_of_others(seed: Seed) -> None:
    server = seed.server
    seed.ids["issue_of_steve"] = number = seed.issue("Steve's own", description="Only Steve's business")
    file = server.upload("from eve.txt", b"her note", "eve")
    server.change(f"/issues/{number}.json", "issue", "eve", notes="I had the same", uploads=[file])
    server.change(f"/issues/{number}.json", "issue", "steve", notes="Thank you", uploads=[])
    seed.hers("journal", seed.journals(number)[0])
    seed.hers("attachment", server.files_of(f"/issues/{number}.json?include=attachments")[0])
    seed.hers("changeset", f"{number}/{'a' * 40}")
    seed.hers("watching", number)  # who comments on an issue watches it from then on
    watched = seed.issue("Watched by her", watcher_user_ids=[])
    server.send("POST", f"/issues/{watched}/watchers.json", {"user_id": seed.ids["eve"]})
    seed.hers("watching", watched)
    changed = seed.issue("A customer was changed", custom_fields=[{"id": CUSTOMER, "value": "eve@example.com"}])
    other = [{"id": CUSTOMER, "value": "steve@example.com"}]
    server.change(f"/issues/{changed}.json", "issue", custom_fields=other)
    seed.hers("journal", seed.journals(changed)[0])
    taken = seed.issue("Taken from her", assigned_to_id=seed.ids["eve"])
    server.change(f"/issues/{taken}.json", "issue", assigned_to_id=seed.ids["steve"])
    seed.hers("journal", seed.journals(taken)[0])


def _mentions(seed: Seed) -> None:
    server = seed.server
    seed.hers("issue", seed.issue("About her", description="Ask eve@example.com. My salary is 1234."))
    seed.hers("issue", seed.issue("Details", custom_fields=[{"id": DETAILS, "value": "call eve@example.com"}]))
    link = "https://www.example.net/?who=eve@example.com"
    seed.hers("issue", seed.issue("A hidden field", custom_fields=[{"id": LINK, "value": link}]))
    noted = seed.issue("A private note")
    server.change(f"/issues/{noted}.json", "issue", notes="Said EVE@example.com", private_notes=True)
    seed.hers("journal", seed.journals(noted)[0])
    filed = seed.issue("A file", uploads=[server.upload("eve@example.com letter.txt", b"not hers", "steve")])
    seed.hers("attachment", server.files_of(f"/issues/{filed}.json?include=attachments")[0])


def _decoys(seed: Seed) -> None:
    for place, other in enumerate(("steve@example.com", "eve@example.com.au", "eve@example.community")):
        seed.near.add(("issue", seed.issue(f"Decoy {place}", description=f"Ask {other}")))
        field = [{"id": CUSTOMER, "value": other}]
        seed.near.add(("issue", seed.issue(f"Customer {place}", "namesake", custom_fields=field)))
    seed.issue("Tagged", description="Ask eve+tag@example.com")
    seed.issue("A namesake's", "namesake", description="eve@example.net")


def _time(seed: Seed) -> None:
    issue = seed.ids["issue_of_steve"]

    def booked(as_: str, **values: Any) -> str:
        return seed.server.make(
            "/time_entries.json", "time_entry", as_, issue_id=issue, hours=1, activity_id=9, **values
        )

    seed.hers("time_entry", booked("eve", comments="my own"))
    seed.hers("time_entry", booked("eve", user_id=seed.ids["steve"], comments="for Steve"))
    seed.hers("time_entry", booked("steve", comments="call with eve@example.com"))
    seed.hers("time_entry", booked("steve", custom_fields=[{"id": BILLED, "value": "Eve@example.com"}]))
    booked("steve", comments="call with steve@example.com")
    booked("namesake", custom_fields=[{"id": BILLED, "value": "eve@example.com.au"}])


def _pages(seed: Seed) -> None:
    server = seed.server

    def page(title: str, *texts: tuple[str, str], **more: Any) -> None:
        for as_, text in texts:
            path = f"/projects/main/wiki/{quote(title)}.json"
            server.send("PUT", path, {"wiki_page": {"text": text, **more}}, as_)

    page("Start", ("eve", "her words"), ("steve", "his words"))
    seed.hers("wiki_page", "main/Start/1")
    page("Übersicht_&_mehr", ("steve", "Ask eve@example.com"), ("steve", "Ask anybody"))
    seed.hers("wiki_page", "main/Übersicht_&_mehr/1")
    page("Now", ("steve", "Ask nobody"), ("steve", "Ask eve@example.com"))
    seed.hers("wiki_page", "main/Now/2")
    page("Neighbours", ("steve", "steve@example.com and eve@example.com.au"))
    seed.near.add(("wiki_page", "main/Neighbours/1"))
    page("Deleted_version", ("steve", "gone"), ("steve", "here"))
    page("Files", ("eve", "hers"), uploads=[server.upload("in wiki.txt", b"in the wiki", "eve")])
    seed.hers("wiki_page", "main/Files/1")
    seed.hers("attachment", server.files_of("/projects/main/wiki/Files.json?include=attachments")[0])
    for as_, said in (("eve", ""), ("steve", "for eve@example.com"), ("steve", "for steve@example.com")):
        file = {
            "token": server.upload("plan.txt", b"a plan", as_)["token"],
            "filename": "plan.txt",
            "description": said,
        }
        server.send("POST", "/projects/main/files.json", {"file": file}, as_)
    for file in server.rows("/projects/main/files.json", "files"):
        if file["description"] != "for steve@example.com":
            seed.hers("file", file["id"])
    server.send("POST", "/projects/main/news.json", {"news": {"title": "Hers", "description": "come"}}, "eve")
    server.send("POST", "/projects/main/news.json", {"news": {"title": "His", "description": "open"}}, "steve")
    server.send(
        "POST", "/projects/bare/news.json", {"news": {"title": "Thanks", "description": "to eve@example.com"}}, "steve"
    )
    news = {row["title"]: str(row["id"]) for row in server.rows("/news.json", "news")}
    seed.hers("news", news["Hers"])
    seed.hers("news", news["Thanks"])
    seed.ids["news"] = news["His"]


def _beyond(seed: Seed) -> None:
    server = seed.server
    given = {key: seed.ids[key] for key in ("eve", "steve", "desk", "news", "issue_of_steve")}
    made = server.run("beyond.rb", SEED=json.dumps({**given, "project": seed.ids["main"]}))
    seed.hers("news_comment", made["comment_own"])
    seed.hers("news_comment", made["comment_mention"])
    seed.hers("message", made["message"])
    seed.near.add(("message", str(made["message_other"])))
    seed.hers("document", made["document"])
    seed.hers("changeset", made["commit_mention"])
    server.send("PUT", "/projects/shut/close.json")
    server.send("PUT", "/projects/gone/archive.json")


def connected(server: Server, key: str = KEY) -> Rig:
    registry = Registry.discover()
    manifest = registry.get("redmine")
    access = Access(Processor("redmine", "redmine", manifest, {"url": server.url, "api_key": key}))
    return Rig(manifest, Imitation(Api(), {}), access, registry.load("redmine")(access))


@pytest.fixture(scope="module")
def result(seed: Seed) -> Result:
    found = connected(seed.server).find(*EVE)
    print(f"\n{len(found.disclosed)} records, {len(found.near)} near matches, {len(found.gaps)} gaps", file=sys.stderr)
    return found


def test_everything_of_hers_and_nobody_elses(seed: Seed, result: Result) -> None:
    assert result.error is None
    assert seed.theirs - result.keys == set(), "not found"
    assert result.keys - seed.theirs == set(), "somebody else's"
    assert len(result.disclosed) == len(result.keys)


def test_what_only_looks_like_hers_is_a_near_match(seed: Seed, result: Result) -> None:
    assert result.near_keys == seed.near


def test_the_answer_is_complete_and_says_what_it_cannot_reach(seed: Seed, result: Result) -> None:
    assert [gap.text for gap in result.gaps if gap.remediable] == []
    said = " ".join(gap.text for gap in result.gaps)
    assert all(word in said for word in ("Archived projects", "additional e-mail addresses", "deleted"))
    assert ("issue", seed.ids["issue in gone"]) not in result.keys


def test_mentions_are_not_taken_for_her_own(result: Result) -> None:
    whole = [
        record for record in result.disclosed if not (isinstance(record.proof, Match) and record.proof.how == "mention")
    ]
    assert not [record.title for record in whole if "salary" in record.text or "Only Steve's" in record.text]


def test_files_come_from_where_the_server_answers(seed: Seed, result: Result) -> None:
    issue = next(record for record in result.disclosed if record.source_id == seed.ids["invoice"])
    assert "wrong-host.example.net" not in issue.url
    assert [result.files[file.sha256] for file in issue.attachments] == [b"her invoice"]
    assert {b"her note", b"in the wiki", b"a plan"} <= set(result.files.values())
    assert b"not hers" not in result.files.values()


def test_no_key_of_an_account_is_kept(result: Result) -> None:
    leaves = [leaf for record in [*result.disclosed, *result.near] for leaf in walk(record.raw)]
    assert not [path for path, value in leaves if path.endswith("api_key") or value == KEY]


def test_a_neighbour_gets_her_own_only(seed: Seed) -> None:
    found = connected(seed.server).find("eve@example.com.au")
    types = {type_ for type_, _ in found.keys}
    assert ("user", seed.ids["austrian"]) in found.keys
    assert types == {"user", "issue", "time_entry", "wiki_page"}
    assert found.keys & seed.theirs == set()


def test_somebody_unknown_is_not_held(seed: Seed) -> None:
    found = connected(seed.server).find("nobody@example.net")
    assert (found.error, found.disclosed, found.near) == (None, [], [])


def test_a_wrong_key_is_refused_although_redmine_answers_it(seed: Seed) -> None:
    public = httpx.get(f"{seed.server.url}/issues.json", headers={"X-Redmine-API-Key": "wrong"})
    assert public.status_code == 200
    assert isinstance(connected(seed.server, "wrong").find(*EVE).error, Denied)


def test_the_key_of_somebody_who_is_no_administrator_is_refused(seed: Seed) -> None:
    key = str(seed.server.send("GET", f"/users/{seed.ids['steve']}.json")["api_key"])
    rig = connected(seed.server, key)
    assert isinstance(rig.find(*EVE).error, Denied)
    assert [finding.level for finding in rig.connector.check()] == ["error"]


def test_the_administrators_key_is_found_good(seed: Seed) -> None:
    assert {finding.level for finding in connected(seed.server).connector.check()} == {"ok"}
