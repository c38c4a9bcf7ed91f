"""Redmine's accounts: what proves one, and what hangs on it."""

import pytest
from tests.connectors.redmine_shared import ANN, one

from sar.identifiers import Identifier
from sar.proof import walk
from sar.records import Match
from sar.testing import rig
from sar.testing.rig import Result


@pytest.fixture(scope="module")
def ann() -> Result:
    return rig("redmine").find(*ANN)


def test_locked_and_registered_accounts_are_found(ann: Result) -> None:
    assert {one(ann, "user", number).raw["status"] for number in ("5", "12", "17")} == {1, 2, 3}


def test_an_account_is_proven_by_its_own_address_in_any_case(ann: Result) -> None:
    proof = one(ann, "user", "5").proof
    assert isinstance(proof, Match)
    assert (proof.path, proof.how) == ("/mail", "normalised")


def test_an_account_is_proven_by_a_custom_field_but_not_by_being_spoken_of_in_one(ann: Result) -> None:
    by_field, spoken_of = one(ann, "user", "17").proof, one(ann, "user", "18").proof
    assert isinstance(by_field, Match)
    assert isinstance(spoken_of, Match)
    assert (by_field.path, by_field.how) == ("/custom_fields/0/value", "normalised")
    assert spoken_of.how == "mention"


def test_an_additional_address_gives_a_near_match_that_says_so(ann: Result) -> None:
    desk = next(record for record in ann.near if record.source_id == "15")
    assert [(field.name, field.value) for field in desk.fields][-1] == ("additional_email", "ann.archer@example.org")
    other = next(record for record in ann.near if record.source_id == "16")
    assert "additional_email" not in {field.name for field in other.fields}
    assert any("--also user_id:redmine:NUMBER" in gap.text for gap in ann.gaps)


def test_redmine_5_0_ignores_the_exact_filter_and_nothing_is_concluded_from_it(ann: Result) -> None:
    connected = rig("redmine")
    connected.imitation.state["version"] = "5.0"
    result = connected.find(*ANN)
    assert result.keys == ann.keys
    assert all("additional_email" not in {field.name for field in record.fields} for record in result.near)


def test_an_account_named_by_its_number_is_searched_like_any_other() -> None:
    result = rig("redmine").find("ann@example.com", Identifier("user_id", "15", processor="redmine"))
    assert ("user", "15") in result.keys
    assert isinstance(one(result, "user", "15").proof, Match)


def test_the_accounts_own_key_is_nowhere(ann: Result) -> None:
    leaves = [leaf for record in [*ann.disclosed, *ann.near] for leaf in walk(record.raw)]
    assert not [path for path, value in leaves if path.endswith("/api_key") or str(value).startswith("key-of-")]


def test_the_subject_is_known_by_number_in_what_hangs_on_the_account(ann: Result) -> None:
    account, issue = one(ann, "user", "5"), one(ann, "issue", "100")
    assert [person.role for person in account.people] == ["subject"]
    assert {one.kind for one in account.people[0].identifiers} == {"user_id", "email"}
    author = next(person for person in issue.people if person.role == "author")
    assert author.identifiers[0].key == account.people[0].identifiers[0].key
