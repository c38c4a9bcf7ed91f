"""Portable packages made by hand, and how others read them."""

import csv
import hashlib
import io
import json
import mailbox
import re
from pathlib import Path
from typing import Any

from msgspec import structs
from tests.dossiers import ANN, dossier, note, told

from sar.dossier.model import ManifestFile
from sar.dossier.portable import write
from sar.records import Attachment, Field, Record, RecordKind
from sar.register import Activity, Register

Contents = dict[str, Any]
CONSENT = Register({"crm": Activity(basis=["dpv:Consent"])}, {})
NOTHING_STATED = Register({}, {})
EMAIL = Field("email", "E-mail", ANN.value, "EmailAddress")
HOSTILE = (
    "a\r\nEND:VCARD\r\nBEGIN:VCARD", "x\nX-EVIL:1", "a;b,c\\d:e", "line\x0bbreak\x0cor\x85two\u2028three",
    "\x00nul\x07",
    "é" * 200, "漢字" * 60, "C:\\New\\next", 'quote" and =formula', "From me\nFrom you", "\ufeffbom", "=1+1",
)  # fmt: skip


def made(kind: RecordKind, number: int = 1, **more: Any) -> Record:
    """A record of this kind, of the person's, by nobody in particular."""
    return structs.replace(note(number, **more), kind=kind, type=kind)


def packed(folder: Path, *records: Record, register: Register = CONSENT, regimes: tuple[str, ...] = ("quebec",),
           lang: str = "en", **more: Any) -> Path:  # fmt: skip
    """The package of these records."""
    write(dossier(*records, by=told(lang, regimes), **more), register, folder)
    return folder / "portable"


def rows(package: Path, kind: str) -> list[Contents]:
    """The lines of a kind; none where the package has none."""
    path = package / f"{kind}.jsonl"
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def told_in(package: Path) -> Contents:
    index: Contents = json.loads((package / "index.json").read_bytes())
    return index


def left(lines: list[Contents]) -> dict[tuple[str, str], int]:
    return {(one["part"], one["reason"]): one["count"] for one in lines}


RELEASED = (ManifestFile("files/0001-ann-archer.txt", 5, hashlib.sha256(b"words").hexdigest(), "text/plain"),)


def with_file(folder: Path, record: Record, name: str = "Ann Archer.txt") -> Record:
    (folder / "files").mkdir(exist_ok=True)
    (folder / RELEASED[0].path).write_bytes(b"words")
    return structs.replace(record, attachments=(Attachment(name, "text/plain", 5, RELEASED[0].sha256),))


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def described(package: Path) -> None:
    """Every table stands in the metadata with the columns that it has, as the recommendation has them."""
    metadata = json.loads((package / "csv-metadata.json").read_bytes())
    assert metadata["@context"][0] == "http://www.w3.org/ns/csvw"
    assert {one["url"] for one in metadata["tables"]} == {path.name for path in package.glob("*.csv")}
    for one in metadata["tables"]:
        lines = table(package / one["url"])
        columns = one["tableSchema"]["columns"]
        names = [column["name"] for column in columns]
        heading = (package / one["url"]).read_bytes().decode("utf-8-sig").splitlines()[0]
        assert heading.split(",") == [column["titles"] for column in columns]
        assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*", name) for name in names)
        assert len({name.casefold() for name in names}) == len(names)
        key = one["tableSchema"]["primaryKey"]
        assert len({line[key] for line in lines}) == len(lines)


def mails(package: Path) -> list[mailbox.mboxMessage]:
    return list(mailbox.mbox(package / "messages.mbox"))


def indexed(package: Path) -> None:
    listed = {one["path"]: one for one in told_in(package)["files"]}
    there = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    assert set(listed) == there - {"index.json"}
    for name, one in listed.items():
        content = (package / name).read_bytes()
        assert (one["size"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        if name.endswith(".jsonl"):
            assert one["rows"] == content.count(b"\n")
    in_table = {line["path"]: line["sha256"] for line in table(package / "index.csv")}
    assert in_table == {name: one["sha256"] for name, one in listed.items() if name != "index.csv"}
