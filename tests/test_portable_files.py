"""The portable package as a folder: files, index, and as an officer gets it."""

import json
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import icalendar
import jsonschema
import pytest
import vobject
from msgspec import structs
from tests.packages import (
    EMAIL,
    NOTHING_STATED,
    RELEASED,
    described,
    indexed,
    left,
    made,
    mails,
    packed,
    rows,
    told_in,
    with_file,
)

from sar.cli import main
from sar.dossier.model import ManifestFile
from sar.dossier.portable.rows import json_schema
from sar.records import Attachment, Field, Record
from sar.sandbox import cast


def test_released_files_come_along_under_numbers(tmp_path: Path) -> None:
    held = Attachment("scan.png", "image/png", 9, "cd" * 32)
    records = [with_file(tmp_path, made("submission", n)) for n in (1, 2)]
    records[1] = structs.replace(records[1], attachments=(*records[1].attachments, held))
    unused = ManifestFile("files/0002-deal.txt", 5, "ef" * 32, "text/plain")
    package = packed(tmp_path, *records, files=(*RELEASED, unused))
    assert [path.name for path in (package / "files").iterdir()] == ["0001.txt"]
    assert (package / "files" / "0001.txt").read_bytes() == b"words"
    for row in rows(package, "submission"):
        assert row["files"] == [{"path": "files/0001.txt", "name": "Ann Archer.txt", "media_type": "text/plain",
                                 "size": 5, "sha256": RELEASED[0].sha256}]  # fmt: skip
    assert left(told_in(package)["left_out"]) == {("file", "held"): 1}


@pytest.mark.parametrize("ending", ["annarche", "exe", ""])
def test_an_ending_is_the_media_types(tmp_path: Path, ending: str) -> None:
    listed = structs.replace(RELEASED[0], path=f"files/0001-x.{ending}", media_type="application/pdf")
    one = with_file(tmp_path, made("submission"))
    (tmp_path / RELEASED[0].path).rename(tmp_path / listed.path)
    assert [path.name for path in (packed(tmp_path, one, files=(listed,)) / "files").iterdir()] == ["0001.pdf"]


def test_names_tell_nothing_of_anybody(tmp_path: Path) -> None:
    hostile = "../../Ann Archer/=cmd"
    one = with_file(tmp_path, made("submission", title=hostile, fields=(Field(hostile, hostile, hostile),)), hostile)
    one = structs.replace(one, processor=hostile, type=hostile, source_id=hostile)
    package = packed(tmp_path, one, files=RELEASED)
    names = {path.relative_to(package).as_posix() for path in package.rglob("*")}
    assert names == {
        "README.txt", "csv-metadata.json", "files", "files/0001.txt", "index.csv", "index.json", "rows.schema.json",
        "submission.csv", "submission.jsonl",
    }  # fmt: skip


def test_the_index_lists_every_file_as_it_is(tmp_path: Path) -> None:
    one = with_file(tmp_path, made("submission", fields=(EMAIL,)))
    package = packed(tmp_path, one, made("contact", 2, fields=(EMAIL,)), files=RELEASED)
    indexed(package)


def test_only_the_owner_can_read_it_and_the_zip_is_the_same(tmp_path: Path) -> None:
    one = with_file(tmp_path, made("submission"))
    (tmp_path / RELEASED[0].path).chmod(0o600)
    package = packed(tmp_path, one, files=RELEASED)
    assert stat.S_IMODE(package.stat().st_mode) == 0o700
    files = [path for path in package.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in [*files, tmp_path / "portable.zip"]} == {0o600}
    with zipfile.ZipFile(tmp_path / "portable.zip") as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {f"portable/{path.relative_to(package).as_posix()}": path.read_bytes() for path in files}


