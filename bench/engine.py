"""The engine alone: 10 connectors, 80 calls of 300 ms, sealed, proven and answered; and how soon it starts.

    .venv/bin/python bench/engine.py

The critical path is what the calls take that must wait for each other. Twice: each connector makes its 8 calls one
after the other (2.4 s), and in 4 steps of 2 at once (1.2 s, the path of the comparison below). Goals: within 1.15 times
the critical path; the first search begins in less than a second after the command is called.
"""

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sar.collect import Collection, Source, collect
from sar.context import Access
from sar.dossier.answer import write
from sar.dossier.model import Controller
from sar.dossier.told import Told
from sar.http import in_process
from sar.identifiers import Identifier
from sar.registry import Limit, Manifest
from sar.sandbox.kit import Api, answer
from sar.sdk import Field, Record, Search
from sar.settings import Processor
from sar.workspace import Request, Workspace

CONNECTORS, CALLS, SECONDS, STARTS = 10, 8, 0.3, 5
EMAIL = "ann@example.com"
FIDES = """\
ethyca-fides (from the index, with PostgreSQL and Redis), measured once on the same kind of mock and machine:
  10 connectors / 80 calls at 300 ms: 31.4 s, with 8 workers 7.0 s; start 22 s; 418 MB when idle; critical path 1.2 s"""


class Mock:
    """A connector that makes its calls in steps, `at_once` in each."""

    at_once = 1

    def __init__(self, context: Any) -> None:
        self._http = context.http("https://mock.example.com")

    def check(self) -> Iterator[Any]:
        return iter(())

    def find(self, search: Search) -> Iterator[Record]:
        with ThreadPoolExecutor(self.at_once) as pool:
            for step in range(0, CALLS, self.at_once):
                pages = [f"/rows/{page}" for page in range(step, step + self.at_once)]
                for raw in pool.map(self._http.json, pages):
                    yield search.record(
                        "row",
                        raw["id"],
                        kind="contact",
                        title=f"Row {raw['id']}",
                        proof=search.prove(raw, "email", "/email"),
                        raw=raw,
                        fields=(Field("email", "E-mail", raw["email"]),),
                    )


class Pairs(Mock):
    """The same, two at once."""

    at_once = 2


def source(name: str, kind: type[Mock]) -> Source:
    """One mock processor, each of whose calls takes 300 ms."""
    app = Api()
    app.on("GET", "/rows/<int:page>")(lambda ask, page: answer({"id": page, "email": EMAIL}))
    processor = Processor(name, name, Manifest(name, name, "x:X", ["email"], ["find"], Limit(1000)), {})
    transport = in_process(app, SECONDS)
    return Source(processor, lambda: kind, lambda: Access(processor, transport=transport))


def answered(kind: type[Mock]) -> tuple[float, float, float]:
    """Seconds from a new request to the end of its search, to its written dossier, and of the processor."""
    sources = [source(f"mock{place}", kind) for place in range(CONNECTORS)]
    with tempfile.TemporaryDirectory(prefix="sar-bench-engine-") as place:
        workspace = Workspace(Path(place) / "w.db")
        begun, worked = time.perf_counter(), time.process_time()
        request = Request("bench", "access", date(2026, 1, 1), "en", datetime.now(UTC))
        names = {one.processor.name: one.processor.name for one in sources}
        workspace.create(request, [Identifier("email", EMAIL)], names)
        collect(Collection(workspace, request), sources, CONNECTORS)
        searched = time.perf_counter() - begun
        told = Told(Controller(name="Firm"), names)
        dossier, _ = write(workspace, request, told, Path(place) / "out", formats=["json"])
        took, worked = time.perf_counter() - begun, time.process_time() - worked
        assert sum(1 for _ in dossier.records()) == CONNECTORS * CALLS
    return searched, took, worked


def started() -> float:
    """Seconds from the call of the command to the beginning of its first search."""
    command = [sys.executable, "-m", "sar", "export", EMAIL, "--sandbox", "--only", "redmine", "--format", "json"]
    with tempfile.TemporaryDirectory(prefix="sar-bench-engine-") as place:
        environment = {**os.environ, "SAR_HOME": place, "SAR_LOG": "INFO"}
        begun = time.perf_counter()
        run = subprocess.Popen(
            [*command, "--out", f"{place}/out"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert run.stderr
        took = next(time.perf_counter() - begun for line in run.stderr if "unit begun" in line)
        run.communicate(timeout=60)
    return took


def main() -> None:
    """Print times and ratios."""
    answered(Mock)  # imports and caches are of the start, which is measured below
    for kind, words in ((Mock, "one call after the other"), (Pairs, "two calls at once")):
        path, (searched, took, worked) = CALLS / kind.at_once * SECONDS, answered(kind)
        print(f"{CONNECTORS} connectors, {CONNECTORS * CALLS} calls of {SECONDS * 1000:.0f} ms, {words}: "
              f"{searched:.2f} s; critical path {path:.1f} s; {searched / path:.3f} times (goal <= 1.15)")  # fmt: skip
        print(f"  with its dossier written {took:.2f} s; of these the processor worked {worked:.2f} s")
    starts = [started() for _ in range(STARTS)]
    print(f"first search begins {statistics.median(starts):.2f} s after the call (goal < 1; median of {STARTS})")
    print(FIDES)
    if importlib.util.find_spec("fides") is None:
        print("  not installed here, so not run side by side")
    else:
        print("  installed here, but it needs its servers and a project of its own: this bench does not start them")


if __name__ == "__main__":
    main()
