"""kill -9 of a running batch at any moment, then `sar batch resume`: every request once, as in a calm run."""

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from tests.batching import dossiers, forty, only, sar, write_csv

from sar.workspace import Workspace, events

ROWS = forty()[::3]
SLOW = ("access_logs", "mailbox", "quickbooks", "voipms", "redmine", "manual")


def begun(home: Path) -> "subprocess.Popen[str]":
    file = write_csv(home / "requests.csv", ROWS)
    return sar(home, "batch", "run", str(file), *only(SLOW), "--format", "json", "--out", str(home / "out"))


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("calm")
    start = time.monotonic()
    _, said = (run := begun(home)).communicate(timeout=300)
    assert run.returncode == 0, said
    return {"dossiers": dossiers(home / "out"), "seconds": time.monotonic() - start}


def batch_in(home: Path) -> str | None:
    if not (home / "sandbox.db").exists():
        return None
    found = Workspace(home / "sandbox.db").batches()
    assert len(found) <= 1
    return found[0].id if found else None


def resumed(home: Path) -> "subprocess.Popen[str]":
    batch = batch_in(home)
    # killed before there was a batch: nothing to resume, nothing lost
    return sar(home, "batch", "resume", batch) if batch else begun(home)


@pytest.mark.parametrize("share", [0.15, 0.3, 0.5])
def test_killed_again_and_again_every_request_is_answered_once(
    tmp_path: Path, calm: dict[str, Any], share: float
) -> None:
    run, kills = begun(tmp_path), 0
    for _ in range(12):
        try:
            run.communicate(timeout=max(1.0, calm["seconds"] * share))
            break
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.communicate(timeout=30)
            kills += 1
        run = resumed(tmp_path)
    _, said = run.communicate(timeout=300)
    assert run.returncode == 0, said
    assert kills
    workspace, batch = Workspace(tmp_path / "sandbox.db"), batch_in(tmp_path)
    assert batch
    members = workspace.members(batch)
    assert [one.state for one in members] == ["done"] * len(ROWS)
    assert sorted(one.id for one in workspace.requests()) == sorted(one.request_id for one in members)
    assert dossiers(tmp_path / "out") == calm["dossiers"]
    assert list(events.verified(workspace.engine))


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_gracefully(tmp_path: Path, calm: dict[str, Any], sign: signal.Signals) -> None:
    run = begun(tmp_path)
    while not list(tmp_path.glob("out/*/dossier.json")) and run.poll() is None:
        time.sleep(0.05)
    run.send_signal(sign)
    out, said = run.communicate(timeout=60)
    assert run.returncode == 3
    batch = batch_in(tmp_path)
    assert f"Interrupted. Go on with: sar batch resume {batch} --sandbox" in said
    assert "Traceback" not in said
    assert f"batch-{batch}.csv" in out
    assert "waiting" in {one.state for one in Workspace(tmp_path / "sandbox.db").members(str(batch))}
    again = sar(tmp_path, "batch", "resume", str(batch), "--json")
    out, said = again.communicate(timeout=300)
    assert again.returncode == 0, said
    assert json.loads(out)["report"]["complete"] is True
    assert dossiers(tmp_path / "out") == calm["dossiers"]


def test_two_processes_do_not_run_one_batch(tmp_path: Path) -> None:
    run = begun(tmp_path)
    try:
        while not list(tmp_path.glob("out/.batch-*.lock")) and run.poll() is None:
            time.sleep(0.05)
        second = sar(tmp_path, "batch", "resume", str(batch_in(tmp_path)))
        _, said = second.communicate(timeout=60)
        assert second.returncode == 2
        assert "another process" in said
    finally:
        run.communicate(timeout=300)
    assert run.returncode == 0
