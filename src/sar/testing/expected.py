"""What a connector must find for whom: `fixtures/<slug>/expected.json`, written by hand, and the calm run.

    {"ann": {"disclosed": [["note", "a/3..5"], …], "near": […], "identifiers": ["visitor_id:matomo:0a1b…"]}, …}

`identifiers` are those beyond the cast's addresses, numbers and IP addresses that the search is given.
"""

import re
from functools import cache
from typing import Any

from sar.identifiers import KINDS, Identifier, parse
from sar.outcomes import Failed, Outcome, conclude
from sar.registry import Registry
from sar.sandbox import World, cast
from sar.testing.rig import Result, rig

UNKNOWN = (
    "email:unknown.person@example.net",
    "phone:+15145550199",
    "ip:203.0.113.250",
    "username:unknown-person",
    "room:/unknown-room@2026-01-01T00:00:00+00:00",
)
"""Identifiers of nobody."""


def main_key() -> str:
    """The main subject's key."""
    return next(iter(cast()))


@cache
def expected(slug: str) -> dict[str, dict[str, Any]]:
    """The expectations by person."""
    world = World(slug, Registry.discover().get(slug).folder)
    loaded: dict[str, dict[str, Any]] = world.load("expected.json")
    return loaded


def keys(slug: str, person: str, part: str) -> set[tuple[str, str]]:
    """(type, source id) of the records of one part; `["note", "a/3..5"]` stands for three."""
    found = set()
    for type_, source_id in expected(slug).get(person, {}).get(part, []):
        ranged = re.fullmatch(r"(.*?)(\d+)\.\.(\d+)", source_id)
        before, first, last = ranged.groups() if ranged else ("", "0", "-1")
        ids = [f"{before}{number}" for number in range(int(first), int(last) + 1)] or [source_id]
        found |= {(type_, one) for one in ids}
    return found


def identifiers(slug: str, person: str) -> tuple[Identifier, ...]:
    """What this connector can search a member of the cast by."""
    known = cast()[person]
    texts = [f"email:{email}" for email in known.emails] + [f"phone:{phone}" for phone in known.phones]
    moment = f"@{known.seen.isoformat()}" if known.seen else ""
    texts += [f"ip:{known.ip}{moment}", *expected(slug).get(person, {}).get("identifiers", [])]
    return _usable(slug, texts)


def nobodys(slug: str) -> tuple[Identifier, ...]:
    """What this connector can search for somebody whom nobody knows."""
    return _usable(slug, UNKNOWN)


def _usable(slug: str, texts: list[str] | tuple[str, ...]) -> tuple[Identifier, ...]:
    # one that is not searched, but asked, is told all
    finds_by = Registry.discover().get(slug).finds_by or KINDS
    return tuple(one for one in map(parse, texts) if one.kind in finds_by)


@cache
def calm(slug: str, person: str) -> Result:
    """What a search without any fault gives."""
    return rig(slug).find(*identifiers(slug, person))


def outcome_of(result: Result) -> Outcome:
    """What the core would conclude from a result."""
    error = result.error
    failure = Failed(error.message, error.remedy_sentence, values=error.values) if error else None
    return conclude(len(result.disclosed), tuple(result.gaps), failure, result.verdict)
