"""Vendors' limits over four workers, measured where the calls arrive: at a served sandbox."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.batching import write_csv
from tests.real.servers import Postgres

from sar.registry import Registry
from sar.sandbox import World, cast, serve

SUBJECTS, WORKERS = 4, 4


class Counted:
    """A WSGI application that notes when each call comes, and how many are inside at the same time."""

    def __init__(self, app: Any) -> None:
        self._app, self._lock = app, threading.Lock()
        self.came: list[float] = []
        self.inside = self.most = 0

    def __call__(self, environ: Any, start: Any) -> Iterable[bytes]:
        with self._lock:
            self.came.append(time.monotonic())
            self.inside += 1
            self.most = max(self.most, self.inside)
        try:
            time.sleep(0.1)  # a slow vendor: without a limit many would be inside
            body: Iterable[bytes] = list(self._app(environ, start))
        finally:
            with self._lock:
                self.inside -= 1
        return body


def sar(home: Path, *arguments: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "SAR_HOME": str(home), "SAR_LANG": "en"}
    command = [sys.executable, "-m", "sar", *arguments]
    return subprocess.Popen(
        command, env=environment, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("workers", [1, WORKERS])
def test_no_window_holds_more_than_the_limit(postgres: Postgres, database: str, tmp_path: Path, workers: int) -> None:
    registry = Registry.discover()
    manifest = registry.get("mailchimp")
    imitation = registry.sandbox("mailchimp").imitate(World("mailchimp", manifest.folder))
    counted, url = Counted(imitation.app), postgres.url(database)
    people = list(cast().values())
    rows = [{"email": people[n % len(people)].email, "also": f"phone:+1514555{100 + n:04}"} for n in range(SUBJECTS)]
    file = write_csv(tmp_path / "requests.csv", rows)
    running: list[subprocess.Popen[str]] = []
    with serve(counted) as address:
        values = {**imitation.settings, imitation.root: address + imitation.path}
        lines = ["[mailchimp]", *(f"{name} = {json.dumps(value)}" for name, value in values.items())]
        (tmp_path / "credentials.toml").write_text("\n".join(lines) + "\n")
        (tmp_path / "credentials.toml").chmod(0o600)
        common = ("--workspace", url, "--credentials", str(tmp_path / "credentials.toml"))
        try:
            running += [sar(tmp_path, "worker", *common, "--concurrency", "3") for _ in range(workers)]
            _until_there(postgres, url, workers)
            batch = sar(
                tmp_path, "batch", "run", str(file), *common, "--format", "json", "--out", str(tmp_path / "out")
            )
            running.append(batch)
            out, said = batch.communicate(timeout=80)
            assert batch.returncode == 0, (out, said)
        finally:
            for one in running:
                one.terminate()
            for one in running:
                one.wait(timeout=60)
    limit = manifest.limit
    came, most = sorted(counted.came), int(limit.rate)
    shortest = min(later - sooner for sooner, later in zip(came, came[most:], strict=False))
    rate = (len(came) - 1) / (came[-1] - came[0])
    print(f"{len(came)} calls, {rate:.2f}/s of {limit.rate / limit.per:.2f}/s, window of {most + 1}: {shortest:.3f} s, "
          f"inside at once {counted.most} of {limit.concurrency}")  # fmt: skip
    assert shortest >= limit.per
    assert counted.most <= limit.concurrency
    assert all(later >= sooner for sooner, later in pairwise(came))


def _until_there(postgres: Postgres, url: str, workers: int) -> None:
    end = time.monotonic() + 40
    while time.monotonic() < end:
        try:
            found = postgres.run("psql", "-At", url, "-c", "select count(*) from procrastinate_workers")
        except AssertionError:
            found = b"0"
        if int(found) >= workers:
            return
        time.sleep(0.3)
    raise AssertionError("the workers did not come")
