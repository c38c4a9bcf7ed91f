"""What is kept beyond its time, and the officer's view of a request."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.dossiers import note

from sar.cli import group
from sar.register import Activity, Register, Retention
from sar.retention import Overrun, overruns


def test_the_day_after_the_last_is_too_late_and_an_unknown_start_is_not_judged() -> None:
    register = Register({"crm": Activity(retention=Retention("P1Y", "invoice_date"))}, {})
    kept = [
        note(1, occurred_at=datetime(2025, 11, 24, tzinfo=UTC)),
        note(2, occurred_at=datetime(2025, 11, 25, tzinfo=UTC)),
        note(3, occurred_at=None),
    ]
    assert overruns(kept, register, None, date(2026, 11, 25)) == [Overrun("crm", 1, date(2026, 11, 24))]
    assert overruns(kept, Register({}, {}), None, date(2026, 11, 25)) == []


def test_an_officer_sees_the_case_what_was_sent_and_what_is_kept_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SAR_LANG", "en")
    Path("sar.toml").write_text(
        '[processors.redmine.register]\nretention = { duration = "P1D", starts = "collection" }\n',
        encoding="utf-8",
    )

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(group, [*arguments, "--sandbox", "--settings", "sar.toml"])
        assert done.exit_code == 0, done.output
        return done.output

    request: str = json.loads(run("export", "ann@example.com", "--json"))["request"]
    before = run("request", "show", request)
    assert "How surely the person is known is not recorded; L2 is needed." in before
    assert re.search(r"Due \S+ \(\d+ days left\) under quebec", before)
    assert re.search(r"Kept too long in redmine: \d+ records that were to be deleted, the first by 20\d\d-", before)
    run("request", "letter", request, "acknowledgement")
    run("request", "verify", request, "--level", "L2", "--method", "called back", "--by", "Paula Officer")
    delivered = ("--to", "ann@example.com", "--by", "Paula Officer", "--override", "A test.")
    sent: Any = json.loads(run("request", "deliver", request, *delivered, "--json"))
    after = run("request", "show", request)
    assert "The person is known at L2" in after
    assert "by Paula Officer" in after
    for file in sent["files"]:
        assert f"{file['sha256']}  {file['path']}" in after
