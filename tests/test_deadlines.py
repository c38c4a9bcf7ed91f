"""Deadlines: the law's own vectors, pauses, extensions, and the days on which a period may end."""

from datetime import date, timedelta

import pytest

from sar.errors import SettingsError
from sar.law.deadlines import Clock, Pause, deadline, earliest, last_day_to_extend, target
from sar.law.regimes import chosen, ground, grounds, regimes
from sar.law.working_days import rolled

VECTORS = [
    ("gdpr", "2026-01-31", "2026-03-02", ""),
    ("gdpr", "2026-03-05", "2026-04-06", ""),
    ("gdpr", "2026-03-05", "2026-04-07", "FR"),
    ("gdpr", "2026-08-31", "2026-09-30", ""),
    ("gdpr", "2026-07-01", "2026-08-03", ""),
    ("quebec", "2026-05-25", "2026-06-25", ""),
    ("quebec", "2026-06-01", "2026-07-02", ""),
    ("quebec", "2026-08-08", "2026-09-08", ""),
    ("quebec", "2026-01-30", "2026-03-02", ""),
    ("quebec", "2026-11-25", "2026-12-26", ""),
    ("ccpa", "2026-07-01", "2026-08-15", ""),
    ("pipeda", "2026-06-01", "2026-07-02", ""),
]


def due(regime: str, received: str, today: str = "2026-01-01", **more: object) -> date:
    clock = Clock(date.fromisoformat(received), **more)  # type: ignore[arg-type]
    return deadline(regimes()[regime], clock, date.fromisoformat(today)).due


@pytest.mark.parametrize(("regime", "received", "last", "country"), VECTORS)
def test_last_days(regime: str, received: str, last: str, country: str) -> None:
    assert due(regime, received, countries={regime: country} if country else {}) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("regime", "received", "last"),
    [("gdpr", "2026-07-01", "2026-10-01"), ("gdpr", "2026-11-30", "2027-03-01"), ("ccpa", "2026-07-01", "2026-09-29")],
)
def test_extensions(regime: str, received: str, last: str) -> None:
    told = date.fromisoformat(received) + timedelta(days=10)
    assert due(regime, received, extended={regime: told}) == date.fromisoformat(last)


def test_quebec_has_no_extension_and_no_pause() -> None:
    pause = Pause("identity", date(2026, 5, 26), date(2026, 6, 5))
    assert due("quebec", "2026-05-25", extended={"quebec": date(2026, 6, 1)}, pauses=(pause,)) == date(2026, 6, 25)
    assert last_day_to_extend(regimes()["quebec"], Clock(date(2026, 5, 25)), date(2026, 6, 1)) is None


def test_the_target_is_before_the_law_and_before_christmas() -> None:
    assert target(due("quebec", "2026-11-25")) <= date(2026, 12, 24)


def test_a_question_holds_the_clock_where_the_law_lets_it() -> None:
    asked, answered = date(2026, 8, 3), date(2026, 8, 7)
    pause = (Pause("clarification", asked, answered),)
    assert due("gdpr", "2026-08-01", pauses=pause) == date(2026, 9, 7)  # 1 + 4 days = Saturday 5, rolled
    assert due("uk", "2026-08-03", pauses=pause) == date(2026, 9, 8)  # both days count as held: 3 + 5
    assert due("pipeda", "2026-08-03", pauses=pause) == date(2026, 9, 2)


def test_an_open_question_holds_until_today() -> None:
    pause = (Pause("identity", date(2026, 8, 4)),)
    assert due("gdpr", "2026-08-03", "2026-08-14", pauses=pause) == date(2026, 9, 14)  # 3 + 10 = Sunday 13
    assert due("gdpr", "2026-08-03", "2026-08-01", pauses=pause) == date(2026, 9, 3)


def test_the_earliest_law_holds() -> None:
    clock = Clock(date(2026, 7, 1))
    first = earliest(chosen(["gdpr", "quebec", "ccpa"]), clock, date(2026, 7, 2))
    assert (first.regime, first.due) == ("quebec", date(2026, 7, 31))


def test_the_last_day_to_tell_of_an_extension_is_the_plain_deadline() -> None:
    clock = Clock(date(2026, 7, 1), extended={"gdpr": date(2026, 7, 5)})
    assert last_day_to_extend(regimes()["gdpr"], clock, date(2026, 7, 2)) == date(2026, 8, 3)


# I-16, s. 61(23), day by day for a year with everything on a weekday, and for one in which 1 July is a Sunday
HOLIDAYS = {
    2026: ["01-01", "04-03", "04-06", "05-18", "06-24", "07-01", "09-07", "10-12", "12-25"],
    2029: ["01-01", "03-30", "04-02", "05-21", "07-02", "09-03", "10-08", "12-25"],
}


@pytest.mark.parametrize("year", sorted(HOLIDAYS))
def test_quebecs_list_of_holidays(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    moved = {f"{day:%m-%d}" for day in days if day.weekday() != 6 and rolled(day, "quebec") != day}
    assert moved == set(HOLIDAYS[year])
    saturdays = [day for day in days if day.weekday() == 5]
    assert all(rolled(day, "quebec") == day for day in saturdays)
    assert all(rolled(day, "quebec") != day for day in days if day.weekday() == 6)


def test_every_law_is_whole() -> None:
    for regime in regimes().values():
        texts = [regime.name, regime.right, *regime.notes]
        texts += [text for right in regime.rights for text in (right.text, right.provision)]
        texts += [text for remedy in regime.remedies for text in (remedy.body, remedy.text)]
        texts += [content.provision for content in regime.contents]
        assert all(set(text) == {"fr", "en"} and all(text.values()) for text in texts)
        assert {"confirmation", "data", "rights", "complaint", "withheld"} <= {one.item for one in regime.contents}


def test_grounds_belong_to_laws_and_silent_ones_are_silent() -> None:
    assert {one.regime for one in grounds().values()} == set(regimes())
    silent = {one.code for one in grounds().values() if not one.tells}
    assert silent == {"QC-38", "QC-40", "PIP-9-2-4"}
    assert ground("QC-40", chosen(["quebec"])).duty == "must"
    with pytest.raises(SettingsError):
        ground("QC-40", chosen(["gdpr"]))


def test_an_unknown_law_is_named() -> None:
    with pytest.raises(SettingsError, match="narnia"):
        chosen(["quebec", "narnia"])
