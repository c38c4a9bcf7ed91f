"""Whereby's traps, one by one."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sar.errors import SettingsError, Throttled
from sar.http import Request, Response, Transport
from sar.identifiers import Identifier, parse
from sar.outcomes import Awaiting, NotSearchable, complete
from sar.records import Record
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.testing.faults import Faulty
from sar.testing.rig import Result
from sar.testing.watched import watched

ROOM = parse("room:/advice-ann@2026-10-05T14:00:00+00:00")
ID = parse("external_id:whereby:crm-ann-1")
NAME = parse("name:Ann Archer")
ALL = (ROOM, ID, NAME)
STRANGERS = ("Paul", "Lena", "Martin", "crm-paul-21", "crm-lena-22", "crm-ann-11")


def answering(path: str, answer: Callable[[Request], Response]) -> Callable[[Transport], Transport]:
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if path in request.url.path else None)


def of(result: Result, type_: str, source_id: str) -> Record:
    return next(one for one in result.disclosed if (one.type, one.source_id) == (type_, source_id))


def changed(*given: Identifier, **settings: Any) -> Callable[[Callable[[dict[str, Any]], Any]], Result]:
    """A search after a change of the imitation's data."""

    def search(change: Callable[[dict[str, Any]], Any]) -> Result:
        connected = rig("whereby", settings=settings)
        change(connected.imitation.state)
        return connected.find(*(given or ALL))

    return search


def row(state: dict[str, Any], part: str, number: str) -> dict[str, Any]:
    key = {"sessions": "roomSessionId", "recordings": "recordingId", "transcriptions": "transcriptionId"}[part]
    found: dict[str, Any] = next(one for one in state[part] if one[key] == number)
    return found


def test_the_next_client_in_the_same_room_is_not_the_subject() -> None:
    result = rig("whereby").find(ROOM)
    assert {one.source_id for one in result.disclosed if one.type == "session"} == {"s-ann-1"}
    assert ("session", "s-ann-2") in result.near_keys
    said = json.dumps([one.raw for one in result.disclosed])
    assert not [word for word in STRANGERS if word in said]


@pytest.mark.parametrize(
    ("start", "end", "whose"),
    [
        ("2026-10-05T13:00:00Z", "2026-10-05T14:00:00Z", "the client before"),
        ("2026-10-05T14:45:00Z", "2026-10-05T15:30:00Z", "the client after"),
        ("2026-10-05T01:30:00Z", "", "of the night before"),
        ("", "", "of no time"),
    ],
)
def test_only_the_meeting_at_the_moment_counts(start: str, end: str, whose: str) -> None:
    result = changed(ROOM)(lambda state: row(state, "sessions", "s-ann-1").update(startedAt=start, endedAt=end))
    assert ("session", "s-ann-1") in result.near_keys, whose
    assert not [one for one in result.disclosed if one.type in {"recording", "transcription", "summary"}]


def test_a_late_start_still_is_the_meeting() -> None:
    late = {"startedAt": "2026-10-05T14:25:00Z", "endedAt": "2026-10-05T15:30:00Z"}
    assert ("session", "s-ann-1") in changed(ROOM)(lambda state: row(state, "sessions", "s-ann-1").update(late)).keys


def test_of_others_a_meeting_shows_name_and_role_only() -> None:
    session = of(rig("whereby").find(*ALL), "session", "s-ann-1")
    (other,) = (one for one in session.raw["participants"] if one["displayName"] == "Sam Steward")
    assert other == {"displayName": "Sam Steward", "roleName": "owner"}
    assert [(one.role, one.name) for one in session.people] == [
        ("subject", "Ann Archer"), ("participant", "Sam Steward"), ("subject", "ann  archer"),
    ]  # fmt: skip


def test_a_typed_name_counts_only_when_confirmed_and_only_in_the_subjects_meeting() -> None:
    unconfirmed = rig("whereby").find(ROOM, ID)
    assert ("participant", "s-ann-1/p-3") not in unconfirmed.keys | unconfirmed.near_keys
    confirmed = rig("whereby").find(*ALL)
    assert ("participant", "s-ann-1/p-3") in confirmed.keys
    assert ("participant", "s-welcome-2/p-20") in confirmed.near_keys


def test_a_name_alone_discloses_nothing() -> None:
    result = rig("whereby").find(NAME)
    assert result.disclosed == []
    assert {("session", "s-ann-1"), ("session", "s-welcome-2")} <= result.near_keys


def test_an_id_that_a_typed_name_led_to_is_doubtful() -> None:
    def learnt(*given: Identifier) -> list[tuple[str, str, str]]:
        (person,) = of(rig("whereby").find(*given), "participant", "s-ann-1/p-1").people
        return [(one.value, one.confidence, one.processor) for one in person.identifiers]

    assert learnt(ROOM, NAME) == [("crm-ann-1", "weak", "whereby")]
    assert learnt(*ALL) == [("crm-ann-1", "strong", "whereby")]


