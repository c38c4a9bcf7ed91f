"""`sar export` as an officer runs it: over the sandbox, into files that can be sent."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from tests.conftest import Run

from sar.cli import group, main
from sar.dossier.json import json_schema
from sar.identifiers import mentions as mentions_of
from sar.sandbox import cast


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One export of the main subject by both addresses: its folder, dossier and the text of its PDF."""
    folder = tmp_path_factory.mktemp("answer")
    before = os.environ.get("SAR_HOME")
    os.environ["SAR_HOME"] = str(folder / "home")
    ann = cast()["ann"]
    try:
        also = ("--also", f"email:{ann.emails[1]}", "--format", "pdf,json,html")
        main(["export", ann.email, *also, "--sandbox", "--out", str(folder / "out")])
    finally:
        os.environ.pop("SAR_HOME") if before is None else os.environ.update(SAR_HOME=before)
    out = next((folder / "out").iterdir())
    reader = PdfReader(out / "dossier.pdf")
    text = "\n".join(page.extract_text() for page in reader.pages)
    return {"out": out, "json": json.loads((out / "dossier.json").read_bytes()), "pdf": reader, "text": text}


TOLD_OTHERWISE = {"google_analytics", "google_tag_manager", "manual"}
"""Processors that end otherwise than in records of a search."""


def test_the_dossier_is_valid_and_covers_every_processor(answer: dict[str, Any]) -> None:
    dossier = answer["json"]
    jsonschema.Draft202012Validator(json_schema()).validate(dossier)
    outcomes = {line["processor"]: line["outcome"] for line in dossier["coverage"]}
    # Whereby is found by a room, which a calendar has to give
    assert {name for name, outcome in outcomes.items() if outcome != "found"} - {"whereby"} == TOLD_OTHERWISE
    assert outcomes["manual"] == "answered"
    assert {line["processor"] for line in dossier["coverage"]} >= {"mailchimp", "pipedrive", "quickbooks", "redmine"}
    assert sum(line["records"] for line in dossier["coverage"]) == len(dossier["records"])
    assert all(record["proof"] for record in dossier["records"])
    assert dossier["request"]["complete"] is True


def test_other_people_are_masked_in_every_byte(answer: dict[str, Any]) -> None:
    written = [(answer["out"] / name).read_text(encoding="utf-8") for name in ("dossier.json", "dossier.html")]
    everything = "".join((*written, answer["text"]))
    found = [
        word
        for key, person in cast().items()
        if key not in {"ann", "namesake"}
        for word in (*person.emails, person.full_name)
        # the address may be part of the subject's own, as ann@example.com is of ann@example.com.au
        if word.casefold() in everything.casefold()
    ]
    assert found == []
    assert "Person 1" in everything


def test_a_mention_discloses_an_excerpt_only(answer: dict[str, Any]) -> None:
    mentions = [one for one in answer["json"]["records"] if one["proof"].get("how") == "mention"]
    assert mentions
    for record in mentions:
        assert record["raw"] == {"excerpt": record["text"]}
        assert not record.get("people")
        assert not record.get("fields")
        kind, value = record["proof"]["identifier"]["kind"], record["proof"]["identifier"]["value"]
        assert any(mentions_of(kind, value, record["text"]))


def test_hostile_content_does_no_harm(answer: dict[str, Any]) -> None:
    assert "<img src='file:///etc/passwd'>" in answer["text"]
    assert "root:" not in answer["text"]
    assert not {chr(code) for code in (0x202E, 0x07, 0x00)} & set(answer["text"])
    assert answer["text"].count("All the words of a long") > 6000


def test_files_have_rebuilt_names_and_digests(answer: dict[str, Any]) -> None:
    import hashlib

    listed = {one["path"]: one["sha256"] for one in answer["json"]["manifest"]}
    written = {f"files/{path.name}": path for path in (answer["out"] / "files").iterdir()}
    assert set(listed) == set(written)
    for path, file in written.items():
        assert hashlib.sha256(file.read_bytes()).hexdigest() == listed[path]
        assert file.name.isascii()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_pdf_is_a_document(answer: dict[str, Any]) -> None:
    reader: PdfReader = answer["pdf"]
    pages = len(reader.pages)
    assert reader.metadata is not None
    assert reader.metadata.title == f"Answer to request {answer['json']['request']['id']}"
    assert str(reader.root_object["/Lang"]) == "en"
    assert f"page 1 of {pages}" in " ".join(reader.pages[0].extract_text().split())
    assert f"page {pages} of {pages}" in " ".join(reader.pages[-1].extract_text().split())
    headings = [str(entry["/Title"]) for entry in reader.outline if isinstance(entry, dict)]
    assert headings[:4] == ["Cover", "Cover letter", "Summary", "What we searched by"]
    assert "Contacts" in headings
    for record in answer["json"]["records"][:40]:
        assert record["title"].split()[0][:12] in answer["text"]


