"""The whole contract of the workspace, held to PostgreSQL: tests/test_workspace.py without what is a file's own."""

from pathlib import Path

import pytest
from tests.real.servers import Postgres
from tests.test_workspace import *  # noqa: F403
from tests.test_workspace import REQUEST

from sar.errors import Busy, WorkspaceError
from sar.house import House
from sar.identifiers import parse
from sar.intake import Intake, begin, search
from sar.outcomes import Found, Gap
from sar.workspace import Workspace

del test_a_workspace_of_an_earlier_version_is_brought_up  # noqa: F821  # SQLite's own, by the file
del test_errors_say_what_to_do  # noqa: F821
del test_nothing_personal_is_in_the_file  # noqa: F821


@pytest.fixture  # type: ignore[no-redef]
def place(postgres: Postgres, database: str) -> str:
    return postgres.url(database)


def test_a_workspace_of_an_earlier_version_comes_up_once(postgres: Postgres, database: str, tmp_path: Path) -> None:
    before = Workspace(postgres.url(database), keyfile=tmp_path / "key")
    before.create(REQUEST, [], {"crm": "crm"})
    before.begin(REQUEST.id, "crm")
    before.finish(REQUEST.id, "crm", Found(0), [])
    before.engine.dispose()
    for change in (
        "alter table identifiers drop column state, drop column doubt",
        "alter table requests drop column case_sealed",
        "alter table units drop column outcome",
        "alter table buckets drop column shut, drop column minute, drop column calls, drop column calls_before",
        "drop index units_by_time, requests_of_batches_by_state",
        "drop table leases, slots, packages",
        "update meta set value = '1' where name = 'version'",
    ):
        postgres.run("psql", "-q", postgres.url(database), "-c", change)
    test_many_that_start_at_once_make_one_workspace(postgres.url(database), tmp_path)  # noqa: F405
    after = Workspace(postgres.url(database), keyfile=tmp_path / "key")
    assert after.request(REQUEST.id) == REQUEST
    outcome = postgres.run("psql", "-At", postgres.url(database), "-c", "select processor, outcome from units")
    assert outcome == b"crm|found\n"


def test_nothing_personal_is_in_a_dump(filled: Workspace, postgres: Postgres, database: str) -> None:
    filled.finish(REQUEST.id, "crm", Found(3, (Gap("a canary-gap"),)), [])
    digest = filled.keep_file(REQUEST.id, b"canary-file")
    assert filled.file(REQUEST.id, digest) == b"canary-file"
    dumped = postgres.dump(database)
    assert b"canary" not in dumped
    assert b"canary".hex().encode() not in dumped
    assert REQUEST.id.encode() in dumped


def test_a_machine_without_the_key_makes_none(place: str, tmp_path: Path) -> None:
    Workspace(place, keyfile=tmp_path / "key")
    with pytest.raises(WorkspaceError, match="not on this machine"):
        Workspace(place, keyfile=tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()


def test_what_is_wrong_is_said_without_the_password(postgres: Postgres, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace(postgres.url("no_such_database"), keyfile=tmp_path / "key")
    assert "lab-only" not in str(told.value)


def test_a_request_is_answered_by_one_process_at_a_time(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAR_HOME", str(tmp_path))
    house, other = (House(sandbox=True, workspace_place=place) for _ in range(2))
    request, sources = begin(house, Intake([parse("ann@example.com")], only=["manual"]))
    assert other.leases
    with other.leases.those_free([f"request:{request.id}"], lambda: None), pytest.raises(Busy):
        search(house, request, sources)
    search(house, request, sources)
    assert house.workspace.unit(request.id, "manual").state == "done"


def test_a_server_started_anew_is_met_again(filled: Workspace, postgres: Postgres) -> None:
    before = [one.id for one in filled.records(REQUEST.id)]
    reading = filled.records(REQUEST.id)
    first = next(reading).id
    postgres.stop()
    postgres.start()
    assert [first, *(one.id for one in reading)] == before
    assert filled.begin(REQUEST.id, "crm") is True
