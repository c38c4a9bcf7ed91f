"""What no program sees or may decide when Redmine is corrected, and a person is told."""

from collections.abc import Iterator

import pytest
from tests.connectors.redmine_correct_shared import ANN, OHARA, account, altered, filled, told

from sar.sdk import Record
from sar.testing import rig
from sar.testing.mending import Mending, mending


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("redmine") as made:
        yield made


def test_the_language_is_written_by_nobody_since_it_is_shown_to_nobody(mends: Mending) -> None:
    plan = mends.plan({"language": "fr"})
    assert plan.changes == ()
    assert len([one for one in told(plan) if "in which language" in one]) == 3  # each of her accounts has one
    assert account(mends, ANN)["language"] == "en"


def test_a_full_name_alone_is_not_taken_apart(mends: Mending) -> None:
    plan = mends.plan({"full_name": "Maeve O'Hara Stone"}, who="ohara")
    assert plan.changes == ()
    assert ["first and last name apart" in one for one in told(plan)] == [True]
    assert told(mends.plan({"full_name": "Maeve O'HARA"}, who="ohara")) == []


def test_an_account_of_a_directory_is_changed_and_the_directory_is_told(mends: Mending) -> None:
    account(mends, OHARA)["auth_source"] = {"id": 1, "name": "Staff directory"}
    plan = mends.plan({"given_name": "Mab"}, who="ohara")
    assert altered(plan) == {("13", "/firstname", "Mab")}
    assert ["logs in by Staff directory" in one for one in told(plan)] == [True]
    assert told(mends.plan({"phone": "+15145550124"}, who="ohara")) == []


def test_issues_and_booked_time_are_proposed_by_their_numbers(mends: Mending) -> None:
    plan = mends.plan({"email": "ann.roy@example.com"})
    said = [filled(one.why) for one in plan.by_hand]
    assert "The custom field Customer e-mail of issues holds the old value: #105, #100." in said
    assert "The custom field Billed to of booked time holds the old value: #605." in said
    assert {change.type for change in plan.changes} == {"user"}


def test_many_issues_are_counted(mends: Mending) -> None:
    for issue in mends.imitation.state["issues"]:
        if issue["id"] >= 200:
            issue["custom_fields"] = [{"id": 1, "name": "Customer e-mail", "value": "ann@example.com"}]
    more = [{**mends.imitation.state["issues"][-1], "id": number} for number in range(300, 310)]
    mends.imitation.state["issues"] += more
    plan = mends.plan({"email": "ann.roy@example.com"})
    found = next(one for one in plan.by_hand if "of 27 issues" in filled(one.why))
    assert found.records == 27
    assert filled(found.why).count("#") == 20


def test_a_contact_of_the_plug_in_is_told(mends: Mending) -> None:
    mends.imitation.state["contacts"] = [
        {"id": 1, "first_name": "Ann", "last_name": "Archer", "emails": [{"address": "ANN@example.com"}]},
        {"id": 2, "first_name": "Ann", "last_name": "Archer", "emails": [{"address": "joann@example.com"}]},
    ]
    plan = mends.plan({"email": "ann.roy@example.com", "family_name": "Roy"}, {"family_name": "Archer"})
    found = [one for one in plan.by_hand if "CRM plug-in" in one.why.what]
    assert {(one.field, one.url) for one in found} == {
        ("email", "https://redmine.example.org/contacts/1"), ("family_name", "https://redmine.example.org/contacts/1")
    }  # fmt: skip


def rig_contact(emails: object) -> Record:
    from datetime import UTC, datetime

    row = {"id": 1, "emails": emails}
    return Record(
        id="c", processor="redmine", connector="redmine", type="contact", source_id="1", kind="contact", title="Ann",
        proof=None, raw=row, retrieved_at=datetime.now(UTC),
    )  # fmt: skip


@pytest.mark.parametrize("emails", [None, "ann@example.com", [None], [{"address": None}], {"0": {}}])
def test_a_contact_of_another_shape_is_no_failure(emails: object) -> None:
    record: Record = rig_contact(emails)
    from sar.correct.model import Correction

    connector = rig("redmine").connector
    items = list(connector.plan(Correction({"email": "ann.roy@example.com"}), [record]))  # type: ignore[attr-defined]
    assert items == []
