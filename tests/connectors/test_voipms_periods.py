"""The periods that VoIP.ms is asked for, and the moments that it tells."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from tests.connectors.voipms_shared import ANN, asked, one, what

from sar.errors import SettingsError
from sar.outcomes import complete
from sar.registry import Registry
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.testing.watched import watched


def test_calls_are_asked_for_in_windows_without_a_day_left_out() -> None:
    connected, way = watched("voipms", settings={"since": "2024-01-01"})
    connected.find(ANN)
    forms = asked(way.requests, "getCDR")
    spans = [(date.fromisoformat(form["date_from"]), date.fromisoformat(form["date_to"])) for form in forms]
    assert spans[0][0] == date(2024, 1, 1)
    assert spans[-1][1] > datetime.now(UTC).date()
    assert all((last - first).days < 92 for first, last in spans)
    assert all(after[0] - before[1] == timedelta(1) for before, after in pairwise(spans))
    assert {(form["answered"], form["noanswer"], form["busy"], form["failed"]) for form in forms} == {("1",) * 4}


def test_nothing_before_the_day_of_the_settings_is_read_and_that_is_said() -> None:
    result = rig("voipms", settings={"since": "2025-07-01"}).find(ANN)
    assert ("call", "1") not in result.keys
    assert "Nothing before 2025-07-01" in what(result)


@pytest.mark.parametrize(("name", "value"), [("since", "spring"), ("since", "2999-01-01"), ("timezone", "Montreal")])
def test_settings_that_mean_nothing_are_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError):
        rig("voipms", settings={name: value}).find(ANN)


@pytest.mark.parametrize("hours", [-5, 0, 5.5, 13])
def test_times_are_the_same_moment_whatever_the_offset(hours: float) -> None:
    result = rig("voipms", settings={"timezone": hours}).find(ANN)
    assert one(result, "call", "1").occurred_at == datetime(2025, 6, 10, 14, tzinfo=UTC)
    assert one(result, "call", "1").raw["parsed"]["offset"] == f"{hours:g}"
    assert f"({hours:g} hours)" in what(result)


def test_more_messages_than_come_by_default() -> None:
    assert len([each for each in rig("voipms").find(ANN).disclosed if each.type == "sms"]) == 60


def test_a_window_full_to_the_limit_is_asked_for_in_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    Registry.discover().load("voipms")
    monkeypatch.setattr("sar.connectors.voipms.messages.LIMIT", 20)
    connected = rig("voipms")
    for place, row in enumerate(row for row in connected.imitation.state["sms"] if row["contact"] == "5145550101"):
        row["at"] = (datetime(2025, 8, 1, tzinfo=UTC) + timedelta(hours=9 * place)).isoformat()
    result = connected.find(ANN)
    assert len([each for each in result.disclosed if each.type == "sms"]) == 60
    assert complete(outcome_of(result))


def test_a_day_full_to_the_limit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Registry.discover().load("voipms")
    monkeypatch.setattr("sar.connectors.voipms.messages.LIMIT", 5)
    connected = rig("voipms")
    for row in connected.imitation.state["sms"]:
        row["at"] = "2025-08-01T12:00:00Z"
    assert not complete(outcome_of(connected.find(ANN)))
