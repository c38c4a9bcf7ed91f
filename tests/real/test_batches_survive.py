"""Batches that are killed at random, by workers over PostgreSQL and by one process over a file; a server that stops.

What they come to must be what one calm process comes to over a file, and nothing that was through is done again.
"""

import json
import random
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.batching import dossiers, only, sar, write_csv
from tests.real.servers import Postgres

from sar.batch.model import Member
from sar.house import House
from sar.sandbox import cast
from sar.status import status
from sar.workspace import Workspace, events

SEARCHED = ("voipms", "redmine", "quickbooks", "mailchimp", "manual", "mailbox")
SUBJECTS, SOME, WORKERS, SILENT = 200, 60, 3, 4
ASKED = "a question waits for its answer"
"""How a search ends that somebody must answer: the imitated answer comes with the dossier, and till then it is open."""
Process = subprocess.Popen[str]
SEALED = re.compile(rb"\\x[0-9a-f]+")


def rows(subjects: int) -> list[dict[str, str]]:
    """So many requests that differ: each of the cast by their address and by numbers that are nobody's."""
    people = list(cast().values())
    return [
        {"email": people[n % len(people)].email, "kind": "access", "also": f"phone:+1514555{100 + n:04}"}
        for n in range(subjects)
    ]


@dataclass
class Calm:
    """What one process comes to over a file."""

    dossiers: dict[int, Any]
    searches: "Searches"

    def of(self, subjects: int) -> dict[int, Any]:
        """The dossiers of the first lines."""
        return {line: one for line, one in self.dossiers.items() if line <= subjects + 1}


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    home = tmp_path_factory.mktemp("calm")
    run = over_a_file(home)
    _, said = run.communicate(timeout=900)
    assert run.returncode == 0, said
    return Calm(dossiers(home / "out"), Searches.of(Workspace(home / "sandbox.db")))


def over_a_file(home: Path) -> Process:
    """The batch begun by one process."""
    file, out = write_csv(home / "requests.csv", rows(SUBJECTS)), str(home / "out")
    return sar(home, "batch", "run", str(file), *only(SEARCHED), "--format", "json", "--out", out, latency=0.01)


class Searches(dict[tuple[str, str], list[str]]):
    """What the log says of each search, by line and processor: begun, ended."""

    @classmethod
    def of(cls, workspace: Workspace) -> "Searches":
        found = cls()
        for event in events.verified(workspace.engine):
            data = json.loads(event["data"])
            if event["what"].startswith("search ") and (name := data.get("processor")):
                told = found.setdefault((event["request_id"].rpartition("-")[2], name), [])
                told.append(ASKED if data.get("outcome") == "awaiting" else event["what"])
        return found

    def again(self) -> dict[tuple[str, str], int]:
        """How often each was begun after it had ended: for what was learnt meanwhile, and for nothing else."""
        ended_and_begun = ("search ended", "search begun")
        return {unit: sum(pair == ended_and_begun for pair in pairwise(told)) for unit, told in self.items()}

    def interrupted(self) -> int:
        """How many were in flight when they were killed."""
        return sum(pair == ("search begun",) * 2 for told in self.values() for pair in pairwise(told))


