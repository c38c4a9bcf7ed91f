"""A database that is lost for a while: what was being done is done again when it is back, or ends saying how to go on.

Every public method of the workspace is one transaction that may be made twice: rows are found by their keys.
"""

import functools
import inspect
import logging
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError

from sar.errors import DatabaseLost

log = logging.getLogger("sar.workspace")
F = TypeVar("F", bound=Callable[..., Any])

PATIENCE = 60.0
"""Seconds for which a lost database is waited for."""
FIRST, LONGEST = 0.1, 3.0
"""Seconds between two tries, doubled from one to the next."""
SHUT = ("08", "57P", "40P01", "40001")
"""SQLSTATEs of PostgreSQL: no connection, shut down or starting, and two that got into each other's way."""


def outlasting(method: F) -> F:
    """The method, made again when the database was lost in it; an argument that can be read once is kept for that."""
    read = _rows if inspect.isgeneratorfunction(method) else _whole

    @functools.wraps(method)
    def made(self: Any, *args: Any, **named: Any) -> Any:
        args = tuple(tuple(one) if isinstance(one, Iterator) else one for one in args)
        return read(lambda: method(self, *args, **named))

    return made  # type: ignore[return-value]


def public(cls: type) -> None:
    """Let every public method that a class defines outlast a lost database."""
    for name, value in list(vars(cls).items()):
        if inspect.isfunction(value) and not name.startswith("_"):
            setattr(cls, name, outlasting(value))


def lost(error: BaseException) -> bool:
    """Whether the database, and not what was asked of it, is at fault."""
    if not isinstance(error, DBAPIError) or not type(error.orig).__module__.startswith("psycopg"):
        return False
    state = getattr(error.orig, "sqlstate", None)
    nameless = state is None and type(error.orig).__name__ == "OperationalError"
    return error.connection_invalidated or nameless or bool(state and state.startswith(SHUT))


def _whole(made: Callable[[], Any]) -> Any:
    patience = Patience()
    while True:
        try:
            found = made()
        except DBAPIError as error:
            patience.wait(error)
        else:
            patience.over()
            return found


def _rows(made: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """Rows in an order of their own: after a loss, on from the one that came last."""
    patience, given = Patience(), 0
    while True:
        try:
            for row in islice(made(), given, None):
                patience.over()
                yield row
                given += 1
        except DBAPIError as error:
            patience.wait(error)
        else:
            return


class Patience:
    """How long one call still waits."""

    def __init__(self) -> None:
        self._until, self._pause = 0.0, FIRST

    def wait(self, error: DBAPIError) -> None:
        """Wait before the next try; raises what is no loss, and DatabaseLost when it has lasted too long."""
        if not lost(error):
            raise error
        now = time.monotonic()
        self._until = self._until or now + PATIENCE
        if now >= self._until:
            said = "the database does not answer since {n} seconds"
            remedy = "Start it again, then go on with --resume or `sar batch resume ID`: what was found is stored."
            raise DatabaseLost(said, remedy, n=int(PATIENCE)) from None
        _outage.begun()
        time.sleep(min(self._pause, self._until - now))
        self._pause = min(self._pause * 2, LONGEST)

    def over(self) -> None:
        """It was answered."""
        if self._until:
            self._until, self._pause = 0.0, FIRST
            _outage.ended()


class _Outage:
    """What many threads notice is said once."""

    def __init__(self) -> None:
        self._lock, self._lasts = threading.Lock(), False

    def begun(self) -> None:
        with self._lock:
            if not self._lasts:
                log.warning("the database does not answer: waiting for it, for %d seconds at most", PATIENCE)
            self._lasts = True

    def ended(self) -> None:
        with self._lock:
            if self._lasts:
                log.warning("the database is back")
            self._lasts = False


_outage = _Outage()
