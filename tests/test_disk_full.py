"""A full disk and a lost database: the run stops, says so in a line with its remedy, and goes on when it is mended."""

import errno
import io
import os
import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, event
from tests.batching import dossiers, only, write_csv
from tests.conftest import Run

from sar.happenings import Happening, listening
from sar.workspace import Workspace, events, opening, vault

ROWS = [{"email": email} for email in ("ann@example.com", "joann@example.com", "bob@example.net")]
CHOSEN = [*only(("redmine", "mailbox", "mailchimp")), "--format", "pdf,json,portable", "--sandbox"]


@pytest.fixture
def calm(command: Run, tmp_path: Path) -> dict[int, dict[str, Any]]:
    """What the batch comes to without any trouble."""
    write_csv(tmp_path / "r.csv", ROWS)
    code, _, err = command("batch", "run", "r.csv", *CHOSEN, "--out", "calm", "--workspace", "calm.db")
    assert code == 0, err
    return dossiers(tmp_path / "calm")


def begun(command: Run) -> tuple[int, str, str]:
    return command("batch", "run", "r.csv", *CHOSEN)


def resumed(command: Run, tmp_path: Path) -> None:
    """The batch goes on, to the answers of a calm run; nothing half-written is left."""
    workspace = Workspace(tmp_path / "home" / "sandbox.db")
    (batch,) = workspace.batches()
    code, _, err = command("batch", "resume", batch.id, "--sandbox")
    assert code == 0, err
    assert {one.state for one in workspace.members(batch.id)} == {"done"}
    assert list(events.verified(workspace.engine))
    assert leftovers(tmp_path / "out") == []


def leftovers(out: Path) -> list[str]:
    return sorted(path.name for path in out.rglob("*") if ".part-" in path.name)


def stops(result: tuple[int, str, str], words: str) -> None:
    """One line says what is wrong, one what to do, one how to go on."""
    code, _, err = result
    assert code == 2, err
    said = [line for line in err.splitlines() if line.startswith("sar: ")]
    assert len(said) == 1, err
    assert words in said[0]
    assert "Traceback" not in err
    assert "go on with" in err
    assert "sar batch resume" in err


@pytest.mark.parametrize("pages", [90, 110, 140])
def test_the_workspaces_disk_is_full(
    command: Run, tmp_path: Path, calm: dict[int, Any], monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    real = opening._prepare_sqlite

    def small(engine: Engine) -> None:
        real(engine)
        event.listen(engine, "connect", lambda connection, _: connection.execute(f"pragma max_page_count={pages}"))

    monkeypatch.setattr(opening, "_prepare_sqlite", small)
    stops(begun(command), "the disk of the workspace is full")
    monkeypatch.undo()
    for name, value in {"SAR_HOME": tmp_path / "home", "SAR_LANG": "en"}.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.chdir(tmp_path)
    resumed(command, tmp_path)
    assert dossiers(tmp_path / "out") == calm


class Filling(io.BufferedWriter):
    """A file on a disk that has so many bytes left."""

    left = 0

    def write(self, content: Any) -> int:
        Filling.left -= len(content)
        if Filling.left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(content)


@pytest.mark.parametrize("left", [0, 3_000, 40_000])
def test_the_output_folders_disk_is_full(
    command: Run, tmp_path: Path, calm: dict[int, Any], monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    monkeypatch.setattr(Filling, "left", left)
    with monkeypatch.context() as patched:
        full = SimpleNamespace(fdopen=lambda handle, _: Filling(io.FileIO(handle, "wb")))
        patched.setattr("sar.dossier.whole.os", full)
        result = begun(command)
    stops(result, "No space left on device")
    assert leftovers(tmp_path / "out") == []
    whole = {"dossier.json", "dossier.pdf"}
    assert all(whole <= {one.name for one in folder.iterdir()} for folder in (tmp_path / "out").glob("2*"))
    resumed(command, tmp_path)
    assert dossiers(tmp_path / "out") == calm


def test_an_export_says_how_to_go_on(command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Filling, "left", 3_000)
    with monkeypatch.context() as patched:
        full = SimpleNamespace(fdopen=lambda handle, _: Filling(io.FileIO(handle, "wb")))
        patched.setattr("sar.dossier.whole.os", full)
        code, _, err = command("export", "ann@example.com", "--only", "redmine", "--sandbox")
    assert code == 2, err
    assert "Free some space there" in err
    assert list((tmp_path / "out").iterdir()) == []
    again = next(line.partition("mended: sar ")[2] for line in err.splitlines() if "mended" in line)
    assert command(*again.split())[0] == 0


def test_the_database_is_lost_and_comes_back(
    command: Run, tmp_path: Path, calm: dict[int, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its disk goes away when the first search has ended; it is mounted again later."""
    home, gone, engines = tmp_path / "home", tmp_path / "gone", list[Engine]()
    real = opening.connect

    def connect(place: str | Path) -> Engine:
        engines.append(real(place))
        return engines[-1]

    monkeypatch.setattr(vault, "connect", connect)

    def lose(happened: Happening) -> None:
        if happened.event == "unit ended" and home.exists():
            home.rename(gone)
            engines[0].dispose()

    with listening(lose):
        stops(begun(command), "the workspace is gone or damaged")
    assert not home.exists(), "no empty one is made in its place"
    gone.rename(home)
    resumed(command, tmp_path)
    assert dossiers(tmp_path / "out") == calm


def test_a_damaged_database_is_no_bug(command: Run, tmp_path: Path) -> None:
    place = tmp_path / "w.db"
    Workspace(place).engine.dispose()
    place.write_bytes(b"something else entirely" * 1000)
    for more in ("-wal", "-shm"):
        Path(f"{place}{more}").unlink(missing_ok=True)
    code, _, err = command("request", "list", "--workspace", str(place), "--sandbox")
    assert code == 2
    assert "SQLITE_NOTADB" in err
    assert "restore it and its key from one backup" in err
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(place).execute("select * from meta")