def test_a_second_run_replaces_the_first_and_a_failed_one_leaves_it(tmp_path: Path) -> None:
    packed(tmp_path, made("contact", fields=(EMAIL,)))
    package = packed(tmp_path, made("visit"))
    before = {path.name: path.read_bytes() for path in package.iterdir()}
    assert "contact.csv" not in before

    def failing() -> Iterator[Record]:
        yield made("visit")
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        packed(tmp_path, records=failing)
    assert {path.name: path.read_bytes() for path in package.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["portable", "portable.zip"]


@pytest.mark.parametrize(("records", "says"), [((), "no data on you"), ((made("deal"),), "none of the data found")])
def test_an_empty_package_says_so(tmp_path: Path, records: tuple[Record, ...], says: str) -> None:
    package = packed(tmp_path, *records)
    assert {path.name for path in package.iterdir()} == {
        "README.txt", "csv-metadata.json", "index.csv", "index.json", "rows.schema.json",
    }  # fmt: skip
    text = " ".join((package / "README.txt").read_text().split())
    assert "It is empty" in text and says in text
    assert says in told_in(package)["statement"]
    described(package)


def test_the_readme_tells_what_is_missing_and_why(tmp_path: Path) -> None:
    package = packed(tmp_path, made("contact", fields=(EMAIL,)), made("deal", 2), regimes=("gdpr",), complete=False,
                     register=NOTHING_STATED)  # fmt: skip
    text = " ".join((package / "README.txt").read_text().split())
    assert "The search is not finished" in text
    assert "does not state what permits the processing" in text
    assert "General Data Protection Regulation (EU) 2016/679, Art. 20: 0 records" in text
    assert told_in(package)["complete"] is False


def test_rows_fit_their_schema(tmp_path: Path) -> None:
    one = with_file(tmp_path, made("submission", fields=(EMAIL,)))
    package = packed(tmp_path, one, made("visit", 2, occurred_at=None), files=RELEASED)
    schema = json.loads((package / "rows.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema == json.loads(json.dumps(json_schema()))
    validator = jsonschema.Draft202012Validator(schema)
    for kind in ("submission", "visit"):
        for row in rows(package, kind):
            validator.validate(row)
    assert not validator.is_valid({"id": "1"})


# as an officer runs it


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """`sar export --format portable` over the sandbox; gives the package."""
    before = os.environ.get("SAR_HOME")

    def run(*arguments: str) -> Path:
        folder = tmp_path_factory.mktemp("portable")
        os.environ["SAR_HOME"] = str(folder / "home")
        try:
            main(["export", *arguments, "--sandbox", "--format", "portable,json", "--out", str(folder / "out")])
        finally:
            os.environ.pop("SAR_HOME") if before is None else os.environ.update(SAR_HOME=before)
        return next((folder / "out").iterdir()) / "portable"

    return run


def test_an_export_of_everything(export: Callable[..., Path]) -> None:
    ann = cast()["ann"]
    package = export(ann.email, "--also", f"email:{ann.emails[1]}", "--regime", "quebec", "--regime", "gdpr")
    everything = b"\n".join(path.read_bytes() for path in sorted(package.rglob("*")) if path.is_file())
    text = everything.decode(errors="replace").casefold()
    others = [person for key, person in cast().items() if key not in {"ann", "namesake"}]
    assert [word for one in others for word in (*one.emails, one.full_name) if word.casefold() in text] == []
    described(package)
    indexed(package)
    validator = jsonschema.Draft202012Validator(json_schema())
    ids = {one["id"]: one for one in json.loads((package.parent / "dossier.json").read_bytes())["records"]}
    for path in package.glob("*.jsonl"):
        for row in map(json.loads, path.read_bytes().splitlines()):
            validator.validate(row)
            assert ids[row["id"]]["kind"] == row["kind"] == path.stem
            assert ids[row["id"]]["proof"].get("how") != "mention"
            assert row["regimes"] == ["quebec"], "the sandbox's register states no basis"
    cards = list(vobject.readComponents((package / "contacts.vcf").read_bytes().decode()))
    assert ann.email in {one.value.casefold() for card in cards for one in getattr(card, "email_list", ())}
    assert len(icalendar.Calendar.from_ical((package / "calendar.ics").read_bytes()).walk("VEVENT")) > 1
    assert len(mails(package)) > 1
    assert (package.parent / "portable.zip").is_file()


def test_an_export_for_one_who_is_held_nowhere(export: Callable[..., Path]) -> None:
    package = export(cast()["nora"].email, "--lang", "fr-CA")
    assert told_in(package)["records"] == 0
    assert told_in(package)["lang"] == "fr-CA"


def test_the_schema_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["schema", "--portable"])
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(json_schema()))
