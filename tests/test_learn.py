"""What is learnt on the way: followed when it is surely the subject's, else it waits and is said."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sar import learn
from sar.collect import ROUNDS, Collection, Source, collect
from sar.context import Access
from sar.identifiers import Identifier
from sar.outcomes import Failed, Found, Gap, NotSearchable
from sar.records import Record
from sar.registry import Limit, Manifest
from sar.sdk import Field, Person, Search, Unavailable, Via
from sar.settings import Processor
from sar.workspace import Known, Request, Workspace

ANN = Identifier("email", "ann@example.com")
SEEN = datetime(2026, 9, 14, 15, 20, tzinfo=UTC)
Find = Callable[[Search], Iterator[Record | Gap]]


def source(name: str, find: Find, *finds_by: str) -> Source:
    manifest = Manifest(name, name, "x:X", list(finds_by), ["find"], Limit(10))  # type: ignore[arg-type]

    class Fake:
        def __init__(self, context: object) -> None: ...
        def check(self) -> Iterator[Any]:
            return iter(())

        def find(self, search: Search) -> Iterator[Record | Gap]:
            return find(search)

    processor = Processor(name, name, manifest, {})
    return Source(processor, lambda: Fake, lambda: Access(processor))


def contact(search: Search, number: str, email: str, *more: Field, people: tuple[Person, ...] = ()) -> Record:
    raw = {"email": email, "more": [field.value for field in more]}
    proof = search.prove(raw, "email", "/email")
    fields = (Field("email", "E-mail", email), *more)
    return search.record("contact", number, kind="contact", title=f"Contact {number}", proof=proof, raw=raw,
                         fields=fields, people=people)  # fmt: skip


def crm(search: Search) -> Iterator[Record | Gap]:
    """Ann's card with a second address and a number."""
    for email in search.emails:
        if email == "ann@example.com":
            phone = Field("phone", "Phone", "514 555-0101")
            yield contact(search, "1", "Ann@example.com", phone, Field("email", "Other", "ann.archer@example.org"))
            yield contact(search, "2", "joann@example.com", Field("phone", "Phone", "514 555-0102"))


def calls(search: Search) -> Iterator[Record | Gap]:
    """One call for each number that is searched by."""
    for one in search.of("phone"):
        raw = {"from": one.value}
        proof = search.prove(raw, "phone", "/from")
        yield search.record("call", one.canonical, kind="call", title="Call", proof=proof, raw=raw)


def run(workspace: Workspace, *sources: Source, ask: learn.Ask | None = None, **more: Any) -> dict[str, Any]:
    request = Request("r", "access", date(2026, 11, 24), "en", datetime.now(UTC))
    workspace.create(request, [ANN], {one.processor.name: one.processor.connector for one in sources})
    collect(Collection(workspace, request, **more), sources, ask=ask or (lambda known: None))
    return {unit.processor: unit.outcome for unit in workspace.units("r")}


def states(workspace: Workspace) -> dict[str, str]:
    return {one.identifier.canonical: one.state for one in workspace.known("r")}


def test_a_second_address_and_a_number_are_followed_with_where_they_come_from(workspace: Workspace) -> None:
    found = run(workspace, source("calls", calls, "phone"), source("crm", crm, "email"))
    assert found == {"calls": Found(1), "crm": Found(1)}
    assert states(workspace) == {
        "ann@example.com": "followed", "ann.archer@example.org": "followed", "+15145550101": "followed",
    }  # fmt: skip
    phone = next(one for one in workspace.identifiers("r") if one.kind == "phone")
    record = workspace.proven("r", phone.source)
    assert record is not None
    assert (record.title, phone.confidence) == ("Contact 1", "strong")
    assert {one.value for one in workspace.unit("r", "crm").searched_by} == {
        "ann@example.com",
        "ann.archer@example.org",
    }


def test_a_number_on_somebody_elses_record_waits(workspace: Workspace) -> None:
    def shared(search: Search) -> Iterator[Record | Gap]:
        yield contact(search, "1", "ann@example.com", Field("phone", "Phone", "514 555-0101"))
        yield contact(search, "2", "joann@example.com", Field("phone", "Phone", "+1 514 555 0101"))

    found = run(workspace, source("calls", calls, "phone"), source("crm", shared, "email"))
    assert isinstance(found["calls"], NotSearchable)
    (known,) = [one for one in workspace.known("r") if one.identifier.kind == "phone"]
    assert (known.state, known.doubt) == ("waiting", learn.CONTESTED)


def test_a_number_is_followed_once_the_other_record_turns_out_to_be_the_subjects(workspace: Workspace) -> None:
    def twice(search: Search) -> Iterator[Record | Gap]:
        phone = Field("phone", "Phone", "514 555-0101")
        yield contact(search, "1", "ann@example.com", phone, Field("email", "Other", "ann.archer@example.org"))
        raw = {"login": "ann.archer@example.org", "phone": phone.value}
        proof = search.prove(raw, "email", "/login")
        yield search.record("account", "2", kind="account", title="2", proof=proof, raw=raw, fields=(phone,))

    found = run(workspace, source("calls", calls, "phone"), source("crm", twice, "email"))
    assert found == {"calls": Found(1), "crm": Found(2)}
    assert states(workspace)["+15145550101"] == "followed"


def test_of_several_addresses_in_one_field_others_wait_and_nonsense_is_left(workspace: Workspace) -> None:
    def household(search: Search) -> Iterator[Record | Gap]:
        both = Field("email", "Also", "ann@example.com; desk@example.net")
        yield contact(search, "1", "ann@example.com", both, Field("phone", "Phone", "see notes"))

    run(workspace, source("crm", household, "email"), source("calls", calls, "phone"))
    assert states(workspace) == {"ann@example.com": "followed", "desk@example.net": "waiting"}


