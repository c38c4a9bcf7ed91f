"""What a container's tags pass on about visitors; pure."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from sar.sdk import some_rows, text_of

from .vendors import META, vendor

Row = dict[str, Any]
USER_ID = {"user_id", "userid"}
PERSONAL = {
    "user_data", "userdatavariable", "cssprovidedenhancedconversionvalue", "email", "email_address", "em",
    "sha256_email_address", "phone", "phone_number", "ph", "sha256_phone_number",
}  # fmt: skip
"""Parameters by which data of people are passed."""
SWITCHES = {"enableenhancedconversion", "enableenhancedconversions", "advancedmatching"}
"""Switches of the same: what stands beside one that is off is not passed."""
FIELDS = {"em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country", "external_id"}
"""What Meta matches visitors by."""
UNNAMED = "*"
"""Data of the visitor that a variable holds: what they are does not show."""
INIT = re.compile(r"fbq\(\s*['\"]init['\"]\s*,\s*[^,)]+,\s*(?P<data>\{[^}]*\}|[^)\s]+)")
"""Meta's start with a third argument: the visitor's data."""
VARIABLE = re.compile(r"\{\{[^}]*\}\}")
SETTINGS = {"gtcs", "gtes"}
"""Variables that hold settings shared by several Google tags."""


class Tag(NamedTuple):
    """What one tag does."""

    name: str
    vendor: str
    paused: bool
    user_id: bool
    personal: bool
    matching: tuple[str, ...]
    """Meta's short names of what it may match by: em, ph, fn …; empty where it does not."""
    consent: str
    """needed, notNeeded or notSet."""
    consents: tuple[str, ...]


def tags(version: Row) -> list[Tag]:
    """Every tag of a version; settings that a tag takes from a variable count as its own."""
    shared = {
        f"{{{{{text_of(one, 'name')}}}}}": list(pairs(one))
        for one in some_rows(version, "variable")
        if one.get("type") in SETTINGS
    }
    return [_tag(row, version, shared) for row in some_rows(version, "tag")]


def _tag(row: Row, version: Row, shared: dict[str, list[tuple[str, str]]]) -> Tag:
    passed = list(pairs(row))
    passed += [pair for _, value in passed for pair in shared.get(value, ())]
    code = " ".join(value for key, value in passed if key == "html")
    maker = vendor(row, version)
    matching = _matching(passed, code) if maker == META else ()
    consent = row.get("consentSettings")
    consent = consent if isinstance(consent, dict) else {}
    return Tag(
        name=text_of(row, "name"),
        vendor=maker,
        paused=row.get("paused") is True,
        user_id=any(key in USER_ID for key, _ in passed) or bool(re.search(r"\buser_id\b", code)),
        personal=bool(matching) or row.get("type") == "awud" or _personal(passed) or "user_data" in code,
        matching=matching,
        consent=text_of(consent, "consentStatus") or "notSet",
        consents=tuple(text_of(one, "value") for one in some_rows(_inner(consent), "list")),
    )


def _inner(consent: Row) -> Row:
    found = consent.get("consentType")
    return found if isinstance(found, dict) else {}


def pairs(row: Row) -> Iterator[tuple[str, str]]:
    """What a tag or variable passes on: names and values, at any depth."""
    return _pairs(some_rows(row, "parameter"))


def _pairs(parameters: list[Row]) -> Iterator[tuple[str, str]]:
    """The rows of a table count as a name and its value; what has no value passes nothing."""
    for one in parameters:
        key, value = text_of(one, "key").casefold(), text_of(one, "value")
        if key and value:
            yield key, value
        yield from _pairs(some_rows(one, "list"))
        table = {text_of(cell, "key"): text_of(cell, "value") for cell in some_rows(one, "map")}
        name = next((table[key] for key in ("parameter", "fieldName", "name") if table.get(key)), "")
        content = next((table[key] for key in ("parameterValue", "value") if table.get(key)), "")
        if name and content:
            yield name.casefold(), content
        yield from _pairs(some_rows(one, "map"))


def _personal(passed: list[tuple[str, str]]) -> bool:
    if any(key in SWITCHES and value == "false" for key, value in passed):
        return False
    return any(key in PERSONAL or (key in SWITCHES and value == "true") for key, value in passed)


def _matching(passed: list[tuple[str, str]], code: str) -> tuple[str, ...]:
    if ("advancedmatching", "false") in passed:
        return ()
    named = {key for key, _ in passed if key in FIELDS}
    # a variable's braces would end the object too soon
    started = INIT.search(VARIABLE.sub("v", code))
    if started and started["data"].strip("{} "):
        named |= {field for field in FIELDS if re.search(rf"\b{field}\b", started["data"])} or {UNNAMED}
    return tuple(sorted(named))
