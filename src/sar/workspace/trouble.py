"""What goes wrong with the database itself, in words that say what to do; the transaction was rolled back."""

import sqlite3
from collections.abc import Callable

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from sar.errors import WorkspaceError
from sar.full import GO_ON

FULL = "the disk of the workspace is full"
GONE = "the workspace is gone or damaged ({error})"
RESTORE = "Check --workspace and its disk, or restore it and its key from one backup, then go on with --resume."
READ_ONLY = "the workspace can only be read"
RIGHTS = "Give yourself the right to write to its file and folder, then go on with --resume."
BUSY = "the workspace is held by another process"
WAIT = "Wait for it to end, then go on with --resume."
PLAIN: dict[int, Callable[[], WorkspaceError]] = {
    sqlite3.SQLITE_FULL: lambda: WorkspaceError(FULL, GO_ON),
    sqlite3.SQLITE_READONLY: lambda: WorkspaceError(READ_ONLY, RIGHTS),
    sqlite3.SQLITE_BUSY: lambda: WorkspaceError(BUSY, WAIT),
    sqlite3.SQLITE_LOCKED: lambda: WorkspaceError(BUSY, WAIT),
}
LOST = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB})
OUT_OF_SPACE = "53100"
"""PostgreSQL's code for it."""


def explain(engine: Engine) -> None:
    """Turn the database's own failures into the workspace's."""

    @event.listens_for(engine, "handle_error")
    def told(context: ExceptionContext) -> None:
        error = explained(context.original_exception)
        if error is not None:
            raise error


def explained(error: BaseException | None) -> WorkspaceError | None:
    """What an error of the database means, or None where it is no matter of disks and files."""
    if getattr(error, "sqlstate", None) == OUT_OF_SPACE:
        return WorkspaceError(FULL, GO_ON)
    return _of_sqlite(error) if isinstance(error, sqlite3.Error) else None


def _of_sqlite(error: sqlite3.Error) -> WorkspaceError | None:
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in PLAIN:
        return PLAIN[code]()
    # a file that was taken away is made anew, without tables, by the next connection
    if code in LOST or (code == sqlite3.SQLITE_ERROR and "no such table" in str(error)):
        return WorkspaceError(GONE, RESTORE, error=getattr(error, "sqlite_errorname", code))
    return None
