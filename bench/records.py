"""Records per second through proof, sealing, JSON and PDF, and peak memory, at 1,000 and at 100,000 records.

Each size runs in a process of its own; cost per record and peak memory should be flat.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

SIZES = (1_000, 100_000)


def run(number: int) -> dict[str, float]:
    """Collect and write so many records; seconds of each step and MiB at the peak."""
    from sar.collect import Collection, Source, collect
    from sar.context import Access
    from sar.dossier.answer import write
    from sar.dossier.build import Told
    from sar.dossier.model import Controller
    from sar.identifiers import Identifier
    from sar.registry import Limit, Manifest
    from sar.sdk import Field, Gap, Record, Search
    from sar.settings import Processor
    from sar.workspace import Request, Workspace

    manifest = Manifest("crm", "CRM", "x:X", ["email"], ["find"], Limit(10))
    processor = Processor("crm", "crm", manifest, {})
    start_of_time = datetime(2020, 1, 1, tzinfo=UTC)

    class Crm:
        def __init__(self, context: object) -> None: ...
        def check(self) -> Iterator[Any]:
            return iter(())

        def find(self, search: Search) -> Iterator[Record | Gap]:
            for place in range(number):
                raw = {
                    "id": place,
                    "email": "ann@example.com",
                    "text": f"Note {place} by bob@example.net: it went well.",
                }
                yield search.record(
                    "note",
                    place,
                    kind="note",
                    title=f"Note {place}",
                    proof=search.prove(raw, "email", "/email"),
                    raw=raw,
                    text=raw["text"],
                    fields=(Field("email", "E-mail", "ann@example.com"), Field("place", "Place", str(place))),
                    occurred_at=start_of_time + timedelta(minutes=place),
                )

    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "w.db")
        request = Request("bench", "access", date(2026, 1, 1), "en", datetime.now(UTC))
        workspace.create(request, [Identifier("email", "ann@example.com")], {"crm": "crm"})
        begun = time.perf_counter()
        collect(Collection(workspace, request), [Source(processor, lambda: Crm, lambda: Access(processor))])
        collected = time.perf_counter()
        told = Told(Controller(name="Firm"), "excerpt", {"crm": "CRM"})
        _, paths = write(workspace, request, told, Path(folder) / "out", formats=["json"])
        as_json = time.perf_counter()
        _, paths = write(workspace, request, told, Path(folder) / "out", formats=["pdf"])
        as_pdf = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "collect": collected - begun, "json": as_json - collected, "pdf": as_pdf - as_json, "MiB": peak,
        "volumes": len(paths),
    }  # fmt: skip


def main() -> None:
    """Print the cost per record at each size, and their ratios."""
    found = {}
    for size in SIZES:
        done = subprocess.run([sys.executable, __file__, str(size)], capture_output=True, text=True, check=True)
        found[size] = json.loads(done.stdout)
        steps = {step: found[size][step] for step in ("collect", "json", "pdf")}
        rates = ", ".join(f"{step} {size / taken:,.0f}/s" for step, taken in steps.items())
        print(
            f"{size:>7,} records: {rates}; peak {found[size]['MiB']:.0f} MiB, {found[size]['volumes']:.0f} PDF volumes"
        )
    few, many = (found[size] for size in SIZES)
    for step in ("collect", "json", "pdf"):
        print(f"cost per record, {step}: {many[step] / SIZES[1] / (few[step] / SIZES[0]):.2f} times")
    print(f"peak memory: {many['MiB'] / few['MiB']:.2f} times")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run(int(sys.argv[1]))))
    else:
        main()
