"""What operators look at: status, health, logs and figures, in work and in trouble, with nothing personal in them."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.batching import only, write_csv
from tests.conftest import Run
from tests.test_privacy import secrets

from sar import logs, metrics
from sar.errors import CallError, Throttled
from sar.happenings import Happening, listening, tell
from sar.house import House
from sar.http import Client, Policy, in_process
from sar.limits import Pace, SharedBuckets
from sar.outcomes import Failed, NothingHeld
from sar.sandbox import cast
from sar.sandbox.kit import Api, answer
from sar.status import Failure, status
from sar.workspace import Request, Workspace, counts
from sar.workspace.counts import Standing

PEOPLE = [
    word
    for one in cast().values()
    for word in (*one.emails, *one.phones, one.ip, one.full_name, one.family_name, one.phones[0][-8:])
]


def request(number: int, created: datetime) -> Request:
    return Request(f"20261126-{number:06}", "access", date(2026, 11, 26), "en", created, True)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Three requests: one done but for a failure, one in work, one that waits; and a purged one."""
    house = House(sandbox=True, workspace_place=str(tmp_path / "w.db"))
    workspace, begun = house.workspace, datetime.now(UTC) - timedelta(hours=2)
    for number in range(4):
        units = {"redmine": "redmine", "mailchimp": "mailchimp"}
        workspace.create(request(number, begun + timedelta(minutes=number)), [], units)
    workspace.finish("20261126-000000", "redmine", Failed("it is down", "Wait."), ())
    workspace.finish("20261126-000000", "mailchimp", NothingHeld(), ())
    workspace.begin("20261126-000001", "redmine")
    workspace.purge("20261126-000003")
    return house


def test_status_counts_what_waits_works_and_failed(house: House) -> None:
    found = status(house)
    assert found.requests == Standing(waiting=1, running=1, done=2)
    assert found.searches == Standing(waiting=5, running=1, done=2)
    assert found.batches == Standing(0, 0, 0)
    assert found.failures == (Failure("redmine", "failed", 1),)
    assert found.oldest_waiting == house.workspace.request("20261126-000001").created
    assert found.finished == 2
    assert status(house, datetime.now(UTC) + timedelta(seconds=61)).finished == 0


def test_status_says_how_fast_a_limited_processor_is_asked(house: House) -> None:
    pace = Pace(SharedBuckets(house.workspace.engine), "redmine:tracker", rate=1000, sleep=lambda _: None)
    for _ in range(5):
        with pace:
            pass
    pace.refused(90)
    (found,) = [one for one in status(house).paces if one.processor == "tracker"]
    assert (found.calls, found.limit) == (5, 600)
    assert 85 < found.refuses_for <= 90
    later = datetime.now(UTC) + timedelta(minutes=3)
    assert "tracker" not in {one.processor for one in status(house, later).paces}


def test_calls_of_the_minute_before_count_as_far_as_they_are_in_it(house: House, monkeypatch: Any) -> None:
    buckets = SharedBuckets(house.workspace.engine)
    moment = 60 * 1_000_000
    for second in (0, 10, 59, 60, 61, 75):
        monkeypatch.setattr("sar.limits.time.time", lambda now=moment + second: now)
        buckets.reserve("redmine:tracker", 1)

    def calls(second: int) -> int:
        with house.workspace.engine.connect() as connection:
            (one,) = counts.asked(connection, datetime.fromtimestamp(moment + second, UTC))
        return one.calls

    assert calls(90) == round(3 + 3 * 0.5)
    assert calls(150) == round(3 * 0.5)
    assert calls(181) == 0


def test_what_a_vendor_says_of_its_limit_is_remembered(house: House) -> None:
    app = Api()
    app.on("GET", "/x")(lambda ask: answer({}, 429, Retry_After="3600"))
    pace = Pace(SharedBuckets(house.workspace.engine), "redmine:tracker", rate=1000)
    client = Client("tracker", "https://t.example.org", transport=in_process(app), policy=Policy(), pace=pace)
    with pytest.raises(Throttled):
        client.get("/x")
    (found,) = [one for one in status(house).paces if one.processor == "tracker"]
    assert found.refuses_for > 3500


