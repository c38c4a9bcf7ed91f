"""`sar init`: sar.toml by asking who the firm is and what it does with the data; what is left empty stays missing."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sar.cli.house import House
from sar.cli.speech import confirm, echo, prompt, say
from sar.cli.words import FIRM, REGISTER

if TYPE_CHECKING:
    from sar.registry import Manifest

ASKED = ("purposes", "basis", "staff", "places", "means")
"""Of each system, by lists of words."""
STARTS = ("collection", "last_contact", "invoice_date", "end_of_relationship", "account_closure")


def firm(house: House) -> None:
    """Ask who answers requests, under which laws, in which language; asked once, unless the officer says again."""
    from sar.law.regimes import regimes
    from sar.settings import state

    path = place(house)
    if house.options.controller.name and not confirm("Enter again who the firm is?", default=False):
        return
    for name, sentence in FIRM.items():
        if value := _text(say(sentence), getattr(house.options.controller, name)):
            state(path, ("controller",), name, value)
    laws = ", ".join(regimes())
    named = _list(say("Laws that your requests come under ({known})", known=laws), ",".join(house.options.regimes))
    state(path, (), "regimes", _checked(named))
    state(path, (), "lang", prompt(say("Language of answers"), type=click.Choice(["fr-CA", "en"]), default="fr-CA"))
    state(path, (), "timezone", str(prompt(say("Time zone in which days are counted"), default="America/Toronto")))
    echo("{path} is written: `sar register` lists what is still missing in it.", path=path)


def processing(house: House, name: str, manifest: "Manifest") -> None:
    """Ask what one system is used for, as the answer to a person must say; empty answers stay missing."""
    from sar.settings import state

    path, stated = place(house), manifest.processing
    if not confirm("Describe now what {name} is used for?", default=True, name=say(manifest.name)):
        return
    for field in ASKED:
        known = ",".join(map(str, stated.get(field, ())))
        if words := _list(say("{what} (separated by commas; empty: later)", what=say(REGISTER[field])), known):
            state(path, ("processors", name, "register"), field, words)
    _recipients(path, name)
    duration = _until(_duration, say("How long they are kept, such as P5Y, P6M or P30D (empty: later)"))
    if duration:
        start = prompt(say("Counted from"), type=click.Choice(STARTS), default="collection")
        state(path, ("processors", name, "register"), "retention", {"duration": duration, "starts": start})


def place(house: House) -> Path:
    """The sar.toml that is written: the one that was named, else the one here."""
    return house.settings_path or Path("sar.toml")


def _recipients(path: Path, name: str) -> None:
    from sar.settings import state

    found = []
    while who := _text(say("To whom the data are given, by name (empty: no more)")):
        where = _list(say("Where they keep them, such as CA-QC, US"), "")
        found.append({"name": who, **({"places": where} if where else {})})
    if found:
        state(path, ("processors", name, "register"), "recipients", found)


def _duration(text: str) -> str:
    from sar.register import period

    if text:
        period(text)
    return text


def _checked(slugs: Iterable[str]) -> list[str]:
    from sar.cases import laws_of

    return list(laws_of(slugs))


def _until(check: Callable[[str], str], label: str) -> str:
    """Ask until the answer holds; what is wrong is said."""
    from sar.cli.speech import told
    from sar.errors import SarError

    while True:
        try:
            return check(_text(label))
        except SarError as error:
            click.echo(" ".join(told(error)))


def _text(label: str, default: str = "") -> str:
    return str(prompt(label, default=default, show_default=bool(default))).strip()


def _list(label: str, default: str) -> list[str]:
    return [part.strip() for part in _text(label, default).split(",") if part.strip()]
