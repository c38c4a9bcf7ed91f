"""The laws that a request may come under, read from `regimes.toml` and `grounds.toml`.

A sentence with `check = true` rests on text that was not read in the source: `sar law` lists it for a lawyer.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from sar.errors import SettingsError

Both = dict[Literal["fr", "en"], str]
"""A text of the law or about it, in both languages."""
Level = Literal["L0", "L1", "L2", "L3"]


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A period in days or in calendar months."""

    days: int = 0
    months: int = 0


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that the answer must contain."""

    item: str
    """One of the items of `sar.law.contents`."""
    provision: Both
    check: bool = False


class Remedy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a person may turn who is not content with the answer."""

    body: Both
    text: Both
    days: int | None = None
    """Within how many days of the answer, or of the day on which it was due."""
    contact: str = ""
    check: bool = False


class Right(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A right that the answer names."""

    text: Both
    provision: Both
    dpv: str = ""
    check: bool = False


class Ground(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reason to withhold something."""

    code: str
    regime: str
    provision: Both
    label: Both
    duty: Literal["may", "must", "balance"]
    tells: bool
    """Whether it may be said that something is withheld; a silent ground is not."""
    dpv: str = ""
    check: bool = False


class Regime(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One law: its clock, what the answer must contain, rights and remedies."""

    name: Both
    right: Both
    """The provision that gives the right of access."""
    base: Span
    roll: Literal["quebec", "weekend", "federal", "calendar"]
    pause: Literal["none", "excluded", "inclusive"]
    level: Level
    """How surely the person must be known before anything is released."""
    contents: list[Content]
    rights: list[Right]
    remedies: list[Remedy]
    extended: Span | None = None
    """The whole period, extension included; None where there is none."""
    country: str = ""
    acknowledge_days: int = 0
    """Business days within which receipt must be confirmed; 0 for no such duty."""
    portable: Literal["", "collected", "provided"] = ""
    """What is portable: all that was collected, or what was provided under consent or contract; empty: nothing."""
    portable_provision: Both = {}
    notes: list[Both] = []
    """Further sentences that every answer under this law carries."""
    check: list[str] = []
    """What of this table a lawyer must still look at."""
    slug: str = ""


@cache
def regimes() -> dict[str, Regime]:
    """All laws by slug."""
    tables = tomllib.loads((Path(__file__).parent / "regimes.toml").read_text(encoding="utf-8"))
    return {slug: msgspec.convert({**table, "slug": slug}, Regime) for slug, table in tables.items()}


@cache
def grounds() -> dict[str, Ground]:
    """All grounds by code, in the order of the table."""
    tables = tomllib.loads((Path(__file__).parent / "grounds.toml").read_text(encoding="utf-8"))
    return {one.code: one for one in msgspec.convert(tables["grounds"], list[Ground])}


def chosen(slugs: Iterable[str]) -> tuple[Regime, ...]:
    """The laws of these names, in the order of the table; SettingsError names what is unknown."""
    wanted, known = set(slugs), regimes()
    unknown = sorted(wanted - set(known))
    if unknown or not wanted:
        said = "unknown regime {names}" if unknown else "no regime is named"
        raise SettingsError(said, "Known: {known}.", names=", ".join(unknown), known=", ".join(known))
    return tuple(regime for slug, regime in known.items() if slug in wanted)


def ground(code: str, under: Iterable[Regime]) -> Ground:
    """A ground of one of these laws; SettingsError when it is unknown or of another law."""
    found = grounds().get(code)
    if found is None or found.regime not in {regime.slug for regime in under}:
        usable = [one.code for one in grounds().values() if one.regime in {regime.slug for regime in under}]
        said, known = "{code} is no ground under this request's laws", ", ".join(usable)
        raise SettingsError(said, "Known: {known}.", code=repr(code), known=known)
    return found
