"""Correcting persons: one PATCH of API v2 for each, lists of addresses and numbers as a whole.

https://developers.pipedrive.com/docs/api/v1/Persons#updatePerson. There is no lock: `update_time` is compared.
"""

from collections.abc import Iterator
from typing import Any

from sar.sdk import (
    Alteration,
    ByHand,
    Change,
    Correction,
    Held,
    Reading,
    Record,
    Said,
    at,
    inner,
    listed_anew,
    lists_now,
    planned,
    some_rows,
    text_of,
)

from .api import V2, Api

Row = dict[str, Any]
HOW = "The person is changed in Pipedrive; first and last name follow the name."
LISTS = {"email": "emails", "phone": "phones"}
PLAIN = {"full_name": "/name", "job_title": "/job_title", "birthday": "/birthday"}
ADDRESS = {
    "address.full": "value", "address.city": "locality", "address.region": "admin_area_level_1",
    "address.postal_code": "postal_code", "address.country": "country",
}  # fmt: skip


def plan(correction: Correction, record: Record) -> Iterator[Change | ByHand]:
    """The change of one person."""
    yield from planned(correction, record, held(record.raw), Said(HOW), stamp=text_of(record.raw, "update_time"))


def held(person: Row) -> Iterator[Held]:
    """Everything of a person that can be written."""
    for field, key in LISTS.items():
        for place, one in enumerate(some_rows(person, key)):
            yield Held(field, f"/{key}/{place}/value", text_of(one, "value"))
    for field, path in PLAIN.items():
        yield Held(field, path, text_of(person, path[1:]))
    address = inner(person, "postal_address")
    for field, key in ADDRESS.items() if isinstance(address, dict) else ():
        yield Held(field, f"/postal_address/{key}", text_of(address, key))
    custom = person.get("custom_fields")
    for code, value in custom.items() if isinstance(custom, dict) else ():
        if isinstance(value, str):
            yield Held(f"custom:{code}", f"/custom_fields/{code}", value)


def read(api: Api, change: Change) -> Reading:
    """The person now."""
    person = api.one(f"{V2}persons/{change.source_id}")
    values = {one.path: _value(person, one) for one in change.alterations}
    return Reading(values, text_of(person, "update_time"), person)


def apply(api: Api, change: Change, now: Reading) -> None:
    """One PATCH with nothing but what changes; sub-fields of an address that are left out would be emptied."""
    api.patch(f"{V2}persons/{change.source_id}", _body(change, now.held))


def _value(person: Row, one: Alteration) -> str:
    if one.field in LISTS:
        return lists_now(one, (text_of(row, "value") for row in some_rows(person, LISTS[one.field])))
    try:
        value = at(person, one.path)
    except LookupError:
        return ""
    return "" if value is None else str(value)


def _body(change: Change, person: Row) -> Row:
    body: Row = {}
    for field, key in LISTS.items():
        if mine := [one for one in change.alterations if one.field == field]:
            body[key] = listed_anew(mine, some_rows(person, key), "value")
    for one in change.alterations:
        first, *rest = one.path[1:].split("/")
        if first == "postal_address":
            body.setdefault(first, _parts(person))[rest[0]] = one.new
        elif first == "custom_fields":
            body.setdefault(first, {})[rest[0]] = one.new or None  # the only fields that null empties
        elif first not in LISTS.values():
            body[first] = one.new
    if "postal_address" in body:
        body["postal_address"] = {key: text for key, text in body["postal_address"].items() if text}
    return body


def _parts(person: Row) -> Row:
    """The address as it stands; what is empty is left out, since the vendor takes texts only."""
    address = person.get("postal_address")
    return {key: text for key, text in address.items() if isinstance(text, str)} if isinstance(address, dict) else {}
