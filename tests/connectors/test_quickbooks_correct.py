"""QuickBooks' traps about writing, one by one."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sar.correct.model import Plan, Receipt
from sar.http import Request, Response, Transport
from sar.testing.faults import Faulty
from sar.testing.mending import Mending, differences, mending

NEW = "ann.roy@example.com"
OLD_STREET = "12 Example Street"


@contextmanager
def company(change: Callable[[dict[str, Any]], None] = lambda state: None) -> Iterator[Mending]:
    """The imitated company, with something of its own."""
    with mending("quickbooks") as mends:
        change(mends.imitation.state)
        yield mends


def row(mends: Mending, entity: str, number: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in mends.imitation.state[entity] if one["Id"] == number)
    return found


def corrected(mends: Mending, new: dict[str, str], was: dict[str, str] | None = None, who: str = "") -> Plan:
    """Planned and applied; everything planned is verified."""
    plan = mends.plan(new, was, who)
    assert plan.complete, plan.unread
    receipts = mends.apply(plan.request)
    assert [one for one in receipts if one.state != "verified"] == []
    return plan


def said(plan: Plan) -> list[str]:
    return [one.why.text for one in plan.by_hand]


def changed(plan: Plan) -> set[tuple[str, str]]:
    return {(one.type, one.source_id) for one in plan.changes}


def one_state(receipts: list[Receipt], entity: str, number: str) -> str:
    return next(one.state for one in receipts if (one.change.type, one.change.source_id) == (entity, number))


class Sent:
    """What went to QuickBooks to be written."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def through(self, inner: Transport) -> Transport:
        def note(request: Request, _: int) -> Response | None:
            if request.method == "POST" and not request.url.path.endswith("/bearer"):
                self.requests.append(request)
            return None

        return Faulty(inner, note)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(one.content) for one in self.requests]


def test_nothing_is_sent_but_what_changes_and_the_lock() -> None:
    with company() as mends:
        plan, sent = mends.plan({"family_name": "Roy"}, None, "joann"), Sent()
        mends.apply(plan.request, sent.through)
        assert [set(one) for one in sent.bodies] == [
            {"Id", "SyncToken", "sparse", "FamilyName", "DisplayName", "PrintOnCheckName"},
            {"Id", "SyncToken", "sparse", "FamilyName"},
        ]
        assert all(one["sparse"] is True for one in sent.bodies)


def test_of_an_address_everything_is_sent_but_what_quickbooks_gives() -> None:
    """It replaces an address as a whole: what is left out would be lost, an old place on the map must not stay."""
    with company() as mends:
        plan, sent = mends.plan({"address.street": "5 Example Road"}, None, "joann"), Sent()
        mends.apply(plan.request, sent.through)
        (body,) = sent.bodies
        assert body["BillAddr"] == {
            "Line1": "5 Example Road", "City": "Montréal", "CountrySubDivisionCode": "QC", "PostalCode": "H2X 0A1",
            "Country": "Canada",
        }  # fmt: skip


def test_a_stale_version_is_a_conflict() -> None:
    """Somebody writes between our last look and our write: the lock refuses (5010), and theirs stays."""
    with company() as mends:
        plan = mends.plan({"phone": "+15145550124"}, None, "joann")

        def first(request: Request, _: int) -> Response | None:
            if request.method == "POST" and request.url.path.endswith("/customer"):
                theirs = row(mends, "Customer", "2")
                if theirs["SyncToken"] == "0":
                    theirs.update(SyncToken="1", Notes="Call in the morning")
            return None

        (receipt,) = mends.apply(plan.request, lambda inner: Faulty(inner, first))
        assert receipt.state == "conflict"
        assert receipt.why
        assert row(mends, "Customer", "2")["PrimaryPhone"] == {"FreeFormNumber": "514-555-0102"}
        assert row(mends, "Customer", "2")["Notes"] == "Call in the morning"


