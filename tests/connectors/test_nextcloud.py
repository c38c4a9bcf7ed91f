"""Nextcloud's traps, one by one."""

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any
from urllib.parse import unquote

import pytest

from sar.errors import Changed, Denied
from sar.http import Request, Response, Transport
from sar.identifiers import Identifier, parse
from sar.outcomes import complete
from sar.proof import walk
from sar.records import Match, Record
from sar.testing import Result, Rig, rig
from sar.testing.expected import outcome_of
from sar.testing.faults import Faulty

ANN = (
    parse("ann@example.com"),
    parse("ann.archer@example.org"),
    parse("phone:+15145550101"),
    parse("user_id:nextcloud:aarcher"),
)
ROOT = "/remote.php/dav"
lines = import_module("sar.connectors.nextcloud.lines")
dav = import_module("sar.connectors.nextcloud.dav")


def answering(path: str, answer: Callable[[Request], Response | None]) -> Callable[[Transport], Transport]:
    """An answer of our own to every request whose path holds this."""
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if path in request.url.path else None)


def watched(connected_by: Callable[[Callable[[Transport], Transport]], Rig]) -> tuple[Rig, list[Request]]:
    """A rig, and the requests that it makes."""
    ways: list[Faulty] = []

    def through(inner: Transport) -> Transport:
        ways.append(Faulty(inner, lambda request, _: None))
        return ways[0]

    connected = connected_by(through)
    return connected, ways[0].requests


def one(result: Result, type_: str, source_id: str) -> Record:
    (record,) = (each for each in result.disclosed if (each.type, each.source_id) == (type_, source_id))
    return record


def learnt(record: Record) -> set[tuple[str, str, str]]:
    people = [person for person in record.people if person.role == "subject"]
    return {(one.kind, one.canonical, one.confidence) for person in people for one in person.identifiers}


def card(*properties: str) -> str:
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *properties, "END:VCARD", ""))


def event(*properties: str) -> str:
    whole = ("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:x", *properties, "END:VEVENT", "END:VCALENDAR", "")
    return "\r\n".join(whole)


def with_tree(**more: str) -> Rig:
    """A rig whose server holds further objects of sam's: `card_x` and `event_x`."""
    connected = rig("nextcloud")
    for name, text in more.items():
        kind, file = name.split("_")
        place = f"addressbooks/sam/contacts/{file}.vcf" if kind == "card" else f"calendars/sam/personal/{file}.ics"
        connected.imitation.state["tree"][place] = text
    return connected


# accounts


def test_the_accounts_that_were_read_are_named() -> None:
    said = [gap.text for gap in rig("nextcloud").find(*ANN).gaps]
    read = "The address books, calendars, files and shares of these accounts were read: office, sam, joann."
    assert read in said


def test_an_account_that_is_not_covered_makes_the_answer_incomplete() -> None:
    connected = rig("nextcloud", settings={"left_out": ["guest-*", "aarcher", "bob"]})
    (gap,) = (gap for gap in connected.find(*ANN).gaps if gap.remediable)
    assert gap.text == "These accounts of the server were not searched: austin."
    warnings = [finding for finding in connected.connector.check() if finding.level == "warning"]
    assert [finding.told.text for finding in warnings] == [gap.text]


def test_without_an_administrator_it_is_said_that_others_are_not_known() -> None:
    connected = rig("nextcloud")
    connected.imitation.state["users"]["office"]["groups"] = []
    result = connected.find("sam.steward@example.org")
    assert not complete(outcome_of(result))
    assert ("account", "sam") in result.keys, "an account's own profile is read all the same"
    assert ("contact", "system/z-server-generated--system/sam.vcf") not in result.keys
    assert ("contact", "office/z-server-generated--system/sam.vcf") in result.keys, "the generated book stands in"
    assert {finding.level for finding in connected.connector.check()} == {"ok", "note", "warning"}


def test_of_the_generated_book_nothing_comes_where_all_profiles_were_read() -> None:
    result = rig("nextcloud").find("sam.steward@example.org")
    assert [record for record in result.disclosed if "z-server-generated" in record.source_id] == []


