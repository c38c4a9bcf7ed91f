"""The mailbox's traps, one by one."""

import gzip
import socket
from pathlib import Path
from typing import Any

import pytest

from sar.context import Access
from sar.errors import SettingsError
from sar.outcomes import complete
from sar.records import Match, Record
from sar.registry import Registry
from sar.sandbox import Api, Imitation
from sar.settings import Processor
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.testing.rig import Result, Rig
from sar.wire import Dial

ANN = ("ann@example.com", "ann.archer@example.org")
INFO, SAM = "info@example.org", "sam.steward@example.org"
HIDDEN = {("message", f"hidden-{kind}@mail.example.com") for kind in ("entities", "tags", "octets", "zip")}


def one(result: Result, source_id: str) -> Record:
    (found,) = (record for record in [*result.disclosed, *result.near] if record.source_id == source_id)
    return found


def mail(name: str) -> str:
    return f"{name}@mail.example.com"


def folder(connected: Rig, account: str, name: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = connected.imitation.state["accounts"][account]["folders"]
    return next(row for row in rows if row["name"] == name)


def put(connected: Rig, content: bytes, uid: int, name: str = "INBOX") -> None:
    row = {"uid": uid, "flags": [], "received": "14-Sep-2026 15:21:00 +0000", "content": content}
    folder(connected, INFO, name)["messages"].append(row)


# what is whose


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


# the server


def test_nothing_is_marked_as_read() -> None:
    connected = rig("mailbox")
    before = connected.imitation.snapshot()
    connected.find(*ANN)
    connected.find(*ANN, exhaustive=True)
    assert connected.imitation.snapshot() == before


def test_a_search_that_the_server_refuses_becomes_a_reading_of_all() -> None:
    connected = rig("mailbox")
    connected.imitation.state["no_search"] = True
    result = connected.find(*ANN)
    assert not complete(outcome_of(result))  # not even a list of all messages is had
    assert "could not be searched" in " ".join(gap.text for gap in result.gaps)


def test_a_question_that_is_not_understood_becomes_a_reading_of_all() -> None:
    connected = rig("mailbox")
    connected.imitation.state["no_search"] = "HEADER"
    result = connected.find(*ANN)
    assert complete(outcome_of(result))
    assert result.keys >= HIDDEN


def test_a_folder_that_may_not_be_opened_is_a_gap_and_the_others_are_read() -> None:
    connected = rig("mailbox")
    folder(connected, INFO, "Junk")["closed"] = True
    result = connected.find(*ANN)
    assert [gap.values["folder"] for gap in result.gaps if gap.remediable] == ["Junk"]
    assert ("message", mail("junk")) not in result.keys
    assert ("message", mail("deleted")) in result.keys


def test_one_wrong_password_costs_one_account() -> None:
    result = rig("mailbox", settings={"accounts": {INFO: "sandbox-info-password", SAM: "wrong"}}).find(*ANN)
    assert [gap.values["account"] for gap in result.gaps if gap.remediable] == [SAM]
    assert ("message", mail("from")) in result.keys
    assert not complete(outcome_of(result))


def test_wrong_passwords_are_never_nothing_held() -> None:
    connected = rig("mailbox", settings={"accounts": {INFO: "wrong"}, "archives": []})
    assert not complete(outcome_of(connected.find("nora.body@example.net")))
    assert next(finding.level for finding in connected.connector.check()) == "error"


@pytest.mark.parametrize(
    ("auth", "secret", "good"),
    [
        ("xoauth2", "sandbox-info-password", True),
        ("xoauth2", "expired", False),
        ("password", "sandbox-info-password", True),
        ("password", "pässwort", True),
        ("password", "falsché", False),
    ],
)
def test_both_ways_of_logging_in(auth: str, secret: str, good: bool) -> None:
    connected = rig("mailbox", settings={"auth": auth, "accounts": {INFO: secret}, "archives": []})
    if good:
        connected.imitation.state["accounts"][INFO]["password"] = secret
    assert ({finding.level for finding in connected.connector.check()} == {"ok", "note"}) is good
    assert bool(connected.find(*ANN).disclosed) is good


def test_no_password_goes_over_a_network_in_clear() -> None:
    said: list[bytes] = []

    class Abroad:
        """A connection to a host of a documentation range."""

        family = socket.AF_INET

        def getpeername(self) -> tuple[str, int]:
            return "192.0.2.1", 143

        def sendall(self, data: bytes) -> None:
            said.append(data)

        def settimeout(self, seconds: float) -> None: ...
        def close(self) -> None: ...

    def elsewhere(inner: Dial) -> Dial:
        return lambda host, port: Abroad()  # type: ignore[return-value]

    connected = rig("mailbox", wire=elsewhere, settings={"archives": []})
    result = connected.find(*ANN)
    assert said == []
    assert "unencrypted log-in" in " ".join(gap.text for gap in result.gaps)
    assert not complete(outcome_of(result))


def test_without_starttls_nobody_logs_in() -> None:
    connected = rig("mailbox", settings={"security": "starttls", "archives": []})
    result = connected.find(*ANN)
    assert result.disclosed == []
    assert "STARTTLS" in " ".join(gap.text for gap in result.gaps)


def test_a_folder_made_anew_meanwhile_is_told() -> None:
    connected = rig("mailbox")
    broken: list[int] = []

    class Changing:
        """A connection that breaks once, after which the folder is another."""

        def __init__(self, inner: socket.socket) -> None:
            self._inner = inner

        def sendall(self, data: bytes) -> None:
            if b"FETCH" in data and b"BODY.PEEK[]" in data and not broken:
                broken.append(1)
                folder(connected, INFO, "INBOX")["uidvalidity"] += 1
                raise ConnectionResetError
            self._inner.sendall(data)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

    dial = connected.access.through
    assert dial
    connected.access.through = lambda host, port: Changing(dial(host, port))  # type: ignore[assignment,return-value]
    result = connected.find(*ANN)
    assert "made anew" in " ".join(gap.text for gap in result.gaps)
    assert not complete(outcome_of(result))


def test_more_messages_than_one_answer_can_carry_are_searched_in_turns() -> None:
    connected = rig("mailbox", settings={"archives": []})
    filler = b"From: x@example.net\r\n\r\n\r\n"
    rows = folder(connected, INFO, "Empty")["messages"]
    rows += [{"uid": number, "flags": [], "received": "", "content": filler} for number in range(1, 41_001)]
    put(connected, b"From: ann@example.com\r\nMessage-ID: <last@example.com>\r\n\r\nLast.\r\n", 41_001, "Empty")
    assert ("message", "last@example.com") in connected.find(*ANN).keys


def test_odd_folder_names_are_read_and_shown_as_people_write_them() -> None:
    found = one(rig("mailbox").find(*ANN), mail("odd-folder"))
    assert found.raw["copies"][0]["folder"] == 'Résumés/Odd "name" [x]'


def test_a_message_larger_than_the_cap_is_told() -> None:
    connected = rig("mailbox")
    long = b"From: ann@example.com\r\nMessage-ID: <long@example.com>\r\n\r\n" + (b"x" * 9998 + b"\r\n") * 4100
    put(connected, long, 900)
    result = connected.find(*ANN)
    assert ("message", "long@example.com") in result.keys
    assert [gap.values["count"] for gap in result.gaps if "larger than" in gap.text] == ["1"]
    assert not complete(outcome_of(result))


def test_without_accounts_or_archives_there_is_nothing_to_search() -> None:
    with pytest.raises(SettingsError):
        rig("mailbox", settings={"accounts": {}, "archives": []}).find(*ANN)
    with pytest.raises(SettingsError):
        rig("mailbox", settings={"host": ""}).find(*ANN)


# archives on a real disk


def archived(*paths: Path) -> Rig:
    registry = Registry.discover()
    manifest = registry.get("mailbox")
    access = Access(Processor("mailbox", "mailbox", manifest, {"archives": [str(path) for path in paths]}))
    return Rig(manifest, Imitation(Api(), {}), access, registry.load("mailbox")(access))


MESSAGE = b"From: ann@example.com\nSubject: Kept\nMessage-ID: <%s@example.com>\n\nText.\n"
BEGIN = b"From a@example.com Mon Sep 14 15:20:00 2026\n"


def test_folders_within_folders_are_found_whatever_their_names(tmp_path: Path) -> None:
    for place, name in (("[Gmail].All", b"one"), ("Inbox.sbd/Odd *", b"two"), (".", b"three")):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / place / "box").write_bytes(BEGIN + MESSAGE % name + b"\n" + BEGIN + MESSAGE % (name + b"-b"))
    (tmp_path / "Inbox.msf").write_bytes(b"// an index")
    result = archived(tmp_path).find(*ANN)
    ids = {source_id for _, source_id in result.keys}
    assert ids == {f"{name}{more}@example.com" for name in ("one", "two", "three") for more in ("", "-b")}
    assert complete(outcome_of(result))


