"""The queue: procrastinate's tables beside those of the workspace; what stands in it are ids and nothing else."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Connection, Engine, text

from sar.errors import CallError
from sar.workspace.outlasting import outlasting

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.connector import BaseConnector

    from sar.house import House

SHARE = "share"
"""The name of the task: to answer some requests of a batch."""
MAKING = 0x5A52_0003
"""The advisory lock of PostgreSQL under which the queue's tables are made."""
SILENT = 30.0
"""Seconds after which a worker that gives no sign of life counts as gone."""
MOST = 100
"""Requests in one share."""
_THERE = text("select to_regclass('procrastinate_jobs')")


class Workers(msgspec.Struct, frozen=True):
    """How many workers gave a sign of life lately, and how many shares wait for them and are in their hands."""

    alive: int
    waiting: int
    running: int


def workers(connection: Connection, silent: float = SILENT) -> Workers | None:
    """The workers of all queues; None where there is no queue, which is not made for that."""
    if connection.dialect.name != "postgresql" or not connection.execute(_THERE).scalar():
        return None
    jobs = "select status::text, count(*) from procrastinate_jobs group by status"
    found = {row[0]: row[1] for row in connection.execute(text(jobs))}
    return Workers(_alive(connection, silent), found.get("todo", 0), found.get("doing", 0))


def _alive(connection: Connection, silent: float) -> int:
    wanted = "select count(*) from procrastinate_workers where last_heartbeat > now() - make_interval(secs => :s)"
    return int(connection.execute(text(wanted), {"s": silent}).scalar_one())


def shared(house: "House") -> Engine:
    """The engine of a workspace that several machines can use; CallError when it is a file."""
    engine = house.workspace.engine
    if engine.dialect.name != "postgresql":
        said = "workers need a workspace on PostgreSQL, and this one is a file"
        raise CallError(said, "Name one with --workspace postgresql://… or $SAR_WORKSPACE.")
    return engine


def queue_of(house: "House") -> str:
    """Imitated processors are not searched by the same workers as real ones."""
    return "sandbox" if house.sandbox else "sar"


def conninfo(engine: Engine) -> str:
    """The same database as procrastinate and psycopg take it."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def app_on(connector: "BaseConnector") -> "App":
    """procrastinate, without the tasks that only a worker knows."""
    from procrastinate import App

    return App(connector=connector)


class Queue:
    """The shares of batches that wait for workers or are with one."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine, self.name = engine, name
        self._make()

    @outlasting
    def workers(self, silent: float = SILENT) -> int:
        """How many workers of any queue gave a sign of life lately."""
        with self._engine.connect() as connection:
            return _alive(connection, silent)

    @outlasting
    def queued(self, batch_id: str) -> set[str]:
        """The requests of a batch that wait for a worker or are with one."""
        wanted = (
            "select jsonb_array_elements_text(args -> 'request_ids') from procrastinate_jobs "
            "where status in ('todo', 'doing') and args ->> 'batch_id' = :batch"
        )
        with self._engine.connect() as connection:
            return set(connection.execute(text(wanted), {"batch": batch_id}).scalars())

    def put(self, batch_id: str, request_ids: Sequence[str], workers: int) -> int:
        """Queue these requests, in shares that leave each worker several; those queued already stay as they are."""
        there = self.queued(batch_id)
        wanted = [one for one in request_ids if one not in there]
        size = max(1, min(MOST, len(wanted) // max(1, 8 * workers)))
        shares = [wanted[place : place + size] for place in range(0, len(wanted), size)]
        if shares:
            self._defer(batch_id, shares)
        return len(wanted)

    def _defer(self, batch_id: str, shares: Sequence[Sequence[str]]) -> None:
        from procrastinate import SyncPsycopgConnector
        from procrastinate.exceptions import AlreadyEnqueued

        with app_on(SyncPsycopgConnector(conninfo=conninfo(self._engine), min_size=1, max_size=1)).open() as app:
            for share in shares:
                lock = f"{batch_id}:{share[0]}"
                job: dict[str, Any] = {"batch_id": batch_id, "request_ids": list(share)}
                try:
                    app.configure_task(SHARE, queue=self.name, lock=lock, queueing_lock=lock).defer(**job)
                except AlreadyEnqueued:
                    continue  # by somebody else who resumed the same batch

    @outlasting
    def _make(self) -> None:
        """Procrastinate's tables, made once however many start at the same time."""
        from importlib.resources import files

        with self._engine.begin() as connection:
            connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": MAKING})
            if connection.execute(_THERE).scalar() is None:
                schema = files("procrastinate").joinpath("sql/schema.sql").read_text(encoding="utf-8")
                driver: Any = connection.connection.driver_connection
                driver.execute(schema)
