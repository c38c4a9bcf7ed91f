"""The workspace: sealed, append-only where it must be, and safe against interruption.

`tests/real/test_postgres_workspace.py` holds PostgreSQL to the same.
"""

import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from sar.errors import CallError, IntegrityError, UnsafePermissions, WorkspaceError
from sar.identifiers import Identifier
from sar.limits import SharedBuckets
from sar.outcomes import Failed, Found, Gap, NothingHeld
from sar.records import Match, Record, RecordKind, record_id
from sar.workspace import Batch, Request, Workspace, counts, events

ANN = Identifier("email", "canary.ann@example.com")
REQUEST = Request("20261124-abc", "access", date(2026, 11, 24), "en", datetime(2026, 11, 24, tzinfo=UTC))


def made(source_id: str, kind: RecordKind = "note", day: int = 1, processor: str = "crm") -> Record:
    moment = datetime(2026, 1, day, tzinfo=UTC)
    proof = Match(ANN, "/email")
    raw = {"email": ANN.value, "text": "canary-text"}
    return Record(
        id=record_id(processor, kind, source_id),
        processor=processor,
        connector="crm",
        type=kind,
        source_id=source_id,
        kind=kind,
        title=f"canary {source_id}",
        proof=proof,
        raw=raw,
        occurred_at=moment,
    )