def test_the_same_update_sent_twice_is_carried_out_once() -> None:
    with company() as mends:
        plan, sent = mends.plan({"phone": "+15145550124"}, None, "joann"), Sent()
        mends.apply(plan.request, sent.through)
        (request,) = sent.requests
        assert request.url.params["requestid"]
        # what a proxy repeats carries the old SyncToken, and is answered, not refused and not done again
        again = mends.source().access()
        client = again.http("https://quickbooks.api.intuit.com", headers=dict(request.headers))
        before = mends.state()
        assert client.request("POST", str(request.url), content=request.content).status_code == 200
        assert mends.state() == before
        again.close()


def test_of_several_addresses_in_one_field_one_is_replaced() -> None:
    def joined(state: dict[str, Any]) -> None:
        listed = "desk@example.net; Joann Baker <JOANN@example.com>,x@example.org"
        state["Customer"][1]["PrimaryEmailAddr"]["Address"] = listed

    with company(joined) as mends:
        corrected(mends, {"email": NEW}, None, "joann")
        assert row(mends, "Customer", "2")["PrimaryEmailAddr"] == {
            "Address": f"desk@example.net; Joann Baker <{NEW}>,x@example.org"
        }
        back = mends.undo("r1")
        assert {one.state for one in mends.apply(back.request)} == {"verified"}
        held = row(mends, "Customer", "2")["PrimaryEmailAddr"]["Address"]
        assert held == "desk@example.net; Joann Baker <JOANN@example.com>,x@example.org"


def test_an_address_that_is_there_already_is_not_written_twice() -> None:
    def joined(state: dict[str, Any]) -> None:
        state["Customer"][1]["PrimaryEmailAddr"]["Address"] = f"joann@example.com, {NEW}, x@example.org"

    with company(joined) as mends:
        corrected(mends, {"email": NEW}, None, "joann")
        assert row(mends, "Customer", "2")["PrimaryEmailAddr"]["Address"] == f"{NEW}, x@example.org"


def test_the_only_address_can_be_deleted_and_put_back() -> None:
    with company() as mends:
        corrected(mends, {"email": ""}, None, "joann")
        assert "PrimaryEmailAddr" not in row(mends, "Customer", "2")
        assert {one.state for one in mends.apply(mends.undo("r1").request)} == {"verified"}
        assert row(mends, "Customer", "2")["PrimaryEmailAddr"] == {"Address": "joann@example.com"}


def test_inactive_entries_are_corrected_and_stay_inactive() -> None:
    with company() as mends:
        corrected(mends, {"family_name": "Archer-Roy"})
        employee = row(mends, "Employee", "62")
        assert employee["Active"] is False
        assert employee["DisplayName"] == "Ann Archer-Roy (staff) (deleted)"
        assert row(mends, "Vendor", "51")["Active"] is False


def test_a_refusal_of_what_is_inactive_says_what_to_do() -> None:
    refused = {"Fault": {"Error": [{"Message": "Object Not Found", "code": "610"}], "type": "ValidationFault"}}

    def inactive(request: Request, _: int) -> Response | None:
        writes = request.method == "POST" and request.url.path.endswith("/vendor")
        return Response(400, json=refused, request=request) if writes else None

    with company() as mends:
        plan = mends.plan({"family_name": "Archer-Roy"})
        receipts = mends.apply(plan.request, lambda inner: Faulty(inner, inactive))
        vendor = next(one for one in receipts if one.change.type == "Vendor")
        assert vendor.state == "failed"
        assert vendor.why and "inactive" in vendor.why.text
        assert vendor.remedy and "active" in vendor.remedy.text
        assert one_state(receipts, "Customer", "1") == "verified"


@pytest.mark.parametrize("entity", ["Customer", "Vendor", "Employee"])
def test_a_name_that_is_taken_is_left_out_and_told(entity: str) -> None:
    """A display name is unique over all three lists, whatever its case; the rest of the entry is corrected."""

    def taken(state: dict[str, Any]) -> None:
        state[entity].append({"Id": "900", "SyncToken": "0", "DisplayName": "JOANN ROY", "Active": False})

    with company(taken) as mends:
        plan = corrected(mends, {"family_name": "Roy"}, None, "joann")
        customer = row(mends, "Customer", "2")
        assert (customer["FamilyName"], customer["DisplayName"]) == ("Roy", "Joann Baker")
        assert any("new display name belongs to another" in one for one in said(plan))
        assert row(mends, entity, "900")["SyncToken"] == "0"