def test_a_maildir_is_told_from_a_folder_of_letters(tmp_path: Path) -> None:
    for box in ("cur", "new", "tmp", ".Sub/cur", ".Sub/new"):
        (tmp_path / box).mkdir(parents=True)
        (tmp_path / box / "1.M1.host:2,FS").write_bytes(MESSAGE % box.replace("/", "").encode())
    (tmp_path / "dovecot.index").write_bytes(b"From nobody")
    result = archived(tmp_path).find(*ANN)
    assert {source_id for _, source_id in result.keys} == {
        f"{box}@example.com" for box in ("cur", "new", ".Subcur", ".Subnew")
    }
    assert result.disclosed[0].raw["copies"][0]["flags"] == ["F", "S"]


def test_packed_letters_and_apples_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.eml.gz").write_bytes(gzip.compress(MESSAGE % b"packed"))
    apple = MESSAGE % b"apple"
    (tmp_path / "b.emlx").write_bytes(
        b"%d\n" % len(apple) + apple + b"<plist><string>joann@example.com</string></plist>"
    )
    (tmp_path / "c.eml").write_bytes(b"\xef\xbb\xbf" + MESSAGE % b"marked")
    result = archived(tmp_path / "*.eml*").find(*ANN)
    assert {source_id for _, source_id in result.keys} == {
        f"{name}@example.com" for name in ("packed", "apple", "marked")
    }
    assert "plist" not in repr([record.raw for record in result.disclosed])


