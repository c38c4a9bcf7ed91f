"""The connections that a processor allows all machines together, as one process has its share of them.

A process keeps a connection for a moment and hands it on among its threads, of which one at a time asks for more: else
every waiting thread would ask the database again and again.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

KEPT = 1.0
"""Seconds after which a connection goes back to where other processes ask for it."""
PAUSES = (0.005, 0.1)
"""Between two times of asking: the first, and the longest."""


@dataclass(frozen=True)
class _Place:
    number: int
    since: float


class Connections:
    """One processor's."""

    def __init__(self, take: Callable[[], int | None], free: Callable[[int], None]) -> None:
        """`take` gives one of the places that are free over all machines, or None; `free` gives it back there."""
        self._take, self._free = take, free
        self._turn = threading.Condition()
        self._handed: list[_Place] = []
        self._waiting, self._asking = 0, False

    @contextmanager
    def one(self) -> Iterator[None]:
        """Waits until there is one."""
        place = self._taken()
        try:
            yield
        finally:
            self._give_back(place)

    def _taken(self) -> _Place:
        with self._turn:
            self._waiting += 1
            try:
                while not self._handed:
                    if self._asking:
                        self._turn.wait()
                    elif place := self._asked():
                        return place
                return self._handed.pop()
            finally:
                self._waiting -= 1
                self._turn.notify()

    def _asked(self) -> _Place | None:
        """A place of the database's, or None when one was handed on meanwhile."""
        self._asking = True
        pause, longest = PAUSES
        try:
            while not self._handed:
                if (number := self._unlocked(self._take)) is not None:
                    return _Place(number, time.monotonic())
                self._turn.wait(pause)
                pause = min(pause * 2, longest)
            return None
        finally:
            self._asking = False

    def _unlocked(self, take: Callable[[], int | None]) -> int | None:
        self._turn.release()
        try:
            return take()
        finally:
            self._turn.acquire()

    def _give_back(self, place: _Place) -> None:
        with self._turn:
            if self._waiting > len(self._handed) and time.monotonic() - place.since < KEPT:
                self._handed.append(place)
                self._turn.notify()
                return
        self._free(place.number)
        with self._turn:
            self._turn.notify()