def test_two_entries_of_one_person_do_not_get_one_name() -> None:
    def named(state: dict[str, Any]) -> None:
        state["Vendor"][1]["DisplayName"] = "Baker, Joann"

    with company(named) as mends:
        plan = corrected(mends, {"full_name": "Joann Roy", "given_name": "Joann", "family_name": "Roy"}, None, "joann")
        names = [row(mends, "Customer", "2")["DisplayName"], row(mends, "Vendor", "52")["DisplayName"]]
        assert sorted(names) == ["Baker, Joann", "Joann Roy"]
        assert any("belongs to another" in one for one in said(plan))


def test_a_name_taken_meanwhile_is_a_failure_with_its_remedy() -> None:
    with company() as mends:
        plan = mends.plan({"family_name": "Roy"}, None, "joann")
        mends.imitation.state["Vendor"].append({"Id": "900", "SyncToken": "0", "DisplayName": "Joann Roy"})
        before = row(mends, "Customer", "2").copy()
        receipts = mends.apply(plan.request)
        assert one_state(receipts, "Customer", "2") == "failed"
        failed = next(one for one in receipts if one.state == "failed")
        assert failed.why and "has this name already" in failed.why.text
        assert failed.remedy and "Plan again" in failed.remedy.text
        assert row(mends, "Customer", "2") == before


def test_a_firms_name_is_not_taken_for_the_persons() -> None:
    with company() as mends:
        plan = corrected(mends, {"full_name": "Joann Roy", "given_name": "Joann", "family_name": "Roy"}, None, "joann")
        assert row(mends, "Vendor", "52")["DisplayName"] == "Baker Ltd"
        assert any(one.startswith("Baker Ltd: DisplayName may hold") for one in said(plan))


def test_a_middle_name_and_a_title_stay_within_the_name() -> None:
    def named(state: dict[str, Any]) -> None:
        state["Customer"][1].update(
            Title="Mrs.", MiddleName="B.", Suffix="Jr", DisplayName="Mrs. Joann B. Baker Jr - 2"
        )

    with company(named) as mends:
        corrected(mends, {"family_name": "Roy"}, None, "joann")
        assert row(mends, "Customer", "2")["DisplayName"] == "Mrs. Joann B. Roy Jr - 2"


def test_a_full_name_alone_asks_for_its_parts() -> None:
    with company() as mends:
        plan = corrected(mends, {"full_name": "Joann Roy"}, None, "joann")
        assert row(mends, "Customer", "2")["FamilyName"] == "Baker"
        assert any("were not said" in one for one in said(plan))


def test_names_are_never_emptied() -> None:
    with company() as mends:
        before = mends.state()
        plan = mends.plan({"birthday": ""})
        assert plan.changes == ()
        assert any("does not let BirthDate be emptied" in one for one in said(plan))
        assert mends.state() == before


@pytest.mark.parametrize(("field", "value"), [("family_name", "Roy: the second"), ("given_name", "x" * 101)])
def test_what_quickbooks_does_not_take_is_told_before(field: str, value: str) -> None:
    with company() as mends:
        plan = mends.plan({field: value}, None, "joann")
        assert plan.changes == ()
        assert any("does not take the new value" in one for one in said(plan))


def test_payroll_keeps_the_names_of_employees() -> None:
    def paid(state: dict[str, Any]) -> None:
        state["CompanyInfo"][0]["NameValue"] = [{"Name": "PayrollFeature", "Value": "true"}]
        state["Employee"][1].update(PrintOnCheckName="Ann Archer", MiddleName="B.", DisplayName="Ann B. Archer")

    with company(paid) as mends:
        plan = corrected(mends, {"family_name": "Archer-Roy"})
        employee = row(mends, "Employee", "62")
        assert (employee["DisplayName"], employee["PrintOnCheckName"]) == ("Ann B. Archer-Roy", "Ann Archer")
        assert any("PrintOnCheckName is kept by QuickBooks Payroll" in one for one in said(plan))
        assert row(mends, "Customer", "1")["PrintOnCheckName"] == "Ann Archer-Roy"