def test_what_is_no_mail_or_outlooks_own_is_named(tmp_path: Path) -> None:
    (tmp_path / "old.pst").write_bytes(b"!BDN....")
    (tmp_path / "notes").write_bytes(b"just words about ann@example.com\n")
    (tmp_path / "a.eml").write_bytes(MESSAGE % b"a")
    result = archived(tmp_path).find(*ANN)
    assert {source_id for _, source_id in result.keys} == {"a@example.com"}
    said = {Path(gap.values["file"]).name: gap.remediable for gap in result.gaps if "file" in gap.values}
    assert said == {"old.pst": True, "notes": False}
    assert "warning" in {finding.level for finding in archived(tmp_path).connector.check()}


def test_a_damaged_or_missing_archive_is_told(tmp_path: Path) -> None:
    (tmp_path / "old.mbox.gz").write_bytes(gzip.compress(BEGIN + MESSAGE % b"a" * 5000)[:-40])
    for archive in (tmp_path / "old.mbox.gz", tmp_path / "nowhere"):
        result = archived(archive).find("nora.body@example.net")
        assert not complete(outcome_of(result))
    assert [finding.level for finding in archived(tmp_path / "nowhere").connector.check()] == ["error"]


def test_an_mbox_with_copies_gives_each_message_once(tmp_path: Path) -> None:
    for name in ("a.mbox", "b.mbox"):
        order = range(20) if name == "a.mbox" else range(19, -1, -1)
        content = b"".join(BEGIN + MESSAGE % f"m{number}".encode() + b"\n" for number in order)
        (tmp_path / name).write_bytes(content)
    result = archived(tmp_path).find(*ANN)
    assert [source_id for _, source_id in sorted(result.keys)] == sorted(
        f"m{number}@example.com" for number in range(20)
    )
    assert {len(record.raw["copies"]) for record in result.disclosed} == {2}


def test_a_wrong_password_is_asked_once() -> None:
    asked: list[str] = []

    def counting(inner: Dial) -> Dial:
        def dial(host: str, port: int) -> socket.socket:
            asked.append(host)
            return inner(host, port)

        return dial

    connected = rig("mailbox", wire=counting, settings={"accounts": {INFO: "wrong"}, "archives": []})
    connected.find(*ANN)
    assert len(asked) == 1
