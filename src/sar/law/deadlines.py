"""Until when a request must be answered, under each of its laws and under all of them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

import msgspec

from sar.law.regimes import Regime, Span
from sar.law.working_days import rolled

TARGET = timedelta(days=7)
"""How long before the legal deadline the officer should be done."""

Why = Literal["identity", "clarification"]


class Pause(msgspec.Struct, frozen=True):
    """A question to the person that holds the clock, where the law lets it."""

    why: Why
    asked: date
    answered: date | None = None
    """None while it is open."""


class Clock(msgspec.Struct, frozen=True, omit_defaults=True):
    """What moves the deadlines of one request; all days are the controller's local ones."""

    received: date
    pauses: tuple[Pause, ...] = ()
    extended: dict[str, date] = {}
    """Regime → the day on which the person was told of the extension."""
    countries: dict[str, str] = {}
    """Regime → the country whose holidays count, such as `FR` or `GB-ENG`."""


class Deadline(msgspec.Struct, frozen=True):
    """One law's last day, and how it comes about."""

    regime: str
    due: date
    unrolled: date
    """Before the last day was moved off a holiday."""
    extended: bool
    paused: int
    """Days that did not count."""


def deadline(regime: Regime, clock: Clock, today: date) -> Deadline:
    """The last day under one law; an open question holds the clock until today."""
    extension = regime.extended if regime.slug in clock.extended else None
    paused = sum(_excluded(regime, pause, today) for pause in clock.pauses)
    unrolled = after(clock.received, extension or regime.base) + timedelta(days=paused)
    country = clock.countries.get(regime.slug, regime.country)
    due = rolled(unrolled, regime.roll, country)
    return Deadline(regime.slug, due, unrolled, extension is not None, paused)


def earliest(regimes: Iterable[Regime], clock: Clock, today: date) -> Deadline:
    """The deadline that holds: the first of those of all laws."""
    return min((deadline(regime, clock, today) for regime in regimes), key=lambda one: (one.due, one.regime))


def target(due: date) -> date:
    """The day by which the officer should be done; never moved off a holiday in the tool's favour."""
    return due - TARGET


def after(day: date, span: Span) -> date:
    """So many days or calendar months after a day that itself does not count; a shorter month ends on its last day."""
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(months=span.months, days=span.days)


def last_day_to_extend(regime: Regime, clock: Clock, today: date) -> date | None:
    """Until when the person must be told of an extension; None where the law knows none."""
    if regime.extended is None:
        return None
    plain = msgspec.structs.replace(clock, extended={})
    return deadline(regime, plain, today).due


def _excluded(regime: Regime, pause: Pause, today: date) -> int:
    """GDPR: the days waited; UK Art. 12A: those of asking and of the answer as well; elsewhere the clock runs on."""
    if regime.pause == "none":
        return 0
    answered = pause.answered or max(today, pause.asked)
    return (answered - pause.asked).days + (regime.pause == "inclusive")
