"""What is sent to QuickBooks, with its lock, and what it refuses or gives in another shape."""

import json
from typing import Any

import pytest
from tests.connectors.quickbooks_correct_shared import company, corrected, one_state, row

from sar.http import Request, Response, Transport
from sar.testing.faults import Faulty


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
