"""Schedules: each slot once, whoever looks; missed ones as configured; over changes of clock; only what changed."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from tests.batching import sar

from sar.batch.model import Batch
from sar.batch.running import run
from sar.errors import SettingsError
from sar.house import House
from sar.schedules.running import Ran, run_due, schedules
from sar.schedules.times import due, next_of, upcoming
from sar.workspace import Workspace

NIGHT = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
"""Two o'clock in Toronto."""
ZONE, PLACE = "America/Toronto", "SAR_TEST_PLACE"
TOML = """
[schedule.nightly]
cron = "0 2 * * *"
batch = "requests.csv"
only = ["redmine"]
"""


def answer(house: House, batch: Batch) -> None:
    run(house, batch.id)


@pytest.fixture
def place() -> str:
    """Where the workspace is; empty: the file that it usually is."""
    return ""


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> Path:
    monkeypatch.setenv(PLACE, place)
    monkeypatch.setenv("SAR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SAR_LANG", "en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requests.csv").write_text("email,kind\nann@example.com,access\njoann@example.com,portability\n")
    settled(tmp_path)
    return tmp_path


def settled(folder: Path, more: str = "", base: str = TOML) -> None:
    (folder / "sar.toml").write_text(base + more)


def house() -> House:
    return House(settings_path=Path("sar.toml"), workspace_place=os.environ[PLACE] or None, sandbox=True)


def ran(at: datetime) -> list[Ran]:
    return run_due(house(), answer, at)


def test_a_slot_is_run_once_and_then_the_next(firm: Path) -> None:
    assert [(one.schedule, one.slot.state, one.slot.at) for one in ran(NIGHT + timedelta(minutes=1))] == [
        ("nightly", "done", NIGHT)
    ]
    assert len(list((firm / "out").glob("*/dossier.pdf"))) == 2
    assert len(list((firm / "out").glob("batch-*.csv"))) == 1
    assert ran(NIGHT + timedelta(minutes=2)) == []
    assert ran(NIGHT + timedelta(hours=23)) == []
    assert [one.slot.at for one in ran(NIGHT + timedelta(days=1, minutes=3))] == [NIGHT + timedelta(days=1)]


@pytest.mark.parametrize(("catch_up", "run_at"), [("last", [3]), ("all", [0, 1, 2, 3]), ("none", [])])
def test_missed_slots(firm: Path, catch_up: str, run_at: list[int]) -> None:
    settled(firm, f'catch_up = "{catch_up}"\nformat = "json"\n')
    assert ran(NIGHT - timedelta(hours=2)) == []
    later = ran(NIGHT + timedelta(days=3, hours=2))
    assert [one.slot.at for one in later] == [NIGHT + timedelta(days=n) for n in run_at]
    states = [one.state for one in house().workspace.slots("nightly")]
    assert states == ["first", *("done" if n in run_at else "missed" for n in range(4))]


def test_the_first_look_begins_a_schedule(firm: Path) -> None:
    assert ran(NIGHT + timedelta(hours=5)) == []
    assert len(ran(NIGHT + timedelta(days=1, minutes=1))) == 1


def test_two_schedulers_at_once_make_one_batch(firm: Path, place: str) -> None:
    settled(firm, "", TOML.replace("0 2 * * *", "* * * * *"))
    options = ["--settings", "sar.toml", "--json", *(["--workspace", place] if place else [])]
    for _ in range(2):
        several = [sar(firm / "home", "schedule", "run", *options) for _ in range(4)]
        for one in several:
            _, said = one.communicate(timeout=120)
            assert one.returncode == 0, said
    workspace = house().workspace
    slots = workspace.slots("nightly")
    batches = [one.batch_id for one in slots if one.batch_id]
    assert len(set(batches)) == len(batches) == len(workspace.batches())
    assert {one.state for one in slots} <= {"first", "done", "missed"}


def test_an_interrupted_slot_goes_on(firm: Path) -> None:
    def broken(house: House, batch: Batch) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_due(house(), broken, NIGHT)
    (going_on,) = ran(NIGHT + timedelta(hours=1))
    assert (going_on.slot.at, going_on.slot.state) == (NIGHT, "done")
    assert len(house().workspace.batches()) == 1


def test_people_of_earlier_requests_are_asked_for_again(firm: Path) -> None:
    ran(NIGHT)
    ids = [one.id for one in house().workspace.requests()]
    settled(firm, f"""
[schedule.again]
cron = "0 2 * * *"
requests = {json.dumps(ids)}
kind = "portability"
only = ["redmine"]
format = "json"
""")  # fmt: skip
    (first, second) = (one for one in ran(NIGHT + timedelta(days=1)))
    assert {first.schedule, second.schedule} == {"nightly", "again"}
    made = [one for one in house().workspace.requests() if one.id.startswith(second.slot.batch_id)]
    assert [one.kind for one in made] == ["portability"] * 2


def test_a_file_that_is_gone_is_a_failed_slot(firm: Path) -> None:
    (firm / "requests.csv").unlink()
    (one,) = ran(NIGHT)
    assert one.slot.state == "failed"
    assert one.error
    assert ran(NIGHT + timedelta(minutes=1)) == []


