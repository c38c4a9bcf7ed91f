"""`sar law`: the laws that sar knows, the grounds to withhold, and what a lawyer must still look at."""

import click

from sar.cli.house import House, common


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
        base = f"{law.base.months} month" if law.base.months else f"{law.base.days} days"
        longest = law.extended
        extended = "no extension"
        if longest:
            extended = f"{longest.months} months" if longest.months else f"{longest.days} days"
            extended = f"at most {extended} with notice"
        house.say(f"{slug:<8} {law.name['en']}: {base}, {extended}; identity {law.level}")


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
    for one in found:
        silent = "" if one.tells else "; silent: nothing is said of it"
        house.say(f"{one.code:<12} {one.provision['en']}: {one.label['en']} ({one.duty}{silent})")


@command.command("check")
@common
def check(house: House) -> None:
    """Everything that rests on a text not read in its source: a lawyer must look at it before it is relied on."""
    from sar.law.checks import open_points

    found = list(open_points())
    house.tell([{"law": law, "point": point} for law, point in found])
    for law, point in found:
        house.say(f"{law:<8} {point}")
    house.say(f"\n{len(found)} points. The letters' texts need a lawyer's approval as a whole.")