def test_an_additional_address_is_found_although_the_servers_search_does_not_find_it() -> None:
    account = one(rig("nextcloud").find("ann@example.com"), "account", "aarcher")
    assert isinstance(account.proof, Match)
    assert account.proof.path == "/additional_mail/0"
    assert ("user_id", "aarcher", "strong") in learnt(account)
    assert ("email", "ann.archer@example.org", "strong") in learnt(account)


def test_accounts_beyond_the_first_page_are_read() -> None:
    assert ("account", "guest-60") in rig("nextcloud").find("guest-60@example.net").keys


def test_one_wrong_password_is_told_and_the_other_accounts_are_read() -> None:
    connected = rig("nextcloud")
    connected.imitation.state["passwords"]["joann"] = "another"
    result = connected.find(*ANN)
    assert not complete(outcome_of(result))
    assert ("contact", "sam/contacts/ann.vcf") in result.keys
    assert ("contact", "joann/private/ann.vcf") not in result.keys
    assert [finding.level for finding in connected.connector.check()].count("error") == 1


def test_wrong_passwords_alone_are_a_failure() -> None:
    connected = rig("nextcloud")
    connected.imitation.state["passwords"].clear()
    assert isinstance(connected.find(*ANN).error, Denied)


def test_a_status_inside_a_success_counts() -> None:
    def refused(request: Request) -> Response:
        said = {"ocs": {"meta": {"status": "failure", "statuscode": 997}, "data": []}}
        return Response(200, json=said, request=request)

    assert isinstance(rig("nextcloud", through=answering("/cloud/user", refused)).find(*ANN).error, Denied)


def test_an_anonymous_view_is_not_nothing_held() -> None:
    body = b"""<d:multistatus xmlns:d="DAV:"><d:response><d:href>/</d:href><d:propstat><d:prop>
        <d:current-user-principal><d:unauthenticated/></d:current-user-principal></d:prop>
        <d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"""

    def anonymous(request: Request) -> Response | None:
        return Response(207, content=body, request=request) if request.url.path == f"{ROOT}/" else None

    assert isinstance(rig("nextcloud", through=answering(ROOT, anonymous)).find(*ANN).error, Denied)


def test_an_app_that_an_account_does_not_have_is_a_limit_by_design() -> None:
    connected = rig("nextcloud")
    del connected.imitation.state["capabilities"]["forms"]
    result = connected.find(*ANN)
    assert complete(outcome_of(result))
    assert "Not enabled for the account sam and not searched: Forms." in [gap.text for gap in result.gaps]


def test_a_server_that_only_speaks_dav_is_asked_for_nothing_else() -> None:
    parts = {"parts": ["contacts", "calendars"]}
    connected, asked = watched(lambda through: rig("nextcloud", through=through, settings=parts))
    result = connected.find(*ANN)
    assert complete(outcome_of(result))
    assert {record.type for record in result.disclosed} == {"contact", "event", "task", "journal"}
    assert {request.url.path.startswith(ROOT) for request in asked} == {True}


# address books and calendars


def test_what_is_shared_is_read_once() -> None:
    connected, asked = watched(lambda through: rig("nextcloud", through=through))
    connected.find(*ANN)
    read = [request.url.path for request in asked if request.method == "REPORT"]
    assert not [path for path in read if "contacts_shared_by_sam" in path or "personal_shared_by_sam" in path]
    assert [path for path in read if "customers_shared_by_bob" in path], "bob himself is not searched"


def test_learnt_from_a_card() -> None:
    found = rig("nextcloud").find("ann@example.com")
    known = learnt(one(found, "contact", "sam/contacts/ann.vcf"))
    assert known == {
        ("email", "ann@example.com", "strong"),
        ("email", "ann.archer@example.org", "strong"),
        ("phone", "+15145550101", "strong"),
    }


def test_a_card_that_only_shares_a_number_teaches_less_surely() -> None:
    record = one(rig("nextcloud").find(*ANN), "contact", "sam/contacts/household.vcf")
    assert {confidence for _, _, confidence in learnt(record)} == {"weak"}


