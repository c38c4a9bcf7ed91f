"""Schedules over PostgreSQL: tests/test_schedules.py there, and a worker that looks after them by itself."""

import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.batching import sar
from tests.real.servers import Postgres
from tests.test_schedules import *  # noqa: F403
from tests.test_schedules import answer, house, settled

from sar.schedules.running import run_due

EVERY_MINUTE = """
[schedule.often]
cron = "* * * * *"
batch = "requests.csv"
only = ["redmine"]
format = "json"
"""

del test_the_clock_changes, test_the_commands_of_the_docs_work, test_what_is_wrong_in_the_settings_is_said  # noqa: F821


@pytest.fixture  # type: ignore[no-redef]
def place(postgres: Postgres, database: str) -> str:
    return postgres.url(database)


def test_a_worker_runs_what_is_due(firm: Path, place: str) -> None:
    settled(firm, "", EVERY_MINUTE)
    before = run_due(house(), answer, datetime.now(UTC) - timedelta(minutes=2))
    assert [one.slot.state for one in before] == ["done"]
    worker = sar(firm / "home", "worker", "--workspace", place, "--settings", "sar.toml")
    try:
        end = time.monotonic() + 90
        while len(done := [one for one in house().workspace.slots("often") if one.state == "done"]) < 2:
            assert time.monotonic() < end, house().workspace.slots("often")
            time.sleep(0.5)
    finally:
        worker.send_signal(signal.SIGTERM)
        _, said = worker.communicate(timeout=60)
    assert worker.returncode == 0, said
    members = house().workspace.members(done[1].batch_id)
    assert [one.state for one in members] == ["done", "done"]
    assert all((firm / "out" / one.request_id / "dossier.json").is_file() for one in members)
