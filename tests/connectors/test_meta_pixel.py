"""Meta Pixel's traps, one by one."""

from collections.abc import Callable
from typing import Any

import pytest

from sar.errors import Denied, SettingsError
from sar.http import Request, Response, Transport
from sar.outcomes import Found, NotSearchable, complete
from sar.records import Match, Record
from sar.testing import rig
from sar.testing.expected import identifiers, outcome_of
from sar.testing.faults import Faulty
from sar.testing.rig import Result, Rig
from sar.testing.watched import watched

ANN = identifiers("meta_pixel", "ann")
PIXEL = "400000000000001"


def answering(path: str, answer: Callable[[Request], Response]) -> Callable[[Transport], Transport]:
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if request.url.path.endswith(path) else None)


def failing(path: str, code: int, status: int = 400, **more: Any) -> Callable[[Transport], Transport]:
    error = {"error": {"message": "ann@example.com", "type": "OAuthException", "code": code, **more}}
    return answering(path, lambda request: Response(status, json=error, request=request))


def evidence(result: Result) -> list[str]:
    assert isinstance(result.verdict, NotSearchable)
    return [said.text for said in result.verdict.evidence]


def remedied(result: Result) -> list[str]:
    return [gap.text for gap in result.gaps if gap.remediable]


def lead(result: Result, number: str) -> Record:
    return next(one for one in [*result.disclosed, *result.near] if one.source_id == number)


def changed(change: Callable[[dict[str, Any]], Any], **settings: Any) -> Rig:
    connected = rig("meta_pixel", settings=settings)
    change(connected.imitation.state)
    return connected


def answers(number: str, **values: Any) -> Callable[[dict[str, Any]], None]:
    """Changes what one lead answered."""

    def change(state: dict[str, Any]) -> None:
        (row,) = (one for one in state["leads"] if one["id"] == number)
        row["field_data"] = [{"name": name, "values": value} for name, value in values.items()]

    return change


def test_leads_are_found_beside_evidence_for_what_has_no_search() -> None:
    result = rig("meta_pixel").find(*ANN)
    outcome = outcome_of(result)
    assert isinstance(outcome, Found)
    assert outcome.records == 5
    assert any(gap.text.startswith("Meta gives the events of a pixel back to nobody") for gap in outcome.gaps)
    assert "Pixel 400000000000001 last received an event on 2026-11-20." in [said.text for said in outcome.evidence]
    assert complete(outcome)


def test_the_evidence_is_of_pixel_and_accounts() -> None:
    said = evidence(rig("meta_pixel").find(*ANN))
    assert "Pixel 400000000000001 is called Website and exists since 2022-04-01." in said
    assert any("hashed: em, ph, fn." in text for text in said)
    assert "Pixel 400000000000001 lately received events in these ways, as Meta names them: BROWSER, SERVER." in said
    assert (
        "Pixel 400000000000001 is shared with these ad accounts: act_500001 (Example Consulting), act_500002 "
        "(Example Shop)."
    ) in said
    assert "Ad account act_500001 holds custom audiences: 3, of which from lists of customers: 1." in said
    assert "Ad account act_500002 holds no custom audience." in said


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"enable_automatic_matching": False}, "does not look for data of visitors"),
        ({"last_fired_time": None}, "has received no event so far"),
        ({"is_unavailable": True}, "switched off by Meta"),
        ({"data_use_setting": "ANALYTICS_ONLY"}, "for counting only"),
    ],
)
def test_a_pixel_is_told_as_it_is(values: dict[str, Any], words: str) -> None:
    said = evidence(changed(lambda state: state["pixels"][PIXEL].update(values)).find(*ANN))
    assert any(words in text for text in said)
    assert not [text for text in evidence(rig("meta_pixel").find(*ANN)) if words in text]


def test_the_forms_own_questions_say_which_address_is_the_persons() -> None:
    result = rig("meta_pixel").find(*ANN)
    own, told = lead(result, "9002").proof, lead(result, "9007").proof
    assert isinstance(own, Match)
    assert (own.path, own.how) == ("/field_data/0/values/0", "exact")
    assert isinstance(told, Match)
    assert told.how == "mention"


