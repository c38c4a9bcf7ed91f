"""An export over the sandbox with 200 ms for each call: against its critical path, and one processor after another.

The critical path is the slowest processor alone. Goal: together at most 1.15 times that.
"""

import os
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

LATENCY = 0.2
os.environ["SAR_SANDBOX_LATENCY"] = str(LATENCY)

from sar.collect import Collection, Source, collect  # noqa: E402
from sar.identifiers import Identifier  # noqa: E402
from sar.processors import bundled, imitated  # noqa: E402
from sar.registry import Registry  # noqa: E402
from sar.sandbox import main_subject  # noqa: E402
from sar.workspace import Request, Workspace  # noqa: E402


def seconds(sources: list[Source], jobs: int) -> float:
    """Time of one collection in a workspace of its own."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "w.db")
        request = Request("bench", "access", date(2026, 1, 1), "en", datetime.now(UTC))
        identifiers = [Identifier("email", email) for email in main_subject().emails]
        workspace.create(request, identifiers, {one.processor.name: one.processor.connector for one in sources})
        start = time.perf_counter()
        collect(Collection(workspace, request), sources, jobs)
        return time.perf_counter() - start


def main() -> None:
    """Print times and ratios."""
    registry = Registry.discover()
    alone = {slug: seconds(imitated(registry, {slug: {}}), 1) for slug in registry.manifests if registry.imitable(slug)}
    together = seconds(imitated(registry, bundled(registry)), 32)
    path, after = max(alone.values()), sum(alone.values())
    for slug, taken in alone.items():
        print(f"{slug:<20} alone {taken:7.2f} s")
    print(f"critical path {path:.2f} s, together {together:.2f} s, one after another {after:.2f} s")
    print(f"together / critical path = {together / path:.3f} (goal ≤ 1.15); speed-up {after / together:.2f}")


if __name__ == "__main__":
    main()
