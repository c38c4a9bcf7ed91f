"""What accounts of Nextcloud may correct and through which of them, and what is left to people."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.connectors.nextcloud_correct_shared import carried, planned, told, tree

from sar.testing.mending import Mending, mending


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("nextcloud") as one:
        yield one


def test_what_the_server_made_and_what_may_only_be_read_is_told(mends: Mending) -> None:
    plan = mends.plan({"email": "ann.roy@example.com"})
    assert not {one for one in planned(plan) if "recent" in one or "bob/customers" in one or "trashbin" in one}
    said = "\n".join(told(plan))
    assert "is kept by the server itself" in said
    assert "the accounts may read Customers, and change nothing in it" in said
    assert "is in the trash bin of a calendar" in said


def test_what_another_account_shares_for_writing_is_written_through_it(mends: Mending) -> None:
    mends.imitation.state["shared_for_reading"].clear()
    done = carried(mends, {"email": "ann.roy@example.com"})
    assert done["contact:bob/customers/ann.vcf"].state == "verified"
    assert "EMAIL:ann.roy@example.com" in tree(mends)["addressbooks/bob/customers/ann.vcf"]


def test_shares_answers_and_cells_are_for_people(mends: Mending) -> None:
    plan = mends.plan({"email": "ann.roy@example.com"})
    assert {one.split(":")[0] for one in planned(plan)} == {"account", "contact", "event", "journal"}
    said = set(told(plan))
    assert "A file is shared with the old address, which the server does not let be changed." in said
    assert "An answer to a form holds the old value, and answers stay as they were sent." in said
    assert "A row of a table holds the old value; what its columns mean is known to people only." in said


def test_rights_are_named_for_each_account(mends: Mending) -> None:
    source = mends.source(settings=mends.imitation.read_only)
    access = source.access()
    connector: Any = source.load()(access)
    found = [one.told for one in connector.may_write() if one.level == "error"]
    access.close()
    assert {one.text for one in found} == {
        f"the account {account} may read its {what}, and change nothing in them"
        for account in ("office", "sam", "joann")
        for what in ("address books", "calendars")
    }
    assert all(one.remedy for one in found)
