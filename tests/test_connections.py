"""Connections that several processes share: never more than there are, each given back, nobody waits for ever."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from sar.connections import KEPT, Connections


class Places:
    """What all processes share: as the database keeps it."""

    def __init__(self, count: int) -> None:
        self.free, self.asked = set(range(count)), 0
        self._lock = threading.Lock()

    def take(self) -> int | None:
        with self._lock:
            self.asked += 1
            return self.free.pop() if self.free else None

    def give(self, number: int) -> None:
        with self._lock:
            assert number not in self.free
            self.free.add(number)


class Inside:
    """How many hold a connection at once."""

    def __init__(self) -> None:
        self.now = self.most = self.done = 0
        self._lock = threading.Lock()

    def work(self, connections: Connections, seconds: float = 0.002) -> None:
        with connections.one():
            with self._lock:
                self.now += 1
                self.most = max(self.most, self.now)
            time.sleep(seconds)
            with self._lock:
                self.now -= 1
                self.done += 1


@pytest.mark.parametrize(("places", "processes"), [(1, 1), (1, 3), (4, 3)])
def test_no_more_are_inside_than_there_are_places(places: int, processes: int) -> None:
    shared, inside = Places(places), Inside()
    several = [Connections(shared.take, shared.give) for _ in range(processes)]
    with ThreadPoolExecutor(30) as pool:
        for _ in pool.map(lambda n: inside.work(several[n % processes]), range(300)):
            pass
    assert inside.done == 300
    assert inside.most <= places
    assert shared.free == set(range(places))


def test_those_who_wait_do_not_all_ask() -> None:
    shared, inside = Places(1), Inside()
    held = shared.take()
    assert held is not None
    connections = Connections(shared.take, shared.give)
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(inside.work, connections) for _ in range(20)]
        time.sleep(0.5)
        assert shared.asked < 20
        shared.give(held)
        for one in waiting:
            one.result(timeout=10)
    assert shared.free == {0}


def test_a_process_with_much_to_do_lets_others_in() -> None:
    shared, inside, end = Places(1), Inside(), threading.Event()
    busy, other = (Connections(shared.take, shared.give) for _ in range(2))

    def endless() -> None:
        while not end.is_set():
            inside.work(busy)

    late = threading.Timer(KEPT * 20, end.set)
    late.start()
    with ThreadPoolExecutor(4) as pool:
        working = [pool.submit(endless) for _ in range(4)]
        try:
            inside.work(other)
            assert not end.is_set()
        finally:
            end.set()
            late.cancel()
        for one in working:
            one.result(timeout=10)
    assert shared.free == {0}


def test_what_fails_inside_gives_back() -> None:
    shared = Places(1)
    connections = Connections(shared.take, shared.give)
    with pytest.raises(ValueError, match="inside"), connections.one():
        raise ValueError("inside")
    assert shared.free == {0}
