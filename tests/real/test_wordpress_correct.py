"""Corrections in a real WordPress of Debian's packages: planned, written, read back, and nothing else changed."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.real.test_wordpress import PASSWORD, Server, server

from sar.collect import Collection, collect
from sar.context import Access
from sar.correct.apply import Application, apply
from sar.correct.fields import parse
from sar.correct.model import Correction, Plan, Receipt
from sar.correct.plan import plan
from sar.correct.undo import way_back
from sar.identifiers import Identifier
from sar.registry import Registry
from sar.settings import Processor
from sar.unit import Source
from sar.workspace import Request as Asked
from sar.workspace import Workspace

__all__ = ["server"]
Row = dict[str, Any]
EVE, STEVE = "eve@example.com", "steve@example.com"
MAILS = """<?php
add_filter('pre_wp_mail', function ($sent, $mail) {
    file_put_contents('%s', $mail['to'] . ' ' . str_replace("\\n", ' ', $mail['message']) . "\\n", FILE_APPEND);
    return true;
}, 10, 2);
"""


@dataclass
class Site:
    """The site, with a person and her neighbour, and a workspace in which she is searched for."""

    server: Server
    workspace: Workspace
    eve: str
    steve: str
    comments: list[str]
    theirs: list[str]
    """The neighbour's comments."""
    mails: Path
    keys: dict[str, str] = field(default_factory=dict)
    requests: int = 0

    def row(self, path: str) -> Row:
        """An object as an administrator sees it, by an address that works always."""
        asked = {"rest_route": f"/wp/v2{path}", "context": "edit"}
        answer = httpx.get(self.server.url + "/", params=asked, auth=("admin", PASSWORD), timeout=60)
        assert answer.is_success, (path, answer.text[:300])
        row: Row = answer.json()
        return row

    def neighbours(self) -> list[Row]:
        """All that is not hers."""
        rows = [self.row(f"/users/{self.steve}"), *(self.row(f"/comments/{number}") for number in self.theirs)]
        return [{key: value for key, value in row.items() if key != "_links"} for row in rows]

    def source(self, user: str = "admin", key: str = PASSWORD) -> Source:
        registry = Registry.discover()
        values: Row = {"url": self.server.url, "user": user, "password": key}
        values |= {"wp_command": ["php"], "wp_root": str(self.server.folder / "site")}
        processor = Processor("wordpress", "wordpress", registry.get("wordpress"), values)
        return Source(processor, lambda: registry.load("wordpress"), lambda: Access(processor))

    def plan(self, new: dict[str, str], **was: str) -> Plan:
        request_id = self.request()
        collect(Collection(self.workspace, self.workspace.request(request_id)), [self.source()])
        made = plan(self.workspace, request_id, Correction(parse(new, "CA"), was), [self.source()])
        self.workspace.keep_plan(made)
        return made

    def request(self) -> str:
        self.requests += 1
        number = f"r{self.requests}"
        asked = Asked(number, "rectification", date(2026, 1, 5), "en", datetime.now(UTC))
        self.workspace.create(asked, [Identifier("email", EVE)], {"wordpress": "wordpress"})
        return number

    def apply(self, made: Plan, **key: str) -> list[Receipt]:
        return apply(Application(self.workspace, made.request, "Officer"), [self.source(**key)])


@pytest.fixture(scope="module")
def site(server: Server) -> Iterator[Site]:
    def account(login: str, email: str, **more: Any) -> str:
        return server.make("/users", username=login, email=email, password="A-long-pass-word-1", **more)

    def comment(name: str, email: str, status: str) -> str:
        return server.make(
            "/comments", post=1, author_name=name, author_email=email, content=f"Hello, {status}", status=status
        )

    mails = server.folder / "mails.txt"
    mails.touch()
    mails.chmod(0o666)
    (server.folder / "site/wp-content/mu-plugins/mails.php").write_text(MAILS % mails)
    eve = account("eve", EVE, name="Eve Adams", first_name="Eve", last_name="Adams", locale="en_US", roles=["author"])
    steve = account("steve", STEVE, name="Steve Adams", first_name="Steve", last_name="Adams")
    comments = [comment("Eve Adams", EVE, status) for status in ("approved", "hold", "spam", "trash")]
    theirs = [comment("Steve Adams", STEVE, "approved"), comment("Eve Adams", "eve@example.net", "hold")]
    made = server.run("bare.php")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "workspace.db")
        found = Site(server, workspace, eve, steve, [*comments, str(made["bare"]), str(made["full"])], theirs, mails)
        for login, number in (("eve", eve), ("steve", steve)):
            path = f"/users/{number}/application-passwords"
            answer = found.server._http.post(path, json={"name": "sar"})
            assert answer.is_success, answer.text[:300]
            found.keys[login] = answer.json()["password"]
        yield found
        workspace.engine.dispose()


