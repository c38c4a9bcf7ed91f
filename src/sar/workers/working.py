"""The worker's own loop: takes shares, gives signs of life, takes up what a lost worker left, outlives the database."""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from procrastinate import BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import DeleteJobCondition, Job
from procrastinate.worker import Worker
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sar.errors import DatabaseLost
from sar.leases import Leases
from sar.shelf import Shelves
from sar.workers.queue import SHARE, SILENT, Queue, app_on, conninfo, queue_of, shared
from sar.workers.sharing import LATER, GivenBack, do_share
from sar.workspace.outlasting import PATIENCE

if TYPE_CHECKING:
    from procrastinate import App

    from sar.house import House

log = logging.getLogger("sar.worker")
for name in ("procrastinate", "psycopg", "psycopg.pool"):  # their traces may hold what is not ours to print
    logging.getLogger(name).addHandler(logging.NullHandler())
    logging.getLogger(name).propagate = False

IDLE = 30.0
"""Seconds for which lists that are the same for everybody are kept when no share of their batch is in hand."""
UNKNOWN = 10.0
"""Seconds after which a share that is with this worker, by the queue, and not in its hands is put back."""


@dataclass
class Working:
    """One worker process."""

    house: "House"
    concurrency: int = 2
    silent: float = SILENT
    every: Callable[[], None] = lambda: None
    """What else is done now and then, such as looking after schedules; called in a thread."""
    every_seconds: float = 20.0
    stop: threading.Event = field(default_factory=threading.Event)
    _in_hand: set[int] = field(default_factory=set)
    _missing: dict[int, float] = field(default_factory=dict)

    def run(self) -> None:
        """Work until a signal comes; DatabaseLost when the database does not come back."""
        engine = shared(self.house)
        self.house.leases = Leases(engine, self.silent * 2 / 3)
        self.house.shelves = Shelves(idle=IDLE)
        Queue(engine, queue_of(self.house))
        with ThreadPoolExecutor(self.concurrency, "share") as self._pool:
            asyncio.run(self._work())

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, self._signalled, loop)
        self._stopped = asyncio.Event()
        beside = asyncio.create_task(self._beside())
        while not self.stop.is_set():
            try:
                await self._until_stopped_or_lost()
            except (ProcrastinateException, OSError) as error:
                log.warning("the queue does not answer (%s)", type(error).__name__)
            if not self.stop.is_set():
                await self._back()
        beside.cancel()

    def _signalled(self, loop: asyncio.AbstractEventLoop) -> None:
        """The first signal lets what is in hand come to its next record and back into the queue; the second ends."""
        self.stop.set()
        self._stopped.set()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(sign)

    async def _until_stopped_or_lost(self) -> None:
        connector = PsycopgConnector(conninfo=conninfo(shared(self.house)), min_size=2, max_size=self.concurrency + 4)
        app = app_on(connector)
        app.task(name=SHARE, pass_context=True, retry=Again())(self._share)
        async with app.open_async():
            worker = Worker(
                app,
                queues=[queue_of(self.house)],
                concurrency=self.concurrency,
                fetch_job_polling_interval=1.0,
                delete_jobs=DeleteJobCondition.ALWAYS,
                install_signal_handlers=False,
                update_heartbeat_interval=max(0.5, self.silent / 6),
                stalled_worker_timeout=self.silent,
            )
            beside = [asyncio.create_task(self._halt(worker)), asyncio.create_task(self._sweep(app, worker))]
            try:
                await worker.run()  # type: ignore[no-untyped-call]
            finally:
                for one in beside:
                    one.cancel()

    async def _halt(self, worker: Worker) -> None:
        await self._stopped.wait()
        worker.stop()  # type: ignore[no-untyped-call]

    async def _share(self, context: JobContext, batch_id: str, request_ids: list[str]) -> None:
        number = context.job.id or 0
        self._in_hand.add(number)
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._pool, do_share, self.house.anew(), batch_id, request_ids, self.stop)
        finally:
            self._in_hand.discard(number)

    async def _sweep(self, app: "App", worker: Worker) -> None:
        """Put back what nobody has in hand: a worker's that is gone, or our own whose end could not be told."""
        while True:
            await asyncio.sleep(max(0.5, self.silent / 6))
            try:
                await self._swept(app, worker)
            except (ProcrastinateException, OSError, DBAPIError, DatabaseLost):
                continue  # the worker itself will notice

    async def _swept(self, app: "App", worker: Worker) -> None:
        leases = self.house.leases
        if leases is None or await asyncio.to_thread(leases.take, "sweep", 1) is None:
            return
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self.silent):
                log.warning("share %s was left by a worker that is gone: put back", job.id)
                await app.job_manager.retry_job(job)
        finally:
            await asyncio.to_thread(leases.free, "sweep", 0)
        mine = await app.job_manager.list_jobs_async(status="doing", worker_id=worker.worker_id)
        await self._put_back(app, [job for job in mine if job.id not in self._in_hand])

    async def _put_back(self, app: "App", missing: list[Job]) -> None:
        now = time.monotonic()
        self._missing = {job.id: self._missing.get(job.id, now) for job in missing if job.id}
        for job in missing:
            if job.id and now - self._missing[job.id] > UNKNOWN:
                await app.job_manager.retry_job(job)

    async def _back(self) -> None:
        """Wait for the database; DatabaseLost when it has not come back in time."""
        until = time.monotonic() + PATIENCE
        while not self.stop.is_set():
            try:
                await asyncio.to_thread(self._asked)
                return
            except DBAPIError:
                if time.monotonic() > until:
                    said = "the database does not answer since {n} seconds"
                    remedy = "Start it again, then `sar worker`: what was found is stored."
                    raise DatabaseLost(said, remedy, n=int(PATIENCE)) from None
            await asyncio.sleep(0.5)

    def _asked(self) -> None:
        with shared(self.house).connect() as connection:
            connection.execute(text("select 1"))

    async def _beside(self) -> None:
        while True:
            self.house.shelves.forget()
            try:
                await asyncio.to_thread(self.every)
            except Exception as error:
                log.error("beside the shares: %s", type(error).__name__)
            await asyncio.sleep(self.every_seconds)


class Again(BaseRetryStrategy):
    """When a share is taken up again: at once, a little later, or after so many failures not by itself."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """By what was raised; the number of tries is known to the queue."""
        if isinstance(exception, GivenBack) and not exception.counts:
            return RetryDecision(retry_in={"seconds": exception.seconds})
        if isinstance(exception, GivenBack) and job.attempts < len(LATER):
            return RetryDecision(retry_in={"seconds": LATER[job.attempts]})
        if isinstance(exception, GivenBack):
            log.error("share %s was tried %d times and is given up", job.id, job.attempts + 1)
            return None
        return RetryDecision(retry_in={"seconds": 0})
