"""What is held by one process at a time, over all machines, and falls free when its holder is gone.

On PostgreSQL only: a file has one machine, where a processor's connections are counted in the process.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from sar.connections import Connections
from sar.limits import CLOCKS
from sar.workspace.outlasting import outlasting

log = logging.getLogger("sar.leases")

SECONDS = 20.0
"""For which a lease holds that nobody renews."""
NOW = CLOCKS["postgresql"]

_TAKE = text(
    f"insert into leases (key, place, owner, until) select :key, free.place, :owner, {NOW} + :seconds "  # noqa: S608
    "from generate_series(0, :places - 1) as free(place) "
    f"where not exists (select 1 from leases l where l.key = :key and l.place = free.place and l.until >= {NOW}) "
    "order by random() limit 1 "
    "on conflict (key, place) do update set owner = excluded.owner, until = excluded.until "
    f"where leases.until < {NOW} returning place"
)
_RENEW = text(f"update leases set until = {NOW} + :seconds where owner = :owner returning key, place")  # noqa: S608
_FREE = text("delete from leases where key = :key and place = :place and owner = :owner")

Held = tuple[str, int]


@contextmanager
def requests_held(leases: "Leases | None", request_ids: Sequence[str], lost: Callable[[], None]) -> Iterator[set[str]]:
    """Those of the requests that no other process answers, held meanwhile; over a file without leases all of them.

    `lost` is called if one is taken away.
    """
    if leases is None:
        yield set(request_ids)
        return
    keys = {f"request:{one}": one for one in request_ids}
    with leases.those_free(list(keys), lost) as mine:
        yield {keys[key] for key in mine}


class Leases:
    """The leases of this process, renewed by a thread as long as there are any."""

    def __init__(self, engine: Engine, seconds: float = SECONDS) -> None:
        self._engine, self._seconds, self._owner = engine, seconds, secrets.token_hex(8)
        self._held: dict[Held, Callable[[], None]] = {}
        self._connections: dict[Held, Connections] = {}
        self._lock, self._renewing = threading.Lock(), False

    def connection(self, key: str, places: int) -> AbstractContextManager[None]:
        """One of so many places; waits until one is free."""
        with self._lock:
            shared = self._connections.get((key, places))
            if shared is None:
                shared = Connections(partial(self.take, key, places), partial(self.free, key))
                self._connections[key, places] = shared
        return shared.one()

    @contextmanager
    def those_free(self, keys: Sequence[str], lost: Callable[[], None]) -> Iterator[set[str]]:
        """Those of the keys that nobody else holds, held meanwhile; `lost` is called if one is taken away."""
        mine = {key for key in keys if self.take(key, 1, lost) is not None}
        try:
            yield mine
        finally:
            for key in mine:
                self.free(key, 0)

    @outlasting
    def take(self, key: str, places: int, lost: Callable[[], None] = lambda: None) -> int | None:
        """One of so many places, or None when all are held."""
        values = {"key": key, "places": places, "owner": self._owner, "seconds": self._seconds}
        with self._engine.begin() as connection:
            place: int | None = connection.execute(_TAKE, values).scalar()
        if place is not None:
            with self._lock:
                self._held[key, place] = lost
                self._begin()
        return place

    @outlasting
    def free(self, key: str, place: int) -> None:
        """Give a place back."""
        with self._lock:
            self._held.pop((key, place), None)
        with self._engine.begin() as connection:
            connection.execute(_FREE, {"key": key, "place": place, "owner": self._owner})

    def _begin(self) -> None:
        if not self._renewing:
            self._renewing = True
            threading.Thread(target=self._renew_all, name="leases", daemon=True).start()

    def _renew_all(self) -> None:
        while True:
            time.sleep(self._seconds / 4)
            with self._lock:
                before = dict(self._held)
                if not before:
                    self._renewing = False
                    return
            try:
                with self._engine.begin() as connection:
                    rows = connection.execute(_RENEW, {"owner": self._owner, "seconds": self._seconds}).all()
            except DBAPIError:
                continue  # a lost database gives leases to nobody else either
            self._tell(before, {(key, place) for key, place in rows})

    def _tell(self, before: dict[Held, Callable[[], None]], still: set[Held]) -> None:
        """Those who lost theirs are told, unless they gave it back meanwhile."""
        with self._lock:
            gone = [one for one in before if one not in still and one in self._held]
            told = [self._held.pop(one) for one in gone]
        for lost in told:
            log.warning("a lease was taken over, since it had not been renewed in time")
            lost()
