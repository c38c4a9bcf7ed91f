"""Nextcloud's profiles when something is corrected: one request for each value, by whom it may be written."""

from collections.abc import Iterator

import pytest
from tests.connectors.nextcloud_correct_shared import answering, asked, carried, planned, told

from sar.http import Request, Response
from sar.testing.faults import Faulty
from sar.testing.mending import Mending, mending


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("nextcloud") as one:
        yield one


def test_one_request_sets_one_value(mends: Mending) -> None:
    ways: list[Faulty] = []
    new = {"phone": "+15145550123", "job_title": "Head buyer", "language": "fr"}
    carried(mends, new, through=asked(ways))
    writes = [one for one in ways[0].requests if one.method == "PUT" and "/cloud/" in one.url.path]
    assert sorted(one.content.decode() for one in writes) == [
        '{"key":"language","value":"fr"}',
        '{"key":"phone","value":"+15145550123"}',
        '{"key":"role","value":"Head buyer"}',
    ]


def test_a_further_address_is_exchanged_as_the_server_spells_it(mends: Mending) -> None:
    user = mends.imitation.state["users"]["aarcher"]
    user["additional_mail"] = ["first@example.net", "Ann@Example.com", "last@example.net"]
    done = carried(mends, {"email": "ann.roy@example.com"})
    assert done["account:aarcher:additional_mail:1"].state == "verified"
    assert sorted(user["additional_mail"]) == ["ann.roy@example.com", "first@example.net", "last@example.net"]


def test_a_further_address_that_is_the_main_one_already_is_removed(mends: Mending) -> None:
    user = mends.imitation.state["users"]["aarcher"]
    done = carried(mends, {"email": "ann.archer@example.org"})
    assert done["account:aarcher:additional_mail:0"].state == "verified"
    assert (user["email"], user["additional_mail"]) == ("ann.archer@example.org", [])


def test_the_address_for_notifications_is_for_its_owner(mends: Mending) -> None:
    user = mends.imitation.state["users"]["aarcher"]
    user["notify_email"] = "ann@example.com"
    plan = mends.plan({"email": "ann.roy@example.com"})
    assert "The account aarcher gets its notifications at the old address." in told(plan)
    assert {one.state for one in mends.apply(plan.request)} == {"verified"}
    assert user["notify_email"] == "ann@example.com"


def test_what_comes_from_another_directory_is_told(mends: Mending) -> None:
    user = mends.imitation.state["users"]["aarcher"]
    user["backendCapabilities"] = {"setDisplayName": False, "setPassword": False}
    mends.imitation.state["foreign"] = ["phone"]
    plan = mends.plan({"full_name": "Ann Roy", "phone": "+15145550123", "job_title": "Head buyer"})
    assert {one for one in planned(plan) if one.startswith("account")} == {"account:aarcher:role"}
    rule = "the account aarcher has it from another directory or by a rule, and the server does not change it."
    assert {f"full name: {rule}", f"phone: {rule}"} <= set(told(plan))


def test_a_rule_about_ones_own_name_does_not_bind_administrators(mends: Mending) -> None:
    mends.imitation.state["names_are_fixed"] = True
    done = carried(mends, {"full_name": "Joanne Baker", "email": "joann.new@example.com"}, None, "joann")
    assert done["account:joann:displayname"].state == "verified"
    assert done["account:joann:email"].state == "verified"


def test_without_an_administrator_ones_own_profile_is_changed_with_ones_own_password(mends: Mending) -> None:
    mends.imitation.state["users"]["office"]["groups"] = []
    done = carried(mends, {"phone": "+15145550133"}, None, "joann")
    assert done["account:joann:phone"].state == "verified"
    assert done["account:joann:phone"].change.extra["account"] == "joann"


def test_a_language_that_the_server_lacks_fails_with_its_remedy(mends: Mending) -> None:
    done = carried(mends, {"language": "fr-CA"})
    receipt = done["account:aarcher:language"]
    assert receipt.state == "failed"
    assert receipt.remedy is not None
    assert "choose one that it offers" in receipt.remedy.text


def test_a_language_is_written_in_the_servers_spelling(mends: Mending) -> None:
    done = carried(mends, {"language": "en-GB"})
    assert done["account:aarcher:language"].state == "verified"
    assert mends.imitation.state["users"]["aarcher"]["language"] == "en_GB"
    assert "account:aarcher:language" not in planned(mends.plan({"language": "en-GB"}))


def test_a_server_that_wants_the_password_itself_is_understood(mends: Mending) -> None:
    def refused(request: Request) -> Response:
        return Response(403, json={"message": "Password confirmation is required"}, request=request)

    done = carried(mends, {"phone": "+15145550123"}, through=answering("/cloud/users", refused))
    why = done["account:aarcher:phone"].why
    assert why is not None
    assert why.text == "the server asks for the account's password itself before a profile is changed"
    assert done["contact:sam/contacts/ann.vcf"].state == "verified"


def test_a_name_with_a_slash_stays_in_its_place(mends: Mending) -> None:
    users = mends.imitation.state["users"]
    users["ann/../bob"] = {**users["aarcher"], "id": "ann/../bob"}
    before = dict(users["bob"])
    mends.apply(mends.plan({"phone": "+15145550123"}).request)
    assert users["bob"] == before
