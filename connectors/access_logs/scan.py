"""Files through the sieve: large ones of this machine in processes of their own, side by side; others here.

A process is given the open file, so that no path or identifier stands among its arguments.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from typing import BinaryIO, NamedTuple

from sar.sdk import ProcessorError, Unavailable

from .lines import Reading
from .sets import LogFile
from .sieve import Sieve, Wish
from .told import Told
from .unpack import PIECE, Broken, packed, pieces

WORTH = 8 << 20
"""Bytes of a file for which a process of its own is started."""
SHARE = 64 << 20
"""Bytes of a plain file that one process reads at least."""


class Part(NamedTuple):
    """A file, or the bytes between two line ends of a plain one."""

    file: LogFile
    start: int = 0
    end: int | None = None


def scan(files: Sequence[LogFile], wish: Wish, how: Reading) -> Iterator[tuple[LogFile, bytes | Told | ProcessorError]]:
    """The lines that may be wanted in the order of the files; of each part what was told, or why it failed."""
    side_by_side = _processors()
    parts = [part for file in files for part in _parts(file, side_by_side)]
    with ExitStack() as running:
        started: dict[int, Iterator[bytes | Told]] = {}
        for number, part in enumerate(parts):
            for next_one in range(number, min(number + side_by_side, len(parts))):
                if next_one not in started:
                    started[next_one] = _started(parts[next_one], wish, how, running)
            try:
                for item in started[number]:
                    yield part.file, item
            except ProcessorError as error:
                yield part.file, error
            started[number] = iter(())


def here(stream: BinaryIO, wish: Wish, how: Reading) -> Iterator[bytes | Told]:
    """One stream through a sieve of its own, in this process."""
    sieve = Sieve(wish, how)
    try:
        yield from sieve.lines(pieces(stream.read))
    except Broken as error:
        sieve.told.broken = str(error)
    yield sieve.told


def peek(file: LogFile, how: Reading) -> Told:
    """What the beginning of a file tells; raises ProcessorError."""
    sieve = Sieve(Wish(), how)
    with file.place.open(file.path) as stream, suppress(Broken):
        for _ in sieve.lines(islice(pieces(stream.read), 1)):
            pass
    return sieve.told


def job(wish: Wish, how: Reading, part: Part) -> bytes:
    """What a scanning process is told on its input."""
    reading = {"layout": how.layout, "keys": dict(how.keys), "forwarded": how.forwarded, "zone": str(how.zone)}
    return json.dumps({"wish": wish, "how": reading, "start": part.start, "end": part.end}).encode()


def _started(part: Part, wish: Wish, how: Reading, running: ExitStack) -> Iterator[bytes | Told]:
    """Begin to read a part: in a process if it is large and lies on this machine, else when it is its turn."""
    if part.file.size < WORTH or not _can_hand_over():
        return _opened(part, wish, how)
    try:
        stream = part.file.place.open(part.file.path)
    except ProcessorError as error:
        return _raising(error)
    with stream:
        try:
            descriptor = stream.fileno()
        except OSError:
            return _opened(part, wish, how)
        child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", f"{__package__}.worker", str(descriptor)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(descriptor,),
        )
    running.callback(_ended, child)
    assert child.stdin
    with suppress(OSError):
        child.stdin.write(job(wish, how, part))
        child.stdin.close()
    return _printed(child)


def _opened(part: Part, wish: Wish, how: Reading) -> Iterator[bytes | Told]:
    with part.file.place.open(part.file.path) as stream:
        yield from here(stream, wish, how)


def _raising(error: ProcessorError) -> Iterator[bytes | Told]:
    raise error
    yield


def _printed(child: "subprocess.Popen[bytes]") -> Iterator[bytes | Told]:
    """Lines as they come, each behind a sign; the last of all is what was told."""
    assert child.stdout
    for line in child.stdout:
        if line[:1] == b"=":
            yield line[1:-1]
        else:
            yield Told.unpacked(json.loads(line[1:]))
            return
    raise Unavailable("a file could not be read to its end")


def _ended(child: "subprocess.Popen[bytes]") -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe:
            with suppress(OSError):
                pipe.close()


def _parts(file: LogFile, side_by_side: int) -> Iterator[Part]:
    """A large plain file of this machine in as many parts as there are processors, cut at line ends."""
    wanted = min(side_by_side, file.size // SHARE)
    if wanted < 2 or not _can_hand_over():
        yield Part(file)
        return
    try:
        with file.place.open(file.path) as stream:
            if packed(os.pread(stream.fileno(), 8, 0)):
                yield Part(file)
                return
            cuts = [_line_end(stream.fileno(), file.size * number // wanted) for number in range(1, wanted)]
    except (OSError, ProcessorError):
        yield Part(file)
        return
    for start, end in zip([0, *cuts], [*cuts, None], strict=True):
        yield Part(file, start, end)


def _line_end(descriptor: int, at: int) -> int:
    """Where the first line behind this place begins."""
    while piece := os.pread(descriptor, PIECE, at):
        found = piece.find(b"\n")
        if found >= 0:
            return at + found + 1
        at += len(piece)
    return at


def _can_hand_over() -> bool:
    return os.name == "posix"


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
