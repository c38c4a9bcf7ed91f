"""The search as a whole: every processor ends in one outcome, whatever happens to it."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sar.collect import Collection, Source, collect
from sar.context import Access
from sar.errors import Denied, Unavailable
from sar.identifiers import Identifier
from sar.outcomes import Awaiting, Failed, Found, Gap, NothingHeld, NotSearchable, Outcome, Said, Verdict
from sar.records import Match, Record, Via
from sar.registry import Limit, Manifest
from sar.sdk import Search
from sar.settings import Processor
from sar.workspace import Request, Workspace

ANN = Identifier("email", "ann@example.com")
Find = Callable[[Search], Iterator[Record | Gap | Verdict]]


def source(name: str, find: Find, finds_by: str = "email", *does: str) -> Source:
    does = does or ("find",)
    manifest = Manifest(name, name, "x:X", [finds_by], [*does], Limit(10), redact=["api_key"])  # type: ignore[list-item]
    processor = Processor(name, name, manifest, {})

    class Fake:
        def __init__(self, context: object) -> None: ...
        def check(self) -> Iterator[Any]:
            return iter(())

        def find(self, search: Search) -> Iterator[Record | Gap | Verdict]:
            return find(search)

    return Source(processor, lambda: Fake, lambda: Access(processor))


def contact(search: Search, source_id: str = "1", email: str = "ann@example.com") -> Record:
    raw = {"email": email, "api_key": "s3cret"}
    return search.record(
        "contact", source_id, kind="contact", title="C", proof=search.prove(raw, "email", "/email"), raw=raw
    )


def run(workspace: Workspace, *sources: Source) -> dict[str, Outcome | None]:
    request = Request("r", "access", date(2026, 11, 24), "en", datetime.now(UTC))
    workspace.create(request, [ANN], {one.processor.name: one.processor.connector for one in sources})
    collect(Collection(workspace, request), sources)
    return {unit.processor: unit.outcome for unit in workspace.units("r")}


def test_every_processor_ends_in_one_outcome(workspace: Workspace) -> None:
    def held(search: Search) -> Iterator[Record | Gap]:
        yield contact(search)
        yield Gap("by design")

    def nothing(search: Search) -> Iterator[Record | Gap]:
        yield contact(search, email="joann@example.com")

    def broken(search: Search) -> Iterator[Record | Gap]:
        yield contact(search)
        raise ValueError("ann@example.com")

    def denied(search: Search) -> Iterator[Record | Gap]:
        raise Denied("no", status=401)
        yield

    def half(search: Search) -> Iterator[Record | Gap]:
        yield contact(search)
        raise Unavailable("gone")

    def gap_only(search: Search) -> Iterator[Record | Gap]:
        yield Gap("The notes could not be read", "Mend it.")

    found = run(
        workspace,
        source("held", held),
        source("nothing", nothing),
        source("broken", broken),
        source("denied", denied),
        source("half", half),
        source("gap_only", gap_only),
        source("by_phone", held, "phone"),
    )
    assert found["held"] == Found(1, (Gap("by design"),))
    assert found["nothing"] == NothingHeld()
    assert found["denied"] == Failed("no", Denied.remedy_by_default)
    assert found["half"] == Failed("gone", Unavailable.remedy_by_default, 1)
    assert found["gap_only"] == Failed(
        "The notes could not be read", "Mend it.", 0, (Gap("The notes could not be read", "Mend it."),)
    )
    broken_outcome, by_phone = found["broken"], found["by_phone"]
    assert isinstance(broken_outcome, Failed)
    assert broken_outcome.records == 1
    assert broken_outcome.values["error"] == "ValueError"
    assert "ann@" not in repr(broken_outcome)
    assert isinstance(by_phone, NotSearchable)
    assert by_phone.values == {"kinds": "phone number"}


def test_what_is_not_proven_is_a_near_match_and_so_is_what_hangs_on_it(workspace: Workspace) -> None:
    def find(search: Search) -> Iterator[Record | Gap]:
        mine, hers = contact(search), contact(search, "2", "joann@example.com")
        claimed = contact(search, "3", "joann@example.com")
        yield mine
        yield hers
        yield search.record("contact", "3", kind="contact", title="C", proof=Match(ANN, "/email"), raw=claimed.raw)
        for number, parent in enumerate((mine, hers), 1):
            raw = {"contact": number}
            yield search.record("note", number, kind="note", title="N", proof=Via(parent.id, path="/contact"), raw=raw)

    assert run(workspace, source("crm", find)) == {"crm": Found(2)}
    assert [record.type for record in workspace.records("r")] == ["contact", "note"]
    assert sorted(record.source_id for record in workspace.records("r", proven=False)) == ["2", "2", "3"]


def test_nothing_hangs_on_a_mention(workspace: Workspace) -> None:
    def find(search: Search) -> Iterator[Record | Gap]:
        raw = {"text": "call ann@example.com", "id": "5"}
        mention = search.record("ticket", "5", kind="ticket", title="T", proof=search.mention(raw, "/text"), raw=raw)
        yield mention
        proof = Via(mention.id, path="/ticket")
        yield search.record("note", "6", kind="note", title="N", proof=proof, raw={"ticket": "5"})

    assert run(workspace, source("crm", find)) == {"crm": Found(1)}
    assert [record.type for record in workspace.records("r")] == ["ticket"]


def test_credentials_are_cut_out_of_payloads(workspace: Workspace) -> None:
    run(workspace, source("crm", lambda search: iter([contact(search)])))
    assert [record.raw for record in workspace.records("r")] == [{"email": "ann@example.com"}]


def test_parents_are_found_again_when_there_are_many(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sar.unit.REMEMBERED", 3)

    def find(search: Search) -> Iterator[Record | Gap]:
        contacts = [contact(search, str(number)) for number in range(10)]
        yield from contacts
        for parent in contacts:
            raw = {"contact": parent.source_id}
            proof = Via(parent.id, path="/contact")
            yield search.record("note", parent.source_id, kind="note", title="N", proof=proof, raw=raw)

    assert run(workspace, source("crm", find)) == {"crm": Found(20)}


def test_they_run_side_by_side(workspace: Workspace) -> None:
    import threading

    together = threading.Barrier(3, timeout=10)

    def find(search: Search) -> Iterator[Record | Gap]:
        together.wait()
        yield contact(search)

    found = run(workspace, *(source(name, find) for name in "abc"))
    assert set(found.values()) == {Found(1)}


def test_one_that_can_be_asked_leaves_its_task_though_nothing_it_searches_by_is_known(workspace: Workspace) -> None:
    asked: list[tuple[str, ...]] = []

    def ask(search: Search) -> Iterator[Verdict]:
        asked.append(tuple(one.value for one in search.matcher.of("email")))
        yield Awaiting(Said("A person must ask."), letters={"en": "?"})

    def never(search: Search) -> Iterator[Verdict]:
        raise AssertionError("it is not searched")

    outcomes = run(workspace, source("asked", ask, "room", "find", "ask"), source("found", never, "room"))
    assert isinstance(outcomes["asked"], Awaiting)
    assert asked == [("ann@example.com",)]
    assert isinstance(outcomes["found"], NotSearchable)


def test_evidence_stays_beside_records(workspace: Workspace) -> None:
    def both(search: Search) -> Iterator[Record | Gap | Verdict]:
        yield contact(search)
        yield NotSearchable("The rest has no search.", (Said("The rest is {state}.", {"state": "on"}),))

    outcome = run(workspace, source("both", both))["both"]
    assert isinstance(outcome, Found)
    assert [gap.text for gap in outcome.gaps] == ["The rest has no search."]
    assert [said.text for said in outcome.evidence] == ["The rest is on."]