def test_somebody_elses_answer_makes_nobody_the_subject() -> None:
    (person,) = lead(rig("meta_pixel").find(*ANN), "9007").people
    assert person.role == "author"
    assert [one.value for one in person.identifiers] == ["lena@example.net"]


def test_without_its_questions_a_form_goes_by_the_usual_names_and_that_is_told() -> None:
    result = rig("meta_pixel", through=failing("/700001", 200)).find(*ANN)
    assert {("lead", "9001"), ("lead", "9008")} <= result.keys
    assert remedied(result) == [
        "The questions of lead form 700001 could not be read: the token's rights do not reach this."
    ]


@pytest.mark.parametrize("phone", ["+15145550101", "5145550101", "(514) 555-0101", "+1 514-555-0101"])
def test_a_number_is_the_subjects_in_any_spelling(phone: str) -> None:
    connected = changed(answers("9008", phone_number=[phone]))
    assert ("lead", "9008") in connected.find(*ANN).keys


@pytest.mark.parametrize("email", ["joann@example.com", "ann@example.com.au", "xann@example.comx"])
def test_an_address_that_is_a_part_of_another_is_a_near_match(email: str) -> None:
    assert ("lead", "9008") in changed(answers("9008", email=[email])).find(*ANN).near_keys


@pytest.mark.parametrize("values", [None, 7, "ann@example.com", [None], [7], [{"x": 1}], [[]]])
def test_answers_of_any_shape_break_nothing(values: Any) -> None:
    result = changed(answers("9005", email=values)).find(*ANN)
    assert result.error is None
    assert remedied(result) == []
    assert ("lead", "9001") in result.keys


def test_answers_are_shown_under_the_forms_own_labels() -> None:
    shown = {field.label: (field.name, field.value) for field in lead(rig("meta_pixel").find(*ANN), "9002").fields}
    assert shown["Votre courriel"] == ("email", "ann.archer@example.org")
    assert shown["Qui vous a parlé de nous?"] == ("parrain", "sam.steward@example.org")


def test_a_disclaimer_that_was_ticked_is_not_dropped() -> None:
    shown = {field.name for field in lead(rig("meta_pixel").find(*ANN), "9001").fields}
    assert "custom_disclaimer_responses[0].is_checked" in shown


def test_the_token_is_in_no_address_though_meta_puts_it_into_the_next_ones() -> None:
    connected, way = watched("meta_pixel")
    assert len(connected.find(*ANN).keys) == 5
    token = connected.access.secret("token")
    assert not [request for request in way.requests if token in str(request.url)]
    assert {request.headers["authorization"] for request in way.requests} == {f"Bearer {token}"}
    assert any("after" in request.url.params for request in way.requests)


def test_an_empty_page_is_not_the_last_one() -> None:
    first = {"data": [], "paging": {"cursors": {"before": "a", "after": "c0"}, "next": "https://graph.facebook.com/x"}}

    def empty(request: Request, _: int) -> Response | None:
        begins = request.url.path.endswith("/700001/leads") and "after" not in request.url.params
        return Response(200, json=first, request=request) if begins else None

    result = rig("meta_pixel", through=lambda inner: Faulty(inner, empty)).find(*ANN)
    assert ("lead", "9001") in result.keys


@pytest.mark.parametrize("cursors", [{"after": "c0"}, {}, None])
def test_a_list_that_goes_in_circles_or_on_without_saying_where_is_told(cursors: Any) -> None:
    page = {"data": [], "paging": {"cursors": cursors, "next": "https://graph.facebook.com/x"}}
    through = answering("/700001/leads", lambda request: Response(200, json=page, request=request))
    assert any(
        "answers to lead form 700001" in text for text in remedied(rig("meta_pixel", through=through).find(*ANN))
    )


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_a_token_that_is_not_accepted_ends_the_search(status: int) -> None:
    result = rig("meta_pixel", through=failing("/700002/leads", 190, status, error_subcode=463)).find(*ANN)
    assert isinstance(result.error, Denied)
    assert "new token" in result.error.remedy


