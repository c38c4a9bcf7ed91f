"""A process that searches one file: the open file's number as its argument, what to look for on its input.

Each line that may be wanted goes out behind `=`, at last what was told behind `!`. It imports no more than it needs,
since it is started for every large file.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, tzinfo
from itertools import count

from .lines import Reading
from .sieve import Sieve, Wish
from .unpack import PIECE, Broken, pieces


def main() -> None:
    """Read the job, print the lines."""
    job = json.load(sys.stdin)
    how = {**job["how"], "zone": _zone(job["how"]["zone"])}
    sieve = Sieve(Wish(*map(tuple, job["wish"])), Reading(**how))
    write = sys.stdout.buffer.write
    try:
        for line in sieve.lines(_pieces(int(sys.argv[1]), job["start"], job["end"])):
            write(b"=%b\n" % line)
    except Broken as error:
        sieve.told.broken = str(error)
    write(b"!" + json.dumps(sieve.told.packed()).encode() + b"\n")
    sys.stdout.flush()


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo  # not at the top: it takes as long to import as all the rest

    return ZoneInfo(name)


def _pieces(file: int, start: int, end: int | None) -> Iterator[bytes]:
    if start or end is not None:
        return _between(file, start, end)
    return pieces(lambda size: os.read(file, size))


def _between(file: int, start: int, end: int | None) -> Iterator[bytes]:
    for at in count(start, PIECE):
        piece = os.pread(file, PIECE if end is None else max(0, min(PIECE, end - at)), at)
        if not piece:
            return
        yield piece


if __name__ == "__main__":
    main()
