"""What a correction does to a processor: exactly what was planned, once, whatever happens on the way."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sar.correct.compare import now
from sar.correct.model import Receipt
from sar.http import ReadTimeout, Request, Response, Transport
from sar.testing.mending import Mending, Watched, differences, mending, wanted

EXPECTED = {"verified": {"new"}, "failed": {"old"}, "planned": {"old"}, "intended": {"old", "new"}}
"""State of a receipt → what the object may then hold."""
FAULTS = ("fails before", "fails after", "times out after")


def plan_equals_what_changes(slug: str) -> None:
    """Planning changes nothing; applying changes what is written down for each of the cast, and nothing else."""
    for who, case in _cases(slug).items():
        with mending(slug) as mends:
            before = mends.state()
            plan = mends.plan(case["set"], case.get("was"), who)
            assert mends.state() == before, "planning wrote something"
            assert plan.complete, plan.unread
            receipts = mends.apply(plan.request)
            assert [one for one in receipts if one.state != "verified"] == [], who
            _as_wanted(differences(before, mends.state()), case["changes"])


def nothing_is_written_twice(slug: str) -> None:
    """Corrected again, there is nothing to change, and no request writes."""
    with mending(slug) as mends:
        _corrected(mends)
        before = mends.state()
        again = mends.plan(*_asked(slug))
        assert again.changes == ()
        assert mends.apply(again.request) == []
        assert mends.state() == before


def another_edit_is_a_conflict(slug: str) -> None:
    """What somebody else changed since it was planned is left as they left it."""
    other = wanted(slug)["other"]
    with mending(slug) as mends:
        plan = mends.plan(*_asked(slug))
        theirs = mends.plan(other["set"], other.get("was"))
        touched = {change.key for change in theirs.changes}
        mends.apply(theirs.request)
        receipts = mends.apply(plan.request)
        conflicts = {one.change.key for one in receipts if one.state == "conflict"}
        assert conflicts == {change.key for change in plan.changes} & touched != set()
        assert {one.state for one in receipts} <= {"conflict", "verified"}
        assert all(one.why and one.remedy for one in receipts if one.state == "conflict")


def faults_leave_true_receipts(slug: str) -> None:
    """A fault at any request of an application: receipts say what is, and going on writes what is left, once."""
    with mending(slug) as mends:
        way = _corrected(mends)
        calm = mends.state()
    with TemporaryDirectory() as folder:
        planned = Path(folder) / "planned.db"
        with mending(slug) as mends:
            request = mends.plan(*_asked(slug)).request
            mends.keep(planned)
        for number in range(way.requests):
            for kind in FAULTS if number in way.writes else FAULTS[:1]:
                with mending(slug, planned) as mends:
                    _with_fault(mends, request, (number, kind), calm, len(way.writes))


def killed_before_the_receipt(slug: str) -> None:
    """A process that ends between the write and its receipt: the next run finds the write, and makes none."""
    with mending(slug) as mends:
        plan, ways = mends.plan(*_asked(slug)), Ways()
        _die_at_each_receipt(mends)
        for _ in plan.changes:
            with suppress(Killed):
                mends.apply(plan.request, ways.through(mends))
        receipts = mends.apply(plan.request, ways.through(mends))
        assert [one.state for one in receipts] == ["verified"] * len(plan.changes)
        assert all(one.written for one in receipts)
    with mending(slug) as mends:
        assert ways.writes == len(_corrected(mends).writes)


def undoing_leads_back(slug: str) -> None:
    """Undone, everything is as before, but for the times of change."""
    with mending(slug) as mends:
        before = mends.state()
        _corrected(mends)
        back = mends.undo("r1")
        assert back.by_hand == () and back.complete
        receipts = mends.apply(back.request)
        assert [one for one in receipts if one.state != "verified"] == []
        stamps = {path for case in _cases(slug).values() for path, value in case["changes"].items() if value == "*"}
        assert set(differences(before, mends.state())) <= stamps


def a_key_that_may_not_write_is_told_first(slug: str) -> None:
    """With a key that only reads, no write is tried, and each change says what right is missing."""
    with mending(slug) as mends:
        settings = mends.imitation.read_only
        if settings is None:
            return
        plan = mends.plan(*_asked(slug))
        before = mends.state()
        receipts = mends.apply(plan.request, settings=settings)
        assert {one.state for one in receipts} == {"failed"}
        assert all(one.why and one.remedy for one in receipts)
        assert mends.state() == before


class Killed(BaseException):
    """The process ends."""


class Ways:
    """The ways of one test, watched."""

    def __init__(self) -> None:
        self.all: list[Watched] = []

    @property
    def writes(self) -> int:
        """Requests that changed something, over all ways."""
        return sum(len(way.writes) for way in self.all)

    def through(self, mends: Mending) -> Callable[[Transport], Watched]:
        """A further way for an application."""

        def through(inner: Transport) -> Watched:
            self.all.append(Watched(inner, mends))
            return self.all[-1]

        return through


class _Fault(Transport):
    """The so-many-th request meets a fault; repeated at once, it meets it again."""

    def __init__(self, inner: Transport, number: int, kind: str) -> None:
        self._inner, self._number, self._kind = inner, number, kind
        self._count, self._met = 0, ""

    def handle_request(self, request: Request) -> Response:
        name = f"{request.method} {request.url} {request.content!r}"
        again = bool(self._met) and name == self._met
        if not again:
            self._met = name if self._count == self._number else ""
            self._count += 1
        if not self._met:
            return self._inner.handle_request(request)
        if self._kind != "fails before" and not again:
            self._inner.handle_request(request).read()
        if self._kind == "times out after":
            raise ReadTimeout("", request=request)
        return Response(500, json={}, request=request)


def _with_fault(mends: Mending, request: str, fault: tuple[int, str], calm: dict[str, Any], writes: int) -> None:
    where, ways = f"{fault[1]} request {fault[0]}", Ways()
    watched = ways.through(mends)
    receipts = mends.apply(request, lambda inner: _Fault(watched(inner), *fault))
    _true(mends, receipts, where)
    assert all(one.remedy for one in receipts if one.state != "verified"), where
    resumed = mends.apply(request, watched)
    assert {one.state for one in resumed} == {"verified"}, where
    assert mends.state() == calm, where
    assert ways.writes == writes, where


def _true(mends: Mending, receipts: list[Receipt], where: str) -> None:
    access = mends.source().access()
    connector: Any = mends.source().load()(access)
    for receipt in receipts:
        state = now(receipt.change, connector.read(receipt.change)).state
        held = "old" if state == "touched" else state
        assert held in EXPECTED[receipt.state], f"{where}: {receipt.state}, and it holds the {held} value"
    access.close()


def _corrected(mends: Mending) -> Watched:
    plan, ways = mends.plan(*_asked(mends.slug)), Ways()
    receipts = mends.apply(plan.request, ways.through(mends))
    assert receipts, "nothing was planned"
    assert {one.state for one in receipts} == {"verified"}, [(one.state, one.why) for one in receipts]
    return ways.all[0]


def _die_at_each_receipt(mends: Mending) -> None:
    """The first time that a write is about to be told verified, the process ends instead."""
    store, told = mends.workspace.receive, set[str]()

    def receive(request_id: str, receipt: Receipt) -> None:
        if receipt.state == "verified" and receipt.change.key not in told:
            told.add(receipt.change.key)
            raise Killed
        store(request_id, receipt)

    mends.workspace.receive = receive  # type: ignore[method-assign]


def _asked(slug: str) -> tuple[dict[str, str], dict[str, str]]:
    case = next(iter(_cases(slug).values()))
    return case["set"], case.get("was", {})


def _cases(slug: str) -> dict[str, Any]:
    return {who: case for who, case in wanted(slug).items() if who not in {"ignored", "other"}}


def _as_wanted(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert set(found) == set(expected), sorted(set(found) ^ set(expected))
    wrong = {path: found[path] for path, value in expected.items() if value not in {"*", found[path]}}
    assert wrong == {}, wrong