def test_a_picture_is_a_file_and_not_a_payload() -> None:
    result = rig("nextcloud").find(*ANN)
    record = one(result, "contact", "sam/contacts/ann.vcf")
    (picture,) = record.attachments
    assert picture.media_type == "image/png"
    assert result.files[picture.sha256].startswith(b"\x89PNG")
    assert not [value for _, value in walk(record.raw) if isinstance(value, str) and "iVBOR" in value]


def test_a_room_is_learnt_with_the_moment_at_which_she_was_expected() -> None:
    record = one(rig("nextcloud").find(*ANN), "event", "sam/personal/advice.ics")
    rooms = [one for person in record.people for one in person.identifiers if one.kind == "room"]
    assert [(room.value, str(room.seen)) for room in rooms] == [("/advice-ann", "2026-10-05 14:00:00+00:00")]


def test_of_a_series_only_the_meetings_that_were_hers_teach_a_room() -> None:
    record = one(rig("nextcloud").find(*ANN), "event", "sam/personal/series.ics")
    rooms = [one for person in record.people for one in person.identifiers if one.kind == "room"]
    assert [(room.value, str(room.seen)) for room in rooms] == [("/round", "2026-06-08 15:00:00+00:00")]


def room_moments(*properties: str) -> list[str]:
    attendee, where = "ATTENDEE:mailto:ann@example.com", "DESCRIPTION:At https://firm.whereby.com/weekly today"
    connected = with_tree(event_weekly=event(*properties, attendee, where))
    record = one(connected.find(*ANN), "event", "sam/personal/weekly.ics")
    return [str(one.seen)[:10] for person in record.people for one in person.identifiers if one.kind == "room"]


def test_a_series_teaches_each_meeting_but_those_called_off() -> None:
    repeated = ("DTSTART:20250106T100000Z", "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20250113T100000Z")
    assert room_moments(*repeated) == ["2025-01-06", "2025-01-20", "2025-01-27"]
    assert room_moments("DTSTART:20250106T100000Z", "STATUS:CANCELLED") == []


def test_a_meeting_that_she_declined_teaches_no_room() -> None:
    declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.com"
    text = event("DTSTART:20250106T100000Z", declined, "LOCATION:https://firm.whereby.com/x")
    record = one(with_tree(event_declined=text).find(*ANN), "event", "sam/personal/declined.ics")
    assert [one for person in record.people for one in person.identifiers if one.kind == "room"] == []


def test_a_meeting_that_only_mentions_her_teaches_nothing() -> None:
    text = event("DTSTART:20250106T100000Z", "DESCRIPTION:ann@example.com https://firm.whereby.com/x")
    record = one(with_tree(event_mention=text).find(*ANN), "event", "sam/personal/mention.ics")
    assert learnt(record) == set()


def test_a_birthday_that_was_made_from_a_card_is_not_listed_twice() -> None:
    assert not [one for one in rig("nextcloud").find(*ANN).disclosed if "birthdays" in one.source_id]


