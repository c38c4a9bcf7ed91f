"""Customers of the shop: the billing and the shipping address. Orders keep those that they were made with."""

import re
from collections.abc import Iterator, Sequence

from sar.sdk import ByHand, Change, Correction, Held, Record, Said, as_object, planned, some_rows, text_of

from . import correct
from .api import Row
from .correct_accounts import PLAIN
from .correct_empty import filled
from .correct_names import Names, folded

PARTS = ("billing", "shipping")
HOW = "The customer is changed in WooCommerce; orders keep the addresses that they were made with."
KEYS = {
    "given_name": "first_name", "family_name": "last_name", "organisation": "company", "email": "email",
    "phone": "phone",
}  # fmt: skip
ADDRESS = {
    "address.street": "address_1", "address.line2": "address_2", "address.city": "city", "address.region": "state",
    "address.postal_code": "postcode", "address.country": "country",
}  # fmt: skip
CODE = re.compile(r"[A-Z]{2}-?[A-Z0-9]{1,3}|[A-Z0-9]{1,3}")
ANOTHERS = {
    "billing": "The billing address of the customer is in another name than the person's.",
    "shipping": "The shipping address of the customer is in another name than the person's.",
}
LOOK = "Look whether it must be changed too; if the name was the person's, say it with --was family_name=VALUE."
DIFFER = "The billing and the shipping address differ, and which one is wrong is not said."
SAY_WHICH = "Say which one is wrong with --was {field}=VALUE, and plan again."
REGION = "address.region: WooCommerce holds the region as a code, and the new value is none."
GIVE_CODE = "Give the code, as in --set address.region=QC, and plan again; or choose it by hand."


def plan(correction: Correction, record: Record, names: Names, *, account: bool) -> Iterator[Change | ByHand]:
    """The change of one customer; what is the account's own is changed there, where it is among the records."""
    row = as_object(record.raw, "a customer")
    own = [part for part in PARTS if names.fit(*(text_of(row, part, key) for key in ("first_name", "last_name")))]
    yield from _anothers(correction, record, row, [part for part in PARTS if part not in own])
    held = [] if account else [Held(field, f"/{key}", text_of(row, key)) for field, key in PLAIN.items()]
    held += [one for part in own for one in _of(row, part, KEYS)]
    where, doubts = _addresses(correction, record, row, own)
    yield from doubts
    held += [one for part in where for one in _of(row, part, ADDRESS)]
    held += [Held(f"custom:{text_of(one, 'key')}", f"/meta_data/{text_of(one, 'id')}", text_of(one, "value"))
             for one in some_rows(row, "meta_data") if isinstance(one.get("value"), str)]  # fmt: skip
    named, coded = _regions(correction, record, held)
    yield from coded
    stamp = correct.version("customer", row)
    yield from filled(planned(correction, record, named, Said(HOW), stamp=stamp))


def _of(row: Row, part: str, keys: dict[str, str]) -> list[Held]:
    return [Held(field, f"/{part}/{key}", text_of(row, part, key)) for field, key in keys.items()]


def _anothers(correction: Correction, record: Record, row: Row, parts: Sequence[str]) -> Iterator[ByHand]:
    """An address in somebody else's name, such as a present's: only told, and only if it would have been changed."""
    for part in parts:
        held = [*_of(row, part, KEYS), *_of(row, part, ADDRESS)]
        if any(planned(correction, record, held, Said(HOW))):
            yield ByHand(record.processor, Said(ANOTHERS[part]), Said(LOOK), url=record.url)


def _addresses(
    correction: Correction, record: Record, row: Row, parts: Sequence[str]
) -> tuple[Sequence[str], list[ByHand]]:
    """Which addresses are the wrong one: all that say the same, or those that hold what is said to be wrong."""
    asked = [field for field in ADDRESS if field in correction.new]
    filled_in = [part for part in parts if any(one.value.strip() for one in _of(row, part, ADDRESS))]
    said = {key: correction.was[field] for field, key in ADDRESS.items() if field in correction.was}
    if said:
        meant = [part for part in filled_in if all(_alike(text_of(row, part, key), said[key]) for key in said)]
        return meant or filled_in, []
    if not asked or all(_same(correction, row, filled_in, field) for field in ADDRESS):
        return filled_in, []
    task = Said(SAY_WHICH, {"field": asked[0]})
    return [], [ByHand(record.processor, Said(DIFFER), task, asked[0], url=record.url)]


def _same(correction: Correction, row: Row, parts: Sequence[str], field: str) -> bool:
    """Whether all addresses hold the same here, or the new value beside an old one."""
    values = {folded(text_of(row, part, ADDRESS[field])) for part in parts} - {folded(correction.new.get(field, ""))}
    return len(values) < 2


def _alike(one: str, other: str) -> bool:
    return folded(one) == folded(other)


def _regions(correction: Correction, record: Record, held: Sequence[Held]) -> tuple[list[Held], list[ByHand]]:
    """Where regions are codes, the shop shows nothing for one that is written out."""
    new = correction.new.get("address.region", "")
    if not new or CODE.fullmatch(new):
        return list(held), []
    coded = [one for one in held if one.field == "address.region" and CODE.fullmatch(one.value)]
    told = [ByHand(record.processor, Said(REGION), Said(GIVE_CODE), "address.region", url=record.url)]
    return [one for one in held if one not in coded], told if coded else []
