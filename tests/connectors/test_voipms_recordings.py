"""VoIP.ms's recordings: to which call each belongs."""

from datetime import UTC, datetime

from tests.connectors.voipms_shared import ANN, one, saying, what

from sar.outcomes import complete
from sar.records import Match, Via
from sar.testing import rig
from sar.testing.expected import outcome_of


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