STARTS = "import sys; from pathlib import Path; from sar.workspace import Workspace; " + (
    "print(Workspace(sys.argv[1], keyfile=Path(sys.argv[2])).digest_of('x'))"
)


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Where the workspace of a test is."""
    return str(tmp_path / "workspace.db")


@pytest.fixture
def workspace(place: str, tmp_path: Path) -> Workspace:
    return Workspace(place, keyfile=tmp_path / "workspace.db.key")


def test_many_that_start_at_once_make_one_workspace(place: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTS, place, str(tmp_path / "key")]
    starting = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(6)]
    ended = [(*one.communicate(timeout=60), one.returncode) for one in starting]
    assert [code for _, _, code in ended] == [0] * 6, ended
    assert len({said for said, _, _ in ended}) == 1


def test_a_workspace_of_an_earlier_version_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    made_before = Workspace(path)
    made_before.create(REQUEST, [ANN], {"crm": "crm", "shop": "shop"})
    made_before.finish(REQUEST.id, "crm", Failed("it was down", "Wait."), ())
    made_before.finish(REQUEST.id, "crm", NothingHeld(), ())
    with sqlite3.connect(path) as old:
        for index in ("units_by_state", "units_by_time"):
            old.execute(f"drop index {index}")
        old.execute("alter table units drop column outcome")
        for column in ("shut", "minute", "calls", "calls_before"):
            old.execute(f"alter table buckets drop column {column}")
        old.execute("alter table identifiers drop column state")
        old.execute("alter table identifiers drop column doubt")
        old.execute("alter table requests drop column case_sealed")
        old.execute("drop table learnt")
        old.execute("drop table batches")
        old.execute("update meta set value = '1' where name = 'version'")
    assert Workspace(path).identifiers(REQUEST.id) == [ANN]
    assert Workspace(path).learnt(REQUEST.id) == {}
    assert Workspace(path).batches() == []
    with Workspace(path).engine.connect() as brought_up:
        assert counts.ended(brought_up) == [counts.Ended("crm", "nothing_held", True, 1)]
        assert counts.asked(brought_up, datetime.now(UTC)) == []
    with sqlite3.connect(path) as new, sqlite3.connect(tmp_path / "fresh.db") as fresh:
        Workspace(tmp_path / "fresh.db")
        indexes = "select name from sqlite_master where type = 'index' order by name"
        assert new.execute(indexes).fetchall() == fresh.execute(indexes).fetchall()


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    workspace.create(REQUEST, [ANN], {"crm": "crm", "shop": "shop"})
    workspace.begin(REQUEST.id, "crm")
    records = [(made("2", day=2), True), (made("1", day=1), True), (made("9", "contact", 9), True), (made("7"), False)]
    workspace.commit(REQUEST.id, "crm", Batch(records, [Gap("a canary-gap"), Gap("b")]))
    return workspace


def test_records_come_in_the_dossiers_order(filled: Workspace) -> None:
    assert [record.source_id for record in filled.records(REQUEST.id)] == ["9", "1", "2"]
    assert [record.source_id for record in filled.records(REQUEST.id, proven=False)] == ["7"]
    assert filled.counts(REQUEST.id) == {("contact", "crm"): 1, ("note", "crm"): 2}
    assert next(filled.records(REQUEST.id)) == made("9", "contact", 9)


def test_storing_again_doubles_nothing(filled: Workspace) -> None:
    filled.commit(REQUEST.id, "crm", Batch([(made("1"), True)], [Gap("b"), Gap("c")]))
    assert len(list(filled.records(REQUEST.id))) == 3
    assert [gap.what for gap in filled.gaps(REQUEST.id, "crm")] == ["a canary-gap", "b", "c"]


def test_gaps_keep_their_order_when_an_interrupted_search_meets_them_again(filled: Workspace) -> None:
    filled.commit(REQUEST.id, "crm", Batch([], [Gap("a canary-gap"), Gap("b"), Gap("c")]))
    filled.commit(REQUEST.id, "crm", Batch([], [Gap("d")]))
    assert [gap.what for gap in filled.gaps(REQUEST.id, "crm")] == ["a canary-gap", "b", "c", "d"]


def test_an_interrupted_unit_is_known_and_an_ended_one_starts_anew(filled: Workspace) -> None:
    assert filled.begin(REQUEST.id, "crm") is True
    assert len(filled.gaps(REQUEST.id, "crm")) == 2
    filled.finish(REQUEST.id, "crm", Found(3), [ANN])
    crm, shop = filled.units(REQUEST.id)
    assert (crm.outcome, crm.searched_by, shop.state) == (Found(3), (ANN,), "waiting")
    assert filled.begin(REQUEST.id, "crm") is False
    assert filled.gaps(REQUEST.id, "crm") == ()


def test_it_opens_again_with_its_key_only(filled: Workspace, place: str, tmp_path: Path) -> None:
    again = Workspace(place, keyfile=tmp_path / "workspace.db.key")
    assert again.identifiers(REQUEST.id) == [ANN]
    assert again.request(REQUEST.id) == REQUEST
    with pytest.raises((IntegrityError, WorkspaceError)):
        stranger = Workspace(place, keyfile=tmp_path / "other.key")
        stranger.identifiers(REQUEST.id)


def test_nothing_personal_is_in_the_file(filled: Workspace, tmp_path: Path) -> None:
    filled.finish(REQUEST.id, "crm", Found(3, (Gap("a canary-gap"),)), [ANN])
    digest = filled.keep_file(REQUEST.id, b"canary-file")
    assert filled.file(REQUEST.id, digest) == b"canary-file"
    filled.engine.dispose()
    for path in tmp_path.glob("workspace.db*"):
        if path.suffix != ".key":
            assert b"canary" not in path.read_bytes(), path


def test_a_missing_file_is_noticed(filled: Workspace) -> None:
    with pytest.raises(IntegrityError):
        filled.file(REQUEST.id, "0" * 64)


def test_the_log_is_chained(filled: Workspace) -> None:
    assert [event["what"] for event in events.verified(filled.engine)] == ["request created", "search begun"]
    with filled.engine.begin() as connection:
        connection.execute(text("update events set data = '{}' where seq = 1"))
    with pytest.raises(IntegrityError):
        list(events.verified(filled.engine))


def test_errors_say_what_to_do(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(CallError):
        workspace.request("nope")
    (tmp_path / "workspace.db.key").chmod(0o644)
    with pytest.raises(UnsafePermissions):
        Workspace(tmp_path / "workspace.db")
    with pytest.raises(WorkspaceError):
        Workspace(tmp_path / "no" / "such" / "folder.db", keyfile=tmp_path / "k")
    (tmp_path / "text.db").write_text("this is no database, but long enough to be looked at as one")
    with pytest.raises(WorkspaceError):
        Workspace(tmp_path / "text.db", keyfile=tmp_path / "k")


def test_many_threads_write_at_once(workspace: Workspace) -> None:
    workspace.create(REQUEST, [ANN], {f"p{n}": "crm" for n in range(8)})
    failures: list[BaseException] = []

    def work(processor: str) -> None:
        try:
            workspace.begin(REQUEST.id, processor)
            for n in range(20):
                workspace.commit(REQUEST.id, processor, Batch([(made(str(n), processor=processor), True)]))
            workspace.finish(REQUEST.id, processor, Found(20), [ANN])
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(f"p{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(list(workspace.records(REQUEST.id))) == 160
    assert len(list(events.verified(workspace.engine))) == 17


def test_a_rate_is_shared_through_the_database(workspace: Workspace, place: str, tmp_path: Path) -> None:
    other = Workspace(place, keyfile=tmp_path / "workspace.db.key")
    one, two = SharedBuckets(workspace.engine), SharedBuckets(other.engine)
    moments = [bucket.reserve("crm", 10.0) for bucket in (one, two, one, two)]
    assert [round(later - sooner) for sooner, later in pairwise(moments)] == [10, 10, 10]
