"""A private PostgreSQL of Debian's packages: its own cluster in a folder, on 127.0.0.1, ended by its pid."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.real.lab import free_port, install

USER, PASSWORD = "postgres", "lab-only"


@dataclass
class Postgres:
    """A cluster that can be stopped and started again; `initdb` refuses root, so it runs as `postgres`."""

    folder: Path
    port: int = field(default_factory=free_port)

    def url(self, name: str) -> str:
        """The URL of one of its databases."""
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def make(self) -> None:
        """The cluster's files."""
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        self.folder.chmod(0o755)
        secret.chmod(0o644)
        (self.folder / "data").mkdir()
        if os.getuid() == 0:
            shutil.chown(self.folder / "data", USER)
        options = ["--auth=scram-sha-256", f"--pwfile={secret}", f"--username={USER}", "--locale=C.UTF-8"]
        self.run("initdb", "-D", str(self.folder / "data"), "--no-sync", *options)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        log = str(self.folder / "data" / "log")
        data = str(self.folder / "data")
        self.run("pg_ctl", "-D", data, "-l", log, "-w", "-o", f"{options} -c max_connections=300", "start")

    def stop(self, sign: signal.Signals = signal.SIGINT) -> None:
        """End it by its pid: SIGINT lets nobody finish, as a restart of the machine does."""
        path = self.folder / "data" / "postmaster.pid"
        if not path.exists():
            return
        os.kill(int(path.read_text().split()[0]), sign)
        for _ in range(200):
            if not path.exists():
                return
            time.sleep(0.05)

    def create(self, name: str) -> str:
        """A new empty database; returns its URL."""
        self.run("psql", "-q", self.url("postgres"), "-c", f"create database {name}")
        return self.url(name)

    def dump(self, name: str) -> bytes:
        """Everything in a database, as text."""
        return self.run("pg_dump", "--inserts", self.url(name))

    def until_workers(self, name: str, count: int) -> None:
        """Wait until so many workers are in a queue of that database."""
        wanted, end = "select count(*) from procrastinate_workers", time.monotonic() + 40
        while True:
            try:
                found = self.run("psql", "-At", self.url(name), "-c", wanted)
            except AssertionError:  # the tables are not made yet
                found = b"0"
            if int(found) >= count:
                return
            assert time.monotonic() < end, "the workers did not come"
            time.sleep(0.3)

    def run(self, program: str, *arguments: str) -> bytes:
        """One of PostgreSQL's own programs, as its user."""
        command = [str(programs() / program), *arguments]
        as_user = pwd.getpwnam(USER).pw_uid if os.getuid() == 0 else None
        # a server that is started keeps what it was given as its outputs
        out = subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE
        done = subprocess.run(
            command, user=as_user, cwd="/", stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=90
        )
        assert done.returncode == 0, (program, (done.stderr or b"")[-500:])
        return done.stdout or b""


def programs() -> Path:
    """Where Debian puts the newest PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    if not found:
        pytest.skip("there is no PostgreSQL of Debian's packages here")
    return found[-1].parent


def cluster() -> Postgres:
    """A started one; skips the tests and says why where it cannot be had."""
    pytest.importorskip("psycopg", reason="sar[postgres] is not installed")
    pytest.importorskip("procrastinate", reason="sar[postgres] is not installed")
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        install("postgres")
    made = Postgres(Path(tempfile.mkdtemp(prefix="sar-pg-")))
    made.make()
    made.start()
    return made
