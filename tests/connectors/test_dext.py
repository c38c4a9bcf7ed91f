"""Dext's exports, and the letter where there is none."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from sar.errors import SettingsError
from sar.identifiers import Identifier, parse
from sar.outcomes import Awaiting, complete
from sar.sandbox import Tree
from sar.testing import Result, Rig, rig
from sar.testing.expected import calm, outcome_of

ANN = Identifier("email", "ann@example.com")
NAME = parse("name:Ann Archer")
HEADING = "Item ID,Submitted by,Supplier,Supplier email,Date,File name\n"


def over(folder: Path, **settings: Any) -> Rig:
    return rig("dext", place=lambda _: Tree(folder), settings={"paths": ["/"], **settings})


def archive(folder: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(folder / "export.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return folder


def texts(result: Result) -> str:
    return "\n".join(gap.text for gap in result.gaps)


@pytest.mark.parametrize("settings", [{"paths": []}, {"paths": ["/none.csv"]}, {"paths": ["/"]}])
def test_without_an_export_the_search_ends_in_a_letter(tmp_path: Path, settings: dict[str, Any]) -> None:
    outcome = outcome_of(over(tmp_path, **settings).find(ANN, NAME))
    assert isinstance(outcome, Awaiting)
    assert all("ann@example.com" in letter and "Ann Archer" in letter for letter in outcome.letters.values())
    assert all("{" not in letter for letter in outcome.letters.values())
    assert set(outcome.letters) == {"fr", "en"}
    levels = {finding.level for finding in over(tmp_path, **settings).connector.check()}
    assert "warning" in levels


def test_documents_are_attached_whole_to_the_party_they_are_about() -> None:
    result = calm("dext", "ann")
    (item,) = (record for record in result.disclosed if record.source_id == "40005")
    assert result.files[item.attachments[0].sha256] == b"%PDF-1.4 document invoice-ann.pdf"
    assert item.attachments[0].media_type == "application/pdf"


def test_who_only_submitted_documents_does_not_get_them() -> None:
    result = calm("dext", "sam")
    assert [record.attachments for record in result.disclosed if record.attachments] == []
    assert "may be about others" in texts(result)
    names = {person.name for record in result.disclosed for person in record.people if person.role != "subject"}
    assert {"Ann Archer", "Bob Mentor"} <= names


def test_a_mention_brings_no_documents() -> None:
    (item,) = (record for record in calm("dext", "ann").disclosed if record.source_id == "40007")
    assert item.attachments == ()


def test_without_the_officers_name_names_find_nobody() -> None:
    found = rig("dext").find(ANN)
    assert "40008" not in {source_id for _, source_id in found.keys | found.near_keys}
    learnt = Identifier("name", "Ann Archer", source="some record")
    assert "40008" not in {source_id for _, source_id in rig("dext").find(ANN, learnt).keys}


def test_large_documents_are_said(tmp_path: Path) -> None:
    large = b"x" * (26 << 20)
    folder = archive(tmp_path, {"c.csv": (HEADING + "40001,S,Ann,ann@example.com,,a.pdf\n").encode(), "a.pdf": large})
    result = over(folder).find(ANN)
    assert len(result.disclosed) == 1
    assert "larger than 25 MiB" in texts(result)
    assert not complete(outcome_of(result))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK\x03\x04 broken", "is damaged or protected"), (b"", "is damaged or protected"), (b"x" * (2 << 20), "larger")],
)
def test_broken_archives_are_no_empty_ones(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "export.zip").write_bytes(content)
    result = over(tmp_path, max_mb=1).find(ANN)
    assert said in texts(result)
    assert not complete(outcome_of(result))


def test_an_archive_without_a_table_cannot_be_searched(tmp_path: Path) -> None:
    result = over(archive(tmp_path, {"ann.pdf": b"%PDF"})).find(ANN)
    assert "holds no table" in texts(result)
    assert not complete(outcome_of(result))


def test_a_protected_table_is_said(tmp_path: Path) -> None:
    folder = archive(tmp_path, {"c.csv": HEADING.encode() + b"1,S,Ann,ann@example.com,,\n" * 9})
    packed = bytearray((folder / "export.zip").read_bytes())
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    (folder / "export.zip").write_bytes(packed)
    result = over(folder).find(ANN)
    assert "c.csv could not be read" in texts(result)
    assert not complete(outcome_of(result))


def test_a_table_that_grows_without_end_is_not_unpacked(tmp_path: Path) -> None:
    folder = archive(tmp_path, {"c.csv": b"0" * (257 << 20)})
    assert (folder / "export.zip").stat().st_size < 1 << 20
    result = over(folder).find(ANN)
    assert "larger than 256 MiB" in texts(result)


def test_paths_within_archives_are_only_names(tmp_path: Path) -> None:
    table = (HEADING + "40001,S,Ann,ann@example.com,,\n").encode()
    folder = archive(tmp_path, {"../../c.csv": table, "/etc/40001.pdf": b"%PDF", "..\\..\\x\\40001-b.pdf": b"%PDF b"})
    (item,) = over(folder).find(ANN).disclosed
    assert sorted(file.name for file in item.attachments) == ["40001-b.pdf", "40001.pdf"]


def test_short_numbers_do_not_find_documents_by_chance(tmp_path: Path) -> None:
    table = (HEADING + "7,S,Ann,ann@example.com,,\n").encode()
    (item,) = over(archive(tmp_path, {"c.csv": table, "bob-7.pdf": b"%PDF"})).find(ANN).disclosed
    assert item.attachments == ()


def test_own_names_of_columns(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("Ref;Vendor;Mail\n9;Ann;ann@example.com\n", encoding="utf-8")
    result = over(tmp_path, columns={"supplier": "Vendor", "email": "Mail", "id": "Ref"}).find(ANN)
    assert result.keys == {("item", "9")}
    assert complete(outcome_of(result))
    assert not complete(outcome_of(over(tmp_path).find(ANN)))
    with pytest.raises(SettingsError):
        list(over(tmp_path, columns={"shoe": "Size"}).connector.check())


def test_all_columns_are_shown() -> None:
    (item,) = (record for record in calm("dext", "ann").disclosed if record.source_id == "40005")
    shown = {field.label: field.value for field in item.fields}
    assert {"Tax": "32.50", "Category": "Training", "Document reference": "2026-3"}.items() <= shown.items()