def test_the_key_of_an_author_or_a_subscriber_is_told_before_the_first_write(site: Site) -> None:
    made = site.plan({"family_name": "Baker"})
    before = [site.row(f"/users/{site.eve}"), *site.neighbours()]
    for login, key in site.keys.items():
        receipts = site.apply(made, user=login, key=key)
        assert {one.state for one in receipts} == {"failed"}
        assert all(one.why and one.remedy and not one.written for one in receipts)
    assert [site.row(f"/users/{site.eve}"), *site.neighbours()] == before


def test_another_edit_between_plan_and_application_is_a_conflict(site: Site) -> None:
    made = site.plan({"family_name": "Cook"})
    number = site.comments[0]
    site.server.make(f"/users/{site.eve}", last_name="Adams-Dale")
    # the name as planned, but no longer her address: it may be somebody else's by now
    site.server.make(f"/comments/{number}", author_email="eve.else@example.net")
    receipts = {one.change.key: one.state for one in site.apply(made)}
    conflicts = {key for key, state in receipts.items() if state == "conflict"}
    assert conflicts == {f"wordpress:account:{site.eve}", f"wordpress:comment:{number}"}
    assert set(receipts.values()) == {"conflict", "verified"}
    assert site.row(f"/users/{site.eve}")["last_name"] == "Adams-Dale"
    assert site.row(f"/comments/{number}")["author_name"] == "Eve Adams"
    site.server.make(f"/comments/{number}", author_email=EVE)
    site.server.make(f"/users/{site.eve}", last_name="Adams")
    for one in site.comments[:4]:
        site.server.make(f"/comments/{one}", author_name="Eve Adams")


def test_planned_applied_verified_and_undone(site: Site) -> None:
    new = {"family_name": "Baker", "email": "eve.baker@example.com", "language": "fr-CA"}
    neighbours, comments = site.neighbours(), [site.row(f"/comments/{number}") for number in site.comments]
    account = site.row(f"/users/{site.eve}")
    made = site.plan(new, email=EVE)
    assert made.complete
    assert {one.field for one in made.by_hand if one.task and "Settings > General" in one.task.text} == {"language"}
    receipts = site.apply(made)
    assert [(one.change.key, one.state, one.why) for one in receipts if one.state != "verified"] == []
    assert len(receipts) == 1 + len(site.comments)
    assert site.neighbours() == neighbours
    after = site.row(f"/users/{site.eve}")
    wanted = {"last_name": "Baker", "name": "Eve Baker", "email": "eve.baker@example.com"}
    assert changed(account, after) == wanted
    for row in comments:
        number = row["id"]
        named = {"author_name": "Eve Baker"} if row["author_name"] == "Eve Adams" else {}
        bare = {} if row["author_ip"] else {"author_ip": "0.0.0.0"}
        email = {"author_email": "eve.baker@example.com"}
        assert changed(row, site.row(f"/comments/{number}")) == {**named, **bare, **email}, row["status"]
    assert "eve.baker@example.com" in next(line for line in site.mails.read_text().splitlines() if line.startswith(EVE))
    undone(site, made, account)


def undone(site: Site, made: Plan, account: Row) -> None:
    back = way_back(site.workspace, made.request, site.request(), [site.source()])
    site.workspace.keep_plan(back)
    assert back.complete
    assert {one.state for one in site.apply(back)} == {"verified"}
    assert changed(account, site.row(f"/users/{site.eve}")) == {}


def test_an_address_that_another_account_has_is_told_when_planning(site: Site) -> None:
    made = site.plan({"email": STEVE, "given_name": "Eva"}, email=EVE)
    assert any("another account has the new address" in one.why.text for one in made.by_hand)
    account = next(one for one in made.changes if one.type == "account")
    assert "email" not in {one.field for one in account.alterations}


def test_what_cannot_be_empty_is_for_a_person(site: Site) -> None:
    made = site.plan({"email": ""}, email=EVE)
    assert not any(one.type == "account" for one in made.changes)
    assert any("does not let it be empty" in one.why.text for one in made.by_hand)


def test_in_plain_permalinks_the_same(site: Site) -> None:
    site.server.run("plain.php")
    neighbours = site.neighbours()
    made = site.plan({"given_name": "Eva"})
    assert {one.state for one in site.apply(made)} == {"verified"}
    assert site.row(f"/users/{site.eve}")["first_name"] == "Eva"
    assert site.neighbours() == neighbours


def changed(before: Row, after: Row) -> Row:
    """What differs, but for links and pictures, which follow the address."""
    apart = {"_links", "avatar_urls", "author_avatar_urls"}
    return {key: after[key] for key in after if key not in apart and after[key] != before.get(key)}