def test_status_is_cheap_and_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty thousand requests with five searches each; every query goes by an index."""
    house = House(sandbox=True, workspace_place=str(tmp_path / "w.db"))
    workspace = house.workspace
    raw = workspace.engine.raw_connection()
    raw.execute("begin")
    now = datetime.now(UTC).isoformat()
    raw.executemany(
        "insert into requests values (?, 'access', '2026-11-26', 'en', ?, 1, null, x'00')",
        ((f"r{number}", now) for number in range(20_000)),
    )
    raw.executemany(
        "insert into units (request_id, processor, position, connector, state, complete, searched_at, outcome, sealed) "
        "values (?, ?, 0, 'redmine', ?, 1, '2026-11-25T00:00:00+00:00', 'found', x'00')",
        ((f"r{n}", f"p{p}", "waiting" if n > 19_900 else "done") for n in range(20_000) for p in range(5)),
    )
    raw.execute("commit")
    monkeypatch.setattr("sar.workspace.sealing.Key.open", lambda *_: pytest.fail("something sealed was opened"))
    begun = time.process_time()
    found = status(house)
    assert time.process_time() - begun < 1
    assert found.requests == Standing(99, 0, 19_901)


def test_status_and_health_at_the_terminal(command: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "r.csv", [{"email": "ann@example.com"}, {"email": "bob@example.net"}])
    code, out, _ = command("batch", "run", "r.csv", *only(("redmine", "mailchimp")), "--format", "json", "--sandbox")
    assert code == 0
    code, out, _ = command("status", "--sandbox")
    assert code == 0
    assert "Searches ended in the last minute: 4" in out
    code, out, _ = command("status", "--sandbox", "--json")
    said = json.loads(out)
    assert said["batches"] == {"waiting": 0, "running": 0, "done": 1}
    assert said["requests"]["done"] == 2
    code, out, _ = command("health", "--sandbox", "--least", "1")
    assert code == 0, out
    assert [line.partition(":")[0] for line in out.splitlines()] == ["ok"] * 4


def test_health_says_what_is_wrong_and_changes_nothing(command: Run, tmp_path: Path) -> None:
    code, out, _ = command("health", "--sandbox", "--json")
    assert (code, json.loads(out)["ok"]) == (0, True), "a workspace is made by the first request"
    assert not (tmp_path / "home").exists()
    place = tmp_path / "w.db"
    Workspace(place).create(request(1, datetime.now(UTC)), [], {})
    asked = ("health", "--sandbox", "--workspace", str(place), "--least", "1", "--json")
    assert command(*asked)[0] == 0

    key = Path(f"{place}.key").read_text(encoding="ascii")
    Path(f"{place}.key").unlink()
    code, out, _ = command(*asked)
    assert (code, wrong(out)) == (1, ["workspace"])
    assert not Path(f"{place}.key").exists(), "no new key is made"
    Workspace(tmp_path / "other.db").create(request(1, datetime.now(UTC)), [], {})
    Path(f"{tmp_path / 'other.db'}.key").rename(f"{place}.key")
    code, out, _ = command(*asked)
    assert (code, wrong(out)) == (1, ["workspace"])
    assert "Restore both" in out
    Path(f"{place}.key").write_text(key, encoding="ascii")

    buckets = SharedBuckets(Workspace(place).engine)
    buckets.reserve("redmine:tracker", 1)
    buckets.refuse("redmine:tracker", time.time() + 100)
    code, out, _ = command(*asked, "--out", str(tmp_path / "out"), "--least", str(1 << 40))
    assert (code, wrong(out)) == (1, ["disk", "limits"])

    with Workspace(place).engine.begin() as connection:
        connection.exec_driver_sql("update meta set value = '5' where name = 'version'")
    code, out, _ = command(*asked)
    assert (code, wrong(out)) == (1, ["workspace"])
    assert counts.version(place) == "5", "it is not brought up by looking"
    place.write_bytes(b"no database at all, but text" * 100)
    code, out, _ = command(*asked)
    assert (code, wrong(out)) == (1, ["workspace"])

    code, out, _ = command("health", "--workspace", str(tmp_path / "none.db"), "--json")
    assert (code, wrong(out)) == (1, ["settings"])


def wrong(out: str) -> list[str]:
    checks = json.loads(out)["checks"]
    assert all(one["remedy"] for one in checks if not one["ok"])
    return sorted({one["name"] for one in checks if not one["ok"]})


def test_health_asks_processors_when_told_to(command: Run) -> None:
    code, out, _ = command("health", "--sandbox", "--processors", "--json")
    named = [one["text"] for one in json.loads(out)["checks"] if one["name"] == "processor"]
    assert len(named) == len(House(sandbox=True).processors)
    assert code == (0 if json.loads(out)["ok"] else 1)


@pytest.mark.parametrize("form", ["json", ""])
def test_a_whole_export_is_told_in_the_log_and_nobody_is_named(tmp_path: Path, form: str) -> None:
    environment = {**os.environ, "SAR_HOME": str(tmp_path / "home"), "SAR_LOG": "DEBUG", "SAR_LOG_FORMAT": form}
    command = [sys.executable, "-m", "sar", "export", "ann@example.com", "--sandbox", "--format", "pdf,json,portable"]
    also = ["--also", "email:ann.archer@example.org", "--also", f"phone:{cast()['ann'].phones[0]}"]
    done = subprocess.run(
        [*command, *also, "--out", str(tmp_path / "out")], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for word in [*PEOPLE, *secrets()]:
        assert word.casefold() not in done.stderr.casefold(), "somebody or something secret stands in the log"
    if form:
        lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
        assert len(lines) > 100
        assert all({"time", "level", "logger", "event"} <= set(one) for one in lines)
        (begun,) = [one for one in lines if one["event"] == "request begun"]
        (ended,) = [one for one in lines if one["event"] == "request ended"]
        assert ended["request"] == begun["request"]
        assert ended["seconds"] > 0
        units = [one for one in lines if one["event"] == "unit ended"]
        assert {one["processor"] for one in units} == set(House(sandbox=True).processors)
        assert all(one["outcome"] in metrics.FINISHED and one["request"] for one in units)
        assert {one["request"] for one in lines if one["event"] == "call"} == {begun["request"]}
    else:
        assert " INFO sar.events unit ended request=" in done.stderr


def test_others_libraries_words_stay_out_of_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    for form in (logs.Lines(), logs.Objects()):
        record = logging.LogRecord("imaplib", logging.WARNING, __file__, 7, "searched for %s", ("canary",), None)
        assert logs._ours(record)
        assert "canary" not in form.format(record)
        assert "test_operations:7" in form.format(record)
        try:
            raise ValueError("canary")
        except ValueError:
            failed = logging.LogRecord("sar.x", logging.ERROR, __file__, 1, "it broke", (), sys.exc_info())
        assert "canary" not in form.format(failed)
        assert "ValueError" in form.format(failed)
    quiet = logging.LogRecord("imaplib", logging.INFO, __file__, 7, "canary", (), None)
    assert not logs._ours(quiet)


def test_a_correction_is_told_by_its_count_only(command: Run) -> None:
    told: list[Happening] = []
    with listening(told.append):
        code, _, err = command(
            "correct", "ann@example.com", "--set", "phone=+15145550199", "--apply", "--sandbox", "--json"
        )
    assert code in {0, 3}, err
    corrections = [one.said for one in told if one.event.startswith("correction")]
    assert [set(one) for one in corrections] == [{"count"}, {"count"}]


def scraped(url: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    with urllib.request.urlopen(url, timeout=10) as response:
        families = text_string_to_metric_families(response.read().decode())
    samples = [sample for family in families for sample in family.samples]
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for one in samples}


def test_figures_for_prometheus(house: House) -> None:
    with metrics.serve(house, metrics.address("0")) as url:
        assert url.startswith("http://127.0.0.1:")
        told = (
            Happening("call", processor="redmine", outcome="200", seconds=0.1),
            Happening("call", processor="redmine", outcome="none"),
            Happening("call", processor="canary@example.com", outcome="503"),
            Happening("limit waited for", processor="redmine", seconds=1.5),
            Happening("unit ended", processor="redmine", outcome="found", seconds=2.0, request="20261126-000001"),
            Happening("unit ended", processor="redmine", outcome="canary"),
        )
        for one in told:
            tell(one)
        found = scraped(url)
        text = str(found)
        house.workspace.engine.dispose()
        Path(house.place).write_bytes(b"broken" * 1000)
        for more in ("-wal", "-shm"):
            Path(house.place + more).unlink(missing_ok=True)
        assert scraped(url)["sar_workspace_up", ()] == 0
    assert found["sar_calls_total", (("processor", "redmine"), ("status", "2xx"))] == 1
    assert found["sar_calls_total", (("processor", "redmine"), ("status", "none"))] == 1
    assert found["sar_calls_total", (("processor", "other"), ("status", "5xx"))] == 1
    assert found["sar_limit_wait_seconds_total", (("processor", "redmine"),)] == 1.5
    assert found["sar_units_total", (("outcome", "found"), ("processor", "redmine"))] == 1
    assert found["sar_units_total", (("outcome", "other"), ("processor", "redmine"))] == 1
    assert found["sar_requests", (("state", "waiting"),)] == 1
    assert 7000 < found["sar_oldest_waiting_seconds", ()] < 7300
    assert "canary" not in text
    assert "20261126" not in text


def test_a_batch_serves_its_figures_while_it_runs(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[float] = []
    real = metrics.serve

    def watched(house: House, where: tuple[str, int]) -> Any:
        from contextlib import contextmanager

        @contextmanager
        def inner() -> Any:
            with real(house, where) as url:
                yield url
                seen.append(scraped(url)["sar_units_total", (("outcome", "found"), ("processor", "redmine"))])

        return inner()

    monkeypatch.setattr(metrics, "serve", watched)
    write_csv(tmp_path / "r.csv", [{"email": "ann@example.com"}])
    code, _, err = command(
        "batch", "run", "r.csv", "--only", "redmine", "--format", "json", "--metrics", "0", "--sandbox"
    )
    assert code == 0, err
    assert "metrics: http://127.0.0.1:" in err
    assert seen == [2], "a second search by what the first one taught"
    assert not [one for one in threading.enumerate() if "serve_forever" in one.name]


@pytest.mark.parametrize("text", ["", "x", "70000", "host:", "-1", "9100:x"])
def test_what_is_no_address_is_said(text: str) -> None:
    with pytest.raises(CallError):
        metrics.address(text)


def test_addresses() -> None:
    assert metrics.address("9100") == ("127.0.0.1", 9100)
    assert metrics.address("0.0.0.0:9100") == ("0.0.0.0", 9100)
    assert metrics.address("[::1]:9100") == ("::1", 9100)
