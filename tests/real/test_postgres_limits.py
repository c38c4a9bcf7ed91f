"""Vendors' limits over four workers, measured where the calls arrive: at a served sandbox."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.arrivals import vendors
from tests.batching import write_csv
from tests.real.servers import Postgres

from sar.sandbox import cast

SUBJECTS, WORKERS = 4, 4


def sar(home: Path, *arguments: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "SAR_HOME": str(home), "SAR_LANG": "en"}
    command = [sys.executable, "-m", "sar", *arguments]
    return subprocess.Popen(
        command, env=environment, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("workers", [1, WORKERS])
def test_no_window_holds_more_than_the_limit(postgres: Postgres, database: str, tmp_path: Path, workers: int) -> None:
    url = postgres.url(database)
    people = list(cast().values())
    rows = [{"email": people[n % len(people)].email, "also": f"phone:+1514555{100 + n:04}"} for n in range(SUBJECTS)]
    file = write_csv(tmp_path / "requests.csv", rows)
    running: list[subprocess.Popen[str]] = []
    with vendors(["mailchimp"], latency=0.1) as (credentials, seen):
        (tmp_path / "credentials.toml").write_text(credentials)
        (tmp_path / "credentials.toml").chmod(0o600)
        common = ("--workspace", url, "--credentials", str(tmp_path / "credentials.toml"))
        try:
            running += [sar(tmp_path, "worker", *common, "--concurrency", "3") for _ in range(workers)]
            postgres.until_workers(database, workers)
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
    arrivals = seen["mailchimp"]
    print(arrivals)
    assert len(arrivals.moments) > arrivals.limit.rate * 10
    assert not arrivals.exceeded, str(arrivals)


def test_a_limit_that_is_not_held_is_noticed(tmp_path: Path) -> None:
    with vendors(["mailchimp"], latency=0.1, speed=0.01) as (_, seen):
        arrivals = seen["mailchimp"]
        for _ in range(2):
            with arrivals.one():
                time.sleep(0.01)
    assert arrivals.exceeded
