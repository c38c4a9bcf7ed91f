"""Redmine's fields when they are corrected: custom ones, those of several values, and what Redmine would refuse."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.connectors.redmine_correct_shared import ANN, JOANN, PHONE, account, altered, sent, the_only, told

from sar.testing.mending import Mending, differences, mending


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("redmine") as made:
        yield made


def definition(mends: Mending, number: int) -> dict[str, Any]:
    fields: list[dict[str, Any]] = mends.imitation.state["custom_fields"]
    return next(field for field in fields if field["id"] == number)


# several values


def test_of_several_values_the_wrong_one_is_replaced_whatever_order_redmine_keeps(mends: Mending) -> None:
    plan = mends.plan({"custom:redmine:cf_12": "Coffee"}, {"custom:redmine:cf_12": "Bicycles"})
    assert sent(mends, plan)[0][2] == {"user": {"custom_fields": [{"id": 12, "value": ["Coffee", "Tea"]}]}}
    again = mends.plan({"custom:redmine:cf_12": "Bicycles"}, {"custom:redmine:cf_12": "Tea"})
    assert sent(mends, again)[0][2] == {"user": {"custom_fields": [{"id": 12, "value": ["Coffee", "Bicycles"]}]}}
    assert account(mends, ANN)["custom_fields"][2]["value"] == ["Bicycles", "Coffee"]


def test_one_of_several_values_is_taken_out(mends: Mending) -> None:
    plan = mends.plan({"custom:redmine:cf_12": ""}, {"custom:redmine:cf_12": "Tea"})
    assert the_only(mends.apply(plan.request)).state == "verified"
    assert account(mends, ANN)["custom_fields"][2]["value"] == ["Bicycles"]


def test_which_of_several_values_is_wrong_must_be_said(mends: Mending) -> None:
    plan = mends.plan({"custom:redmine:cf_12": "Coffee"})
    assert plan.changes == ()
    assert "which one is wrong is not said" in told(plan)[0]


# custom fields


def test_a_number_in_a_custom_field_is_not_taken_for_the_wrong_one_unless_it_is_said(mends: Mending) -> None:
    plan = mends.plan({"phone": "+15145550123"})
    assert plan.changes == ()
    assert ["Telephone holds a phone number" in one and "custom:redmine:cf_10=" in one for one in told(plan)] == [True]


def test_a_field_named_by_its_key_is_changed_whatever_it_holds(mends: Mending) -> None:
    plan = mends.plan({"phone": "+15145550123", "custom:redmine:cf_10": "+15145550124"}, PHONE)
    assert altered(plan) == {("5", "/custom_fields/1/value", "+15145550124")}


def test_a_number_of_the_household_is_changed_for_her_only(mends: Mending) -> None:
    assert account(mends, JOANN)["custom_fields"][1]["value"] == account(mends, ANN)["custom_fields"][1]["value"]
    plan = mends.plan({"phone": "+15145550124"}, PHONE, "joann")
    assert altered(plan) == {("6", "/custom_fields/1/value", "+15145550124")}


def test_a_field_that_holds_what_is_said_to_be_wrong_is_told_not_guessed(mends: Mending) -> None:
    plan = mends.plan({"organisation": "Example Cooperative"}, {"organisation": "2020-02-03"})
    assert plan.changes == ()
    assert told(plan) == [
        "The custom field Joined holds the value that is said to be wrong. "
        "Say --set custom:redmine:cf_13=VALUE if it must be changed too, and plan again."
    ]


def test_a_hidden_field_is_told(mends: Mending) -> None:
    plan = mends.plan({"custom:redmine:cf_14": "good"})
    assert plan.changes == ()
    assert ["Health is hidden" in one for one in told(plan)] == [True]


@pytest.mark.parametrize("key", ["cf_1", "cf_99", "Telephone"])
def test_a_field_that_accounts_do_not_have_is_told_with_those_that_they_have(mends: Mending, key: str) -> None:
    plan = mends.plan({f"custom:redmine:{key}": "x"})
    assert plan.changes == ()
    assert [f"no custom field {key}." in one and "custom:redmine:cf_10" in one for one in told(plan)] == [True]


def test_a_field_of_another_processor_is_none_of_its_business(mends: Mending) -> None:
    assert told(mends.plan({"custom:elsewhere:cf_99": "x"})) == []


# what Redmine would refuse


@pytest.mark.parametrize(
    ("rule", "new", "why"),
    [
        ({"possible_values": [{"value": "2020-02-03"}]}, "2020-03-02", "takes only the values"),
        ({"max_length": 5}, "2020-03-02", "demands another length"),
        ({"min_length": 50}, "2020-03-02", "demands another length"),
        ({"is_required": True}, "", "does not let it be empty"),
    ],
)
def test_what_a_field_does_not_allow_is_told_and_not_planned(
    mends: Mending, rule: dict[str, Any], new: str, why: str
) -> None:
    definition(mends, 13).update(rule)
    plan = mends.plan({"custom:redmine:cf_13": new, "given_name": "Anne"}, {"given_name": "Ann"})
    assert {path for _, path, _ in altered(plan)} == {"/firstname"}
    assert [one.startswith("Joined: ") and why in one for one in told(plan)] == [True]


@pytest.mark.parametrize(
    ("field", "label"), [("given_name", "First name"), ("family_name", "Last name"), ("email", "E-mail")]
)
def test_names_and_address_are_not_emptied(mends: Mending, field: str, label: str) -> None:
    plan = mends.plan({field: ""}, who="ohara")
    assert plan.changes == ()
    assert [one.startswith(f"{label}: Redmine does not let it be empty.") for one in told(plan)] == [True]


def test_a_rule_that_only_redmine_can_judge_changes_nothing_when_it_is_broken(mends: Mending) -> None:
    definition(mends, 13)["regexp"] = "^2020-02"
    plan = mends.plan({"custom:redmine:cf_13": "2020-03-02", "given_name": "Anne"}, {"given_name": "Ann"})
    before = mends.state()
    receipts = {one.change.source_id: one for one in mends.apply(plan.request)}
    assert {number: one.state for number, one in receipts.items()} == {
        "5": "failed",
        "12": "verified",
        "17": "verified",
    }
    assert not any(path.startswith(f"/users/{ANN}/") for path in differences(before, mends.state()))


def test_a_required_field_that_is_empty_elsewhere_in_the_account_is_told(mends: Mending) -> None:
    """Redmine looks at all custom fields as soon as one is sent."""
    definition(mends, 5)["is_required"] = True
    plan = mends.plan({"custom:redmine:cf_13": "2020-03-02"})
    receipt = the_only(mends.apply(plan.request))
    assert receipt.state == "failed"
    assert receipt.remedy is not None and "every required one must be filled" in receipt.remedy.what
    assert account(mends, ANN)["custom_fields"][3]["value"] == "2020-02-03"
