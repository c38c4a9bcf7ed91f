"""Archives of mail on a real disk."""

import gzip
from pathlib import Path

from tests.connectors.mailbox_shared import ANN

from sar.context import Access
from sar.outcomes import complete
from sar.registry import Registry
from sar.sandbox import Api, Imitation
from sar.settings import Processor
from sar.testing.expected import outcome_of
from sar.testing.rig import Rig


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
