"""Mailchimp's traps about writing, one by one."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sar.correct.apply import IGNORED
from sar.correct.model import Plan
from sar.http import Request, Response, Transport
from sar.testing import rig
from sar.testing.faults import Faulty
from sar.testing.mending import Mending, mending

NAME = {"family_name": "Archer-Roy"}
NEW = "ann.roy@example.com"
MOVED = {"email": NEW, **NAME}


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("mailchimp") as one:
        yield one


def member(mends: Mending, place: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = mends.imitation.state["members"][place]
    return found


def hash_of(email: str) -> str:
    return hashlib.md5(email.encode(), usedforsecurity=False).hexdigest()


def written(mends: Mending, plan: Plan) -> list[tuple[str, str, dict[str, Any]]]:
    """Verb, path and body of each request that is not a GET."""
    sent: list[Request] = []

    def watch(inner: Transport) -> Transport:
        return Faulty(inner, lambda request, _: sent.append(request) if request.method != "GET" else None)

    mends.apply(plan.request, watch)
    return [(one.method, one.url.path, json.loads(one.content)) for one in sent]


def said(plan: Plan) -> str:
    """All that is left to a person, in words."""
    return "\n".join(f"{one.why.text} {one.task.text if one.task else ''}" for one in plan.by_hand)


def altered(plan: Plan) -> set[str]:
    return {one.path for change in plan.changes for one in change.alterations}


def test_nothing_is_sent_but_what_changes_and_never_by_put(mends: Mending) -> None:
    second, first = sorted(written(mends, mends.plan(MOVED)), key=lambda one: len(one[2]))
    assert first == (
        "PATCH",
        "/3.0/lists/a000000001/members/257c57037d384ae37ea27a07e8a01665",
        {"email_address": NEW, "merge_fields": {"LNAME": "Archer-Roy"}},
    )
    assert second[0] == "PATCH"
    assert second[2] == {"merge_fields": {"LNAME": "Archer-Roy"}}


def test_an_address_is_sent_whole_and_keeps_its_other_parts(mends: Mending) -> None:
    ((_, _, body),) = written(mends, mends.plan({"address.city": "Québec"}))
    whole = {"addr1": "12 Example Street", "addr2": "", "city": "Québec", "state": "QC", "zip": "H2X 0A1"}
    assert body == {"merge_fields": {"ADDRESS": {**whole, "country": "CA"}}}


@pytest.mark.parametrize("status", ["unsubscribed", "pending", "transactional", "archived"])
def test_who_is_not_subscribed_keeps_status_and_address(mends: Mending, status: str) -> None:
    member(mends)["status"] = status
    plan = mends.plan(MOVED)
    mends.apply(plan.request)
    assert member(mends)["status"] == status
    assert member(mends)["email_address"] == "Ann@Example.COM"
    assert member(mends)["merge_fields"]["LNAME"] == "Archer-Roy"
    assert f"this one is {status}" in said(plan)


def test_a_cleaned_contact_is_for_a_person(mends: Mending) -> None:
    member(mends)["status"] = "cleaned"
    plan = mends.plan({**MOVED, "custom:mailchimp:tag:customer": "friend"})
    assert {change.source_id[:10] for change in plan.changes} == {"b000000002"}
    assert "came back" in said(plan)


@pytest.mark.parametrize("status", ["subscribed", "archived", "cleaned"])
def test_an_address_that_another_contact_has_is_not_taken(mends: Mending, status: str) -> None:
    other = next(one for one in mends.imitation.state["members"] if one["email_address"] == "bob@example.net")
    other["status"] = status
    before = dict(other)
    plan = mends.plan({"email": "bob@example.net", **NAME})
    assert "/email_address" not in altered(plan)
    assert "does not merge" in said(plan)
    assert {one.state for one in mends.apply(plan.request)} == {"verified"}
    assert other == before


def test_an_address_that_was_deleted_for_good_is_told(mends: Mending) -> None:
    mends.imitation.state["forgotten"] = [hash_of(NEW)]
    before = mends.state()
    plan = mends.plan({"email": NEW})
    (receipt,) = mends.apply(plan.request)
    assert receipt.state == "failed"
    assert receipt.why
    assert "deleted for good" in receipt.why.text
    assert NEW not in receipt.why.text
    assert mends.state() == before


def test_an_address_cannot_be_deleted(mends: Mending) -> None:
    plan = mends.plan({"email": ""})
    assert plan.changes == ()
    assert "cannot be without its address" in said(plan)


@pytest.mark.parametrize("known", [True, False])
def test_a_stranger_who_took_the_old_address_since_is_left_alone(mends: Mending, known: bool) -> None:
    """The hash of an address is nobody's for ever: the contact is known by what does not change."""
    for one in mends.imitation.state["members"] if not known else ():
        one["contact_id"] = ""
    plan = mends.plan({"email": NEW})
    ann = member(mends)
    stranger = {**ann, "contact_id": "f" * 32 if known else "", "web_id": 4321, "full_name": "Somebody Else"}
    ann.update(email_address=NEW, id=hash_of(NEW))
    mends.imitation.state["members"].append(stranger)
    before = dict(stranger)
    (receipt,) = mends.apply(plan.request)
    assert (receipt.state, receipt.written) == ("verified", False)
    assert stranger == before


