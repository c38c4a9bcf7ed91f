"""`sar law`: the laws that sar knows, the grounds to withhold, and what a lawyer must still look at."""

from typing import TYPE_CHECKING, Literal

import click

from sar.cli.house import House, common
from sar.cli.speech import count, say, translator
from sar.cli.words import DUTIES

if TYPE_CHECKING:
    from sar.law.regimes import Span


@click.group("law")
def command() -> None:
    """See the laws that a request may come under, and what in them needs a lawyer's check."""


@command.command("regimes")
@common
def regimes(house: House) -> None:
    """The laws: time to answer, extension, what holds the clock, and how surely a person must be known."""
    from sar.law.regimes import regimes as known

    house.tell(known())
    for slug, law in known().items():
        longest = law.extended
        values = {"law": law.name[_short()], "base": _span(law.base), "level": law.level}
        line = say("{law}: {base}, no extension; identity {level}", **values)
        if longest:
            sentence = "{law}: {base}, at most {longest} with notice; identity {level}"
            line = say(sentence, longest=_span(longest), **values)
        house.show(f"{slug:<8} {line}")


@command.command("grounds")
@click.argument("regime", required=False)
@common
def grounds(house: House, regime: str | None) -> None:
    """The grounds to withhold something, with provision and duty."""
    from sar.law.regimes import chosen
    from sar.law.regimes import grounds as known

    wanted = {law.slug for law in chosen([regime])} if regime else None
    found = [one for one in known().values() if wanted is None or one.regime in wanted]
    house.tell(found)
    short = _short()
    for one in found:
        duty = say(DUTIES[one.duty])
        duty = duty if one.tells else say("{duty}; silent: nothing is said of it", duty=duty)
        values = {"provision": one.provision[short], "ground": one.label[short], "duty": duty}
        house.show(f"{one.code:<12} {say('{provision}: {ground} ({duty})', **values)}")


@command.command("check")
@common
def check(house: House) -> None:
    """Everything that rests on a text not read in its source: a lawyer must look at it before it is relied on."""
    from sar.law.checks import open_points

    found = list(open_points())
    house.tell([{"law": law, "point": point} for law, point in found])
    for law, point in open_points(translator()):
        house.show(f"{law:<8} {point}")
    house.show("")
    house.say("{n} points. The letters' texts need a lawyer's approval as a whole.", n=len(found))


def _short() -> "Literal['fr', 'en']":
    return translator().short


def _span(span: "Span") -> str:
    return count(span.months, "{n} month", "{n} months") if span.months else count(span.days, "{n} day", "{n} days")