def test_a_number_in_two_spellings_is_one() -> None:
    with company() as mends:
        corrected(mends, {"phone": "+15145550123"})
        customer = row(mends, "Customer", "1")
        assert customer["PrimaryPhone"] == customer["Mobile"] == {"FreeFormNumber": "+15145550123"}


def test_a_fax_follows_only_where_it_is_the_same_number() -> None:
    def faxed(state: dict[str, Any]) -> None:
        state["Customer"][1]["Fax"] = {"FreeFormNumber": "514 555 0102"}
        state["Customer"][4]["Fax"] = {"FreeFormNumber": "514 555 0177"}

    with company(faxed) as mends:
        corrected(mends, {"phone": "+15145550124"}, None, "joann")
        corrected(mends, {"phone": "+15145550125"}, None, "namesake")
        assert row(mends, "Customer", "2")["Fax"] == {"FreeFormNumber": "+15145550124"}
        assert row(mends, "Customer", "5")["Fax"] == {"FreeFormNumber": "514 555 0177"}


def test_two_different_addresses_are_told_apart_by_the_street_only() -> None:
    def moved(state: dict[str, Any]) -> None:
        state["Customer"][1]["ShipAddr"] = {"Id": "77", "Line1": "9 Example Lane", "City": "Montréal"}

    with company(moved) as mends:
        plan = mends.plan({"address.city": "Laval"}, None, "joann")
        assert plan.changes == ()
        assert any("several addresses" in one for one in said(plan))
        new, was = {"address.street": "5 Example Road", "address.city": "Laval"}, {"address.street": OLD_STREET}
        corrected(mends, new, was, "joann")
        customer = row(mends, "Customer", "2")
        assert (customer["BillAddr"]["Line1"], customer["BillAddr"]["City"]) == ("5 Example Road", "Laval")
        assert customer["ShipAddr"] == {"Id": "77", "Line1": "9 Example Lane", "City": "Montréal"}


def test_the_persons_name_above_a_street_is_no_street() -> None:
    with company() as mends:
        corrected(mends, {"address.street": "1 Example Square"})
        lines = row(mends, "Customer", "1")["ShipAddr"]
        assert (lines["Line1"], lines["Line2"]) == ("Ann Archer", "1 Example Square")


def test_a_name_above_a_street_follows_the_name() -> None:
    def firm(state: dict[str, Any]) -> None:
        vendor = {"CompanyName": "Baker Ltd", "BillAddr": {"Line1": "Baker Ltd", "Line2": "9 Example Lane"}}
        state["Vendor"][1].update(vendor)

    with company(firm) as mends:
        corrected(mends, {"family_name": "Archer-Roy"})
        lines = row(mends, "Customer", "1")["ShipAddr"]
        assert (lines["Line1"], lines["Line2"], lines["City"]) == ("Ann Archer-Roy", OLD_STREET, "Montréal")
        corrected(mends, {"organisation": "Roy Ltd"}, None, "joann")
        vendor = row(mends, "Vendor", "52")
        assert (vendor["DisplayName"], vendor["CompanyName"]) == ("Roy Ltd", "Roy Ltd")
        assert (vendor["BillAddr"]["Line1"], vendor["BillAddr"]["Line2"]) == ("Roy Ltd", "9 Example Lane")


def test_a_country_of_three_letters_is_the_same_one() -> None:
    with company() as mends:
        plan = mends.plan({"address.country": "CA"})
        assert plan.changes == ()
        corrected(mends, {"address.country": "FR"})
        assert row(mends, "Employee", "62")["PrimaryAddr"]["Country"] == "France"


def test_below_the_persons_entry_only_what_is_the_same_is_changed() -> None:
    """A job keeps its own name; a sub-customer who is somebody else is left to a person."""
    with company() as mends:
        before = mends.state()
        new = {"given_name": "Anne", "phone": "+15145550123", "address.street": "1 Example Square"}
        plan = corrected(mends, new)
        after = differences(before, mends.state())
        assert row(mends, "Customer", "10")["GivenName"] == "Kitchen"
        assert row(mends, "Customer", "10")["BillAddr"]["Line1"] == "1 Example Square"
        assert {path for path in after if path.startswith("/Customer/11/")} == {"/Customer/11/FullyQualifiedName"}
        assert any(one.startswith("Tim Archer: it stands below") for one in said(plan))


