"""Correcting accounts: one PUT for each, with nothing but what changes.

https://www.redmine.org/projects/redmine/wiki/Rest_Users#PUT. There is no lock: `updated_on` is compared, and the
values too, since a new address alone does not move it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sar.sdk import (
    Alteration,
    ByHand,
    Change,
    Correction,
    Held,
    Reading,
    Record,
    Rejected,
    Said,
    listed_anew,
    lists_now,
    planned,
    some_rows,
    text_of,
)

from .account import Account
from .addresses import Addresses
from .api import Api, Row, number_of
from .elsewhere import elsewhere
from .fields import Fields
from .held import OWN, customs, held, listed
from .limits import Limits

HOW = (
    "The account is changed in Redmine: a new name stands on everything that it wrote, and Redmine itself tells a "
    "replaced address of it by e-mail."
)

REFUSED = "Redmine does not take one of the new values, and changed nothing"
WHICH = (
    "Look what it demands: an address that no other account has, names of at most 30 characters, and of each custom "
    "field its length, pattern and choices; every required one must be filled. Then plan again."
)


def plan(api: Api, processor: str, correction: Correction, records: Sequence[Record]) -> Iterator[Change | ByHand]:
    """The change of each account, and all that a person must do."""
    definitions, addresses = Fields(api), Addresses(api)
    list(definitions.read())
    fields = definitions.of("user")
    limits = Limits(addresses, processor, correction, fields)
    account = Account(addresses, processor, correction, fields)
    accounts = [record for record in records if record.type == "user"]
    for record in accounts:
        numbers = {one.path: one.number for one in customs(record.raw)}
        stamp, good = text_of(record.raw, "updated_on"), []
        for one in held(correction, processor, record.raw, fields):
            refused = (
                limits.refused(record, one, numbers.get(one.path, "")) if _alters(correction, record, one) else None
            )
            if refused:
                yield refused
            else:
                good.append(one)
        yield from planned(correction, record, good, Said(HOW), stamp=stamp, extra={"fields": numbers})
        yield from account.by_hand(record)
    if accounts:
        yield from account.nowhere()
    yield from elsewhere(processor, correction, records)


def read(api: Api, change: Change) -> Reading:
    """The account now; a field that came to stand at another place of the list is found by its number."""
    row = api.numbered("users", "user", change.source_id)
    return Reading({one.path: _value(row, change, one) for one in change.alterations}, text_of(row, "updated_on"), row)


def apply(api: Api, change: Change, now: Reading) -> None:
    """One PUT; Redmine leaves alone what is not named."""
    own = {f"/{key}": key for key in OWN.values()}
    user: Row = {own[one.path]: one.new for one in change.alterations if one.path in own}
    numbers = dict.fromkeys(_number(change, one) for one in change.alterations if one.path not in own)
    if numbers:
        user["custom_fields"] = [{"id": int(number), "value": _new(change, now.held, number)} for number in numbers]
    try:
        api.put(f"users/{change.source_id}.json", {"user": user})
    except Rejected as error:
        if error.status != 422:
            raise
        # its own words are in the language of the key's account, and may quote what was sent
        raise Rejected(REFUSED, WHICH, status=422) from None


def _alters(correction: Correction, record: Record, one: Held) -> bool:
    return any(isinstance(item, Change) for item in planned(correction, record, [one], Said(HOW)))


def _value(row: Row, change: Change, one: Alteration) -> str:
    number = _number(change, one)
    if not number:
        return text_of(row, one.path[1:])
    field = _custom(row, number)
    if isinstance(field.get("value"), list):
        # Redmine keeps several values in the order of the field's choices
        return lists_now(one, listed(field))
    return text_of(field, "value")


def _new(change: Change, row: Row, number: str) -> Any:
    mine, field = [one for one in change.alterations if _number(change, one) == number], _custom(row, number)
    if not isinstance(field.get("value"), list):
        return mine[0].new
    rows = listed_anew(mine, [{"value": value} for value in listed(field)], "value")
    return [one["value"] for one in rows if one["value"]]


def _custom(row: Row, number: str) -> Row:
    return next((one for one in some_rows(row, "custom_fields") if number_of(one) == number), {})


def _number(change: Change, one: Alteration) -> str:
    """The number of the custom field that an alteration is of; empty for Redmine's own fields."""
    numbers = change.extra.get("fields")
    return str(numbers.get(one.path, "")) if isinstance(numbers, dict) else ""
