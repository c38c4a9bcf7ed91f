"""A batch over the sandbox: seconds and calls for each subject, against the same subjects one by one.

    .venv/bin/python bench/batch.py [SUBJECTS]

The cast, and then invented people who are held nowhere. Of those one by one a few are made, since each costs the same.
Goals: fewer calls for each subject than alone; what is gone through once for all, at most as often as there are rounds.
"""

import io
import resource
import sys
import tempfile
import time
from pathlib import Path

from sar.batch.model import Calls, Order
from sar.batch.reading import read
from sar.batch.running import run
from sar.batch.taking import take_in
from sar.collect import ROUNDS
from sar.house import House
from sar.sandbox import cast

SUBJECTS, ALONE = 200, 12


def addresses(number: int) -> list[str]:
    """So many people: those whom the sandbox knows come first."""
    known = [one.email for one in cast().values()]
    return [*known, *(f"person{place}@example.net" for place in range(number))][:number]


def house(folder: Path, name: str) -> House:
    """A house over the sandbox with a workspace of its own."""
    return House(sandbox=True, workspace_place=str(folder / f"{name}.db"))


def batch(folder: Path, name: str, emails: list[str]) -> tuple[float, float, list[Calls]]:
    """Seconds to take in and to answer a batch, and what each processor was asked."""
    home, begun = house(folder, name), time.perf_counter()
    lines = read(io.BytesIO("\n".join(["email", *emails]).encode()), "bench.csv", home.today)
    taken = take_in(home, lines, Order(str(folder / name), ("json",)), by="bench")
    middle = time.perf_counter()
    run(home, taken.id)
    return middle - begun, time.perf_counter() - middle, home.workspace.calls(taken.id)


def one_by_one(folder: Path, emails: list[str]) -> tuple[float, dict[str, float]]:
    """Seconds for each, and calls of each processor for each, where every one is a batch of its own."""
    begun, calls = time.perf_counter(), dict[str, int]()
    for place, email in enumerate(emails):
        for cost in batch(folder, f"alone-{place}", [email])[2]:
            calls[cost.processor] = calls.get(cost.processor, 0) + cost.calls
    seconds = time.perf_counter() - begun
    return seconds / len(emails), {name: count / len(emails) for name, count in calls.items()}


def main() -> None:
    """Print seconds and calls for each subject, together and alone."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else SUBJECTS
    emails = addresses(number)
    with tempfile.TemporaryDirectory(prefix="sar-bench-batch-") as place:
        folder = Path(place)
        taking, answering, costs = batch(folder, "together", emails)
        # as many of the cast among them as in the batch, or nearly so
        step = max(1, number // ALONE)
        each, alone = one_by_one(folder, emails[::step][:ALONE])
    print(f"{number:,} subjects: taken in {taking:.1f} s, answered {answering:.1f} s")
    print(f"for each {answering / number:.2f} s together, {each:.2f} s alone (of {ALONE} or fewer)")
    for cost in costs:
        passes = f", gone through {cost.passes} times for all (goal <= {ROUNDS})" if cost.passes else ""
        before = f"alone {alone.get(cost.processor, 0):7.1f}"
        print(f"{cost.processor:<20} calls for each subject {cost.calls / number:7.1f}, {before}{passes}")
    together, singly = sum(cost.calls for cost in costs) / number, sum(alone.values())
    print(f"all together {together:.1f} calls for each subject, alone {singly:.1f}: {together / singly:.2f} (goal < 1)")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
