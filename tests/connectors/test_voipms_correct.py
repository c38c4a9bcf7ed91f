"""What VoIP.ms does with what is written, trap by trap."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.connectors.voipms_shared import asked

from sar.correct.model import ByHand, Correction, Receipt
from sar.correct.plan import plan as made
from sar.http import Request, Response, Transport
from sar.identifiers import Identifier
from sar.testing.faults import Faulty
from sar.testing.mending import Mending, differences, mending

ANN = {"full_name": "Ann Archer"}
NEW = {"phone": "+15145550123"}


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("voipms") as one:
        yield one


def entry(mends: Mending, number: str) -> dict[str, Any]:
    return next(row for row in mends.imitation.state["phonebook"] if row["phonebook"] == number)


def rule(mends: Mending, number: str) -> dict[str, Any]:
    return next(row for row in mends.imitation.state["filters"] if row["filtering"] == number)


def told(by_hand: tuple[ByHand, ...]) -> str:
    return " ".join(f"{one.why.text} {one.task.text if one.task else ''}" for one in by_hand)


def corrected(mends: Mending, new: dict[str, str], was: dict[str, str] | None = None) -> list[Receipt]:
    return mends.apply(mends.plan(new, was or ANN).request)


def states(receipts: list[Receipt]) -> set[str]:
    return {one.state for one in receipts}


def writes(mends: Mending, request: str) -> list[dict[str, str]]:
    """What is sent by an application to methods that write."""
    ways: list[Faulty] = []

    def watch(inner: Transport) -> Transport:
        ways.append(Faulty(inner, lambda request, before: None))
        return ways[-1]

    mends.apply(request, watch)
    return [form for way in ways for form in asked(way.requests) if form["method"].startswith("set")]


def test_the_whole_entry_is_sent_since_what_is_left_out_is_emptied(mends: Mending) -> None:
    book, filtered = writes(mends, mends.plan(NEW, ANN).request)
    sent = {key: book[key] for key in ("phonebook", "speed_dial", "name", "number", "callerid", "note", "group")}
    assert sent == {
        "phonebook": "11", "speed_dial": "*7501", "name": "Ann Archer", "number": "5145550123",
        "callerid": "Ann A <5145550123>", "note": "Prefers mornings", "group": "1",
    }  # fmt: skip
    assert (filtered["did"], filtered["routing"]) == ("5145550100", "account:100000_reception")
    assert (filtered["failover_busy"], filtered["note"]) == ("none:", "Straight to reception")
    assert entry(mends, "11")["group_name"] == "Customers"


def test_a_filter_is_named_by_another_parameter_than_in_the_list_and_no_further_one_is_made(mends: Mending) -> None:
    count = len(mends.imitation.state["filters"])
    forms = writes(mends, mends.plan(NEW, ANN).request)
    assert [form.get("filter") for form in forms] == [None, "21"]
    assert not [form for form in forms if "filtering" in form]
    assert len(mends.imitation.state["filters"]) == count


def test_a_filter_takes_the_number_without_the_name_that_lists_show(mends: Mending) -> None:
    """Even when only its note changes, since all is sent."""
    assert states(corrected(mends, {"custom:voipms:filter_note": "Straight to Sam"})) == {"verified"}
    assert rule(mends, "21")["callerid"] == "5145550101"
    assert rule(mends, "21")["note"] == "Straight to Sam"


def test_an_entry_with_the_number_and_another_name_is_for_a_person(mends: Mending) -> None:
    plan = mends.plan(NEW, {"full_name": "Joann Baker"}, "joann")
    assert [change.source_id for change in plan.changes] == ["15"]
    mends.apply(plan.request)
    assert entry(mends, "16")["number"] == rule(mends, "23")["callerid"] == "5145550102"
    # the other entry, and the filter of a number for which the phonebook has two names
    assert "2 entries carry the person's number" in told(plan.by_hand)


def test_without_a_name_that_is_surely_theirs_nothing_is_planned(mends: Mending) -> None:
    plan = mends.plan(NEW)
    assert plan.changes == ()
    assert "2 entries carry the person's number" in told(plan.by_hand)


def test_a_number_in_somebody_elses_note_is_for_a_person(mends: Mending) -> None:
    plan = mends.plan(NEW, {**ANN, "phone": "+15145550101"})
    assert {change.source_id for change in plan.changes} == {"11", "21"}
    assert "The text holds the old value of phone" in told(plan.by_hand)


def test_calls_and_messages_stay_as_they_were_recorded(mends: Mending) -> None:
    plan = mends.plan(NEW, ANN)
    assert "messages, voicemail and faxes stay as they were recorded" in told(plan.by_hand)
    before = mends.state()
    mends.apply(plan.request)
    assert {path.split("/")[1] for path in differences(before, mends.state())} == {"phonebook", "filters"}


def test_a_foreign_number_is_written_as_it_is_dialled_and_no_filter_takes_it(mends: Mending) -> None:
    plan = mends.plan({"phone": "+442079460018"}, ANN)
    assert [change.type for change in plan.changes] == ["phonebook"]
    assert "numbers of North America only" in told(plan.by_hand)
    assert states(mends.apply(plan.request)) == {"verified"}
    assert entry(mends, "11")["number"] == "011442079460018"
    assert entry(mends, "11")["callerid"] == "Ann A <011442079460018>"


@pytest.mark.parametrize(("field", "left"), [("phone", {"/callerid/number"}), ("full_name", set())])
def test_what_an_entry_cannot_be_without_is_deleted_by_hand(mends: Mending, field: str, left: set[str]) -> None:
    plan = mends.plan({field: ""}, ANN)
    assert {one.path for change in plan.changes for one in change.alterations} == left
    assert "can only be deleted as a whole" in told(plan.by_hand)
    assert states(mends.apply(plan.request)) <= {"verified"}
    assert (entry(mends, "11")["name"], entry(mends, "11")["number"]) == ("Ann Archer", "5145550101")


def test_a_note_is_emptied(mends: Mending) -> None:
    assert states(corrected(mends, {"custom:voipms:note": ""})) == {"verified"}
    assert entry(mends, "11")["note"] == ""
    assert entry(mends, "11")["speed_dial"] == "*7501"


def test_the_caller_ids_name_follows_where_it_is_the_entrys(mends: Mending) -> None:
    entry(mends, "11")["callerid"] = '"Ann Archer" <5145550101>'
    assert states(corrected(mends, {"full_name": "Ann Roy", **NEW})) == {"verified"}
    assert entry(mends, "11")["callerid"] == '"Ann Roy" <5145550123>'


def test_a_name_is_taken_out_of_the_caller_id_and_stays_where_it_must(mends: Mending) -> None:
    entry(mends, "11")["callerid"] = "Ann Archer <5145550101>"
    assert states(corrected(mends, {"full_name": ""})) == {"verified"}
    assert (entry(mends, "11")["callerid"], entry(mends, "11")["name"]) == ("<5145550101>", "Ann Archer")


def test_a_name_of_the_callers_own_choice_stays(mends: Mending) -> None:
    assert states(corrected(mends, {"full_name": "Ann Roy"})) == {"verified"}
    assert entry(mends, "11")["callerid"] == "Ann A <5145550101>"


def test_an_address_of_sip_is_no_number(mends: Mending) -> None:
    entry(mends, "11")["number"] = "sip:2563"
    plan = mends.plan(NEW, ANN)
    paths = [one.path for change in plan.changes if change.type == "phonebook" for one in change.alterations]
    assert paths == ["/callerid/number"]
    mends.apply(plan.request)
    assert entry(mends, "11")["number"] == "sip:2563"


@pytest.mark.parametrize("strange", [{"favourite": "1"}, {"speed_dial": ["*7501"]}])
def test_what_would_be_emptied_is_not_written(mends: Mending, strange: dict[str, Any]) -> None:
    """A key of tomorrow, or a value of another shape: before the plan by hand, after it a failure."""
    plan = mends.plan(NEW, ANN)
    entry(mends, "11").update(strange)
    before = entry(mends, "11").copy()
    receipts = mends.apply(plan.request)
    assert {one.change.type: one.state for one in receipts}["phonebook"] in {"failed", "conflict"}
    assert entry(mends, "11") == before
    again = mends.plan(NEW, ANN)
    assert "phonebook" not in {change.type for change in again.changes}
    assert "not changed by a program" in told(again.by_hand)


@pytest.mark.parametrize(("key", "value"), [("note", "Prefers evenings"), ("speed_dial", "*7502"), ("group", "2")])
def test_whoever_changed_anything_else_of_the_entry_is_not_overwritten(mends: Mending, key: str, value: str) -> None:
    """There is no time of change: all that is not altered stands in for it."""
    plan = mends.plan(NEW, ANN)
    entry(mends, "11")[key] = value
    receipts = {one.change.type: one for one in mends.apply(plan.request)}
    assert (receipts["phonebook"].state, receipts["filter"].state) == ("conflict", "verified")
    assert (entry(mends, "11")[key], entry(mends, "11")["number"]) == (value, "5145550101")
    assert corrected(mends, NEW)[0].state == "verified"
    assert (entry(mends, "11")[key], entry(mends, "11")["number"]) == (value, "5145550123")


def test_an_entry_that_was_deleted_meanwhile_is_not_made_anew(mends: Mending) -> None:
    plan = mends.plan(NEW, ANN)
    mends.imitation.state["phonebook"] = [row for row in mends.imitation.state["phonebook"] if row["phonebook"] != "11"]
    count = len(mends.imitation.state["phonebook"])
    receipts = {one.change.type: one for one in mends.apply(plan.request)}
    assert receipts["phonebook"].state == "failed"
    assert receipts["phonebook"].why
    assert "not there any more" in receipts["phonebook"].why.text
    assert len(mends.imitation.state["phonebook"]) == count


@pytest.mark.parametrize(
    ("new", "remedy"),
    [({"full_name": "Ann <Roy>"}, "write it otherwise"), ({"custom:voipms:note": "x" * 51}, "at most 50 characters")],
)
def test_a_value_that_is_refused_is_told_with_what_to_do(mends: Mending, new: dict[str, str], remedy: str) -> None:
    before = entry(mends, "11").copy()
    (receipt,) = (one for one in corrected(mends, new) if one.change.type == "phonebook")
    assert receipt.state == "failed"
    assert receipt.remedy
    assert remedy in receipt.remedy.text
    assert entry(mends, "11") == before


def test_a_filter_that_another_one_stands_against_is_told(mends: Mending) -> None:
    mends.imitation.state["filters"].append({**rule(mends, "22"), "filtering": "25", "callerid": "5145550123"})
    receipts = {one.change.type: one for one in corrected(mends, NEW)}
    assert receipts["filter"].state == "failed"
    assert receipts["filter"].remedy
    assert "look at both" in receipts["filter"].remedy.text
    assert rule(mends, "21")["callerid"] == "5145550101"


@pytest.mark.parametrize("status", ["no_phonebook", "no_filter", None])
def test_a_write_that_answers_with_no_success_is_none(mends: Mending, status: str | None) -> None:
    """The status of an empty list means nothing good here, though it does where lists are read."""

    def refuse(inner: Transport) -> Transport:
        said = {"status": status} if status else {}

        def answer(request: Request, _: int) -> Response | None:
            return Response(200, json=said, request=request) if b"method=set" in request.content else None

        return Faulty(inner, answer)

    receipts = mends.apply(mends.plan(NEW, ANN).request, refuse)
    assert states(receipts) == {"failed"}
    assert "VoIP.ms answered" in " ".join(one.why.text for one in receipts if one.why)


def test_a_password_that_is_refused_is_told_before_the_first_write(mends: Mending) -> None:
    plan = mends.plan(NEW, ANN)
    before = mends.state()
    mends.imitation.state["ip"] = False
    receipts = mends.apply(plan.request)
    assert states(receipts) == {"failed"}
    mends.imitation.state["ip"] = True
    assert mends.state() == before
    assert states(mends.apply(plan.request)) == {"verified"}


def test_a_resellers_client_is_for_a_person(mends: Mending) -> None:
    client = {"client": "700", "email": "ann@example.com", "phone_number": "5145550101", "firstname": "Ann"}
    mends.imitation.state["clients"] = [{**client, "lastname": "Archer"}]
    plan = mends.plan(NEW, {"given_name": "Ann", "family_name": "Archer"})
    assert "client" not in {change.type for change in plan.changes}
    assert "only with its password" in told(plan.by_hand)


def test_a_name_that_the_officer_gave_with_the_request_counts(mends: Mending) -> None:
    plan = mends.plan(NEW)
    assert plan.changes == ()
    mends.workspace.follow(plan.request, [Identifier("name", "Ann Archer")])
    again = made(mends.workspace, plan.request, Correction(NEW), [mends.source()])
    assert {change.source_id for change in again.changes} == {"11", "21"}