def test_the_firms_id_finds_meetings_in_rooms_that_nobody_named() -> None:
    result = rig("whereby").find(ID)
    assert ("session", "s-welcome-1") in result.keys
    assert ("recording", "r-3") in result.keys
    assert complete(outcome_of(result))


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("insights/participants", "participants"), ("insights/room-sessions", "sessions"),
        ("recordings", "recordings"), ("transcriptions", "transcriptions"),
    ],
)  # fmt: skip
def test_a_vendor_that_ignores_its_filters_changes_nothing(path: str, part: str) -> None:
    state: dict[str, Any] = {}

    def everything(request: Request, _: int) -> Response | None:
        whole = {"results": state.get(part), "cursor": None}
        return Response(200, json=whole, request=request) if request.url.path == f"/v1/{path}" else None

    connected = rig("whereby", through=lambda inner: Faulty(inner, everything))
    state.update(connected.imitation.state)
    assert connected.find(*ALL).keys == rig("whereby").find(*ALL).keys


def test_an_id_that_only_begins_like_the_subjects_is_nobodys() -> None:
    state: dict[str, Any] = {}

    def longer(request: Request) -> Response:
        rows = [one for one in state["participants"] if one["externalId"].startswith("crm-ann-11")]
        return Response(200, json={"results": rows, "cursor": None}, request=request)

    connected = rig("whereby", through=answering("/insights/participants", longer))
    state.update(connected.imitation.state)
    result = connected.find(ID)
    assert result.disclosed == []
    assert result.near_keys == {("participant", "s-anne-1/p-7")}


def test_a_meeting_whose_room_is_gone_leaves_the_taking_part() -> None:
    result = changed(ID)(lambda state: state["sessions"].remove(row(state, "sessions", "s-welcome-1")))
    assert ("participant", "s-welcome-1/p-10") in result.keys
    assert any("no longer listed" in gap.text for gap in result.gaps)


def test_a_room_of_their_own_is_theirs() -> None:
    def alone(state: dict[str, Any]) -> None:
        state["sessions"] = [one for one in state["sessions"] if one["roomSessionId"] not in {"s-ann-2", "s-ann-3"}]

    assert ("room", "/advice-ann") in changed(ROOM)(alone).keys
    assert ("room", "/advice-ann") in rig("whereby").find(ROOM).near_keys


def test_a_room_held_open_for_a_year_is_nobodys_meeting() -> None:
    assert ("meeting", "m-4") in rig("whereby").find(ID).near_keys


@pytest.mark.parametrize(
    ("start", "end", "theirs"),
    [
        ("2026-08-20T16:00:00Z", "2026-08-20T17:00:00Z", False),
        ("2026-08-20T16:30:00Z", "2026-08-20T17:10:00Z", False),
        ("2026-08-20T16:45:00Z", "2026-08-20T17:45:00Z", True),
        ("", "2026-08-20T18:00:00Z", False),
    ],
)
def test_a_meeting_was_planned_for_the_session_that_mostly_lies_in_it(start: str, end: str, theirs: bool) -> None:
    result = changed(ID)(lambda state: state["meetings"][4].update(startDate=start, endDate=end))
    assert (("meeting", "m-5") in result.keys) is theirs
    assert (("meeting", "m-5") in result.near_keys) is not theirs


def test_a_recording_without_its_session_goes_by_room_and_time() -> None:
    def lost(state: dict[str, Any]) -> None:
        for number in ("r-1", "r-2"):
            row(state, "recordings", number).update(roomSessionId="s-lost", roomName="/advice-ann")

    result = changed(ROOM)(lost)
    assert ("recording", "r-1") in result.keys
    assert ("recording", "r-2") in result.near_keys


def test_files_come_whole_without_the_key_and_no_link_is_kept() -> None:
    connected, way = watched("whereby")
    result = connected.find(*ALL)
    file = of(result, "recording", "r-1").attachments[0]
    assert (file.name, file.media_type) == ("advice-ann.mp4", "video/mp4")
    assert result.files[file.sha256] == b"advice-ann recording"
    stored = [request for request in way.requests if request.url.host != "api.whereby.dev"]
    assert len(stored) == 3
    assert not [request for request in stored if "authorization" in request.headers]
    assert "signature" not in json.dumps([one.raw for one in [*result.disclosed, *result.near]])


def test_files_of_near_matches_are_not_fetched() -> None:
    connected, way = watched("whereby")
    connected.find(*ALL)
    assert not [request for request in way.requests if "r-2" in request.url.path or "t-2" in request.url.path]


@pytest.mark.parametrize(
    ("change", "words"),
    [({"storageType": "SELF_HOSTED"}, "the firm's own storage"), ({"state": "in_progress"}, "still being made")],
)
def test_a_file_that_is_not_there_is_told(change: dict[str, str], words: str) -> None:
    result = changed()(lambda state: row(state, "transcriptions", "t-1").update(change))
    (gap,) = (gap for gap in result.gaps if gap.remediable)
    assert words in gap.text
    assert of(result, "transcription", "t-1").attachments == ()


