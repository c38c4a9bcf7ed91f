"""WordPress's accounts, posts and files."""

from datetime import UTC, datetime

import pytest
from tests.connectors.wordpress_shared import ANN, OUTSIDE, learnt, one

from sar.identifiers import Identifier
from sar.outcomes import complete
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.testing.rig import Result


@pytest.fixture(scope="module")
def ann() -> Result:
    return rig("wordpress").find(*ANN)


def test_the_account_tells_further_identifiers(ann: Result) -> None:
    account = one(ann, "account", "7")
    known = [known for person in account.people for known in person.identifiers]
    assert Identifier("user_id", "7", processor="wordpress", confidence="strong") in known
    assert ("username", "aarcher", None) in learnt(account)
    used = datetime(2026, 9, 13, 8, 0, tzinfo=UTC)
    assert ("ip", "192.0.2.10", used) in learnt(
        one(ann, "application_password", "0d9a3f5e-0000-4000-8000-000000000007")
    )
    assert [kind for kind, *_ in learnt(one(ann, "profile", "7"))].count("ip") == 1


def test_an_account_is_found_by_its_number() -> None:
    result = rig("wordpress").find(Identifier("user_id", "7", processor="wordpress"))
    assert {
        ("account", "7"),
        ("comment", "35"),
        ("post", "21"),
        ("order", "58"),
        ("gravity_entry", "302"),
    } <= result.keys
    assert ("comment", "31") not in result.keys


def test_a_number_that_no_account_has_is_nothing_held() -> None:
    result = rig("wordpress").find(Identifier("user_id", "999", processor="wordpress"))
    assert (result.error, result.disclosed, result.near) == (None, [], [])
    assert complete(outcome_of(result))


def test_a_type_without_authors_gives_nothing_of_others(ann: Result) -> None:
    assert ("wp_block", "51") in ann.keys
    assert not {("wp_block", "52"), ("revision", "211")} & (ann.keys | ann.near_keys)


def test_only_the_own_files_are_fetched(ann: Result) -> None:
    assert set(ann.files.values()) == {b"the bytes of 2026/05/roses.jpg", b"the bytes of 2026/05/beans.jpg"}


def test_descriptions_of_other_accounts_are_read_when_all_is_wanted() -> None:
    outside = rig("wordpress", settings=OUTSIDE)
    assert ("account", "12") not in outside.find(*ANN).keys
    assert ("account", "12") in outside.find(*ANN, exhaustive=True).keys