@pytest.mark.parametrize(
    ("code", "more", "word"),
    [
        (10, {}, "Assign"),
        (200, {}, "Assign"),
        (294, {}, "Assign"),
        (100, {"error_subcode": 33}, "Check the id"),
        (803, {}, "Check the id"),
        (100, {"message": "API calls from the server require an appsecret_proof argument"}, "Require app secret"),
        (4, {}, "Wait"),
        (17, {}, "Wait"),
        (613, {}, "Wait"),
        (80004, {}, "Wait"),
        (2, {}, "later"),
        (99, {"is_transient": True}, "later"),
    ],
)
def test_a_400_means_what_its_code_says(code: int, more: dict[str, Any], word: str) -> None:
    result = rig("meta_pixel", through=failing("/700001/leads", code, **more)).find(*ANN)
    (gap,) = (gap for gap in result.gaps if "answers to lead form 700001" in gap.text)
    assert word in gap.remedy
    assert "ann@example.com" not in gap.text
    assert ("lead", "9002") in result.keys


@pytest.mark.parametrize("code", [None, "190", [190], {"x": 1}, True])
def test_an_error_with_a_strange_code_is_one_all_the_same(code: Any) -> None:
    result = rig("meta_pixel", through=failing("/700001/leads", code, 200)).find(*ANN)
    assert len(remedied(result)) == 1


@pytest.mark.parametrize(
    ("usage", "tries"),
    [
        ('{"600001": [{"type": "leadgen", "estimated_time_to_regain_access": 19}]}', 1),
        ('{"600001": [{"type": "leadgen", "estimated_time_to_regain_access": 0}]}', 5),
        ('{"600001": [{}]}', 5),
        ("[]", 5),
        ("none", 5),
    ],
)
def test_a_wait_of_minutes_is_not_slept_through(usage: str, tries: int) -> None:
    asked: list[int] = []

    def busy(request: Request) -> Response:
        asked.append(1)
        body = {"error": {"message": "Too many", "code": 80005}}
        return Response(400, json=body, headers={"x-business-use-case-usage": usage}, request=request)

    result = rig("meta_pixel", through=answering("/700001/leads", busy)).find(*ANN)
    assert not complete(outcome_of(result))
    assert len(asked) == tries


def test_without_forms_only_evidence_is_given_and_said_so() -> None:
    result = rig("meta_pixel", settings={"forms": []}).find(*ANN)
    assert [gap.text for gap in result.gaps] == ["The firm names no lead form of Meta's."]
    assert isinstance(outcome_of(result), NotSearchable)
    assert complete(outcome_of(result))


def test_leads_gone_after_ninety_days_are_a_stated_limit() -> None:
    assert any("90 days" in gap.text and not gap.remediable for gap in rig("meta_pixel").find(*ANN).gaps)


def test_a_pixel_without_a_visible_owner_needs_its_accounts_named() -> None:
    def ownerless(state: dict[str, Any]) -> None:
        del state["pixels"][PIXEL]["owner_business"], state["pixels"][PIXEL]["owner_ad_account"]

    assert len(remedied(changed(ownerless).find(*ANN))) == 1
    named = changed(ownerless, ad_accounts=["act_500001"]).find(*ANN)
    assert remedied(named) == []
    assert any("act_500001 holds custom audiences: 3" in text for text in evidence(named))


def test_an_ad_account_that_cannot_be_read_is_told() -> None:
    result = rig("meta_pixel", settings={"ad_accounts": ["599999"]}).find(*ANN)
    assert len(remedied(result)) == 1
    assert "act_599999" in remedied(result)[0]


@pytest.mark.parametrize("settings", [{"pixels": []}, {"pixels": ["x"]}, {"forms": ["a/b"]}, {"ad_accounts": ["x"]}])
def test_what_is_no_number_is_a_fault_of_the_settings(settings: dict[str, Any]) -> None:
    connected = rig("meta_pixel", settings=settings)
    with pytest.raises(SettingsError):
        connected.find(*ANN)
    with pytest.raises(SettingsError):
        list(connected.connector.check())


def test_the_check_warns_of_a_missing_right_for_leads() -> None:
    connected = rig("meta_pixel", through=failing("/leads", 200))
    findings = list(connected.connector.check())
    assert [one.level for one in findings] == ["warning", "warning", "note"]
    assert {one.level for one in rig("meta_pixel", settings={"forms": []}).connector.check()} == {"ok", "note"}