def test_a_switchboard_waits(workspace: Workspace) -> None:
    run(workspace, source("calls", calls, "phone"), source("crm", crm, "email"), shared=("+1 514 555-0101",))
    assert states(workspace)["+15145550101"] == "waiting"


@pytest.mark.parametrize(("answer", "state", "found"), [(True, "followed", Found(1)), (False, "declined", None)])
def test_an_officer_decides(workspace: Workspace, answer: bool, state: str, found: Found | None) -> None:
    asked: list[Known] = []

    def ask(known: Known) -> bool:
        asked.append(known)
        return answer

    outcomes = run(
        workspace, source("calls", calls, "phone"), source("crm", crm, "email"), ask=ask, shared=("+15145550101",)
    )
    assert [one.doubt for one in asked] == [learn.SHARED]
    assert states(workspace)["+15145550101"] == state
    assert outcomes["calls"] == found or (found is None and isinstance(outcomes["calls"], NotSearchable))


def test_what_waits_is_followed_when_it_is_given_later(workspace: Workspace) -> None:
    sources = source("calls", calls, "phone"), source("crm", crm, "email")
    run(workspace, *sources, shared=("+15145550101",))
    workspace.follow("r", [Identifier("phone", "+15145550101")])
    collect(Collection(workspace, workspace.request("r"), shared=("+15145550101",)), sources)
    assert workspace.unit("r", "calls").outcome == Found(1)


def test_a_mention_and_a_name_teach_nothing_that_is_followed(workspace: Workspace) -> None:
    def find(search: Search) -> Iterator[Record | Gap]:
        raw = {"text": "ann@example.com, 514 555-0101"}
        me = (Person("subject", "Ann", (Identifier("phone", "+15145550101"), Identifier("name", "Ann Archer"))),)
        proof = search.mention(raw, "/text")
        yield search.record("note", "1", kind="contact", title="N", proof=proof, raw=raw, people=me)
        yield contact(search, "2", "ann@example.com", people=(Person("subject", "A", (Identifier("name", "A B"),)),))

    run(workspace, source("crm", find, "email"), source("calls", calls, "phone", "name"))
    assert states(workspace) == {"ann@example.com": "followed", "a b": "waiting"}


def test_an_address_is_followed_only_with_its_moment(workspace: Workspace) -> None:
    def comment(search: Search) -> Iterator[Record | Gap]:
        for number, seen in enumerate((SEEN, None)):
            raw = {"email": "ann@example.com"}
            mine = Identifier("ip", f"192.0.2.1{number}", seen=seen)
            proof, people = search.prove(raw, "email", "/email"), (Person("subject", "A", (mine,)),)
            yield search.record("comment", number, kind="submission", title="C", raw=raw, proof=proof, people=people)

    def lines(search: Search) -> Iterator[Record | Gap]:
        for hour in (10, 23):
            raw, moment = {"ip": "192.0.2.10"}, SEEN.replace(day=14 if hour == 10 else 15, hour=hour)
            proof = search.prove(raw, "ip", "/ip", moment=moment)
            yield search.record("line", hour, kind="log_entry", title="L", proof=proof, raw=raw, occurred_at=moment)

    found = run(workspace, source("site", comment, "email"), source("logs", lines, "ip"))
    assert found["logs"] == Found(1)
    assert [record.source_id for record in workspace.records("r", proven=False)] == ["23"]
    assert states(workspace) == {"ann@example.com": "followed", "192.0.2.10": "followed", "192.0.2.11": "waiting"}


def test_a_proof_is_not_lost_in_a_later_round(workspace: Workspace) -> None:
    def forgetful(search: Search) -> Iterator[Record | Gap]:
        first = "ann.archer@example.org" not in search.emails
        yield Gap(f"Gap of the {'first' if first else 'later'} round.")
        if first:
            yield contact(search, "1", "ann@example.com", Field("email", "Other", "ann.archer@example.org"))
        raw = {"contact": "1"}
        proof = Via(search.record("contact", "1", kind="contact", title="", proof=None, raw={}).id, path="/contact")
        yield search.record("note", "9", kind="note", title="N", proof=proof if first else None, raw=raw)

    assert run(workspace, source("crm", forgetful, "email"))["crm"] == Found(
        2, (Gap("Gap of the first round."), Gap("Gap of the later round."))
    )


def test_rounds_end(workspace: Workspace) -> None:
    def endless(search: Search) -> Iterator[Record | Gap]:
        for email in search.emails:
            number = int("".join(filter(str.isdigit, email)) or 0) + 1
            yield contact(search, str(number), email, Field("email", "Next", f"ann{number}@example.com"))

    run(workspace, source("crm", endless, "email"))
    assert list(workspace.records("r")) and len(list(workspace.records("r"))) == ROUNDS
    last = workspace.known("r")[-1]
    assert (last.identifier.value, last.state, last.doubt) == (f"ann{ROUNDS}@example.com", "waiting", learn.LATE)


def test_a_failure_of_an_earlier_round_stays_one(workspace: Workspace) -> None:
    def half(search: Search) -> Iterator[Record | Gap]:
        if "ann@example.com" in search.emails:
            raise Unavailable("gone")
        yield contact(search, "7", search.emails[0])

    found = run(workspace, source("crm", crm, "email"), source("half", half, "email"))
    assert isinstance(found["half"], Failed)
