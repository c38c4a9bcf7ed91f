"""On which days a period may end, law by law."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

SATURDAY, SUNDAY = 5, 6


def quebec(day: date, country: str) -> bool:
    """Whether a period may end: Interpretation Act (I-16), ss. 52 and 61(23). A Saturday is a day like any other."""
    return day.weekday() != SUNDAY and day not in _quebec(day.year)


def weekend(day: date, country: str) -> bool:
    """Whether it is no Saturday, Sunday or public holiday of the country: Reg. 1182/71, Art. 3(4); UK practice."""
    return day.weekday() < SATURDAY and day not in _public(country, day.year)


def federal(day: date, country: str) -> bool:
    """Whether it is no Sunday or federal holiday: Interpretation Act (Canada), ss. 26 and 35."""
    return day.weekday() != SUNDAY and day not in _federal(day.year)


def calendar(day: date, country: str) -> bool:
    """Any day."""
    return True


RULES: dict[str, Callable[[date, str], bool]] = {
    "quebec": quebec, "weekend": weekend, "federal": federal, "calendar": calendar,
}  # fmt: skip


def rolled(day: date, rule: str, country: str = "") -> date:
    """The day itself if a period may end on it, else the next one on which it may."""
    while not RULES[rule](day, country):
        day += timedelta(days=1)
    return day


@cache
def _quebec(year: int) -> frozenset[date]:
    from holidays import country_holidays

    days = set(country_holidays("CA", subdiv="QC", years=year, observed=False))
    if date(year, 7, 1).weekday() == SUNDAY:
        days.add(date(year, 7, 2))
    return frozenset(days | {_easter_monday(year)})


@cache
def _federal(year: int) -> frozenset[date]:
    from holidays import country_holidays

    days = set(country_holidays("CA", years=year, categories=("public", "government"), observed=False))
    # Boxing Day is a holiday of the public service, not of the Act
    return frozenset((days | {_easter_monday(year)}) - {date(year, 12, 26)})


@cache
def _public(country: str, year: int) -> frozenset[date]:
    """`FR`, or `GB-ENG` with a part of the country; no country has no holidays but Sundays."""
    from holidays import country_holidays

    if not country:
        return frozenset()
    code, _, part = country.partition("-")
    return frozenset(country_holidays(code, subdiv=part or None, years=year))


def _easter_monday(year: int) -> date:
    from dateutil.easter import easter

    return easter(year) + timedelta(days=1)