def test_a_stranger_at_both_addresses_is_not_the_contact(mends: Mending) -> None:
    plan = mends.plan({"email": NEW})
    member(mends).update(contact_id="f" * 32, web_id=4321)
    (receipt,) = mends.apply(plan.request)
    assert receipt.state == "failed"
    assert member(mends)["email_address"] == "Ann@Example.COM"


def test_what_the_firm_requires_since_and_is_empty_does_not_hinder(mends: Mending) -> None:
    assert member(mends)["merge_fields"]["MMERGE10"] == ""
    plan = mends.plan(NAME)
    assert {one.state for one in mends.apply(plan.request)} == {"verified"}


def test_an_address_that_would_not_be_whole_is_for_a_person(mends: Mending) -> None:
    member(mends)["merge_fields"]["ADDRESS"]["zip"] = ""
    plan = mends.plan({"address.city": "Québec", "address.street": "14 Example Street", "phone": "+15145550123"})
    assert altered(plan) == {"/merge_fields/PHONE", "/merge_fields/MMERGE8"}
    assert said(plan).count("Mailchimp takes only an address with") == 1


def test_an_address_all_of_which_is_deleted_is_cleared(mends: Mending) -> None:
    parts = ("street", "city", "region", "postal_code", "country")
    plan = mends.plan({f"address.{part}": "" for part in parts})
    assert {one.state for one in mends.apply(plan.request)} == {"verified"}
    assert member(mends)["merge_fields"]["ADDRESS"] == ""


def test_an_address_that_is_one_text_is_for_a_person(mends: Mending) -> None:
    member(mends)["merge_fields"]["ADDRESS"] = "12 Example Street  Montréal  QC  H2X 0A1"
    plan = mends.plan({"address.city": "Québec"}, {"address.city": "Montréal"})
    assert plan.changes == ()
    assert "one text" in said(plan)


def test_a_number_from_elsewhere_does_not_fit_a_national_field(mends: Mending) -> None:
    plan = mends.plan({"phone": "+442079460123"})
    mends.apply(plan.request)
    assert member(mends)["merge_fields"]["PHONE"] == "+442079460123"
    assert member(mends)["merge_fields"]["MMERGE8"] == "514-555-0101"
    assert "North America" in said(plan)


def test_another_number_in_another_field_is_another_number(mends: Mending) -> None:
    member(mends)["merge_fields"]["MMERGE8"] = "514-555-0177"
    assert altered(mends.plan({"phone": "+15145550123"})) == {"/merge_fields/PHONE"}
    wrong = mends.plan({"phone": "+15145550123"}, {"phone": "+15145550177"})
    assert altered(wrong) == {"/merge_fields/MMERGE8"}
    own = mends.plan({"custom:mailchimp:MMERGE8": "+15145550123"})
    assert written(mends, own)[0][2] == {"merge_fields": {"MMERGE8": "514-555-0123"}}


