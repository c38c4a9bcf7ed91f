"""A batch under vendors' limits: throughput against the tightest one, and whether one was exceeded.

    .venv/bin/python bench/limits.py [SUBJECTS [WORKERS [SPEED [PROCESSOR...]]]]

WORKERS 0 (as usual): one process over a file; else so many `sar worker` over a PostgreSQL that is started for it from
Debian's packages. SPEED (2) multiplies every rate, and the seconds of its window stay: 1 is what vendors really allow,
and 1,000 subjects then take half an hour. Calls are counted where they arrive, at imitations that are served: every
window that begins with a call, and how many were under way at once. Goals: throughput within 10 % of what the tightest
limit allows; no window above its limit.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from batch import addresses
from tests.arrivals import Arrivals, vendors

SUBJECTS, WORKERS, SPEED = 100, 0, 2.0
CHOSEN = ("redmine", "pipedrive", "mailchimp")
"""Few, so that the machine itself is not what limits."""
LATENCY = 0.02
DATABASE = "limits"


def sar(home: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """`sar` in a process of its own, whose words are for nobody."""
    environment = {**os.environ, "SAR_HOME": str(home)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-m", "sar", *arguments], env=environment, stdout=quiet, stderr=quiet)


@contextmanager
def hired(home: Path, credentials: Sequence[str], workers: int) -> Iterator[str]:
    """Where the workspace is: a file, or a database with so many workers over it."""
    if not workers:
        yield str(home / "w.db")
        return
    from tests.real.servers import cluster

    server = cluster()
    url, running = server.create(DATABASE), list[subprocess.Popen[bytes]]()
    try:
        for _ in range(workers):
            running.append(sar(home, "worker", "--workspace", url, *credentials, "--concurrency", "3"))
        server.until_workers(DATABASE, workers)
        yield url
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(timeout=60)
        server.stop()


def answered(home: Path, credentials: Sequence[str], workers: int) -> float:
    """Seconds in which the batch in `home` is answered, by so many workers or by one process."""
    with hired(home, credentials, workers) as place:
        begun = time.monotonic()
        options = ("--workspace", place, *credentials, "--format", "json", "--out", str(home / "out"), "--jobs", "8")
        assert sar(home, "batch", "run", str(home / "requests.csv"), *options).wait() == 0
        return time.monotonic() - begun


def main() -> None:
    """Print throughput and the fullest windows."""
    given = sys.argv[1:]
    number = int(given[0]) if given else SUBJECTS
    workers = int(given[1]) if len(given) > 1 else WORKERS
    speed = float(given[2]) if len(given) > 2 else SPEED
    names = tuple(given[3:]) or CHOSEN
    with (
        tempfile.TemporaryDirectory(prefix="sar-bench-limits-") as place,
        vendors(names, latency=LATENCY, speed=speed) as (credentials, seen),
    ):
        home = Path(place)
        (home / "requests.csv").write_text("\n".join(["email", *addresses(number)]) + "\n")
        (home / "credentials.toml").write_text(credentials)
        (home / "credentials.toml").chmod(0o600)
        took = answered(home, ("--credentials", str(home / "credentials.toml")), workers)
        print(f"{number:,} subjects, {workers or 'no'} workers, vendors' limits times {speed:g}: {took:.1f} s")
    told(took, seen)


def told(took: float, seen: Mapping[str, Arrivals]) -> None:
    """Print what the vendors saw."""
    for name, one in seen.items():
        print(f"{name:<20} {one}")
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"processors worked {usage.ru_utime + usage.ru_stime:.1f} s for sar, and for the vendors {busy():.1f} s")
    tightest = max(seen, key=lambda name: seen[name].seconds)
    wanted = seen[tightest].seconds
    print(f"tightest: {tightest}; its calls take {wanted:.1f} s at its limit: "
          f"throughput {wanted / took:.0%} of it (goal >= 90 %)")  # fmt: skip
    exceeded = [name for name, one in seen.items() if one.exceeded]
    print(f"limits exceeded: {', '.join(exceeded) or 'none'} (goal: none)")


def busy() -> float:
    """Seconds that this process has worked."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