def test_an_entry_that_several_share_keeps_what_may_be_somebody_elses() -> None:
    with company() as mends:
        new = {"family_name": "Roy", "phone": "+15145550123", "email": "ann.roy@example.org"}
        plan = corrected(mends, new, {"email": "ann.archer@example.org"})
        household = row(mends, "Customer", "9")
        assert household["PrimaryEmailAddr"] == {"Address": "desk@example.net, ann.roy@example.org"}
        assert (household["FamilyName"], household["PrimaryPhone"]) == ("Account", {"FreeFormNumber": "514-555-0199"})
        assert any("e-mail addresses of several people" in one for one in said(plan))


def test_issued_transactions_stay_and_what_is_still_to_come_is_told() -> None:
    with company() as mends:
        before = {key: value for key, value in mends.state().items() if key.startswith(("/Invoice", "/Recurring"))}
        plan = corrected(mends, {"email": NEW})
        assert {key: value for key, value in mends.state().items() if key in before} == before
        assert sum("stay as they were recorded" in one for one in said(plan)) == 1
        (recorded,) = (one for one in plan.by_hand if "stay as they were recorded" in one.why.text)
        assert (recorded.records, recorded.task) == (22, None)
        assert any(one.startswith("Invoice D106: it is not sent yet") for one in said(plan))
        assert any(one.startswith("Recurring transaction 261:") for one in said(plan))
        assert ("Invoice", "106") not in changed(plan)


def test_transactions_are_not_told_when_they_do_not_name_what_is_wrong() -> None:
    with company() as mends:
        plan = mends.plan({"birthday": "1980-06-05"})
        assert not any("transactions name" in one or "not sent yet" in one for one in said(plan))


def test_notes_with_an_old_value_are_for_a_person() -> None:
    def noted(state: dict[str, Any]) -> None:
        state["Customer"][1]["Notes"] = "Reach her at 514 555-0102"

    with company(noted) as mends:
        plan = corrected(mends, {"phone": "+15145550124"}, None, "joann")
        assert "Joann Baker: its notes hold the old value of phone." in said(plan)
        assert row(mends, "Customer", "2")["Notes"] == "Reach her at 514 555-0102"


def test_masked_numbers_are_for_a_person() -> None:
    with company() as mends:
        plan = mends.plan({"custom:quickbooks:TaxIdentifier": "999"})
        assert plan.changes == ()
        assert any("TaxIdentifier is shown in part only" in one for one in said(plan))


def test_own_keys_are_written_and_emptied() -> None:
    with company() as mends:
        corrected(mends, {"custom:quickbooks:Title": ""})
        assert "Title" not in row(mends, "Customer", "1")


def test_an_ended_subscription_says_what_to_do() -> None:
    ended = {"Fault": {"Error": [{"Message": "Subscription ended", "code": "6190"}], "type": "ValidationFault"}}

    def end(request: Request, _: int) -> Response | None:
        writes = request.method == "POST" and not request.url.path.endswith("/bearer")
        return Response(400, json=ended, request=request) if writes else None

    with company() as mends:
        plan = mends.plan({"phone": "+15145550124"}, None, "joann")
        (receipt,) = mends.apply(plan.request, lambda inner: Faulty(inner, end))
        assert receipt.state == "failed"
        assert receipt.remedy and "Renew the subscription" in receipt.remedy.text


@pytest.mark.parametrize("shape", [[], "text", 7, None])
def test_a_hostile_shape_changes_nothing(shape: Any) -> None:
    def odd(state: dict[str, Any]) -> None:
        state["Customer"][1].update(BillAddr=shape, PrimaryPhone=shape, Title=shape, WebAddr=shape)

    with company(odd) as mends:
        plan = corrected(mends, {"phone": "+15145550124", "address.city": "Laval"}, None, "joann")
        assert plan.changes == ()
