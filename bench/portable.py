"""Seconds and peak memory of the portable package, at 1,000 and at 100,000 records of every kind.

Each size runs in a process of its own; cost per record and peak memory should be flat.
"""

import dataclasses
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SIZES = (1_000, 100_000)


def run(number: int) -> str:
    """Write a package of so many records, and tell what it took."""
    from tests.dossiers import ANN, dossier
    from tests.packages import CONSENT, EMAIL, made

    from sar.dossier.portable import write
    from sar.records import KINDS, Field, Person, Record

    ann = (Person("author", "Ann Archer", (ANN,)),)
    fields = (EMAIL, *(Field(f"field_{place}", f"Field {place}", "some value") for place in range(15)))

    def records() -> Iterator[Record]:
        for place in range(number):
            kind = KINDS[place % len(KINDS)]
            yield made(kind, place, people=ann, fields=fields, text="some words of hers " * 40)

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        write(dataclasses.replace(dossier(), records=records), CONSENT, Path(folder))
        took = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return f"{number:>7} records: {took:6.1f} s, {took / number * 1e6:5.0f} µs each, {peak} MiB at the peak"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(run(int(sys.argv[1])))
    else:
        sys.path.insert(0, str(Path(__file__).parent.parent))
        for size in SIZES:
            subprocess.run([sys.executable, __file__, str(size)], check=True, env={"PYTHONPATH": sys.path[0]})
