"""Messages of the mailbox: what is whose, copies, people and attachments."""

import pytest
from tests.connectors.mailbox_shared import ANN, HIDDEN, INFO, SAM, mail, one, put

from sar.records import Match
from sar.testing import rig


def test_only_what_no_server_sees_needs_an_exhaustive_search() -> None:
    sieved, whole = rig("mailbox").find(*ANN), rig("mailbox").find(*ANN, exhaustive=True)
    assert whole.keys - sieved.keys == HIDDEN
    assert sieved.keys - whole.keys == set()
    assert sieved.near_keys == whole.near_keys
    assert rig("mailbox", settings={"exhaustive": True}).find(*ANN).keys == whole.keys


@pytest.mark.parametrize("exhaustive", [False, True])
def test_the_gap_is_stated_only_where_it_is_one(exhaustive: bool) -> None:
    said = [gap.text for gap in rig("mailbox").find(*ANN, exhaustive=exhaustive).gaps if "exhaustive" in gap.text]
    assert len(said) == (0 if exhaustive else 1)


def test_a_mention_is_proven_where_the_words_are() -> None:
    result = rig("mailbox").find(*ANN)
    for name in ("plain", "base64", "soft-break", "utf16", "subject", "header", "csv", "file-name", "link", "html"):
        proof = one(result, mail(f"mention-{name}")).proof
        assert isinstance(proof, Match)
        assert proof.how == "mention", name


def test_a_message_of_hers_that_somebody_passed_on_is_hers_alone() -> None:
    result = rig("mailbox").find(*ANN)
    inner, outer = one(result, mail("forwarded") + "/1"), one(result, mail("forwarded"))
    assert "Ann's own words." in inner.text
    assert "Sam's remark" not in repr(inner.raw)
    assert isinstance(outer.proof, Match)
    assert outer.proof.how == "mention"


def test_copies_are_one_record_that_lists_where_they_lie() -> None:
    same = one(rig("mailbox").find(*ANN), mail("same"))
    assert [(row.get("account", row.get("archive")), row["folder"]) for row in same.raw["copies"]] == [
        (INFO, "INBOX"),
        (INFO, "Archive/2025"),
        (SAM, "INBOX"),
        ("/archives/2019.mbox", "2019.mbox"),
    ]
    assert [field.value for field in same.fields if field.name == "folder"][1] == f"{INFO}, Archive/2025"


def test_whom_another_copy_names_is_kept() -> None:
    same = one(rig("mailbox").find("bob@example.net"), mail("same"))
    assert isinstance(same.proof, Match)
    assert same.proof.path.startswith("/addresses/delivered-to/")
    assert same.raw["addresses"]["delivered-to"] == [{"address": "bob@example.net"}]


def test_another_text_under_the_same_name_is_another_record() -> None:
    texts = [record.text for record in rig("mailbox").find(*ANN).disclosed if record.title == "In several folders"]
    assert texts == ["Once is enough.", "Another text under the same name."]


def test_a_message_without_a_name_is_known_by_where_it_lies() -> None:
    nameless = one(rig("mailbox").find(*ANN), f"{INFO}/INBOX/1757000001/30")
    assert nameless.occurred_at is not None
    assert nameless.occurred_at.isoformat() == "2026-09-14T15:21:00+00:00"


@pytest.mark.parametrize(
    "recipient",
    [
        b'"x, ann@example.com, y"@example.net',
        b'"<ann@example.com>"@example.net',
        b'"a\\", <ann@example.com>, \\"b"@example.net',
        b'"x; ann@example.com;"@example.net',
        b'"ann@example.com, " <bob@example.net>, <ann@example.com@example.net>',
    ],
)
def test_a_local_part_that_quotes_her_address_is_somebody_elses(recipient: bytes) -> None:
    connected = rig("mailbox")
    put(connected, b"From: bob@example.net\r\nTo: " + recipient + b"\r\nMessage-ID: <q@example.com>\r\n\r\nHi\r\n", 900)
    result = connected.find(*ANN)
    assert ("message", "q@example.com") in result.near_keys
    assert ("message", "q@example.com") not in result.keys


def test_the_people_have_their_roles() -> None:
    result = rig("mailbox").find(*ANN)
    roles = {(person.role, person.identifiers[0].value) for person in one(result, mail("to")).people}
    assert roles == {("author", SAM), ("subject", "ann@example.com"), ("recipient", "zoé@example.org")}


def test_where_answers_go_is_a_weak_sign_of_another_address() -> None:
    connected = rig("mailbox")
    put(connected, b"From: ann@example.com\r\nReply-To: ann.home@example.net\r\n\r\nHi\r\n", 900)
    put(connected, b"From: ann@example.com\r\nReply-To: all@example.net\r\nList-Id: x\r\n\r\nHi\r\n", 901)
    learnt = [
        (identifier.value, identifier.confidence)
        for record in connected.find(*ANN).disclosed
        for person in record.people
        if person.role == "subject"
        for identifier in person.identifiers
        if identifier.value not in {*ANN, "Ann@Example.COM"}
    ]
    assert learnt == [("ann.home@example.net", "weak")]


def test_ip_addresses_of_the_way_are_not_learnt() -> None:
    people = [person for record in rig("mailbox").find(*ANN).disclosed for person in record.people]
    assert {identifier.kind for person in people for identifier in person.identifiers} == {"email"}


def test_attachments_come_whole_and_only_with_what_is_proven() -> None:
    result = rig("mailbox").find(*ANN)
    papers = one(result, mail("attachments"))
    assert [file.name for file in papers.attachments] == ["list.csv", "contrat signé.pdf"]
    assert [result.files[file.sha256] for file in papers.attachments] == [
        b"name,size\r\nchair,3",
        b"%PDF-1.4 nothing\n",
    ]
    assert [record.source_id for record in result.near if record.attachments] == []
    assert papers.text == "Two papers, as promised."
