"""Pipedrive's traps, one by one."""

import json
from collections.abc import Callable

import pytest

from sar.errors import Throttled
from sar.http import Request, Response, Transport
from sar.outcomes import complete
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.testing.faults import Faulty
from sar.testing.mending import mending

ANN = ("ann@example.com", "ann.archer@example.org")


def answering(path: str, answer: Callable[[Request], Response]) -> Callable[[Transport], Transport]:
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if path in request.url.path else None)


def test_the_token_is_in_a_header_and_in_no_address() -> None:
    seen: list[Request] = []

    def watch(inner: Transport) -> Transport:
        way = Faulty(inner, lambda request, _: None)
        seen_by.append(way)
        return way

    seen_by: list[Faulty] = []
    connected = rig("pipedrive", through=watch)
    connected.find(*ANN)
    seen = seen_by[0].requests
    token = connected.access.secret("api_token")
    assert not [request for request in seen if token in str(request.url)]
    assert {request.headers.get("x-api-token") for request in seen if request.url.host == "acme.pipedrive.com"} == {
        token
    }
    elsewhere = [request for request in seen if request.url.host != "acme.pipedrive.com"]
    assert elsewhere
    assert not [request for request in elsewhere if token in repr(request.headers.raw)]


def test_a_200_that_says_failure_is_one() -> None:
    said = json.dumps({"success": False, "error": "something"}).encode()
    through = answering("/persons/search", lambda request: Response(200, content=said, request=request))
    result = rig("pipedrive", through=through).find(*ANN)
    assert result.error is not None
    assert result.disclosed == []


def test_the_firewalls_page_means_too_many() -> None:
    page = {"content-type": "text/html"}
    through = answering("/persons/search", lambda request: Response(403, headers=page, text="<html>", request=request))
    assert isinstance(rig("pipedrive", through=through).find(*ANN).error, Throttled)


def test_a_spent_daily_budget_is_not_waited_for() -> None:
    calls: list[int] = []

    def spent(request: Request) -> Response:
        calls.append(1)
        return Response(429, headers={"x-daily-ratelimit-token-remaining": "0"}, json={}, request=request)

    assert isinstance(rig("pipedrive", through=answering("/", spent)).find(*ANN).error, Throttled)
    assert len(calls) == 1


def test_without_campaigns_the_profile_is_read_all_the_same() -> None:
    connected = rig("pipedrive")
    connected.imitation.state["campaigns"] = False
    assert ("person", "1") in connected.find(*ANN).keys


def test_a_plan_without_projects_is_a_limit_and_no_failure() -> None:
    through = answering("/projects", lambda request: Response(402, json={"success": False}, request=request))
    result = rig("pipedrive", through=through).find(*ANN)
    assert "This Pipedrive's plan has no projects." in [gap.text for gap in result.gaps]
    assert complete(outcome_of(result))


def test_of_a_deal_of_others_only_the_own_line() -> None:
    (line,) = (record for record in rig("pipedrive").find(*ANN).disclosed if record.type == "participant")
    assert "bob@example.net" not in repr(line.raw)
    assert "9999" not in repr(line.raw)


def test_a_lagging_index_is_overcome_by_an_exhaustive_search() -> None:
    def nobody(request: Request) -> Response:
        return Response(200, json={"success": True, "data": {"items": []}, "additional_data": {}}, request=request)

    through = answering("/persons/search", nobody)
    assert ("person", "1") not in rig("pipedrive", through=through).find(*ANN).keys
    assert ("person", "1") in rig("pipedrive", through=through).find(*ANN, exhaustive=True).keys


def test_files_come_without_the_token_and_whole() -> None:
    result = rig("pipedrive").find(*ANN)
    (offer,) = (record for record in result.disclosed if record.type == "file" and record.source_id == "1")
    assert result.files[offer.attachments[0].sha256] == b"file 1\n" * 50
    assert "s3_bucket" not in offer.raw


def test_custom_fields_have_the_firms_own_labels() -> None:
    (person,) = (
        record
        for record in rig("pipedrive").find(*ANN).disclosed
        if record.source_id == "1" and record.type == "person"
    )
    assert ("Favourite drink", "Tea, not coffee") in [(field.label, field.value) for field in person.fields]


def test_a_narrow_key_is_recognised() -> None:
    connected = rig("pipedrive")
    connected.imitation.state["users"][0]["access"] = [{"app": "sales", "admin": False}]
    assert [finding.level for finding in connected.connector.check()] == ["error"]


@pytest.mark.parametrize("email", ["joann@example.com", "ann@example.com.au", "ann+shop@example.com"])
def test_neighbours_have_their_own_records_only(email: str) -> None:
    assert not {record.source_id for record in rig("pipedrive").find(email).disclosed if record.type == "person"} & {
        "1"
    }


def test_what_is_emptied_is_an_empty_text_but_for_custom_fields() -> None:
    """The vendor's fields are texts; only a custom one is emptied by null."""
    custom = "0123456789abcdef0123456789abcdef01234567"
    with mending("pipedrive") as mends:
        person = mends.imitation.state["persons"][0]
        plan = mends.plan({"job_title": "", "birthday": "", "address.city": "", f"custom:pipedrive:{custom}": ""})
        assert {one.state for one in mends.apply(plan.request)} == {"verified"}
        assert (person["job_title"], person["birthday"], person["custom_fields"][custom]) == ("", "", None)
        assert person["postal_address"] == {
            "value": "12 Example Street, Montréal", "postal_code": "H2X 0A1", "country": "Canada",
        }  # fmt: skip


def test_empty_parts_of_an_address_are_not_sent_back() -> None:
    with mending("pipedrive") as mends:
        person = mends.imitation.state["persons"][0]
        person["postal_address"]["route"] = None
        plan = mends.plan({"address.postal_code": "G1R 0A1"})
        assert {one.state for one in mends.apply(plan.request)} == {"verified"}
        assert person["postal_address"]["postal_code"] == "G1R 0A1"
        assert "route" not in person["postal_address"]