@pytest.mark.parametrize(("new", "stands"), [("1980-06-05", "06/05"), ("1981-05-06", "05/06"), ("", "")])
def test_a_birthday_is_a_day_and_a_month(mends: Mending, new: str, stands: str) -> None:
    plan = mends.plan({"birthday": new}, {"birthday": "1980-05-06"})
    assert {one.state for one in mends.apply(plan.request)} <= {"verified"}
    assert len(plan.changes) == (stands != "05/06")
    assert member(mends)["merge_fields"]["BIRTHDAY"] == stands


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("custom:mailchimp:MMERGE7", "XL", "S, M, L"),
        ("custom:mailchimp:MMERGE9", "many", "cannot hold"),
        ("custom:mailchimp:i1", "perhaps", "yes, no"),
        ("language", "en-CA", "does not know the language"),
        ("custom:mailchimp:tag:customer", "Customer", "for the same"),
    ],
)
def test_a_value_that_mailchimp_would_refuse_is_for_a_person(mends: Mending, field: str, value: str, word: str) -> None:
    plan = mends.plan({field: value, **NAME})
    assert altered(plan) == {"/merge_fields/LNAME"}
    assert word in said(plan)


@pytest.mark.parametrize("new", ["friend", ""])
def test_a_tag_is_replaced_or_taken_off_for_this_contact_only(mends: Mending, new: str) -> None:
    plan = mends.plan({"custom:mailchimp:tag:customer": new, **NAME})
    sent = [one for one in written(mends, plan) if one[0] == "POST"]
    off = {"name": "customer", "status": "inactive"}
    assert [body for _, _, body in sent] == [{"tags": [off, *([{"name": new, "status": "active"}] if new else [])]}]
    assert [one["name"] for one in member(mends)["tags"]] == ([new] if new else [])
    assert [one["name"] for one in member(mends, 3)["tags"]] == ["customer"]


def test_a_contact_that_was_changed_since_is_a_conflict(mends: Mending) -> None:
    plan = mends.plan(NAME)
    member(mends)["last_changed"] = "2026-01-02T10:00:00+00:00"
    states = {one.change.source_id[:10]: one.state for one in mends.apply(plan.request)}
    assert states == {"a000000001": "conflict", "b000000002": "verified"}
    assert member(mends)["merge_fields"]["LNAME"] == "Archer"


def test_a_change_of_tags_does_not_make_a_conflict_of_the_rest(mends: Mending) -> None:
    plan = mends.plan({"custom:mailchimp:tag:customer": "friend", **NAME})

    def first_fails(inner: Transport) -> Transport:
        met: list[Request] = []

        def fault(request: Request, _: int) -> Response | None:
            if request.method == "PATCH" and "a000000001" in request.url.path and not met:
                met.append(request)
                return Response(500, json={}, request=request)
            return None

        return Faulty(inner, fault)

    assert "failed" in {one.state for one in mends.apply(plan.request, first_fails)}
    assert {one.state for one in mends.apply(plan.request)} == {"verified"}


def test_a_success_that_changed_nothing_is_a_failure(mends: Mending) -> None:
    """So it answers for a contact whose stored address is not whole."""
    plan = mends.plan(NAME)

    def idle(inner: Transport) -> Transport:
        row = member(mends)
        return Faulty(inner, lambda ask, _: Response(200, json=row, request=ask) if ask.method == "PATCH" else None)

    assert [one.why.text for one in mends.apply(plan.request, idle) if one.why] == [IGNORED, IGNORED]


