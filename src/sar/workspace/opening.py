"""Opening the database: a file or a URL, its tables made or brought up once, however many start at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, select, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from sar.errors import WorkspaceError
from sar.workspace.schema import CHANGES, DIALECTS, VERSION, meta, metadata
from sar.workspace.trouble import explain

MIGRATING = 0x5A52_0001
"""The advisory lock of PostgreSQL under which tables are made."""
POOL: dict[str, Any] = {"pool_size": 5, "max_overflow": 60, "pool_timeout": 90, "pool_pre_ping": True}
"""For as many threads as search side by side; a connection is looked at before it is used, since a server may have
been started anew meanwhile."""
PATIENT = {"connect_timeout": 10, "keepalives_idle": 30, "application_name": "sar"}


def is_url(place: str | Path) -> bool:
    """Whether a workspace is named by a database URL and not by a file."""
    return "://" in str(place)


def connect(place: str | Path) -> Engine:
    """An engine for a file or a database URL, with its tables made; WorkspaceError when it can't be used."""
    try:
        engine = engine_of(place)
        explain(engine)
        _migrate(engine)
    except (SQLAlchemyError, OSError, ImportError) as error:
        reason = "the URL is none" if isinstance(error, ArgumentError) else getattr(error, "orig", None)
        said = "the workspace cannot be opened ({error})"
        remedy = "Check --workspace and its folder."
        if isinstance(error, ImportError):
            reason, remedy = type(error).__name__, "Install what it needs: pip install 'sar[postgres]'."
        raise WorkspaceError(said, remedy, error=reason or type(error).__name__) from None
    return engine


def engine_of(place: str | Path) -> Engine:
    """The database as it is, whatever is in it."""
    url = make_url(str(place) if is_url(place) else f"sqlite:///{Path(place)}")
    if url.get_backend_name() != "postgresql":
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)
        return engine
    return create_engine(url.set(drivername="postgresql+psycopg"), connect_args=PATIENT, **POOL)


def _migrate(engine: Engine) -> None:
    with _alone(engine) as connection:
        metadata.create_all(connection)
        found = connection.execute(select(meta.c.value).where(meta.c.name == "version")).scalar()
        if found is None:
            connection.execute(meta.insert().values(name="version", value=VERSION))
            return
        while found in CHANGES:
            for change in CHANGES[found]:
                connection.execute(text(change.format_map(DIALECTS[engine.dialect.name])))
            found = str(int(found) + 1)
            connection.execute(meta.update().where(meta.c.name == "version").values(value=found))
        if found != VERSION:
            raise WorkspaceError(
                "the workspace was made by another version of sar (schema {found}, this one knows {known})",
                "Use the version of sar that made it, or another --workspace.",
                found=found,
                known=VERSION,
            )


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """One transaction that no other process makes at the same time: SQLite's begin immediate is that already."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": MIGRATING})
        yield connection


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("busy_timeout=30000", "journal_mode=wal", "synchronous=normal", "secure_delete=on"):
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # taking the write lock at once avoids a deadlock between two readers that both go on to write
        reads = connection.get_execution_options().get("reads", False)
        connection.exec_driver_sql("begin" if reads else "begin immediate")
