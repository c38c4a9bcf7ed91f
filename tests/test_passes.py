"""One pass for many: what hits one subject does not hit the others; what hits the processor is asked of it once."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sar.collect import Collection, Source, Stopped
from sar.context import Access
from sar.errors import Denied, Rejected
from sar.identifiers import Identifier
from sar.outcomes import Failed, Found, Gap, NothingHeld, Outcome
from sar.passes import Pass, serves_many
from sar.records import Record
from sar.registry import Limit, Manifest
from sar.sdk import Search
from sar.settings import Processor
from sar.workspace import Request, Workspace

PEOPLE = ("ann@example.com", "joann@example.com", "bob@example.net")
Item = tuple[int, Record | Gap]
Many = Callable[[Sequence[Search]], Iterator[Item]]


def source(find_many: Many, asked: list[int]) -> Source:
    processor = Processor("crm", "crm", Manifest("crm", "CRM", "x:X", ["email"], ["find"], Limit(10)), {})

    class Fake:
        def __init__(self, context: object) -> None: ...
        def check(self) -> Iterator[Any]:
            return iter(())

        def find(self, search: Search) -> Iterator[Record | Gap]:
            return (item for _, item in self.find_many([search]))

        def find_many(self, searches: Sequence[Search]) -> Iterator[Item]:
            asked.append(len(searches))
            return find_many(searches)

    return Source(processor, lambda: Fake, lambda: Access(processor))


def collections(workspace: Workspace) -> list[Collection]:
    made = []
    for number, email in enumerate(PEOPLE):
        request = Request(f"r{number}", "access", date(2026, 11, 24), "en", datetime.now(UTC))
        workspace.create(request, [Identifier("email", email)], {"crm": "crm"})
        made.append(Collection(workspace, request))
    return made


def run(workspace: Workspace, find_many: Many) -> tuple[list[Outcome | None], list[int]]:
    asked: list[int] = []
    crm = source(find_many, asked)
    assert serves_many(crm)
    Pass(crm, [(one, None) for one in collections(workspace)]).run()
    return [workspace.unit(f"r{number}", "crm").outcome for number in range(3)], asked


def contact(search: Search, email: str) -> Record:
    raw = {"email": email}
    proof = search.prove(raw, "email", "/email")
    return search.record("contact", email, kind="contact", title="C", proof=proof, raw=raw)


def rows(searches: Sequence[Search]) -> Iterator[Item]:
    for number, search in enumerate(searches):
        yield number, Gap("by design")
        for email in PEOPLE[:2]:
            yield number, contact(search, email)


def test_each_is_given_their_own(workspace: Workspace) -> None:
    outcomes, asked = run(workspace, rows)
    limits = (Gap("by design"),)
    assert outcomes == [Found(1, limits), Found(1, limits), NothingHeld(limits)]
    assert asked == [3]
    assert [record.source_id for record in workspace.records("r0")] == ["ann@example.com"]
    assert [record.source_id for record in workspace.records("r0", proven=False)] == ["joann@example.com"]


@pytest.mark.parametrize("error", [ValueError("ann@example.com"), Rejected("not understood")])
def test_what_one_subject_breaks_is_not_the_others_loss(workspace: Workspace, error: Exception) -> None:
    def find_many(searches: Sequence[Search]) -> Iterator[Item]:
        yield from rows(searches)
        if any("joann@example.com" in search.emails for search in searches):
            raise error

    outcomes, asked = run(workspace, find_many)
    assert asked == [3, 1, 1, 1]
    assert [type(one) for one in outcomes] == [Found, Failed, NothingHeld]
    assert "ann@" not in repr(outcomes[1])


def test_what_the_core_cannot_look_at_fails_for_its_subject_alone(workspace: Workspace) -> None:
    def find_many(searches: Sequence[Search]) -> Iterator[Item]:
        yield 1, "no record"  # type: ignore[misc]
        yield from rows(searches)

    outcomes, asked = run(workspace, find_many)
    assert asked == [3]
    assert [type(one) for one in outcomes] == [Found, Failed, NothingHeld]


def test_a_key_that_is_refused_is_shown_once_for_all(workspace: Workspace) -> None:
    def find_many(searches: Sequence[Search]) -> Iterator[Item]:
        yield 0, contact(searches[0], PEOPLE[0])
        raise Denied("no", status=401)

    outcomes, asked = run(workspace, find_many)
    assert asked == [1 * 3]
    remedy = Denied.remedy_by_default
    assert outcomes == [Failed("no", remedy, 1), Failed("no", remedy), Failed("no", remedy)]


def test_a_stop_keeps_what_was_found(workspace: Workspace) -> None:
    made = collections(workspace)

    def find_many(searches: Sequence[Search]) -> Iterator[Item]:
        yield 0, contact(searches[0], PEOPLE[0])
        made[0].stop.set()
        yield 0, Gap("never seen")

    with pytest.raises(Stopped):
        Pass(source(find_many, []), [(one, None) for one in made[:1]]).run()
    assert workspace.unit("r0", "crm").state == "running"
    assert [record.source_id for record in workspace.records("r0")] == ["ann@example.com"]
