"""What an officer decides is what goes out: in every rendering, told where it may be told, and replayed elsewhere."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from tests.conftest import Run

FORMATS = ("--format", "pdf,json,html,portable")

Told = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(command: Run, tmp_path: Path) -> Told:
    """Over the sandbox; what a command says in JSON."""

    def call(*arguments: str) -> tuple[int, Any, str]:
        out = ["--out", str(tmp_path / "out"), "--lang", "en"] if arguments[0] == "export" else []
        out = out[:2] if "--resume" in arguments else out
        code, said, error = command(*arguments, *out, "--sandbox", "--json")
        return code, json.loads(said.splitlines()[-1]) if said.strip() else {}, error

    return call


@pytest.fixture
def answered(run: Told) -> str:
    return str(run("export", "ann@example.com", "--only", "pipedrive", *FORMATS)[1]["request"])


def dossier(tmp_path: Path, request: str) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads((tmp_path / "out" / request / "dossier.json").read_bytes())
    return whole


def everything(folder: Path) -> str:
    """All text of all that goes out: files, texts of PDFs and what is attached to them, what lies in archives."""
    parts: list[str] = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "held" not in path.parts:
            parts += [path.name, *_texts(path.name, path.read_bytes())]
    return "\n".join(parts)


def _texts(name: str, content: bytes) -> list[str]:
    if name.endswith(".pdf"):
        reader = PdfReader(io.BytesIO(content))
        attached = [file for files in reader.attachments.values() for file in files]
        return [
            *(page.extract_text() for page in reader.pages),
            *(file.decode("utf-8", "replace") for file in attached),
        ]
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [text for inner in archive.namelist() for text in (inner, *_texts(inner, archive.read(inner)))]
    return [content.decode("utf-8", "replace")]


def person(whole: dict[str, Any]) -> dict[str, Any]:
    return next(record for record in whole["records"] if record["type"] == "person" and "emails" in record["raw"])


def test_a_withheld_record_is_gone_and_told(run: Told, answered: str, tmp_path: Path) -> None:
    note = next(record for record in dossier(tmp_path, answered)["records"] if record["type"] == "note")
    code, _, error = run("request", "decide", answered, "record", note["id"], "--withhold")
    assert (code, "ground" in error) == (2, True)
    run("request", "decide", answered, "record", note["id"], "--withhold", "--ground", "QC-39-2", "--reason", "A suit.")
    run("export", "--resume", answered, *FORMATS)
    whole = dossier(tmp_path, answered)
    assert note["id"] not in {record["id"] for record in whole["records"]}
    (told,) = [one for one in whole["withheld"] if one.get("provision")]
    assert told["provision"] == "P-39.1, s. 39(2)"
    assert "A suit." in told["reason"]
    assert told["last_day"]
    assert any("held back" in paragraph for paragraph in whole["letter"])


def test_a_silent_ground_leaves_no_trace(run: Told, answered: str, tmp_path: Path) -> None:
    before = dossier(tmp_path, answered)
    note = next(record for record in before["records"] if record["type"] == "note")
    run("request", "decide", answered, "record", note["id"], "--withhold", "--ground", "QC-40")
    run("export", "--resume", answered, *FORMATS)
    whole = dossier(tmp_path, answered)
    assert note["id"] not in {record["id"] for record in whole["records"]}
    assert whole["withheld"] == before["withheld"]
    assert "QC-40" not in everything(tmp_path / "out" / answered)
    assert "s. 40" not in everything(tmp_path / "out" / answered)


def test_a_withheld_field_is_absent_from_every_byte(run: Told, answered: str, tmp_path: Path) -> None:
    shown = person(dossier(tmp_path, answered))
    born = shown["raw"]["birthday"]
    target = f"{shown['id']}/birthday"
    run("request", "decide", answered, "field", target, "--withhold", "--ground", "QC-SP", "--reason", "A secret.")
    run("export", "--resume", answered, *FORMATS)
    text = everything(tmp_path / "out" / answered)
    assert born not in text
    assert "[withheld: Charter of human rights and freedoms, s. 9]" in text


def test_a_held_file_goes_out_when_an_officer_says_so(run: Told, answered: str, tmp_path: Path) -> None:
    waiting = run("request", "decisions", answered, "--open")[1]["waiting"]
    assert [line["part"] for line in waiting] == ["file"]
    assert list((tmp_path / "out" / answered / "held").iterdir())
    run("request", "decide", answered, "file", waiting[0]["target"], "--disclose")
    run("export", "--resume", answered, *FORMATS)
    whole = dossier(tmp_path, answered)
    assert waiting[0]["target"] in {file["sha256"] for file in whole["manifest"]}
    assert not (tmp_path / "out" / answered / "held").exists()
    assert run("request", "decisions", answered, "--open")[1]["waiting"] == []


def test_a_person_may_be_shown(run: Told, answered: str, tmp_path: Path) -> None:
    before = dossier(tmp_path, answered)
    assert "Sam Steward" not in everything(tmp_path / "out" / answered)
    run("request", "decide", answered, "person", "Sam Steward", "--disclose")
    run("export", "--resume", answered, *FORMATS)
    whole = dossier(tmp_path, answered)
    assert "Sam Steward" in everything(tmp_path / "out" / answered)
    assert len(whole["third_parties"]) < len(before["third_parties"])


def test_decisions_are_replayed_on_a_later_run(run: Told, answered: str, tmp_path: Path) -> None:
    note = next(record for record in dossier(tmp_path, answered)["records"] if record["type"] == "note")
    run("request", "decide", answered, "record", note["id"], "--withhold", "--ground", "QC-39-2", "--reason", "A suit.")
    file = tmp_path / "decisions.json"
    run("request", "decisions", answered, "--export", str(file))
    again = str(run("export", "ann@example.com", "--only", "pipedrive")[1]["request"])
    assert note["id"] in {record["id"] for record in dossier(tmp_path, again)["records"]}
    run("request", "decisions", again, "--import", str(file))
    run("export", "--resume", again)
    assert note["id"] not in {record["id"] for record in dossier(tmp_path, again)["records"]}


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"format": "x"}', b'{"format": "sar-decisions/1", "decisions": [1]}']
)
def test_a_broken_file_of_decisions_is_refused(run: Told, answered: str, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(content)
    assert run("request", "decisions", answered, "--import", str(file))[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("record", "nothing", "--withhold", "--ground", "QC-39-2", "--reason", "x"),
        ("person", "Sam", "--withhold", "--ground", "GDPR-15-4", "--reason", "x"),
        ("person", "Sam"),
    ],
)
def test_what_cannot_be_decided_is_said(run: Told, answered: str, arguments: tuple[str, ...]) -> None:
    assert run("request", "decide", answered, *arguments)[0] == 2
