"""Processors that a person must ask: what is to be sent, that it was sent, and what came back."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sar import tasks
from sar.collect import Collection, Source, collect
from sar.context import Access
from sar.errors import CallError
from sar.identifiers import Identifier
from sar.outcomes import Answered, Awaiting, Found, Said, Sent, complete
from sar.records import Attested, Record
from sar.registry import Limit, Manifest
from sar.sdk import Search
from sar.settings import Processor
from sar.workspace import Request, Workspace

ANN = Identifier("email", "ann@example.com")
DAY = date(2026, 11, 25)
ASK = Awaiting(Said("Ask {who}.", {"who": "the host"}), "desk@example.org", {"fr": "Bonjour", "en": "Hello"})


def asking(name: str = "host") -> Source:
    manifest = Manifest(name, name, "x:X", [], ["ask"], Limit(10))

    class Fake:
        def __init__(self, context: object) -> None: ...
        def check(self) -> Iterator[Any]:
            return iter(())

        def find(self, search: Search) -> Iterator[Any]:
            yield ASK

    processor = Processor(name, name, manifest, {})
    return Source(processor, lambda: Fake, lambda: Access(processor))


@pytest.fixture
def asked(workspace: Workspace) -> Workspace:
    request = Request("r", "access", date(2026, 11, 24), "en", datetime.now(UTC))
    workspace.create(request, [ANN], {"host": "host"})
    collect(Collection(workspace, request), [asking()])
    return workspace


def again(workspace: Workspace) -> None:
    collect(Collection(workspace, workspace.request("r")), [asking()])


def test_a_task_stays_open_and_remembers_that_it_was_sent(asked: Workspace) -> None:
    assert asked.unit("r", "host").outcome == ASK
    tasks.sent(asked, "r", "host", Sent(DAY, "Sam", "desk@example.org"))
    again(asked)
    outcome = asked.unit("r", "host").outcome
    assert isinstance(outcome, Awaiting)
    assert outcome.sent == (Sent(DAY, "Sam", "desk@example.org"),)
    assert not complete(outcome)


def test_an_answer_is_a_record_with_its_files(asked: Workspace) -> None:
    reply = tasks.Reply("data", "Sam", DAY, "Two tickets.", (("tickets.txt", b"ticket 1"),))
    for _ in range(2):  # recorded twice, it is there once
        tasks.answer(asked, "r", "host", reply)
    again(asked)
    outcome = asked.unit("r", "host").outcome
    assert isinstance(outcome, Answered)
    assert (outcome.conclusion, outcome.records, complete(outcome)) == ("data", 1, True)
    (record,) = asked.records("r")
    assert record.proof == Attested("Sam", DAY)
    assert asked.file("r", record.attachments[0].sha256) == b"ticket 1"


def test_nothing_held_is_an_answer_too(asked: Workspace) -> None:
    tasks.answer(asked, "r", "host", tasks.Reply("nothing", "Sam", DAY))
    assert list(asked.records("r")) == []
    assert complete(asked.unit("r", "host").outcome or ASK)


def test_data_needs_a_file_or_a_note(asked: Workspace) -> None:
    with pytest.raises(CallError):
        tasks.answer(asked, "r", "host", tasks.Reply("data", "Sam", DAY))
    with pytest.raises(CallError):
        tasks.answer(asked, "r", "nowhere", tasks.Reply("nothing", "Sam", DAY))


def test_a_connector_cannot_vouch(workspace: Workspace) -> None:
    def find(search: Search) -> Iterator[Record]:
        yield search.record("x", "1", kind="note", title="N", proof=Attested("Sam", DAY), raw={})

    source = asking("crm")
    manifest = Manifest("crm", "crm", "x:X", ["email"], ["find"], Limit(10))

    class Fake:
        def __init__(self, context: object) -> None: ...
        def check(self) -> Iterator[Any]:
            return iter(())

        def find(self, search: Search) -> Iterator[Record]:
            return find(search)

    processor = Processor("crm", "crm", manifest, {})
    source = Source(processor, lambda: Fake, lambda: Access(processor))
    request = Request("r", "access", DAY, "en", datetime.now(UTC))
    workspace.create(request, [ANN], {"crm": "crm"})
    collect(Collection(workspace, request), [source])
    assert not isinstance(workspace.unit("r", "crm").outcome, Found)
    assert list(workspace.records("r")) == []


def test_the_commands(asked: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from sar.cli import main

    place = ["--workspace", str(tmp_path / "workspace.db")]
    file = tmp_path / "answer.txt"
    file.write_text("ticket 1")
    main(["request", "task", "r", *place])
    shown = capsys.readouterr().out
    assert "Ask the host." in shown
    assert "Bonjour" in shown
    assert "sar request answer r host" in shown
    main(["request", "asked", "r", "host", "--by", "Sam", "--on", "2026-11-25", *place])
    main(["request", "answer", "r", "host", str(file), "--by", "Sam", *place, "--json"])
    answered = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert answered["outcome"]["records"] == 1
    assert answered["outcome"]["sent"][0]["to"] == "desk@example.org"
