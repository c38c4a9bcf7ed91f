"""VoIP.ms's traps, one by one."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qs

import msgspec
import pytest

from sar.errors import Changed, Denied, SettingsError, Throttled
from sar.http import Request, Response, Transport
from sar.identifiers import Identifier
from sar.outcomes import Failed, NothingHeld, complete
from sar.records import Match, Record, Via
from sar.registry import Registry
from sar.testing import Result, Rig, rig
from sar.testing.expected import outcome_of
from sar.testing.faults import Faulty
from sar.testing.rig import IMPATIENT

ANN = Identifier("phone", "+15145550101")
NORA = Identifier("phone", "+15145550110")


def watched(**more: object) -> tuple[Rig, list[Request]]:
    """The connector on its imitation, and what it asks."""
    ways: list[Faulty] = []

    def watch(inner: Transport) -> Transport:
        ways.append(Faulty(inner, lambda request, _: None))
        return ways[0]

    connected = rig("voipms", through=watch, **more)  # type: ignore[arg-type]
    return connected, ways[0].requests


def asked(requests: list[Request], method: str = "") -> list[dict[str, str]]:
    forms = [{key: values[0] for key, values in parse_qs(one.content.decode()).items()} for one in requests]
    return [form for form in forms if method in {"", form.get("method")}]


def answering(method: str, answer: Callable[[Request], Response]) -> Callable[[Transport], Transport]:
    name = f"method={method}&".encode()
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if name in request.content else None)


def saying(method: str, **said: object) -> Callable[[Transport], Transport]:
    return answering(method, lambda request: Response(200, json=said, request=request))


def one(result: Result, type_: str, number: str) -> Record:
    (found,) = (each for each in [*result.disclosed, *result.near] if (each.type, each.source_id) == (type_, number))
    return found


def what(result: Result) -> str:
    return " ".join(gap.text for gap in result.gaps)


def test_the_credentials_are_in_the_body_and_in_no_address() -> None:
    connected, requests = watched()
    connected.find(ANN)
    forms = asked([request for request in requests if request.method == "POST"])
    assert {form["api_password"] for form in forms} == {connected.access.secret("password")}
    assert not [request for request in requests if "sandbox-voipms" in str(request.url) or "api_" in str(request.url)]
    assert [request.url.path for request in requests if request.method != "POST"] == ["/media.php"] * 3


@pytest.mark.parametrize("status", ["invalid_credentials", "missing_credentials", "api_not_enabled", "ip_not_enabled"])
def test_what_is_fatal_ends_the_search_with_its_own_remedy(status: str) -> None:
    for method in ("getDIDsInfo", "getSMS"):
        result = rig("voipms", through=saying(method, status=status)).find(ANN)
        assert isinstance(result.error, Denied)
        assert status in str(result.error)
        assert "credentials.toml" in result.error.remedy or "SOAP and REST" in result.error.remedy
        assert isinstance(outcome_of(result), Failed)


def test_an_address_that_is_not_allowed_is_told_by_the_check() -> None:
    connected = rig("voipms")
    connected.imitation.state["ip"] = False
    with pytest.raises(Denied, match="ip_not_enabled"):
        list(connected.connector.check())


def test_the_limit_per_minute_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    Registry.discover().load("voipms")
    policy = msgspec.structs.replace(IMPATIENT, retry_after_max=10)
    through = saying("getSMS", status="api_limit_exceeded")
    assert "limit of requests per minute" in what(rig("voipms", through=through, policy=policy).find(ANN))
    assert isinstance(
        outcome_of(rig("voipms", through=saying("getDIDsInfo", status="api_limit_exceeded"), policy=policy).find(ANN)),
        Failed,
    )

    monkeypatch.setattr("sar.connectors.voipms.api.BACK_OFF", 0.0)
    refused = {"status": "api_limit_exceeded"}

    def twice(inner: Transport) -> Transport:
        answer = lambda request, before: Response(200, json=refused, request=request) if before < 2 else None  # noqa: E731
        return Faulty(inner, answer)

    result = rig("voipms", through=twice).find(ANN)
    assert result.keys == rig("voipms").find(ANN).keys
    assert complete(outcome_of(result))


def test_too_many_requests_is_throttled_and_not_empty() -> None:
    connected = rig("voipms", policy=msgspec.structs.replace(IMPATIENT, retry_after_max=10))
    connected.imitation.state["budget"] = 0
    assert isinstance(connected.find(ANN).error, Throttled)


def test_an_empty_list_is_empty_and_an_error_is_not() -> None:
    assert isinstance(outcome_of(rig("voipms").find(NORA)), NothingHeld)
    for status in ("no_callstatus", "invalid_daterange", "no_base64file", "something_new"):
        result = rig("voipms", through=saying("getCDR", status=status)).find(NORA)
        assert isinstance(outcome_of(result), Failed), status
        assert status in what(result)


def test_an_answer_without_a_status_is_no_answer() -> None:
    result = rig("voipms", through=saying("getCDR", cdr=[])).find(NORA)
    assert isinstance(outcome_of(result), Failed)


def test_a_status_that_is_no_word_is_not_repeated() -> None:
    result = rig("voipms", through=saying("getCDR", status="<b>ann@example.com</b>")).find(NORA)
    assert "ann@example.com" not in what(result)
    assert "unknown status" in what(result)


def test_calls_are_asked_for_in_windows_without_a_day_left_out() -> None:
    connected, requests = watched(settings={"since": "2024-01-01"})
    connected.find(ANN)
    forms = asked(requests, "getCDR")
    spans = [(date.fromisoformat(form["date_from"]), date.fromisoformat(form["date_to"])) for form in forms]
    assert spans[0][0] == date(2024, 1, 1)
    assert spans[-1][1] > datetime.now(UTC).date()
    assert all((last - first).days < 92 for first, last in spans)
    assert all(after[0] - before[1] == timedelta(1) for before, after in pairwise(spans))
    assert {(form["answered"], form["noanswer"], form["busy"], form["failed"]) for form in forms} == {("1",) * 4}


def test_nothing_before_the_day_of_the_settings_is_read_and_that_is_said() -> None:
    result = rig("voipms", settings={"since": "2025-07-01"}).find(ANN)
    assert ("call", "1") not in result.keys
    assert "Nothing before 2025-07-01" in what(result)


@pytest.mark.parametrize(("name", "value"), [("since", "spring"), ("since", "2999-01-01"), ("timezone", "Montreal")])
def test_settings_that_mean_nothing_are_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError):
        rig("voipms", settings={name: value}).find(ANN)


@pytest.mark.parametrize("hours", [-5, 0, 5.5, 13])
def test_times_are_the_same_moment_whatever_the_offset(hours: float) -> None:
    result = rig("voipms", settings={"timezone": hours}).find(ANN)
    assert one(result, "call", "1").occurred_at == datetime(2025, 6, 10, 14, tzinfo=UTC)
    assert one(result, "call", "1").raw["parsed"]["offset"] == f"{hours:g}"
    assert f"({hours:g} hours)" in what(result)


def test_more_messages_than_come_by_default() -> None:
    assert len([each for each in rig("voipms").find(ANN).disclosed if each.type == "sms"]) == 60


def test_a_window_full_to_the_limit_is_asked_for_in_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    Registry.discover().load("voipms")
    monkeypatch.setattr("sar.connectors.voipms.messages.LIMIT", 20)
    connected = rig("voipms")
    for place, row in enumerate(row for row in connected.imitation.state["sms"] if row["contact"] == "5145550101"):
        row["at"] = (datetime(2025, 8, 1, tzinfo=UTC) + timedelta(hours=9 * place)).isoformat()
    result = connected.find(ANN)
    assert len([each for each in result.disclosed if each.type == "sms"]) == 60
    assert complete(outcome_of(result))


def test_a_day_full_to_the_limit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Registry.discover().load("voipms")
    monkeypatch.setattr("sar.connectors.voipms.messages.LIMIT", 5)
    connected = rig("voipms")
    for row in connected.imitation.state["sms"]:
        row["at"] = "2025-08-01T12:00:00Z"
    assert not complete(outcome_of(connected.find(ANN)))


def test_a_name_that_the_caller_chose_is_no_proof() -> None:
    result = rig("voipms").find(ANN)
    assert not {("call", "4"), ("call", "5"), ("fax", "503"), ("phonebook", "12")} & (result.keys | result.near_keys)


def test_the_same_last_digits_are_a_near_match_at_most() -> None:
    result = rig("voipms").find(ANN)
    assert {("call", "6"), ("call", "7"), ("phonebook", "14")} <= result.near_keys


def test_a_number_in_somebody_elses_note_is_a_mention() -> None:
    result = rig("voipms").find(ANN)
    for type_, number in (("phonebook", "13"), ("transcript", "100000_reception/104c19ad033748bc")):
        proof = one(result, type_, number).proof
        assert isinstance(proof, Match)
        assert proof.how == "mention"


def test_messages_of_others_that_name_the_number_need_an_exhaustive_search() -> None:
    assert ("sms", "2002") not in rig("voipms").find(ANN).keys
    result = rig("voipms").find(ANN, exhaustive=True)
    assert ("sms", "2002") in result.keys
    assert ("sms", "2001") not in result.keys | result.near_keys


def test_the_firms_own_number_is_nobodys() -> None:
    result = rig("voipms").find(Identifier("phone", "+15145550100"))
    assert result.keys | result.near_keys == set()
    assert "one of the firm's own" in what(result)
    both = rig("voipms").find(ANN, Identifier("phone", "+15145550100"))
    assert both.keys == rig("voipms").find(ANN).keys


def test_a_weak_number_proves_nothing() -> None:
    result = rig("voipms").find(Identifier("phone", "+15145550101", confidence="weak"))
    assert ("call", "1") in result.near_keys
    assert {type_ for type_, _ in result.keys} <= {"phonebook", "transcript"}


def test_a_recording_is_known_by_its_id_and_has_its_file() -> None:
    result = rig("voipms").find(ANN)
    (by_id,) = (each for each in result.disclosed if each.type == "recording" and isinstance(each.proof, Match))
    assert by_id.raw["parsed"]["from"] == "+15145550101"
    assert by_id.occurred_at == datetime(2025, 6, 10, 14, 0, 4, tzinfo=UTC)
    assert result.files[by_id.attachments[0].sha256] == b"ID3voice of the first call"
    assert by_id.attachments[0].media_type == "audio/mpeg"
    assert "voices of more than one person" in what(result)


def test_a_recording_without_numbers_hangs_on_the_one_call_of_that_moment() -> None:
    result = rig("voipms").find(ANN)
    joined = one(result, "recording", "b2xkLW1ha2UtMg")
    assert joined.proof == Via(one(result, "call", "2").id, path="/parsed/call")
    assert result.files[joined.attachments[0].sha256] == b"ID3voice of the second call"


def test_a_recording_that_fits_two_calls_is_nobodys_and_not_fetched() -> None:
    doubtful = one(rig("voipms").find(ANN), "recording", "b2xkLW1ha2UtMw")
    assert doubtful.proof is None
    assert doubtful.attachments == ()


def test_a_recording_that_fits_no_call_is_told() -> None:
    connected = rig("voipms")
    connected.imitation.state["recordings"][1]["at"] = "2025-09-25T13:30:10Z"
    result = connected.find(ANN)
    assert "Recordings that name no numbers and fit no call" in what(result)
    assert not complete(outcome_of(result))


def test_a_recording_an_hour_off_still_fits_its_call() -> None:
    connected = rig("voipms")
    connected.imitation.state["recordings"][1]["at"] = "2025-09-20T14:30:10Z"
    assert ("recording", "b2xkLW1ha2UtMg") in connected.find(ANN).keys


def test_an_id_whose_moment_does_not_fit_its_row_is_not_believed() -> None:
    connected = rig("voipms")
    row = connected.imitation.state["recordings"][0]
    number = next(each.source_id for each in connected.find(ANN).disclosed if each.type == "recording")
    row |= {"id": number, "at": "2025-12-24T12:00:00Z"}
    assert ("recording", number) not in connected.find(ANN).keys


def test_recordings_beyond_the_first_page_are_read() -> None:
    connected = rig("voipms")
    extra = {**connected.imitation.state["recordings"][0], "at": "2025-06-02T09:00:00Z"}
    connected.imitation.state["recordings"].append(extra)
    assert len([each for each in connected.find(ANN).disclosed if each.type == "recording"]) == 3


def test_a_file_that_cannot_be_had_is_a_gap_and_the_record_is_there() -> None:
    result = rig("voipms", through=saying("getCallRecording", status="no_recording")).find(ANN)
    assert ("recording", "b2xkLW1ha2UtMg") in result.keys
    assert not complete(outcome_of(result))


def test_voicemail_comes_with_its_own_file_and_what_was_heard() -> None:
    result = rig("voipms").find(ANN)
    found = {each.occurred_at: each for each in result.disclosed if each.type == "voicemail"}
    newer = found[datetime(2025, 9, 2, 12, tzinfo=UTC)]
    assert result.files[newer.attachments[0].sha256] == b"RIFFvoicemail of hers"
    assert newer.text == "Please call me back."
    assert newer.attachments[0].media_type == "audio/wav"


def test_a_voicemail_folder_that_changes_while_it_is_read_is_read_again() -> None:
    def shifting(times: int) -> Result:
        connected = rig("voipms")
        left = [times]
        newest = {**connected.imitation.state["voicemail_messages"][0], "at": "2025-09-03T12:00:00Z"}

        def through(inner: Transport) -> Transport:
            def meanwhile(request: Request, _: int) -> None:
                if (
                    b"method=getVoicemailMessageFile&" in request.content
                    and b"folder=INBOX" in request.content
                    and left[0]
                ):
                    left[0] -= 1
                    connected.imitation.state["voicemail_messages"].insert(
                        0, {**newest, "duration": f"00:00:{left[0]:02d}"}
                    )

            return Faulty(inner, meanwhile)

        connected.access.transport = through(connected.access.transport)  # type: ignore[arg-type]
        connected = Rig(
            connected.manifest,
            connected.imitation,
            connected.access,
            Registry.discover().load("voipms")(connected.access),
        )
        return connected.find(ANN)

    calm, shifted = rig("voipms").find(ANN), shifting(1)
    assert shifted.keys == calm.keys
    for each in (each for each in shifted.disclosed if each.type == "voicemail"):
        assert shifted.files[each.attachments[0].sha256].endswith(b"of hers")
    assert "changed while it was read" in what(shifting(99))
    assert not complete(outcome_of(shifting(99)))


def test_voicemail_that_is_sent_away_is_said() -> None:
    assert "The voicemail box 1002" in what(rig("voipms").find(ANN)).replace("Messages of the v", "The v")


def test_media_of_messages_come_whole_whichever_way_they_are_named() -> None:
    result = rig("voipms").find(ANN)
    two, late = one(result, "mms", "3001"), one(result, "mms", "3002")
    assert [result.files[file.sha256] for file in two.attachments] == [b"jpeg of the leak", b"second jpeg"]
    assert [result.files[file.sha256] for file in late.attachments] == [b"jpeg of the wall"]
    assert two.attachments[0].media_type == "image/jpeg"


@pytest.mark.parametrize("place", ["http://127.0.0.1/secret", "https://voip.ms.example.net/x", "http://voip.ms/x"])
def test_a_medium_elsewhere_is_not_fetched(place: str) -> None:
    row = {"id": "9", "date": "2025-08-01 10:00:00", "type": "1", "did": "5145550100", "contact": "5145550101"}
    said = {"status": "success", "sms": [{**row, "message": "x", "media": [place]}]}
    fetched: list[Request] = []

    def through(inner: Transport) -> Transport:
        def fault(request: Request, _: int) -> Response | None:
            fetched.append(request)
            return Response(200, json=said, request=request) if b"method=getMMS&" in request.content else None

        return Faulty(inner, fault)

    result = rig("voipms", through=through).find(ANN)
    assert not [request for request in fetched if request.method == "GET"]
    assert one(result, "mms", "9").attachments == ()
    assert not complete(outcome_of(result))


def test_files_have_names_that_tell_what_they_are() -> None:
    names = [file.name for each in rig("voipms").find(ANN).disclosed for file in each.attachments]
    assert {name.rpartition(".")[2] for name in names} == {"mp3", "wav", "pdf", "jpg"}
    assert not [name for name in names if "514555" in name]


def test_faxes_come_with_their_pages() -> None:
    result = rig("voipms").find(ANN)
    assert result.files[one(result, "fax", "501").attachments[0].sha256] == b"%PDF-1.4 page of a fax received"
    assert ("fax", "502") in result.keys


def test_nothing_is_learnt_from_names() -> None:
    result = rig("voipms").find(ANN)
    mine = [person for each in result.disclosed for person in each.people if person.role == "subject"]
    assert mine
    assert {(person.name, person.identifiers) for person in mine} == {("", ())}


def test_the_vendors_row_is_kept_whole_and_passwords_are_cut_out() -> None:
    result = rig("voipms").find(Identifier("phone", "+15145550109"))
    row = one(result, "sub_account", "42").raw["sub_account"]
    assert row["description"] == "Sam Steward"
    assert "password" not in row
    assert one(rig("voipms").find(ANN), "call", "2").raw["call"]["destination"] == "15145550101"


def test_a_resellers_clients_are_searched_too() -> None:
    connected = rig("voipms")
    state = connected.imitation.state
    state["clients"] = [{"client": "700", "email": "ann@example.com", "phone_number": "5145550101"}]
    state["client_cdr"] = {"700": [{**state["cdr"][0], "uniqueid": "7001"}]}
    state["client_sms"] = {"700": [{**state["sms"][-1], "id": "7002"}]}
    result = connected.find(ANN)
    assert {("client", "700"), ("call", "7001"), ("sms", "7002")} <= result.keys
    assert "password" not in one(result, "client", "700").raw["client"]


def test_transcripts_that_do_not_exist_are_a_limit_and_no_failure() -> None:
    result = rig("voipms", through=saying("getCallTranscriptions", status="no_transcriptions")).find(ANN)
    assert complete(outcome_of(result))
    assert "no_transcriptions" in what(result)


def test_a_method_under_maintenance_is_a_gap() -> None:
    connected = rig("voipms")
    connected.imitation.state["maintenance"] = ["getFaxMessages"]
    result = connected.find(ANN)
    assert ("call", "1") in result.keys
    assert "method_maintenance" in what(result)
    assert not complete(outcome_of(result))


def test_a_file_that_is_no_base64_is_told() -> None:
    result = rig("voipms", through=saying("getFaxMessagePDF", status="success", message_base64="!!!")).find(ANN)
    assert one(result, "fax", "501").attachments == ()
    assert not complete(outcome_of(result))
    assert isinstance(result.error, Changed | None)


def test_the_manifest_keeps_to_one_request_a_second() -> None:
    limit = Registry.discover().get("voipms").limit
    assert (limit.rate, limit.per) == (1, 1.0)
