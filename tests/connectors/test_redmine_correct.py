"""Redmine: what is written to accounts, and each trap of writing by name."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sar.correct.model import Plan, Receipt
from sar.http import Request, Response, Transport
from sar.outcomes import Said
from sar.sdk import Record
from sar.testing import rig
from sar.testing.faults import Faulty
from sar.testing.mending import Mending, differences, mending

ANN, JOANN, LOCKED, OHARA = 2, 3, 8, 9
"""Where their accounts stand in the state; the locked one is Ann's too."""
OWN, LABELS = ("given_name", "family_name", "email"), ("First name", "Last name", "E-mail")
PHONE = {"phone": "+15145550101"}


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("redmine") as made:
        yield made


def account(mends: Mending, place: int) -> dict[str, Any]:
    found: dict[str, Any] = mends.imitation.state["users"][place]
    return found


def definition(mends: Mending, number: int) -> dict[str, Any]:
    fields: list[dict[str, Any]] = mends.imitation.state["custom_fields"]
    return next(field for field in fields if field["id"] == number)


def told(plan: Plan) -> list[str]:
    """What a person must do, but for texts, issues and what stays."""
    said = [f"{_filled(one.why)} {_filled(one.task) if one.task else ''}" for one in plan.by_hand]
    return [
        one for one in said if not one.startswith(("The text holds", "Commits,")) and "holds the old value" not in one
    ]


def altered(plan: Plan) -> set[tuple[str, str, str]]:
    return {(change.source_id, one.path, one.new) for change in plan.changes for one in change.alterations}


def _filled(said: Said) -> str:
    return said.what.format_map(said.values)


def the_only(receipts: list[Receipt]) -> Receipt:
    assert len(receipts) == 1
    return receipts[0]


class Sent(Transport):
    """Keeps what was written."""

    def __init__(self, inner: Transport) -> None:
        self.inner, self.bodies = inner, list[Any]()

    def handle_request(self, request: Request) -> Response:
        if request.method != "GET":
            self.bodies.append((request.method, request.url.path, json.loads(request.content)))
        return self.inner.handle_request(request)


def sent(mends: Mending, plan: Plan) -> list[Any]:
    ways: list[Sent] = []

    def through(inner: Transport) -> Sent:
        ways.append(Sent(inner))
        return ways[0]

    receipts = mends.apply(plan.request, through)
    assert {one.state for one in receipts} == {"verified"}
    return ways[0].bodies


# what is sent


def test_only_what_changes_is_sent(mends: Mending) -> None:
    plan = mends.plan({"family_name": "Archer-Roy", "phone": "+15145550123"}, {"family_name": "Archer", **PHONE})
    assert sent(mends, plan) == [
        ("PUT", "/users/5.json", {"user": {
            "lastname": "Archer-Roy", "custom_fields": [{"id": 10, "value": "+15145550123"}]}}),
        ("PUT", "/users/12.json", {"user": {"lastname": "Archer-Roy"}}),
    ]  # fmt: skip


def test_another_spelling_of_the_same_number_is_no_change(mends: Mending) -> None:
    assert mends.plan({"phone": "+15145550101"}, PHONE).changes == ()


def test_the_accounts_own_key_is_in_no_receipt(mends: Mending) -> None:
    plan = mends.plan({"given_name": "Anne"})
    receipts = mends.apply(plan.request)
    assert receipts
    assert "key-of-" not in repr((plan, receipts))


def test_a_field_that_came_to_stand_elsewhere_is_found_by_its_number(mends: Mending) -> None:
    plan = mends.plan({"custom:redmine:cf_13": "2020-03-02"})
    account(mends, ANN)["custom_fields"].reverse()
    before = mends.state()
    assert the_only(mends.apply(plan.request)).state == "verified"
    assert set(differences(before, mends.state())) == {
        f"/users/{ANN}/custom_fields/0/value",
        f"/users/{ANN}/updated_on",
    }


def test_an_optional_field_is_emptied(mends: Mending) -> None:
    plan = mends.plan({"custom:redmine:cf_13": ""})
    assert the_only(mends.apply(plan.request)).state == "verified"
    assert account(mends, ANN)["custom_fields"][3]["value"] == ""


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


# addresses


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


# what no program sees or may decide


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
    said = [_filled(one.why) for one in plan.by_hand]
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
    found = next(one for one in plan.by_hand if "of 27 issues" in _filled(one.why))
    assert found.records == 27
    assert _filled(found.why).count("#") == 20


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


@pytest.mark.parametrize("emails", [None, "ann@example.com", [None], [{"address": None}], {"0": {}}])
def test_a_contact_of_another_shape_is_no_failure(emails: object) -> None:
    record: Record = rig_contact(emails)
    from sar.correct.model import Correction

    connector = rig("redmine").connector
    items = list(connector.plan(Correction({"email": "ann.roy@example.com"}), [record]))  # type: ignore[attr-defined]
    assert items == []


def rig_contact(emails: object) -> Record:
    from datetime import UTC, datetime

    row = {"id": 1, "emails": emails}
    return Record(
        id="c", processor="redmine", connector="redmine", type="contact", source_id="1", kind="contact", title="Ann",
        proof=None, raw=row, retrieved_at=datetime.now(UTC),
    )  # fmt: skip


# faults and rights


def test_an_answer_about_another_account_writes_nothing(mends: Mending) -> None:
    plan = mends.plan({"email": "maeve@example.org"}, who="ohara")
    before = mends.state()

    def other(request: Request, _: int) -> Response | None:
        if request.method == "GET" and request.url.path == "/users/13.json":
            return Response(200, json={"user": {"id": 14, "mail": "o'hara@example.org"}}, request=request)
        return None

    receipt = the_only(mends.apply(plan.request, lambda inner: Faulty(inner, other)))
    assert receipt.state == "failed"
    assert mends.state() == before


def test_an_account_that_is_gone_is_told(mends: Mending) -> None:
    plan = mends.plan({"email": "maeve@example.org"}, who="ohara")
    del mends.imitation.state["users"][OHARA]
    assert the_only(mends.apply(plan.request)).state == "failed"


def test_without_the_list_of_custom_fields_nothing_is_planned(mends: Mending) -> None:
    class Failing(Transport):
        def __init__(self, inner: Transport) -> None:
            self.inner = inner

        def handle_request(self, request: Request) -> Response:
            if request.url.path == "/custom_fields.json" and asked["plan"]:
                return Response(403, request=request)
            return self.inner.handle_request(request)

    asked = {"plan": True}
    connected = rig("redmine", through=Failing)
    asked["plan"] = False
    record = next(one for one in connected.find("o'hara@example.org").disclosed if one.type == "user")
    asked["plan"] = True
    from sar.correct.model import Correction
    from sar.errors import Denied

    with pytest.raises(Denied):
        list(connected.connector.plan(Correction({"given_name": "Mab"}), [record]))  # type: ignore[attr-defined]


def test_a_withdrawn_key_writes_nothing(mends: Mending) -> None:
    """The public view of an account has no address: it is not taken for an empty one."""
    plan = mends.plan({"email": "maeve@example.org"}, who="ohara")
    before = mends.state()
    receipt = the_only(mends.apply(plan.request, settings={"api_key": "withdrawn"}))
    assert (receipt.state, receipt.written) == ("failed", False)
    assert mends.state() == before


def test_a_good_key_may_write() -> None:
    assert list(rig("redmine").connector.may_write()) == []  # type: ignore[attr-defined]
