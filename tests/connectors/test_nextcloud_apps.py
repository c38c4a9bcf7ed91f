"""Nextcloud's forms, tables, conversations and search over all apps."""

import json

from tests.connectors.nextcloud_shared import ANN, answering, learnt, one

from sar.http import Request, Response
from sar.identifiers import Identifier
from sar.records import Match
from sar.testing import rig
from sar.testing.watched import watched


def test_an_address_of_a_friend_does_not_make_a_submission_theirs() -> None:
    record = one(rig("nextcloud").find("ann@example.com"), "submission", "1/4")
    assert isinstance(record.proof, Match)
    assert record.proof.how == "mention"


def test_answers_have_their_questions() -> None:
    record = one(rig("nextcloud").find(*ANN), "submission", "1/1")
    assert ("Your e-mail", "Ann@Example.com") in [(field.label, field.value) for field in record.fields]
    assert ("phone", "+15145550101", "strong") in learnt(record)


def test_forms_that_know_no_pages_are_read_once() -> None:
    def whole(request: Request) -> Response:
        rows = [
            {"id": number, "formId": 1, "userId": "", "timestamp": 1, "answers": [{"questionId": 1, "text": text}]}
            for number, text in enumerate(["x"] * 60 + ["ann@example.com"])
        ]
        said = {"ocs": {"meta": {"statuscode": 200}, "data": {"submissions": rows, "questions": []}}}
        return Response(200, json=said, request=request)

    result = rig("nextcloud", through=answering("/forms/1/submissions", whole)).find("ann@example.com")
    assert ("submission", "1/60") in result.keys
    assert any("pages of a list repeat" in gap.text for gap in result.gaps)


def test_of_a_row_that_she_only_wrote_nothing_else_is_told() -> None:
    record = one(rig("nextcloud").find(*ANN), "row_authorship", "5")
    assert set(record.raw) == {"id", "tableId", "createdBy", "createdAt", "lastEditBy", "lastEditAt"}


def test_rich_text_that_holds_an_address_is_a_mention() -> None:
    record = one(rig("nextcloud").find(*ANN), "row", "2")
    assert isinstance(record.proof, Match)
    assert record.proof.how == "mention"


def test_a_guests_messages_are_found_by_the_invitation() -> None:
    result = rig("nextcloud").find("ann@example.com")
    assert ("message", "talkroom1/1") in result.keys, "written by the guest, beyond two pages of others"
    assert ("message", "talkroom1/2") not in result.keys, "written by a guest with a similar address"


def test_reading_conversations_leaves_no_trace() -> None:
    connected, way = watched("nextcloud")
    connected.find(*ANN)
    read = [
        request.url.params
        for request in way.requests
        if "/api/v1/chat/" in request.url.path and "context" not in request.url.path
    ]
    assert {params["setReadMarker"] for params in read} == {"0"}
    assert {params["markNotificationsAsRead"] for params in read} == {"0"}
    assert {request.method for request in way.requests} <= {"GET", "PROPFIND", "REPORT", "SEARCH"}


def test_no_other_service_is_asked() -> None:
    connected, way = watched("nextcloud")
    result = connected.find(*ANN)
    assert not [request for request in way.requests if "search-elsewhere" in request.url.path]
    assert any("search-elsewhere" in gap.text for gap in result.gaps)


def test_hits_beyond_the_cap_of_25_are_read() -> None:
    hits = [record for record in rig("nextcloud").find("zoé@example.org").disclosed if record.type == "hit"]
    assert len(hits) == 30


def test_a_neighbours_room_and_card_stay_theirs() -> None:
    result = rig("nextcloud").find(Identifier("email", "ann@example.com.au"))
    assert ("message", "talkroom1/2") in result.keys
    assert not {("contact", "sam/contacts/ann.vcf"), ("message", "talkroom1/1")} & result.keys
    assert json.dumps([record.raw for record in result.disclosed]).count('"ann@example.com"') == 0
