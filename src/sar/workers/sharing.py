"""What a worker does with one share: some requests of a batch, each answered as it would be on one machine."""

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sar.errors import DatabaseLost, SarError
from sar.unit import Stopped

if TYPE_CHECKING:
    from sar.house import House

log = logging.getLogger("sar.worker")

BUSY = 3
"""Seconds after which a share is tried again whose requests are with another process."""
LATER = (5, 20, 60, 300)
"""The same after a failure, first to last; then it is given up, and `sar batch resume` takes it up again."""


class GivenBack(Exception):
    """A share that is not through goes back into the queue; says nothing of what happened."""

    def __init__(self, seconds: int, *, counts: bool = False) -> None:
        super().__init__()
        self.seconds, self.counts = seconds, counts
        """Whether it was a failure, of which only so many are tried again."""


def do_share(house: "House", batch_id: str, request_ids: Sequence[str], stop: threading.Event) -> None:
    """Answer these requests; GivenBack when any is left."""
    from sar.batch.running import part

    try:
        left_out = part(house, batch_id, request_ids, stop=_Linked(stop))
    except Stopped:
        raise GivenBack(0 if stop.is_set() else BUSY) from None
    except DatabaseLost as error:
        log.error("a share of batch %s: %s", batch_id, error)
        raise GivenBack(BUSY) from None
    except SarError as error:
        log.error("a share of batch %s: %s", batch_id, error)
        raise GivenBack(LATER[0], counts=True) from None
    except Exception as error:
        log.error("a share of batch %s: a bug (%s)", batch_id, type(error).__name__)
        raise GivenBack(LATER[0], counts=True) from None
    if left_out:
        raise GivenBack(BUSY)
    _report_if_through(house, batch_id)


class _Linked(threading.Event):
    """Set by what ends one share, or by what ends the worker."""

    def __init__(self, worker: threading.Event) -> None:
        super().__init__()
        self._worker = worker

    def is_set(self) -> bool:
        return super().is_set() or self._worker.is_set()


def _report_if_through(house: "House", batch_id: str) -> None:
    """Whoever is last writes the report, as nobody may be waiting for it."""
    from sar.batch.report import report, write

    batch = house.workspace.batch(batch_id)
    if all(one.state == "done" for one in house.workspace.members(batch_id)):
        write(report(house, batch, named=batch.order.named), Path(batch.order.out), named=batch.order.named)
