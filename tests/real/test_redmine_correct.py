"""Corrections in a real Redmine: planned, written, read back; neighbours, conflicts and narrow keys as they really are.

The cast of the imitations has its accounts in it. It is installed and started as for the search, or the tests say why
they are skipped.
"""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.real.lab import free_port, install, script
from tests.real.test_redmine import CUSTOMER, KEY, SECOND, Row, Server

from sar.context import Access
from sar.correct.model import Plan, Receipt
from sar.registry import Registry
from sar.sandbox import Api, Imitation, cast
from sar.settings import Processor
from sar.testing.mending import Mending, Through
from sar.unit import Source
from sar.workspace import Workspace

PASSWORD = "A-long-pass-word-1"
OLD = "ann.old@example.net"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A Redmine with custom fields of accounts."""
    install("redmine")
    folder = Path(tempfile.mkdtemp(prefix="sar-redmine-"))
    folder.chmod(0o755)
    port = free_port()
    try:
        started = script("redmine", "start.sh", str(folder), str(port), KEY, seconds=300)
        assert started.returncode == 0, started.stderr[-2000:]
        running = Server(f"http://127.0.0.1:{port}", folder)
        running.ids = running.run("fields.rb")
        yield running
        running.close()
    finally:
        script("redmine", "stop.sh", str(folder), seconds=60)


@dataclass
class Real(Mending):
    """Corrections over the network; the imitation is empty."""

    server: Server | None = None

    def source(self, through: Through | None = None, settings: dict[str, Any] | None = None) -> Source:
        """The processor, with another key where one is given."""
        assert self.server is not None
        registry = Registry.discover()
        told = {"url": self.server.url, "api_key": KEY, **(settings or {})}
        processor = Processor("redmine", "redmine", registry.get("redmine"), told)
        return Source(processor, lambda: registry.load("redmine"), lambda: Access(processor))


@pytest.fixture
def mends(server: Server, tmp_path: Path) -> Iterator[Real]:
    workspace = Workspace(tmp_path / "workspace.db")
    yield Real("redmine", workspace, Imitation(Api(), {}), server=server)
    workspace.engine.dispose()


@pytest.fixture
def accounts(server: Server) -> Iterator[dict[str, str]]:
    """Ann, a namesake with the same number, and a colleague; thrown away after each test."""
    numbers = {}
    for key in ("ann", "namesake", "joann"):
        person = cast()[key]
        custom = [{"id": server.ids["phone"], "value": "+1 514 555-0101"}, {"id": server.ids["must"], "value": "x"}]
        if key == "ann":
            custom += [{"id": SECOND, "value": person.emails[0].upper()}]
            custom += [{"id": server.ids["topics"], "value": ["Bicycles", "Tea"]}]
        numbers[key] = server.make(
            "/users.json", "user", login=f"{key}{time.monotonic_ns()}", mail=person.emails[0], password=PASSWORD,
            firstname=person.given_name, lastname=person.family_name, custom_fields=custom,
        )  # fmt: skip
    yield numbers
    for number in numbers.values():
        server.send("DELETE", f"/users/{number}.json")


def account(server: Server, number: str) -> Row:
    return server.send("GET", f"/users/{number}.json")


def fields(row: Row) -> dict[int, Any]:
    return {one["id"]: one["value"] for one in row["custom_fields"]}


def said(plan: Plan) -> str:
    return "\n".join(one.why.what.format_map(one.why.values) for one in plan.by_hand)


def the_only(receipts: list[Receipt]) -> Receipt:
    assert len(receipts) == 1
    return receipts[0]


def everything(server: Server) -> dict[str, str]:
    return {
        "family_name": "Archer-Roy", "email": "ann.roy@example.com", "phone": "+15145550123",
        f"custom:redmine:cf_{server.ids['topics']}": "Coffee", f"custom:redmine:cf_{server.ids['since']}": "2020-03-02",
    }  # fmt: skip


WAS = {"phone": "+15145550101"}


def test_it_is_planned_written_and_verified_and_neighbours_stay(
    server: Server, mends: Real, accounts: dict[str, str]
) -> None:
    others = {key: account(server, accounts[key]) for key in ("namesake", "joann")}
    topics, since = server.ids["topics"], server.ids["since"]
    server.change(f"/users/{accounts['ann']}.json", "user", custom_fields=[{"id": since, "value": "2020-02-03"}])
    before = account(server, accounts["ann"])
    plan = mends.plan(everything(server), {**WAS, f"custom:redmine:cf_{topics}": "Tea"})
    assert account(server, accounts["ann"]) == before, "planning wrote something"
    assert plan.complete, plan.unread
    receipt = the_only(mends.apply(plan.request))
    assert (receipt.state, receipt.written) == ("verified", True)
    after = account(server, accounts["ann"])
    moved = {"lastname": "Archer-Roy", "mail": "ann.roy@example.com"}
    same = {key for key in before if key not in {*moved, "custom_fields", "updated_on"}}
    assert {key: after[key] for key in moved} == moved
    assert {key: after[key] for key in same} == {key: before[key] for key in same}
    expected = {server.ids["phone"]: "+15145550123", SECOND: "ann.roy@example.com", topics: ["Bicycles", "Coffee"]}
    assert fields(after) == {**fields(before), **expected, since: "2020-03-02"}
    assert {key: account(server, accounts[key]) for key in others} == others
    assert mends.plan(everything(server), {**WAS, "email": "ann.roy@example.com"}).changes == ()


def test_the_new_name_stands_on_what_the_account_wrote(server: Server, mends: Real, accounts: dict[str, str]) -> None:
    server.make("/projects.json", "project", name="open", identifier="open", is_public=True)
    login = str(account(server, accounts["ann"])["login"])
    number = server.make("/issues.json", "issue", login, project_id="open", tracker_id=1, subject="Mine")
    plan = mends.plan({"family_name": "Archer-Roy"})
    assert the_only(mends.apply(plan.request)).state == "verified"
    issue = server.send("GET", f"/issues/{number}.json?include=journals")
    assert issue["author"] == {"id": int(accounts["ann"]), "name": "Ann Archer-Roy"}
    assert issue["journals"] == []


def test_issues_with_the_old_address_are_proposed_and_not_written(
    server: Server, mends: Real, accounts: dict[str, str]
) -> None:
    server.make("/projects.json", "project", name="desk", identifier="desk")
    field = [{"id": CUSTOMER, "value": "ann@example.com"}]
    text: Row = {"subject": "By mail", "description": "Ask ann@example.com", "custom_fields": field}
    number = server.make("/issues.json", "issue", project_id="desk", tracker_id=1, **text)
    before = server.send("GET", f"/issues/{number}.json?include=journals")
    plan = mends.plan({"email": "ann.roy@example.com"})
    assert f"The custom field Customer email of issues holds the old value: #{number}." in said(plan)
    assert f"The text holds the old value of email: #{number} By mail." in said(plan)
    assert the_only(mends.apply(plan.request)).change.type == "user"
    assert server.send("GET", f"/issues/{number}.json?include=journals") == before


def test_it_is_undone(server: Server, mends: Real, accounts: dict[str, str]) -> None:
    before = account(server, accounts["ann"])
    plan = mends.plan({"email": "ann.roy@example.com", "phone": "+15145550123"}, WAS)
    assert the_only(mends.apply(plan.request)).state == "verified"
    back = mends.undo(plan.request)
    assert the_only(mends.apply(back.request)).state == "verified"
    assert {**account(server, accounts["ann"]), "updated_on": ""} == {**before, "updated_on": ""}


def test_a_new_address_alone_is_verified_although_redmine_does_not_move_the_time(
    server: Server, mends: Real, accounts: dict[str, str]
) -> None:
    server.change(f"/users/{accounts['ann']}.json", "user", custom_fields=[{"id": SECOND, "value": ""}])
    stamp = account(server, accounts["ann"])["updated_on"]
    time.sleep(1.1)  # the time of change has whole seconds
    plan = mends.plan({"email": "ann.roy@example.com"})
    assert the_only(mends.apply(plan.request)).state == "verified"
    after = account(server, accounts["ann"])
    assert (after["mail"], after["updated_on"]) == ("ann.roy@example.com", stamp)


def test_an_address_changed_by_somebody_else_in_between_is_a_conflict(
    server: Server, mends: Real, accounts: dict[str, str]
) -> None:
    plan = mends.plan({"email": "ann.roy@example.com"})
    server.change(f"/users/{accounts['ann']}.json", "user", mail="theirs@example.com")
    receipt = the_only(mends.apply(plan.request))
    assert (receipt.state, receipt.written) == ("conflict", False)
    assert account(server, accounts["ann"])["mail"] == "theirs@example.com"


def test_any_other_edit_in_between_is_a_conflict(server: Server, mends: Real, accounts: dict[str, str]) -> None:
    plan = mends.plan({"family_name": "Archer-Roy"})
    time.sleep(1.1)
    server.change(f"/users/{accounts['ann']}.json", "user", firstname="Anne")
    assert the_only(mends.apply(plan.request)).state == "conflict"
    row = account(server, accounts["ann"])
    assert (row["firstname"], row["lastname"]) == ("Anne", "Archer")


@pytest.mark.parametrize("whose", ["joann", "nobody"])
def test_a_key_that_may_not_write_is_told_before_the_first_write(
    server: Server, mends: Real, accounts: dict[str, str], whose: str
) -> None:
    key = account(server, accounts["joann"])["api_key"] if whose == "joann" else "wrong"
    plan = mends.plan({"family_name": "Archer-Roy"})
    before = account(server, accounts["ann"])
    receipt = the_only(mends.apply(plan.request, settings={"api_key": key}))
    assert (receipt.state, receipt.written) == ("failed", False)
    assert receipt.why is not None and receipt.remedy is not None
    assert account(server, accounts["ann"]) == before
    assert the_only(mends.apply(plan.request)).state == "verified", "with the right key it goes on"


def test_an_address_of_another_account_is_told(server: Server, mends: Real, accounts: dict[str, str]) -> None:
    server.change(f"/users/{accounts['ann']}.json", "user", custom_fields=[{"id": SECOND, "value": ""}])
    plan = mends.plan({"email": "Joann@Example.com"})
    assert plan.changes == ()
    assert "Another account has the new address" in said(plan)


def test_an_additional_address_that_redmine_never_shows_is_told(
    server: Server, mends: Real, accounts: dict[str, str]
) -> None:
    server.run("additional.rb", USER=accounts["ann"], ADDRESS=OLD)
    plan = mends.plan({"email": "ann.roy@example.com"}, {"email": OLD})
    assert plan.changes == ()
    assert "an additional address that is or contains the old one" in said(plan)


def test_a_further_address_of_the_same_account_is_refused_and_nothing_is_changed(
    server: Server, mends: Real, accounts: dict[str, str]
) -> None:
    """This version does not say which address it is, so that only its refusal tells."""
    server.run("additional.rb", USER=accounts["ann"], ADDRESS="ann.roy@example.com")
    plan = mends.plan({"email": "ann.roy@example.com", "given_name": "Anne"})
    before = account(server, accounts["ann"])
    receipt = the_only(mends.apply(plan.request))
    assert receipt.state == "failed"
    assert receipt.why is not None and receipt.why.what.startswith("Redmine does not take")
    assert account(server, accounts["ann"]) == before


def test_limits_of_custom_fields_are_told_when_it_is_planned(
    server: Server, mends: Real, accounts: dict[str, str]
) -> None:
    topics, must = (f"custom:redmine:cf_{server.ids[name]}" for name in ("topics", "must"))
    plan = mends.plan({topics: "Gardening", must: ""}, {topics: "Tea"})
    assert plan.changes == ()
    assert "Topics: Redmine takes only the values" in said(plan)
    assert "Must: Redmine does not let it be empty" in said(plan)


def test_a_hidden_field_is_told_and_not_written(server: Server, mends: Real, accounts: dict[str, str]) -> None:
    plan = mends.plan({f"custom:redmine:cf_{server.ids['hidden']}": "x", "language": "fr"})
    assert plan.changes == ()
    assert "Hidden is hidden" in said(plan)
    assert "in which language" in said(plan)


def test_a_locked_account_is_corrected_and_stays_locked(server: Server, mends: Real, accounts: dict[str, str]) -> None:
    server.change(f"/users/{accounts['ann']}.json", "user", status=3)
    plan = mends.plan({"given_name": "Anne"})
    assert the_only(mends.apply(plan.request)).state == "verified"
    row = account(server, accounts["ann"])
    assert (row["firstname"], row["status"]) == ("Anne", 3)
