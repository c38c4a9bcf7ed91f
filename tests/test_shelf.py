"""Lists that are the same for all subjects of a batch: fetched once, never kept in clear on disk, never shared."""

import tempfile
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from sar.errors import Unavailable
from sar.shelf import Shelf, Shelves
from sar.testing.expected import calm, identifiers
from sar.testing.rig import Rig, rig

ROWS = [{"id": number, "name": f"canary {number}", "more": [1.5, None, True]} for number in range(1234)]


class Fetching:
    def __init__(self, rows: list[Any], fails: bool = False) -> None:
        self.rows, self.fails, self.times = rows, fails, 0

    def __call__(self) -> Iterator[Any]:
        self.times += 1
        yield from self.rows
        if self.fails:
            raise Unavailable("gone")


@pytest.mark.parametrize("memory", [0, 1 << 20])
def test_a_list_is_fetched_once_and_comes_back_as_it_was(memory: int) -> None:
    shelf, fetch = Shelf(memory), Fetching(ROWS)
    found = [list(shelf.rows("all", fetch)) for _ in range(3)]
    assert found == [ROWS] * 3
    assert fetch.times == 1
    # nobody's change of a row reaches the others
    found[0][0]["name"] = "changed"
    assert next(shelf.rows("all", fetch)) == ROWS[0]
    assert list(shelf.rows("other", Fetching([]))) == []
    shelf.close()


def test_nothing_in_clear_goes_to_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    def file() -> Any:
        made.append(tempfile.SpooledTemporaryFile(max_size=1 << 30))  # noqa: SIM115 - the shelf closes it
        return made[-1]

    monkeypatch.setattr("sar.shelf.tempfile.TemporaryFile", file)
    shelf = Shelf(memory=0)
    assert list(shelf.rows("all", Fetching(ROWS))) == ROWS
    made[0].seek(0)
    written = made[0].read()
    assert len(written) > 10_000
    assert b"canary" not in written


def test_who_comes_while_it_is_fetched_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, begun, go_on = Shelf(), threading.Event(), threading.Event()
    fetch = Fetching(ROWS)

    def slow() -> Iterator[Any]:
        begun.set()
        go_on.wait(10)
        yield from fetch()

    found: list[list[Any]] = []
    threads = [threading.Thread(target=lambda: found.append(list(shelf.rows("all", slow)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    begun.wait(10)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert found == [ROWS] * 4
    assert fetch.times == 1


def test_a_list_that_fails_gives_what_came_before_and_is_tried_again() -> None:
    shelf, fetch = Shelf(), Fetching(ROWS, fails=True)
    for times in (1, 2):
        came: list[Any] = []
        with pytest.raises(Unavailable):
            came.extend(_collected(shelf, fetch, came))
        assert came == ROWS
        assert fetch.times == times


def _collected(shelf: Shelf, fetch: Fetching, into: list[Any]) -> list[Any]:
    for row in shelf.rows("all", fetch):
        into.append(row)  # noqa: PERF402 - what came before the failure counts
    return []


def test_an_old_list_is_fetched_anew() -> None:
    shelf, fetch = Shelf(oldest=-1.0), Fetching(ROWS)
    assert [list(shelf.rows("all", fetch)) for _ in range(2)] == [ROWS] * 2
    assert fetch.times == 2


@pytest.mark.parametrize(("idle", "times"), [(0.0, [1, 2, 3, 4]), (60.0, [1, 1, 2, 2])])
def test_a_batch_that_comes_back_soon_finds_its_lists(idle: float, times: list[int]) -> None:
    shelves, fetch, seen = Shelves(idle), Fetching(ROWS), list[int]()
    for batch in ("a", "a", "b", "a"):
        with shelves.of(batch) as shelf, shelves.of(batch) as again:
            assert shelf("crm") is again("crm")
            assert shelf("crm") is not shelf("shop")
            assert list(shelf("crm").rows("all", fetch)) == ROWS
        seen.append(fetch.times)
    assert seen == times


def test_lists_are_forgotten_when_nothing_is_done_with_them() -> None:
    shelves, fetch = Shelves(idle=0.05), Fetching(ROWS)
    for wait in (0.1, 0.0):
        with shelves.of("a") as shelf:
            shelves.forget()
            list(shelf("crm").rows("all", fetch))
        time.sleep(wait)
        shelves.forget()
    assert fetch.times == 2


LISTING = (
    "nextcloud", "quickbooks", "ovh", "voipms", "google_analytics", "google_tag_manager", "mailchimp", "matomo",
    "meta_pixel", "pipedrive", "redmine", "wordpress",
)  # fmt: skip


@pytest.mark.parametrize("slug", LISTING)
def test_with_a_shelf_everybody_is_found_as_without_with_fewer_calls(slug: str) -> None:
    connected, shelf = rig(slug), Shelf(memory=1000)
    connected.access.shelf = shelf
    calls: list[int] = []
    for person in ("ann", "joann", "bob", "nora"):
        before = connected.access.calls
        found = _again(connected).find(*identifiers(slug, person))
        alone = calm(slug, person)
        assert [(one.id, one.proof, one.raw) for one in found.disclosed] == [
            (one.id, one.proof, one.raw) for one in alone.disclosed
        ]
        assert found.near_keys == alone.near_keys
        assert found.gaps == alone.gaps
        assert found.verdict == alone.verdict
        calls.append(connected.access.calls - before)
    # who is held nowhere costs least: for the last one only what depends on whom is asked is left
    assert calls[-1] < calls[0] / 2
    shelf.close()


def _again(connected: Rig) -> Rig:
    """A further search of the same processor, by a connector of its own."""
    return Rig(connected.manifest, connected.imitation, connected.access, type(connected.connector)(connected.access))
