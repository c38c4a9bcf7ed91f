"""Redmine's e-mail addresses when they are corrected: conflicts, those of others, and further ones."""

from collections.abc import Iterator

import pytest
from tests.connectors.redmine_correct_shared import LOCKED, OHARA, account, altered, the_only, told

from sar.testing.mending import Mending, mending


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("redmine") as made:
        yield made


def test_a_new_address_does_not_move_the_time_of_change_and_is_verified_by_its_value(mends: Mending) -> None:
    stamp = account(mends, OHARA)["updated_on"]
    plan = mends.plan({"email": "maeve@example.org"}, who="ohara")
    assert the_only(mends.apply(plan.request)).state == "verified"
    assert (account(mends, OHARA)["mail"], account(mends, OHARA)["updated_on"]) == ("maeve@example.org", stamp)


def test_an_address_that_somebody_else_changed_is_a_conflict_although_the_time_stands_still(mends: Mending) -> None:
    plan = mends.plan({"email": "maeve@example.org"}, who="ohara")
    account(mends, OHARA)["mail"] = "theirs@example.org"
    receipt = the_only(mends.apply(plan.request))
    assert (receipt.state, receipt.found) == ("conflict", {"/mail": "theirs@example.org"})
    assert account(mends, OHARA)["mail"] == "theirs@example.org"


def test_another_edit_of_the_account_is_a_conflict(mends: Mending) -> None:
    plan = mends.plan({"email": "maeve@example.org"}, who="ohara")
    account(mends, OHARA).update(firstname="Maeve Ann", updated_on="2026-10-01T12:30:00Z")
    assert the_only(mends.apply(plan.request)).state == "conflict"
    assert account(mends, OHARA)["mail"] == "o'hara@example.org"


@pytest.mark.parametrize("taken", ["bob@example.net", "BOB@Example.net"])
def test_an_address_of_another_account_is_told_and_the_rest_is_changed(mends: Mending, taken: str) -> None:
    plan = mends.plan({"email": taken, "given_name": "Mab"}, who="ohara")
    assert altered(plan) == {("13", "/firstname", "Mab")}
    assert ["Another account has the new address" in one for one in told(plan)] == [True]


def test_an_address_that_the_account_has_beside_its_main_one_is_told(mends: Mending) -> None:
    account(mends, OHARA)["additional"] = ["maeve@example.org"]
    plan = mends.plan({"email": "maeve@example.org"}, who="ohara")
    assert plan.changes == ()
    assert ["beside the main one" in one for one in told(plan)] == [True]


def test_where_redmine_does_not_say_who_has_an_address_its_refusal_changes_nothing(mends: Mending) -> None:
    """Redmine 5.0 knows no exact filter."""
    mends.imitation.state["version"] = "5.0"
    account(mends, OHARA)["additional"] = ["maeve@example.org"]
    plan = mends.plan({"email": "maeve@example.org", "given_name": "Mab"}, who="ohara")
    before = mends.state()
    receipt = the_only(mends.apply(plan.request))
    assert receipt.state == "failed"
    assert receipt.why is not None and receipt.why.what.endswith("changed nothing")
    assert receipt.remedy is not None and "no other account" in receipt.remedy.what
    assert mends.state() == before


@pytest.mark.parametrize("version", ["5.0", "7.0"])
def test_the_old_address_among_the_further_ones_of_an_account_is_told(mends: Mending, version: str) -> None:
    mends.imitation.state["version"] = version
    account(mends, LOCKED)["additional"] = ["ann@example.net"]
    plan = mends.plan({"email": "ann.roy@example.com"}, {"email": "ann@example.net"})
    assert plan.changes == ()
    found = [one for one in plan.by_hand if "additional address" in one.why.what]
    assert [one.url for one in found] == ["https://redmine.example.org/users/12"]


def test_a_longer_address_that_contains_the_old_one_is_not_taken_for_it_where_redmine_can_tell(mends: Mending) -> None:
    account(mends, LOCKED)["additional"] = ["joann@example.net"]
    assert told(mends.plan({"email": "ann.roy@example.com"}, {"email": "ann@example.net"})) == []


def test_a_log_in_name_that_is_the_old_address_stays_and_is_told(mends: Mending) -> None:
    plan = mends.plan({"email": "ann.roy@example.com"}, {"email": "ann.archer@example.org"})
    assert plan.changes == ()
    assert ["log-in name" in one for one in told(plan)] == [True]
    assert account(mends, LOCKED)["login"] == "ann.archer@example.org"