def test_what_one_system_gives_another_is_searched_by(answer: dict[str, Any]) -> None:
    """A contact's number leads to calls, a comment's address and time to log lines, an event's room to a meeting."""
    by = {line["processor"]: " ".join(line["identifiers_used"]) for line in answer["json"]["coverage"]}
    found = {line["processor"]: line["records"] for line in answer["json"]["coverage"]}
    for processor, value in {"voipms": "514", "access_logs": "192.0.2.10", "whereby": "/advice-ann"}.items():
        assert value in by[processor]
        assert found[processor]
    learnt = {one["identifier"]["value"]: one for one in answer["json"]["subject"]["identifiers"]}
    assert learnt["/advice-ann"]["learnt_at"] == "Nextcloud"
    assert learnt["192.0.2.10"]["identifier"]["seen"]
    assert [one["identifier"]["kind"] for one in answer["json"]["subject"]["not_followed"]]


def test_one_who_is_held_nowhere(command: Run) -> None:
    code, out, _ = command("export", cast()["nora"].email, "--sandbox", "--json")
    said = json.loads(out)
    assert code == 0
    searched = [line for line in said["coverage"] if line["processor"] not in TOLD_OTHERWISE]
    assert {line["outcome"] for line in searched} <= {"nothing_held", "not_searchable"}
    assert Path(said["paths"][0]).is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["export", "ann", "--sandbox"], "e-mail"),
        (["export", "--sandbox"], "someone@example.com"),
        (["export", "ann@example.com"], "sar init"),
        (["export", "ann@example.com"], "--sandbox"),
        (["export", "ann@example.com", "--sandbox", "--only", "redmin"], "'redmine'"),
        (["export", "ann@example.com", "--sandbox", "--format", "docx"], "docx"),
        (["export", "ann@example.com", "--sandbox", "--also", "phone:12"], "phone"),
        (["export", "ann@example.com", "--credentials", "none.toml"], "none.toml"),
        (["export", "ann@example.com", "--sandbox", "--settings", "none.toml"], "none.toml"),
        (["export", "--sandbox", "--resume", "nope"], "request list"),
        (["export", "ann@example.com", "--sandbox", "--out", "/proc/nowhere"], "--out"),
        (["export", "ann@example.com", "--sandbox", "--workspace", "/proc/nowhere/w.db"], "--workspace"),
        (["exprot"], "exprot"),
    ],
)
def test_bad_input_gets_one_line_and_its_remedy(command: Run, arguments: list[str], says: str) -> None:
    code, out, err = command(*arguments)
    assert code == 2
    assert out == ""
    assert says in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) <= 4


def test_bad_credentials_files(command: Run, tmp_path: Path) -> None:
    path = tmp_path / "credentials.toml"
    path.write_text("[redmine]\n")
    path.chmod(0o644)
    assert "chmod 600" in command("export", "ann@example.com")[2]
    path.chmod(0o600)
    assert "lacks url, api_key" in command("export", "ann@example.com")[2]
    path.write_text("[redmien]\n")
    assert "redmine" in command("export", "ann@example.com")[2]


def test_an_incomplete_answer_is_told_and_can_be_resumed(command: Run, tmp_path: Path) -> None:
    path = tmp_path / "credentials.toml"
    path.write_text('[redmine]\nurl = "http://127.0.0.1:9"\napi_key = "s3cret-key"\n')
    path.chmod(0o600)
    (tmp_path / "sar.toml").write_text("[http]\nattempts = 1\n")
    code, out, err = command("export", "ann@example.com")
    assert code == 3
    assert "FAILED" in out
    assert "connection failed" in out
    assert "--resume" in err
    assert "s3cret" not in out + err
    request = next((tmp_path / "out").iterdir()).name
    assert command("export", "--resume", request)[0] == 3
    dossier = json.loads((tmp_path / "out" / request / "dossier.json").read_bytes())
    assert dossier["coverage"][0]["outcome"] == "failed"
    assert dossier["request"]["complete"] is False


def test_requests_can_be_seen(command: Run) -> None:
    command("export", "ann@example.com", "--sandbox", "--only", "redmine")
    listed = command("request", "list", "--sandbox")[1]
    assert "1/1" in listed
    assert "ann@" not in listed
    shown = command("request", "show", listed.splitlines()[1].split()[0], "--sandbox")[1]
    assert "ann@example.com" in shown
    assert "Near matches" in shown


def test_connectors_schema_and_check(command: Run) -> None:
    assert "redmine" in command("connectors")[1]
    jsonschema.Draft202012Validator.check_schema(json.loads(command("schema")[1]))
    code, out, _ = command("check", "--sandbox")
    assert code == 0
    assert "administrator" in out


def test_whoever_must_be_asked_holds_nothing_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAR_HOME", str(tmp_path / "home"))
    done = CliRunner().invoke(
        group, ["export", "joann@example.com", "--sandbox", "--only", "manual", "--json", "--out", str(tmp_path)]
    )
    (line,) = json.loads(done.stdout)["coverage"]
    assert (line["outcome"], line["records"]) == ("answered", 0)