def test_a_further_day_is_a_field_of_its_own(mends: Mending) -> None:
    fields = mends.imitation.state["merge_fields"]
    fields.append({"merge_id": 11, "tag": "NAMEDAY", "name": "Name day", "type": "birthday", "required": False})
    member(mends)["merge_fields"]["NAMEDAY"] = "07/26"
    assert "cannot hold" in said(mends.plan({"custom:mailchimp:NAMEDAY": "26 July"}))
    plan = mends.plan({"birthday": "1980-06-05", "custom:mailchimp:NAMEDAY": "07/27"})
    assert {one.state for one in mends.apply(plan.request)} == {"verified"}
    assert {tag: member(mends)["merge_fields"][tag] for tag in ("BIRTHDAY", "NAMEDAY")} == {
        "BIRTHDAY": "06/05", "NAMEDAY": "07/27",
    }  # fmt: skip


def test_a_refused_value_is_named_by_its_field_and_never_said(mends: Mending) -> None:
    plan = mends.plan(NAME)
    errors = [{"field": "LNAME", "message": "Archer-Roy is no name"}, {"field": "<b>ann@example.com"}]

    def refusing(inner: Transport) -> Transport:
        body = {"title": "Invalid Resource", "status": 400, "errors": errors}
        return Faulty(inner, lambda ask, _: Response(400, json=body, request=ask) if ask.method == "PATCH" else None)

    whys = {(one.state, one.why.text) for one in mends.apply(plan.request, refusing) if one.why}
    assert whys == {("failed", "Mailchimp refuses the new value of LNAME")}


def test_a_whole_name_alone_cannot_be_written(mends: Mending) -> None:
    plan = mends.plan({"full_name": "Ann Archer-Roy"})
    assert plan.changes == ()
    assert "first and the last name" in said(plan)


def test_customers_are_corrected_in_their_shop(mends: Mending) -> None:
    before = json.dumps(mends.imitation.state["customers"])
    plan = mends.plan(MOVED)
    mends.apply(plan.request)
    assert said(plan).count("the shop would overwrite it") == 2
    assert json.dumps(mends.imitation.state["customers"]) == before


def test_an_address_of_two_is_a_field_of_its_own(mends: Mending) -> None:
    fields = mends.imitation.state["merge_fields"]
    fields.append({"merge_id": 11, "tag": "SHIPPING", "name": "Shipping", "type": "address", "required": False})
    member(mends)["merge_fields"]["SHIPPING"] = {**member(mends)["merge_fields"]["ADDRESS"], "city": "Laval"}
    plan = mends.plan({"address.city": "Québec", "custom:mailchimp:SHIPPING.city": "Longueuil"})
    mends.apply(plan.request)
    cities = {tag: member(mends)["merge_fields"][tag]["city"] for tag in ("ADDRESS", "SHIPPING")}
    assert cities == {"ADDRESS": "Québec", "SHIPPING": "Longueuil"}


@pytest.mark.parametrize("shape", [[], "x", None, {"FNAME": {"a": 1}, "ADDRESS": ["x"], "../x": "y", "PHONE": True}])
def test_hostile_shapes_break_nothing(mends: Mending, shape: object) -> None:
    for place in (0, 1):
        member(mends, place).update(merge_fields=shape, interests=shape)
    plan = mends.plan({**NAME, "address.city": "Québec", "phone": "+15145550123", "custom:mailchimp:i1": "no"})
    assert plan.changes == ()
    assert plan.complete


def answering(path: str, answer: Callable[[Request], Response]) -> Callable[[Transport], Transport]:
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if request.url.path == path else None)


@pytest.mark.parametrize(
    ("said_role", "levels"),
    [
        ({"role": "manager"}, []),
        ({"role": "author"}, ["error"]),
        ({"role": "viewer"}, ["error"]),
        ({"account_id": "a1"}, ["error"]),
    ],
)
def test_only_some_roles_may_write(said_role: dict[str, str], levels: list[str]) -> None:
    through = answering("/3.0/", lambda request: Response(200, json=said_role, request=request))
    connector: Any = rig("mailchimp", through=through).connector
    assert [one.level for one in connector.may_write()] == levels