HOSTILE = {
    "no colon": card("EMAIL:ann@example.com", "no colon here"),
    "no end": "BEGIN:VCARD\r\nEMAIL:ann@example.com\r\n",
    "nothing around": "EMAIL:ann@example.com",
    "other end": "BEGIN:VCARD\r\nEMAIL:ann@example.com\r\nEND:VEVENT\r\n",
    "too deep": "BEGIN:VCARD\r\n" * 5000 + "EMAIL:ann@example.com",
    "a long line of parameters": card(f"EMAIL{';a=b' * 50_000}:ann@example.com"),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_card_is_told_and_the_rest_is_read(text: str) -> None:
    result = with_tree(card_hostile=text).find(*ANN)
    (gap,) = (gap for gap in result.gaps if gap.remediable)
    said = "1 entries of Contacts (account sam) may concern the subject and could not be understood."
    assert gap.text == said
    assert ("contact", "sam/contacts/household.vcf") in result.keys


def test_a_hostile_event_is_told_and_the_rest_is_read() -> None:
    strange = event("DTSTART:99999999T999999Z", "RRULE:FREQ=NEVER;UNTIL=x", "ATTENDEE:mailto:ann@example.com")
    result = with_tree(event_strange=strange, event_broken="BEGIN:VCALENDAR\r\nann@example.com").find(*ANN)
    assert one(result, "event", "sam/personal/strange.ics").occurred_at is None
    assert [gap.text for gap in result.gaps if gap.remediable] == [
        "1 entries of Personal (account sam) may concern the subject and could not be understood."
    ]


def test_an_entry_that_spoils_its_batch_is_found_and_told() -> None:
    """Servers put into their XML what must not be there."""

    def spoilt(request: Request) -> Response | None:
        broken = Response(207, content=b"<d:multistatus xmlns:d='DAV:'>\x0b</d:multistatus>", request=request)
        return broken if b"bob.vcf" in request.content else None

    result = rig("nextcloud", through=answering("/sam/contacts", spoilt)).find(*ANN)
    (gap,) = (gap for gap in result.gaps if gap.remediable)
    assert gap.text == "1 entries of Contacts (account sam) could not be fetched."
    assert ("contact", "sam/contacts/ann.vcf") in result.keys
    assert ("contact", "sam/contacts/bob.vcf") not in result.keys


def test_an_entry_that_is_listed_and_left_out_is_told() -> None:
    def left_out(request: Request) -> Response | None:
        empty = Response(207, content=b"<d:multistatus xmlns:d='DAV:'/>", request=request)
        return empty if request.method == "REPORT" else None

    result = rig("nextcloud", through=answering("/joann/private", left_out)).find(*ANN)
    assert [gap.text.partition(" could")[0] for gap in result.gaps if gap.remediable] == [
        "The address book Private of the account joann"
    ]


def test_an_interrupted_run_does_not_fetch_again_what_it_has() -> None:
    held = [record.id for record in rig("nextcloud").find(*ANN).disclosed]
    connected, asked = watched(lambda through: rig("nextcloud", through=through))
    connected.find(*ANN, held=held)
    fetched = b" ".join(request.content for request in asked if request.method == "REPORT")
    assert b"contacts/ann.vcf" not in fetched
    assert b"contacts/joann.vcf" in fetched


@pytest.mark.parametrize(
    "inside", ["<!DOCTYPE x [<!ENTITY a 'b'>]>", "<!-- <a --><!DOCTYPE x SYSTEM 'file:///etc/passwd'>"]
)
def test_xml_with_a_document_type_is_refused(inside: str) -> None:
    with pytest.raises(Changed):
        dav.parsed(f"<?xml version='1.0'?>{inside}<d:multistatus xmlns:d='DAV:'/>".encode())


def test_of_an_answer_only_each_parts_own_address_is_read() -> None:
    body = b"""<d:multistatus xmlns:d="DAV:"><d:response><d:href>http://other.example.net/dav/a%20b/</d:href><d:propstat>
        <d:prop><d:owner><d:href>/dav/owner/</d:href></d:owner><d:getetag>"1"</d:getetag></d:prop>
        <d:status>HTTP/1.1 200 OK</d:status></d:propstat><d:propstat><d:prop><d:displayname>no</d:displayname></d:prop>
        <d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response></d:multistatus>"""
    (part,) = dav.resources(body)
    assert (part.href, part.path, part.name) == ("/dav/a%20b/", "/dav/a b", "a b")
    assert part.hrefs("{DAV:}owner") == ["/dav/owner/"]
    assert part.text("{DAV:}displayname") == ""


def test_an_answer_that_the_server_cut_short_is_not_taken_for_whole() -> None:
    body = b"""<d:multistatus xmlns:d="DAV:"><d:response><d:href>/x/</d:href>
        <d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response></d:multistatus>"""
    with pytest.raises(Changed):
        dav.resources(body)


def test_old_and_new_spellings_of_a_property() -> None:
    text = card(
        "item1.EMAIL;INTERNET;HOME:ann@exam\r\n ple.com",
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Caf=C3=A9=0Aand=\r\n more, with a bare comma",
        'ATTENDEE;CN="A: B, C";SENT-BY="mailto:bob@example.net":MAILTO:o%27hara@example.org',
    )
    (component,) = lines.read(text)
    email, note, attendee = component["properties"][1:]
    assert (email["value"], email["group"], email["params"]) == (
        "ann@example.com",
        "item1",
        {"TYPE": ["INTERNET", "HOME"]},
    )
    assert note["value"] == "Café\nand more, with a bare comma"
    assert attendee["params"]["CN"] == ["A: B, C"]
    assert attendee["addresses"] == ["o'hara@example.org", "bob@example.net"]


# shares and files


def test_a_cloud_id_has_the_form_of_an_address_and_is_none() -> None:
    result = rig("nextcloud").find(*ANN)
    assert ("share", "4") not in result.keys
    assert ("share", "4") in result.near_keys


def test_what_opens_a_share_is_not_kept() -> None:
    result = rig("nextcloud").find(*ANN)
    assert not [value for record in result.disclosed for _, value in walk(record.raw) if "t0ken" in str(value)]


def test_pending_and_removed_shares_are_read() -> None:
    assert ("share", "8") in rig("nextcloud").find(*ANN).keys
    assert ("share", "9") in rig("nextcloud").find("zoé@example.org").keys


NAMES = {
    "ann@example.com.pdf": True,
    "Re ann@example.com": True,
    "ann@example.com (1).docx": True,
    "ann@example.com.au": False,
    "ann@example.com.au.pdf": False,
    "joann@example.com.pdf": False,
    "ann@example.com.org": False,
}


@pytest.mark.parametrize(("name", "hers"), NAMES.items())
def test_an_ending_is_no_part_of_an_address_and_a_domain_is(name: str, hers: bool) -> None:
    connected = rig("nextcloud")
    connected.imitation.state["files"] = [{"id": 1, "owner": "sam", "path": f"/{name}"}]
    connected.imitation.state["shares"].clear()
    connected.imitation.state["comments"].clear()
    result = connected.find("ann@example.com")
    assert (("file", "1") in result.keys) is hers
    assert (("file", "1") in result.near_keys) is not hers


def test_files_beyond_the_first_hundred_are_found() -> None:
    files = [record for record in rig("nextcloud").find("joann@example.com").disclosed if record.type == "file"]
    assert len(files) == 130


# forms, tables, conversations


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
    connected, asked = watched(lambda through: rig("nextcloud", through=through))
    connected.find(*ANN)
    read = [
        request.url.params
        for request in asked
        if "/api/v1/chat/" in request.url.path and "context" not in request.url.path
    ]
    assert {params["setReadMarker"] for params in read} == {"0"}
    assert {params["markNotificationsAsRead"] for params in read} == {"0"}
    assert {request.method for request in asked} <= {"GET", "PROPFIND", "REPORT", "SEARCH"}


def test_no_other_service_is_asked() -> None:
    connected, asked = watched(lambda through: rig("nextcloud", through=through))
    result = connected.find(*ANN)
    assert not [request for request in asked if "search-elsewhere" in request.url.path]
    assert any("search-elsewhere" in gap.text for gap in result.gaps)


def test_hits_beyond_the_cap_of_25_are_read() -> None:
    hits = [record for record in rig("nextcloud").find("zoé@example.org").disclosed if record.type == "hit"]
    assert len(hits) == 30


def test_hosts_and_passwords() -> None:
    """Each account's password goes with its own requests, and is in no address and no body."""
    connected, asked = watched(lambda through: rig("nextcloud", through=through))
    connected.find(*ANN)
    passwords = connected.access.secrets("accounts").values()
    assert {request.url.host for request in asked} == {"cloud.example.org"}
    said = "".join(unquote(str(request.url)) + request.content.decode() for request in asked)
    assert not [password for password in passwords if password in said]


def test_a_neighbours_room_and_card_stay_theirs() -> None:
    result = rig("nextcloud").find(Identifier("email", "ann@example.com.au"))
    assert ("message", "talkroom1/2") in result.keys
    assert not {("contact", "sam/contacts/ann.vcf"), ("message", "talkroom1/1")} & result.keys
    assert json.dumps([record.raw for record in result.disclosed]).count('"ann@example.com"') == 0


def test_settings_are_read_as_they_are_written() -> None:
    connected = rig("nextcloud", settings={"url": "https://cloud.example.org/"})
    findings: list[Any] = list(connected.connector.check())
    assert {finding.level for finding in findings} == {"ok", "note"}