@pytest.mark.parametrize("wrong", [
    'cron = "often"\nbatch = "a.csv"', 'cron = "* * * * * *"\nbatch = "a.csv"', 'cron = "0 2 * * *"',
    'cron = "0 2 * * *"\nbatch = "a.csv"\nrequests = ["x"]', 'cron = "0 2 * * *"\nbatch = "a.csv"\nwhen = 1',
    'cron = "0 2 * * *"\nbatch = "a.csv"\ndelta = true', 'cron = "0 2 * * *"\nbatch = "a.csv"\ncatch_up = "some"',
])  # fmt: skip
def test_what_is_wrong_in_the_settings_is_said(firm: Path, wrong: str) -> None:
    settled(firm, f"[schedule.x]\n{wrong}\n", "")
    with pytest.raises(SettingsError):
        schedules(house())


def test_the_clock_changes() -> None:
    # 2:30 does not exist on 8 March 2026 in Toronto, and 1:30 comes twice on 1 November
    spring = list(islice(upcoming("30 2 * * *", ZONE, datetime(2026, 3, 7, 12, tzinfo=UTC)), 2))
    assert spring == [datetime(2026, 3, 8, 7, 0, tzinfo=UTC), datetime(2026, 3, 9, 6, 30, tzinfo=UTC)]
    autumn = list(islice(upcoming("30 1 * * *", ZONE, datetime(2026, 10, 31, 12, tzinfo=UTC)), 2))
    assert autumn == [datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 2, 6, 30, tzinfo=UTC)]
    assert next_of("0 2 * * *", ZONE, NIGHT) == NIGHT + timedelta(days=1)
    with pytest.raises(SettingsError):
        next_of("0 0 30 2 *", ZONE, NIGHT)
    assert len(due("* * * * *", ZONE, "all", NIGHT - timedelta(days=30), NIGHT).run) == 100


def test_only_what_changed_is_in_a_delta(firm: Path) -> None:
    (firm / "requests.csv").write_text("email,kind\nann@example.com,portability\n")
    settled(firm, 'format = "portable"\ndelta = true\n')
    told: list[dict[str, Any]] = []
    for day in range(2):
        (one,) = ran(NIGHT + timedelta(days=day))
        assert one.slot.state == "done", one.error
        (index,) = (firm / "out").glob(f"{one.slot.batch_id}-*/portable/index.json")
        told.append(json.loads(index.read_text()))
    first, second = told
    assert "since" not in first
    assert first["records"] > 0
    assert second["since"]["request"] == first["request"]
    assert (second["records"], second["since"]["gone"]) == (0, 0)
    left = {one["reason"]: one["count"] for one in second["left_out"] if one["part"] == "record"}
    assert left["unchanged"] == first["records"]
    assert "changed since the package of" in (index.parent / "README.txt").read_text().replace("\n", " ")
    # what the first package held is known to nobody once its request is purged: then all is given again
    workspace = house().workspace
    for request in workspace.requests():
        workspace.purge(request.id)
    (third,) = ran(NIGHT + timedelta(days=2))
    (index,) = (firm / "out").glob(f"{third.slot.batch_id}-*/portable/index.json")
    assert json.loads(index.read_text())["records"] == first["records"]


def test_one_changed_record_alone_is_in_a_delta(firm: Path) -> None:
    (firm / "requests.csv").write_text("email,kind\nann@example.com,portability\n")
    settled(firm, 'format = "portable"\ndelta = true\n')
    (one,) = ran(NIGHT)
    (request,) = house().workspace.requests()
    workspace = house().workspace
    package = workspace.last_package("none of them")
    assert package is None
    digests = json.loads((next((firm / "out").glob("*/portable/index.json"))).read_text())
    other = house()
    held = dict.fromkeys(_digests(other.workspace, request.id), "")
    changed, *_ = held
    kept = {**_digests(other.workspace, request.id), changed: "another"}
    other.workspace.keep_package(request.id, NIGHT, kept)
    (second,) = ran(NIGHT + timedelta(days=1))
    (index,) = (firm / "out").glob(f"{second.slot.batch_id}-*/portable/index.json")
    assert json.loads(index.read_text())["records"] == 1
    assert digests["records"] == len(held)
    assert one.slot.state == "done"


def _digests(workspace: Workspace, request_id: str) -> dict[str, str]:
    from sqlalchemy import select

    from sar.workspace import schema

    (sealed,) = workspace._sealed(select(schema.packages.c.sealed).where(schema.packages.c.request_id == request_id))
    found: dict[str, str] = workspace._open(request_id, sealed, dict[str, str])
    return found


def test_the_commands_of_the_docs_work(firm: Path) -> None:
    text = (Path(__file__).parents[1] / "docs" / "schedules.md").read_text(encoding="utf-8")
    settings = text.split("```toml\n")[1].split("```")[0]
    settled(firm, "", settings)
    assert set(schedules(house())) == {"nightly", "monthly"}
    commands = [line.split("sar ", 1)[1] for line in text.splitlines() if line.startswith("    sar schedule")]
    assert [one.split()[:2] for one in commands] == [["schedule", "list"], ["schedule", "run"]]
    for unit in ("crontab", "service"):
        body = text.split(f"```{unit}\n")[1].split("```")[0]
        (called,) = (line for line in body.splitlines() if "sar schedule run" in line)
        commands.append(called.split("bin/sar ")[1].split(" >")[0])
    environment = {**os.environ, "SAR_HOME": str(firm / "home")}
    for command in commands:
        done = subprocess.run([sys.executable, "-m", "sar", *command.split(), "--sandbox", "--settings", "sar.toml"],
                              env=environment, capture_output=True, text=True, timeout=60)  # fmt: skip
        assert done.returncode == 0, (command, done.stderr)