class Firm:
    """A batch over a database, and the workers that answer it."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url = home, url
        self.workers: list[Process] = []

    def hire(self) -> None:
        command = ("worker", "--workspace", self.url, "--silent", str(SILENT))
        self.workers.append(sar(self.home, *command, latency=0.01))

    def begin(self, subjects: int, *more: str) -> Process:
        file = write_csv(self.home / "requests.csv", rows(subjects))
        self.workspace.batches()
        there = self.home / "out"
        options = (*only(SEARCHED), "--format", "json", "--out", str(there), "--workspace", self.url, *more)
        return sar(self.home, "batch", "run", str(file), *options, latency=0.01)

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.url, keyfile=self.home / "shared.key")

    def members(self) -> list[Member]:
        found = self.workspace
        return [one for batch in found.batches() for one in found.members(batch.id)]

    def until(self, done: int, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while sum(one.state == "done" for one in self.members()) < done:
            assert time.monotonic() < end, Counter(one.state for one in self.members())
            time.sleep(0.2)

    def dismiss(self) -> list[tuple[int, str]]:
        """Let all end gracefully; what each said."""
        for one in self.workers:
            one.send_signal(signal.SIGTERM)
        ended = [(one.communicate(timeout=60)[1], one.returncode) for one in self.workers]
        self.workers = []
        return [(code, said) for said, code in ended]


@pytest.fixture
def firm(postgres: Postgres, database: str, tmp_path: Path) -> Iterator[Firm]:
    made = Firm(tmp_path, postgres.url(database))
    for _ in range(WORKERS):
        made.hire()
    postgres.until_workers(database, WORKERS)
    yield made
    for one in made.workers:
        one.kill()
        one.communicate(timeout=30)


def test_workers_killed_at_random_answer_every_request_once(
    firm: Firm, calm: Calm, postgres: Postgres, database: str
) -> None:
    chance, kills = random.Random(6), 0
    run = firm.begin(SUBJECTS)
    while run.poll() is None and kills < 100:
        time.sleep(2.5)
        if not any(one.state == "done" for one in firm.members()):
            continue
        victim = firm.workers.pop(chance.randrange(len(firm.workers)))
        victim.kill()
        victim.communicate(timeout=30)
        kills += 1
        firm.hire()
    out, said = run.communicate(timeout=900)
    assert run.returncode == 0, (out, said)
    assert kills >= 10
    through(firm.workspace, firm.home, calm, kills)
    jobs = postgres.run("psql", "-At", postgres.url(database), "-c", "select count(*) from procrastinate_jobs")
    assert jobs == b"0\n"
    # who was hired a moment ago may not listen yet
    assert {code for code, _ in firm.dismiss()} <= {0, -signal.SIGTERM}


def test_one_process_killed_at_random_answers_every_request_once(tmp_path: Path, calm: Calm) -> None:
    chance, kills, run = random.Random(7), 0, over_a_file(tmp_path)
    while kills < 100:
        try:
            _, said = run.communicate(timeout=chance.uniform(4, 12))
            break
        except subprocess.TimeoutExpired:
            run.kill()
            run.communicate(timeout=30)
            kills += 1
        (batch,) = Workspace(tmp_path / "sandbox.db").batches()
        run = sar(tmp_path, "batch", "resume", batch.id, latency=0.01)
    assert run.returncode == 0, said
    assert kills >= 5
    through(Workspace(tmp_path / "sandbox.db"), tmp_path, calm, kills)


def through(workspace: Workspace, home: Path, calm: Calm, kills: int) -> None:
    """All are answered as in a calm run; of the searches only what was in flight was done again."""
    (batch,) = workspace.batches()
    assert [one.state for one in workspace.members(batch.id)] == ["done"] * SUBJECTS
    assert len(workspace.requests()) == SUBJECTS
    assert dossiers(home / "out") == calm.dossiers
    searches, once = Searches.of(workspace), calm.searches.again()
    print(f"{kills} kills; searches that were in flight and begun again: {searches.interrupted()} of {len(searches)}")
    more = {unit: count for unit, count in searches.again().items() if count > once[unit]}
    assert more == {}
    assert searches.keys() == once.keys()


def test_the_server_is_stopped_for_ten_seconds_and_the_run_goes_on(
    firm: Firm, calm: Calm, postgres: Postgres, database: str
) -> None:
    run = firm.begin(SOME)
    firm.until(10)
    postgres.stop()
    time.sleep(10)
    postgres.start()
    out, said = run.communicate(timeout=240)
    assert run.returncode == 0, (out, said)
    assert "the database does not answer" in said
    assert dossiers(firm.home / "out") == calm.of(SOME)
    assert all(code == 0 for code, _ in firm.dismiss())


def test_a_dump_names_nobody_and_sigterm_gives_back(
    firm: Firm, postgres: Postgres, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAR_HOME", str(firm.home))
    began = firm.begin(SOME, "--detach", "--json")
    out, said = began.communicate(timeout=60)
    assert began.returncode == 0, said
    assert json.loads(out)["batch"]
    firm.until(5)
    held = postgres.dump(database)
    assert b"procrastinate_jobs" in held
    standing = status(House(workspace_place=firm.url, sandbox=True))
    assert standing.workers
    assert standing.workers.alive == WORKERS
    assert standing.workers.running > 0
    assert (standing.batches.running, standing.requests.waiting > 0) == (1, True)
    said_by = firm.dismiss()
    assert [code for code, _ in said_by] == [0] * WORKERS, said_by
    left = postgres.run("psql", "-At", postgres.url(database), "-c", "select distinct status from procrastinate_jobs")
    assert left == b"todo\n"
    assert 5 <= sum(one.state == "done" for one in firm.members()) < SOME
    for dumped in (held, postgres.dump(database)):
        for person in cast().values():
            for known in (person.email, *person.emails, *person.phones, person.family_name):
                assert known.encode() not in dumped, known
                assert known.encode().hex().encode() not in dumped, known
        # so few digits may stand in what is sealed by chance, which is dumped in hexadecimal
        assert b"1514555" not in SEALED.sub(b"", dumped)
        assert b"1514555".hex().encode() not in dumped
    assert not any(name in text for _, text in said_by for name in (one.email for one in cast().values()))
