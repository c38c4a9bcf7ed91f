"""One process at a time runs a batch; the lock goes with the process, however it ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sar.errors import Busy
from sar.full import unwritable


@contextmanager
def alone(folder: Path, batch_id: str) -> Iterator[None]:
    """Hold a batch for this process; CallError when another one runs it."""
    path = folder / f".batch-{batch_id}.lock"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = path.open("a")
    except OSError as error:
        raise unwritable(error, "cannot write to the output folder ({error})") from None
    with file:
        if not _held(file.fileno()):
            said, remedy = "batch {id} is being run by another process", "Wait for it, or stop that process first."
            raise Busy(said, remedy, id=batch_id)
        yield
        path.unlink(missing_ok=True)


def _held(descriptor: int) -> bool:
    if os.name != "posix":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
