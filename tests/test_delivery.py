"""What goes out: only past the gate, protected, recorded; and what is left when it is destroyed."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pyrage
import pytest
import pyzipper
from tests.conftest import Run

Told = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(command: Run, tmp_path: Path) -> Told:
    """Over the sandbox; what a command says in JSON."""

    def call(*arguments: str) -> tuple[int, Any, str]:
        out = ["--out", str(tmp_path / "out")] if arguments[0] in {"export", "purge"} or "deliver" in arguments else []
        code, said, error = command(*arguments, *out, "--sandbox", "--json")
        return code, json.loads(said.splitlines()[-1]) if said.strip() else {}, error

    return call


@pytest.fixture
def answered(run: Told, tmp_path: Path) -> str:
    code, said, _ = run("export", "ann@example.com", "--only", "redmine", "--lang", "en")
    assert code == 0
    return str(said["request"])


def test_nothing_goes_out_before_the_gate_is_open(run: Told, answered: str) -> None:
    code, _, error = run("request", "deliver", answered, "--to", "stranger@example.net")
    assert code == 2
    assert "L0" in error
    assert "on file" in error
    run("request", "verify", answered, "--level", "L2", "--method", "link and call")
    code, _, error = run("request", "deliver", answered, "--to", "stranger@example.net")
    assert code == 2
    assert "L0" not in error
    assert run("request", "deliver", answered, "--to", "ANN@example.com")[0] == 0


def test_an_override_is_recorded(run: Told, answered: str) -> None:
    code, said, _ = run("request", "deliver", answered, "--to", "x@example.net", "--override", "ordered by the court")
    assert code == 0
    assert said["passphrase"]
    state = {row["id"]: row["state"] for row in run("request", "list")[1]}
    assert state[answered] == "fulfilled"


def test_the_bundle_opens_with_its_passphrase_only_and_holds_what_was_listed(run: Told, answered: str) -> None:
    run("request", "verify", answered, "--level", "L2", "--method", "link and call")
    _, said, _ = run("request", "deliver", answered, "--to", "ann@example.com")
    with pyzipper.AESZipFile(said["path"]) as archive:
        assert sorted(archive.namelist()) == sorted(file["path"] for file in said["files"])
        assert not [name for name in archive.namelist() if name.startswith("held")]
        with pytest.raises(RuntimeError):
            archive.read("dossier.json")
        archive.setpassword(said["passphrase"].encode())
        assert json.loads(archive.read("dossier.json"))["request"]["id"] == answered


def test_one_protected_pdf(run: Told, answered: str) -> None:
    run("request", "verify", answered, "--level", "L3", "--method", "in person")
    _, said, _ = run("request", "deliver", answered, "--to", "ann@example.com", "--as", "pdf")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(said["path"])
    with pikepdf.open(said["path"], password=said["passphrase"]) as pdf:
        assert pdf.encryption.R == 6
        assert pdf.encryption.bits == 256


def test_for_an_age_recipient(run: Told, answered: str) -> None:
    key = pyrage.x25519.Identity.generate()
    run("request", "verify", answered, "--level", "L2", "--method", "link and call")
    assert run("request", "deliver", answered, "--to", "ann@example.com", "--as", "age")[0] == 2
    _, said, _ = run(
        "request", "deliver", answered, "--to", "ann@example.com", "--as", "age", "--recipient", str(key.to_public())
    )
    assert said["passphrase"] == ""
    opened = pyrage.decrypt(Path(said["path"]).read_bytes(), [key])
    assert "dossier.pdf" in zipfile.ZipFile(io.BytesIO(opened)).namelist()


def test_past_its_date_nothing_can_be_opened_and_the_log_is_whole(run: Told, answered: str, tmp_path: Path) -> None:
    run("request", "verify", answered, "--level", "L2", "--method", "link and call")
    run("request", "deliver", answered, "--to", "ann@example.com")
    assert run("purge")[1]["purged"] == [], "ninety days have not passed"
    run("request", "hold", answered, "--reason", "a complaint is open")
    assert run("purge", "--days", "0")[1]["purged"] == []
    run("request", "hold", answered)
    assert run("purge", "--days", "0", "--dry-run")[1]["due"] == [answered]
    assert run("purge", "--days", "0")[1]["purged"] == [answered]
    assert not (tmp_path / "out" / answered).exists()
    code, _, error = run("request", "show", answered)
    assert code == 2
    assert "purged" in error
    assert [row["state"] for row in run("request", "list")[1]] == ["purged"]
    assert run("request", "verify-log")[1]["intact"] is True
