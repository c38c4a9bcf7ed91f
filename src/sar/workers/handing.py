"""Handing a batch over to the workers, and following it until they are through."""

import threading
import time
from typing import TYPE_CHECKING

from sar.batch.running import waiting
from sar.batch.watching import Watch
from sar.unit import Stopped

if TYPE_CHECKING:
    from sar.batch.model import Batch
    from sar.house import House
    from sar.workers.queue import Queue

EVERY = 0.5
"""Seconds between two looks at a batch that workers answer."""


def queue_with_workers(house: "House") -> "Queue | None":
    """The queue of this workspace, or None when nobody takes from it: a file, or no worker gave a sign lately."""
    from sar.workers.queue import Queue, queue_of

    engine = house.workspace.engine
    if engine.dialect.name != "postgresql":
        return None
    queue = Queue(engine, queue_of(house))
    return queue if queue.workers() else None


def hand_over(house: "House", batch: "Batch", queue: "Queue") -> int:
    """Queue what is left of a batch; how many requests are with the workers now."""
    queue.put(batch.id, waiting(house, batch), queue.workers())
    return len(queue.queued(batch.id))


def follow(house: "House", batch: "Batch", queue: "Queue", watch: Watch, stop: threading.Event) -> None:
    """Wait until the workers are through; `Stopped` when told to, or when no worker is left."""
    left = waiting(house, batch)
    watch.begun(len(left))
    told: set[str] = set()
    while True:
        through = not queue.queued(batch.id)
        _tell(house, batch, set(left), told, watch)
        if through:
            return
        if stop.is_set() or not queue.workers():
            raise Stopped
        time.sleep(EVERY)


def _tell(house: "House", batch: "Batch", left: set[str], told: set[str], watch: Watch) -> None:
    whole = house.workspace.complete_among(batch.id)
    for one in house.workspace.members(batch.id):
        if one.state == "done" and one.request_id in left - told:
            told.add(one.request_id)
            watch.answered(one.request_id in whole)


def answer(house: "House", batch: "Batch") -> None:
    """Answer a batch of a schedule: by the workers where there are any, which are not waited for; else here."""
    from sar.batch.running import run

    queue = queue_with_workers(house)
    if queue is None:
        run(house, batch.id)
    else:
        hand_over(house, batch, queue)
