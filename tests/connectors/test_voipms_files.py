"""VoIP.ms's voicemail, media of messages and faxes: each with its own file."""

from datetime import UTC, datetime

import pytest
from tests.connectors.voipms_shared import ANN, one, saying, what

from sar.errors import Changed
from sar.http import Request, Response, Transport
from sar.outcomes import complete
from sar.registry import Registry
from sar.testing import Result, Rig, rig
from sar.testing.expected import outcome_of
from sar.testing.faults import Faulty


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


def test_a_file_that_is_no_base64_is_told() -> None:
    result = rig("voipms", through=saying("getFaxMessagePDF", status="success", message_base64="!!!")).find(ANN)
    assert one(result, "fax", "501").attachments == ()
    assert not complete(outcome_of(result))
    assert isinstance(result.error, Changed | None)
