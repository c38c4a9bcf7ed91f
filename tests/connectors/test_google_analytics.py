"""Google Analytics' traps, one by one."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sar.errors import Denied, MissingCredential, SettingsError
from sar.http import Request, Response, Transport
from sar.outcomes import NotSearchable, complete
from sar.sandbox import TOKEN, service_account
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.testing.faults import Faulty
from sar.testing.rig import Result, Rig

WEB, SHOP = "properties/300000001", "properties/300000002"


def answering(path: str, answer: Callable[[Request], Response]) -> Callable[[Transport], Transport]:
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if path in request.url.path else None)


def evidence(result: Result) -> list[str]:
    assert isinstance(result.verdict, NotSearchable)
    return [said.text for said in result.verdict.evidence]


def remedied(result: Result) -> list[str]:
    return [gap.text for gap in result.gaps if gap.remediable]


def changed(change: Callable[[dict[str, Any]], Any], **settings: Any) -> Rig:
    connected = rig("google_analytics", settings=settings)
    change(connected.imitation.state)
    return connected


def resource(name: str, **values: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda state: state["resources"][name].update(values)


def test_the_evidence_is_of_every_property() -> None:
    said = evidence(rig("google_analytics").find())
    assert "Property 300000001 is called Website and exists since 2023-05-02." in said
    assert "Property 300000001 keeps single events for 2 months, and what belongs to a visitor for 14 months." in said
    assert "In property 300000001, each new visit begins that time anew." in said
    assert "Property 300000002 is linked to 3 Google Ads accounts, 2 of them for personalised advertising." in said
    assert "Property 300000002 collects from Shop for Android." in said
    assert "Property 300000002 exports its events to BigQuery, to the place northamerica-northeast1." in said
    assert sum("cookie _ga" in text for text in said) == 2
    assert any(text.startswith("Erasure is possible although retrieval is not") for text in said)


def test_what_google_leaves_out_is_off_and_not_unknown() -> None:
    said = evidence(rig("google_analytics").find())
    assert "In property 300000002, a new visit does not prolong that time." in said
    assert "Property 300000001 accepts no e-mail addresses or telephone numbers from the website." in said
    assert "E-mail addresses are not cut out of what https://shop.example.org sends." in said
    assert "Property 300000001 exports no events to BigQuery." in said


def test_looking_into_forms_counts_only_where_such_data_are_accepted() -> None:
    said = evidence(rig("google_analytics").find())
    assert [text for text in said if "website's forms" in text] == [
        "In property 300000002, Google's program looks for such data in the website's forms by itself."
    ]


def test_no_name_of_staff_is_in_the_evidence() -> None:
    assert "sam.steward" not in json.dumps(evidence(rig("google_analytics").find()))


@pytest.mark.parametrize(("setting", "open_"), [("open", True), ("elsewhere", False), ("unattributable", False)])
def test_exported_events_leave_the_answer_open_until_the_officer_says_otherwise(setting: str, open_: bool) -> None:
    result = rig("google_analytics", settings={"events_by_id": setting}).find()
    (gap,) = (gap for gap in result.gaps if "BigQuery" in gap.text)
    assert gap.remediable is open_
    assert complete(outcome_of(result)) is not open_


@pytest.mark.parametrize("name", ["user_id", "crm_id", "customerId", "Email", "phone_hash", "client_id", "uid"])
def test_a_dimension_that_may_be_an_id_is_told(name: str) -> None:
    row = {"name": f"{WEB}/customDimensions/9", "parameterName": name, "displayName": "X", "scope": "USER"}
    connected = changed(lambda state: state["lists"][f"{WEB}/customDimensions"].append(row), events_by_id="open")
    assert any(f"by {name}," in text for text in remedied(connected.find()))


@pytest.mark.parametrize("name", ["article_topic", "page_language", "fluid_layout", "video_id"])
def test_other_dimensions_are_not(name: str) -> None:
    connected = changed(lambda state: state["lists"][f"{WEB}/customDimensions"][2].update(parameterName=name))
    assert "Property 300000001 has no report by an id of a person." in evidence(connected.find())


def test_a_property_in_the_trash_is_told() -> None:
    result = changed(resource(WEB, deleteTime="2026-09-01T10:00:00Z")).find()
    assert "Property 300000001 lies in the trash since 2026-09-01 and collects nothing more." in evidence(result)


def test_a_time_that_is_not_known_is_told_as_it_is() -> None:
    result = changed(resource(f"{WEB}/dataRetentionSettings", eventDataRetention="TEN_YEARS")).find()
    assert any("names TEN_YEARS and FOURTEEN_MONTHS" in text for text in evidence(result))


SINGLE = ("dataRetentionSettings", "googleSignalsSettings", "userProvidedDataSettings", "dataRedactionSettings")
LISTS = ("bigQueryLinks", "dataStreams", "googleAdsLinks", "customDimensions")
WRONG: tuple[Any, ...] = ({"error": "x"}, {"name": "properties/9"}, {"data": []}, [], "x", None)


@pytest.mark.parametrize(
    ("part", "body"), [*((part, {}) for part in SINGLE), *((part, body) for part in SINGLE + LISTS for body in WRONG)]
)
def test_what_cannot_be_read_is_told_and_never_taken_for_off(part: str, body: Any) -> None:
    calm = evidence(rig("google_analytics").find())
    through = answering(f"/{part}", lambda request: Response(200, json=body, request=request))
    result = rig("google_analytics", through=through).find()
    assert remedied(result)
    assert set(evidence(result)) < set(calm)


def test_a_property_that_the_key_may_not_view_is_a_gap_and_the_others_are_told() -> None:
    result = changed(lambda state: state["resources"].pop(WEB)).find()
    assert any("rights" in text and "300000001" in text for text in remedied(result))
    assert any("300000002" in text for text in evidence(result))
    assert not complete(outcome_of(result))


def test_endless_pages_end() -> None:
    same = {"customDimensions": [], "nextPageToken": "t1"}
    through = answering("/customDimensions", lambda request: Response(200, json=same, request=request))
    assert any("repeat without end" in text for text in remedied(rig("google_analytics", through=through).find()))


def test_a_wrong_key_fails() -> None:
    wrong = json.dumps({**json.loads(service_account()), "client_email": "other@example.org"})
    result = rig("google_analytics", settings={"key": wrong}).find()
    assert isinstance(result.error, Denied)
    assert result.verdict is None


def test_a_token_that_expires_meanwhile_is_renewed() -> None:
    def expired(request: Request, before: int) -> Response | None:
        first = "googleSignals" in request.url.path and not before
        return Response(401, json={}, request=request) if first else None

    result = rig("google_analytics", through=lambda inner: Faulty(inner, expired)).find()
    assert result.error is None
    assert remedied(result) == []


def test_a_ready_token_serves_in_place_of_a_key() -> None:
    assert evidence(rig("google_analytics", settings={"key": "", "token": TOKEN}).find())
    old = rig("google_analytics", settings={"key": "", "token": "expired"}).find()
    assert old.error is not None
    assert old.error.status == 401


def test_without_key_and_token_nothing_is_asked() -> None:
    with pytest.raises(MissingCredential):
        rig("google_analytics", settings={"key": ""}).find()


@pytest.mark.parametrize("properties", [[], ["G-EXAMPLE001"], ["properties/"]])
def test_what_is_no_property_is_a_fault_of_the_settings(properties: list[str]) -> None:
    with pytest.raises(SettingsError):
        rig("google_analytics", settings={"properties": properties}).find()


def test_the_check_names_what_the_key_cannot_see_and_what_it_sees_besides() -> None:
    findings = list(changed(lambda state: state["resources"].pop(WEB)).connector.check())
    assert [one.level for one in findings] == ["error", "ok", "note", "note", "note"]
    assert "300000003" in findings[3].told.text


def test_the_check_warns_of_a_part_that_cannot_be_read() -> None:
    connected = changed(lambda state: state["resources"].pop(f"{SHOP}/googleSignalsSettings"))
    (warning,) = (one for one in connected.connector.check() if one.level == "warning")
    assert "Google signals" in warning.told.text
    assert warning.remedy
