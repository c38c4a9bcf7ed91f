"""Several workers over one PostgreSQL: killed at random, the server stopped under them, their queue read by a thief.

What they come to must be what one calm process comes to over a file.
"""

import json
import random
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.batching import dossiers, only, sar, write_csv
from tests.real.servers import Postgres

from sar.batch.model import Member
from sar.sandbox import cast
from sar.workspace import Workspace, events

SEARCHED = ("voipms", "redmine", "quickbooks", "mailchimp", "manual", "mailbox")
SUBJECTS, WORKERS, SILENT = 60, 3, 4
Process = subprocess.Popen[str]
SEALED = re.compile(rb"\\x[0-9a-f]+")


def rows() -> list[dict[str, str]]:
    """So many requests that differ: each of the cast by their address and by numbers that are nobody's."""
    people = list(cast().values())
    return [
        {"email": people[n % len(people)].email, "kind": "access", "also": f"phone:+1514555{100 + n:04}"}
        for n in range(SUBJECTS)
    ]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Any]:
    """What one process comes to over a file, by line."""
    home = tmp_path_factory.mktemp("calm")
    file = write_csv(home / "requests.csv", rows())
    run = sar(home, "batch", "run", str(file), *only(SEARCHED), "--format", "json", "--out", str(home / "out"))
    _, said = run.communicate(timeout=280)
    assert run.returncode == 0, said
    return dossiers(home / "out")


class Firm:
    """A batch over a database, and the workers that answer it."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url = home, url
        self.workers: list[Process] = []
        self.file = write_csv(home / "requests.csv", rows())

    def hire(self) -> None:
        command = ("worker", "--workspace", self.url, "--silent", str(SILENT))
        self.workers.append(sar(self.home, *command, latency=0.01))

    def begin(self, *more: str) -> Process:
        self.workspace.batches()
        there = self.home / "out"
        options = (*only(SEARCHED), "--format", "json", "--out", str(there), "--workspace", self.url, *more)
        return sar(self.home, "batch", "run", str(self.file), *options, latency=0.01)

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


def test_killed_at_random_every_request_is_answered_once(
    firm: Firm, calm: dict[int, Any], postgres: Postgres, database: str
) -> None:
    chance, kills = random.Random(6), 0
    run = firm.begin()
    while run.poll() is None and kills < 25:
        time.sleep(2.5)
        if not any(one.state == "done" for one in firm.members()):
            continue
        victim = firm.workers.pop(chance.randrange(len(firm.workers)))
        victim.kill()
        victim.communicate(timeout=30)
        kills += 1
        firm.hire()
    out, said = run.communicate(timeout=240)
    assert run.returncode == 0, (out, said)
    assert kills >= 3
    members = firm.members()
    assert [one.state for one in members] == ["done"] * SUBJECTS
    assert len(firm.workspace.requests()) == SUBJECTS
    assert dossiers(firm.home / "out") == calm
    begun = Counter(event["request_id"] for event in events.verified(firm.workspace.engine)
                    if event["what"] == "search begun")  # fmt: skip
    again = sum(count > min(begun.values()) for count in begun.values())
    # what a killed worker had in hand: two shares, four requests of each side by side
    assert again <= kills * 2 * 4, begun
    assert (
        postgres.run("psql", "-At", postgres.url(database), "-c", "select count(*) from procrastinate_jobs") == b"0\n"
    )
    assert all(code == 0 for code, _ in firm.dismiss())


def test_the_server_is_stopped_for_ten_seconds_and_the_run_goes_on(
    firm: Firm, calm: dict[int, Any], postgres: Postgres, database: str
) -> None:
    run = firm.begin()
    firm.until(10)
    postgres.stop()
    time.sleep(10)
    postgres.start()
    out, said = run.communicate(timeout=240)
    assert run.returncode == 0, (out, said)
    assert "the database does not answer" in said
    assert dossiers(firm.home / "out") == calm
    assert all(code == 0 for code, _ in firm.dismiss())


def test_a_dump_names_nobody_and_sigterm_gives_back(firm: Firm, postgres: Postgres, database: str) -> None:
    began = firm.begin("--detach", "--json")
    out, said = began.communicate(timeout=60)
    assert began.returncode == 0, said
    assert json.loads(out)["batch"]
    firm.until(5)
    held = postgres.dump(database)
    assert b"procrastinate_jobs" in held
    said_by = firm.dismiss()
    assert [code for code, _ in said_by] == [0] * WORKERS, said_by
    left = postgres.run("psql", "-At", postgres.url(database), "-c", "select distinct status from procrastinate_jobs")
    assert left == b"todo\n"
    assert 5 <= sum(one.state == "done" for one in firm.members()) < SUBJECTS
    for dumped in (held, postgres.dump(database)):
        for person in cast().values():
            for known in (person.email, *person.emails, *person.phones, person.family_name):
                assert known.encode() not in dumped, known
                assert known.encode().hex().encode() not in dumped, known
        # so few digits may stand in what is sealed by chance, which is dumped in hexadecimal
        assert b"1514555" not in SEALED.sub(b"", dumped)
        assert b"1514555".hex().encode() not in dumped
    assert not any(name in text for _, text in said_by for name in (one.email for one in cast().values()))
