"""Records per second through proof and sealing, and peak memory, at 1,000 and at 100,000 records.

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


def collected(path: Path, number: int) -> float:
    """Collect so many records into a workspace; how many seconds that took."""
    from sar.collect import Collection, Source, collect
    from sar.context import Access
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

    workspace = Workspace(path)
    request = Request("bench", "access", date(2026, 1, 1), "en", datetime.now(UTC))
    workspace.create(request, [Identifier("email", "ann@example.com")], {"crm": "crm"})
    begun = time.perf_counter()
    collect(Collection(workspace, request), [Source(processor, lambda: Crm, lambda: Access(processor))])
    return time.perf_counter() - begun


def peak() -> float:
    """This process's memory at its highest, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(*arguments: object) -> Any:
    """What a bench prints when it is run with these arguments in a process of its own."""
    command = [sys.executable, *map(str, arguments)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Print the cost per record at each size, and their ratios."""
    found = {size: apart(__file__, size) for size in SIZES}
    for size, (seconds, memory) in found.items():
        print(f"{size:>7,} records: collected {size / seconds:,.0f}/s; peak {memory:.0f} MiB")
    (few_seconds, few_memory), (many_seconds, many_memory) = found.values()
    print(f"cost per record: {many_seconds / SIZES[1] / (few_seconds / SIZES[0]):.2f} times")
    print(f"peak memory: {many_memory / few_memory:.2f} times")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps([collected(Path(folder) / "w.db", int(sys.argv[1])), peak()]))
    else:
        main()