def test_a_transcript_that_failed_is_a_limit_and_no_failure() -> None:
    result = rig("whereby").find(*ALL)
    assert any("could not be made" in gap.text and not gap.remediable for gap in result.gaps)
    assert complete(outcome_of(result))


def test_a_browser_and_network_hang_on_the_participant() -> None:
    shown = {field.name: field.value for field in of(rig("whereby").find(*ALL), "participant", "s-ann-1/p-1").fields}
    assert shown["user_agent"].startswith("Mozilla/5.0")
    assert shown["samples"] == "12"
    assert shown["comment"] == "You were hard to hear."


@pytest.mark.parametrize("samples", [None, 7, [1], {"bitrateSend": 5}, {"bitrateSend": None}])
def test_measurements_of_any_shape_break_nothing(samples: object) -> None:
    result = changed()(lambda state: state["details"]["s-ann-1/p-1"][0].update(samples=samples))
    assert result.error is None
    assert ("participant", "s-ann-1/p-1") in result.keys


def test_an_account_without_summaries_says_so() -> None:
    through = answering("/summaries", lambda request: Response(403, json={}, request=request))
    result = rig("whereby", through=through).find(*ALL)
    assert [gap.text for gap in result.gaps if gap.remediable] == [
        "Summaries could not be read: the key's rights do not reach this."
    ]
    (finding,) = (one for one in rig("whereby", through=through).connector.check() if one.level == "warning")
    assert "summaries = false" in finding.remedy
    without = rig("whereby", through=through, settings={"summaries": False})
    assert complete(outcome_of(without.find(*ALL)))
    assert {one.level for one in without.connector.check()} == {"ok", "note"}


def test_a_long_wait_named_in_the_body_is_not_slept_through() -> None:
    said = {"error": "Rate limit active", "data": {"msLeft": 3_600_000}}
    calls: list[int] = []

    def busy(request: Request) -> Response:
        calls.append(1)
        return Response(429, json=said, request=request)

    error = rig("whereby", through=answering("/insights/participants", busy)).find(ID)
    assert not complete(outcome_of(error))
    assert len(calls) == 1


def test_a_wrong_key_fails_at_once() -> None:
    result = rig("whereby", settings={"api_key": "wrong"}).find(*ALL)
    assert result.error is not None
    assert result.error.status == 401
    assert not isinstance(result.error, Throttled)


def test_an_e_mail_address_alone_cannot_be_searched_and_that_is_said() -> None:
    connected, way = watched("whereby")
    result = connected.find("ann@example.com")
    assert isinstance(result.verdict, NotSearchable)
    assert not way.requests


def test_a_room_without_its_slash_is_no_silent_miss() -> None:
    result = rig("whereby").find(parse("room:advice-ann@2026-10-05T14:00Z"))
    assert any("slash" in gap.text and gap.remediable for gap in result.gaps)


MEETINGS = {"product": "meetings", "account": "example-firm.whereby.com"}


def asked(*given: Identifier | str, **settings: Any) -> Awaiting:
    connected, way = watched("whereby", settings={**MEETINGS, "api_key": "", **settings})
    result = connected.find(*given)
    assert way.requests == []
    assert isinstance(result.verdict, Awaiting)
    return result.verdict


def test_meetings_has_no_api_and_leaves_letters() -> None:
    verdict = asked("ann@example.com", "ann.archer@example.org", parse("phone:+15145550101"), ROOM, NAME)
    assert not complete(outcome_of(Result(verdict=verdict)))
    assert verdict.to == "privacy@whereby.com"
    assert set(verdict.letters) == {"en", "fr"}
    for letter in verdict.letters.values():
        assert "  – ann@example.com\n  – ann.archer@example.org\n" in letter
        assert "example-firm.whereby.com" in letter
        assert not [word for word in ("5145550101", "Archer\n", "/advice-ann", "{", "}") if word in letter]
    assert "SHA-256" in verdict.letters["fr"]
    assert "renseignements personnels" in verdict.letters["fr"]


def test_the_letter_names_the_agreement_where_there_is_one() -> None:
    verdict = asked("ann@example.com", agreement="DPA 2025-03-01", contact="dpo@example.org")
    assert "agreement DPA 2025-03-01." in verdict.letters["en"]
    assert "entente DPA 2025-03-01." in verdict.letters["fr"]
    assert "our agreement" not in asked("ann@example.com").letters["en"]
    assert verdict.to == "dpo@example.org"


def test_without_an_address_the_letter_names_what_is_known() -> None:
    assert "  – +15145550101\n" in asked(parse("phone:+15145550101")).letters["en"]
    assert "  – Ann Archer\n" in asked(NAME).letters["fr"]


@pytest.mark.parametrize("product", ["", "both"])
def test_the_product_is_never_guessed(product: str) -> None:
    connected = rig("whereby", settings={"product": product})
    with pytest.raises(SettingsError):
        connected.find(*ALL)
    with pytest.raises(SettingsError):
        list(connected.connector.check())


def test_the_check_of_meetings_notes_the_letter() -> None:
    assert [one.level for one in rig("whereby", settings=MEETINGS).connector.check()] == ["note"]
