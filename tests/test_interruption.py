"""kill -9 at any moment, then --resume: the same dossier as an undisturbed run, nothing doubled."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ANN = ["ann@example.com", "--also", "email:ann.archer@example.org"]


def sar(home: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """`sar` in a process of its own, with a slowed sandbox so that there is something to interrupt."""
    environment = {**os.environ, "SAR_HOME": str(home), "SAR_SANDBOX_LATENCY": "0.004"}
    command = [sys.executable, "-m", "sar", *arguments, "--sandbox", "--out", str(home / "out")]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def dossier(home: Path) -> dict[str, Any]:
    (path,) = (home / "out").glob("*/dossier.json")
    whole: dict[str, Any] = json.loads(path.read_text(encoding="utf-8").replace(path.parent.name, "ID"))
    for record in whole["records"]:
        record.pop("retrieved_at")
    for line in whole["coverage"]:
        line.pop("searched_at")
    for key in ("id", "made_at", "received"):
        whole["request"].pop(key)
    return whole


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("calm")
    start = time.monotonic()
    assert sar(home, "export", *ANN).wait(300) == 0
    return {"dossier": dossier(home), "seconds": time.monotonic() - start}


@pytest.mark.parametrize("moment", range(1, 11))
def test_killed_and_resumed_equals_an_undisturbed_run(tmp_path: Path, calm: dict[str, Any], moment: int) -> None:
    run = sar(tmp_path, "export", *ANN)
    try:
        run.wait(calm["seconds"] * moment / 11)
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGKILL)
    run.wait(10)
    request = _request(tmp_path)
    if request is None:  # killed before there was a request: nothing to resume, nothing lost
        assert sar(tmp_path, "export", *ANN).wait(300) == 0
    else:
        resumed = sar(tmp_path, "export", "--resume", request)
        assert resumed.wait(300) == 0, resumed.stderr and resumed.stderr.read()
    found, expected = dossier(tmp_path), calm["dossier"]
    for line, other in zip(found["coverage"], expected["coverage"], strict=True):
        unlike = [(key, line[key], other.get(key)) for key in line if line[key] != other.get(key)]
        assert unlike == [], line["processor"]
    assert found == expected


def _request(home: Path) -> str | None:
    from sar.workspace import Workspace

    if not (home / "sandbox.db").exists():
        return None
    requests = Workspace(home / "sandbox.db").requests()
    return requests[-1].id if requests else None
