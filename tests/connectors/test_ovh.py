"""OVHcloud's traps, one by one."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from sar.errors import Changed, Denied, MissingCredential
from sar.http import Request, Response, Transport
from sar.identifiers import parse
from sar.outcomes import complete
from sar.testing import Result, rig
from sar.testing.expected import calm, outcome_of
from sar.testing.faults import Faulty

ANN, ARCHER, PHONE = (parse(text) for text in ("ann@example.com", "ann.archer@example.org", "phone:+15145550101"))
SERVICE = {
    "application_key": "",
    "application_secret": "",
    "consumer_key": "",
    "client_id": "sandbox-account",
    "client_secret": "sandbox-account-secret",
}


def answering(path: str, answer: Callable[[Request], Response]) -> Callable[[Transport], Transport]:
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if request.url.path.endswith(path) else None)


def said(status: int, **body: str) -> Callable[[Request], Response]:
    return lambda request: Response(status, json=body, request=request)


def texts(result: Result) -> str:
    return "\n".join(gap.text for gap in result.gaps)


@pytest.mark.parametrize("key", ["application_key", "application_secret", "consumer_key"])
def test_any_wrong_key_is_a_wrong_key(key: str) -> None:
    connected = rig("ovh", settings={key: "wrong"})
    result = connected.find(ANN, PHONE)
    assert isinstance(result.error, Denied)
    assert result.error.status == 401
    assert result.disclosed == []
    with pytest.raises(Denied):
        list(connected.connector.check())


@pytest.mark.parametrize("ahead", [-7200, 0, 7200])
def test_a_wrong_clock_here_does_no_harm(ahead: int) -> None:
    connected = rig("ovh")
    connected.imitation.state["ahead"] = ahead
    assert connected.find(ANN, ARCHER, PHONE).keys == calm("ovh", "ann").keys


def test_a_retry_is_signed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now)

    def late(request: Request, before: int) -> Response | None:
        nonlocal now
        if request.url.path == "/1.0/me" and before == 0:
            now += 600
            return Response(500, request=request)
        return None

    assert rig("ovh", through=lambda inner: Faulty(inner, late)).find(ANN, ARCHER, PHONE).error is None


def test_a_service_account_is_as_good() -> None:
    seen: list[Faulty] = []

    def watch(inner: Transport) -> Transport:
        seen.append(Faulty(inner, lambda request, _: None))
        return seen[0]

    result = rig("ovh", settings=SERVICE, through=watch).find(ANN, ARCHER, PHONE)
    assert result.keys == calm("ovh", "ann").keys
    assert {request.url.host for request in seen[0].requests} == {"www.ovh.com", "eu.api.ovh.com"}
    assert not [r for r in seen[0].requests if r.url.host == "www.ovh.com" and "authorization" in r.headers]
    refused = rig("ovh", settings={**SERVICE, "client_secret": "wrong"}).find(ANN)
    assert isinstance(refused.error, Denied)
    assert refused.disclosed == []


def test_a_token_that_has_run_out_is_renewed() -> None:
    def expired(request: Request, before: int) -> Response | None:
        return Response(401, json={}, request=request) if request.url.path.endswith("/sms") and before == 0 else None

    result = rig("ovh", settings=SERVICE, through=lambda inner: Faulty(inner, expired)).find(ANN, ARCHER, PHONE)
    assert result.keys == calm("ovh", "ann").keys


def test_half_a_key_is_told() -> None:
    with pytest.raises(MissingCredential):
        list(rig("ovh", settings={"consumer_key": ""}).connector.check())


def test_secrets_are_in_no_request_but_where_they_belong() -> None:
    seen: list[Faulty] = []

    def watch(inner: Transport) -> Transport:
        seen.append(Faulty(inner, lambda request, _: None))
        return seen[0]

    rig("ovh", through=watch).find(ANN)
    assert seen[0].requests
    assert not [r for r in seen[0].requests if "sandbox-application-secret" in repr((r.url, r.headers.raw, r.content))]
    (clock,) = (request for request in seen[0].requests if request.url.path.endswith("/auth/time"))
    assert not [name for name in clock.headers if name.startswith("x-ovh")]


def test_keys_of_narrow_rights_leave_the_answer_incomplete() -> None:
    connected = rig("ovh")
    connected.imitation.state["credential"]["rules"] = [
        {"method": "GET", "path": path} for path in ("/auth/*", "/me", "/email/*", "/domain/*", "/telephony*")
    ]
    result = connected.find(ANN, ARCHER, PHONE)
    assert ("redirection", "example.org/900000001") in result.keys
    assert ("contact", "101") not in result.keys
    assert not complete(outcome_of(result))
    warnings = [finding.told.text for finding in connected.connector.check() if finding.level == "warning"]
    assert warnings == ["the keys have no right to read /me/contact, /me/identity/user, /sms"]


def test_rights_to_write_and_unvalidated_keys_are_noticed() -> None:
    connected = rig("ovh")
    connected.imitation.state["credential"].update(
        status="pendingValidation",
        expiration="2027-01-05T10:00:00-05:00",
        rules=[{"method": "GET", "path": "/*"}, {"method": "DELETE", "path": "/*"}],
    )
    findings = [(finding.level, finding.told.text) for finding in connected.connector.check()]
    assert ("error", "the consumer key is not validated") in findings
    assert ("note", "the keys may also change things, which is not needed") in findings
    assert ("note", "the keys are valid until 2027-01-05") in findings


def test_rights_that_cannot_be_looked_at_are_said() -> None:
    connected = rig("ovh", through=answering("/currentCredential", said(403, errorCode="NOT_GRANTED_CALL")))
    assert "warning" in {finding.level for finding in connected.connector.check()}


def test_what_a_region_does_not_sell_is_said_and_no_failure() -> None:
    result = calm("ovh", "ann")
    assert "OVHcloud offers this account no such thing: MX Plan." in texts(result)
    assert complete(outcome_of(result))
    nowhere = answering("/sms", said(404, message="Got an invalid (or empty) URL"))
    result = rig("ovh", through=nowhere).find(ANN, ARCHER, PHONE)
    assert texts(result).count("no such thing: Text messages.") == 1
    assert complete(outcome_of(result))


@pytest.mark.parametrize(
    "answer",
    [said(404, message="The requested object does not exist"), said(403), said(460, message="expired"), said(200)],
)
def test_what_cannot_be_read_is_never_taken_for_nothing(answer: Callable[[Request], Response]) -> None:
    result = rig("ovh", through=answering("/redirection", answer)).find(ANN, ARCHER, PHONE)
    assert "Redirections of mail could not be read" in texts(result)
    assert not complete(outcome_of(result))
    assert ("sms_received", "sms-ec12345-1/501") in result.keys


def test_text_messages_are_found_in_every_spelling_and_once() -> None:
    result = rig("ovh").find(PHONE)
    messages = sorted(record.source_id for record in result.disclosed if record.type.startswith("sms_"))
    assert [name.rpartition("/")[2] for name in messages] == ["+15145550101", "501", "601", "602", "701", "1"]
    assert len(result.disclosed) == len(result.keys)
    assert ("contact", "101") in result.keys


def test_an_exhaustive_search_reads_other_peoples_words() -> None:
    assert ("sms_received", "sms-ec12345-1/502") not in rig("ovh").find(ANN, PHONE).keys
    found = rig("ovh").find(ANN, PHONE, exhaustive=True)
    assert ("sms_received", "sms-ec12345-1/502") in found.keys
    assert "other people's words" not in texts(found)


def test_the_same_digits_in_another_country_are_another_number() -> None:
    assert ("sms_contact", "sms-ec12345-1/book-1/3") in rig("ovh").find(PHONE).near_keys


def test_telephone_lines_must_be_asked_for() -> None:
    connected = rig("ovh")
    connected.imitation.state["lists"]["/telephony"] = {"tel-1": {}, "tel-2": {}}
    result = connected.find(ANN)
    assert "Telephone lines at OVHcloud whose calls were not searched: 2." in texts(result)
    assert not complete(outcome_of(result))


def test_lists_in_pages_are_followed_and_circles_left() -> None:
    def paged(request: Request, _: int) -> Response | None:
        if not request.url.path.endswith("/redirection"):
            return None
        cursor = request.headers.get("x-pagination-cursor", "")
        rows, after = {"": (["900000003"], "b"), "b": (["900000001"], "")}[cursor]
        headers = {"x-pagination-cursor-next": after} if after else {}
        return Response(200, json=rows, headers=headers, request=request)

    result = rig("ovh", through=lambda inner: Faulty(inner, paged)).find(ANN)
    assert ("redirection", "example.org/900000001") in result.keys

    def circling(request: Request) -> Response:
        return Response(200, json=["900000001"], headers={"x-pagination-cursor-next": "a"}, request=request)

    result = rig("ovh", through=answering("/redirection", circling)).find(ANN)
    assert not complete(outcome_of(result))


def test_a_number_with_another_persons_address_names_that_person() -> None:
    connected = rig("ovh")
    connected.imitation.state["lists"]["/me/contact"]["102"]["phone"] = "+1.5145550101"
    (contact,) = (r for r in connected.find(ANN, PHONE).disclosed if r.source_id == "102")
    assert [(person.role, person.name) for person in contact.people] == [("contact", "Joann Baker")]


def test_no_id_names_the_person_whose_mailbox_it_is() -> None:
    (alias,) = (record for record in calm("ovh", "ann").disclosed if record.type == "exchange_alias")
    assert "sam" not in alias.source_id


@pytest.mark.parametrize("time_told", [[1], "soon", True, None])
def test_a_clock_that_tells_no_time_is_changed(time_told: Any) -> None:
    through = answering("/auth/time", lambda request: Response(200, json=time_told, request=request))
    assert isinstance(rig("ovh", through=through).find(ANN).error, Changed)
