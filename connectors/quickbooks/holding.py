"""Everything that a customer, vendor or employee holds and that can be written."""

import re
from collections.abc import Iterable, Iterator
from email.utils import getaddresses
from typing import Any

from sar.sdk import Alteration, Correction, Held, at, canonical, lists_now, same, text_of

from . import addresses

Row = dict[str, Any]
PLAIN = {"given_name": "GivenName", "family_name": "FamilyName", "organisation": "CompanyName", "birthday": "BirthDate"}
OWN = (
    "Title", "MiddleName", "Suffix", "Notes", "Gender", "EmployeeNumber", "HiredDate", "ReleasedDate", "AcctNum",
    "ResaleNum",
)  # fmt: skip
"""Keys that are written as `custom:quickbooks:KEY`."""
MASKED = ("SSN", "TaxIdentifier", "PrimaryTaxIdentifier", "SecondaryTaxIdentifier")
"""Numbers that QuickBooks shows in part only: what they are now cannot be compared."""
PHONES = ("PrimaryPhone", "AlternatePhone", "Mobile")
EMAIL = "/PrimaryEmailAddr/Address"


def held(entity: str, row: Row, correction: Correction, places: Iterable[str]) -> Iterator[Held]:
    """All values; `places` are the addresses that the correction is about."""
    for field, key in PLAIN.items():
        yield Held(field, f"/{key}", text_of(row, key))
    company = text_of(row, "CompanyName")
    for key in ("DisplayName", "PrintOnCheckName") if company else ():
        if text_of(row, key) == company:
            yield Held("organisation", f"/{key}", company)
    for place, address in addresses.of(entity, row).items() if company else ():
        named = addresses.named(address, names(row))
        yield from (
            Held("organisation", f"/{place}/{key}", company) for key in named if text_of(address, key) == company
        )
    for number, one in enumerate(emails(row)):
        yield Held("email", f"{EMAIL}/{number}", one)
    yield from _phones(row, correction)
    for place in places:
        yield from addresses.held(place, row[place], correction, names(row))
    for key in OWN:
        yield Held(f"custom:{key}", f"/{key}", text_of(row, key))
    yield Held("custom:WebAddr", "/WebAddr/URI", text_of(row, "WebAddr", "URI"))


def names(row: Row) -> tuple[str, ...]:
    """What may stand in the first lines of an address instead of a street."""
    full = f"{text_of(row, 'GivenName')} {text_of(row, 'FamilyName')}".strip()
    return tuple({full, text_of(row, "DisplayName"), text_of(row, "CompanyName")} - {""})


def emails(row: Row) -> list[str]:
    """The addresses of the one field: people write several into it, by comma or semicolon."""
    text = text_of(row, "PrimaryEmailAddr", "Address")
    return [address for _, address in getaddresses([text.replace(";", ",")]) if "@" in address]


def value(row: Row, one: Alteration) -> str:
    """What stands now where something was to be altered."""
    if one.field == "email":
        return lists_now(one, emails(row))
    try:
        found = at(row, one.path)
    except LookupError:
        return ""
    return str(found) if isinstance(found, str | int | float) else ""


def body(row: Row, alterations: Iterable[Alteration]) -> Row:
    """Nothing but what changes; an address, phone or e-mail in full, since QuickBooks replaces it as a whole."""
    sent: Row = {}
    for one in alterations:
        key, *inner = one.path[1:].split("/")
        if not inner:
            sent[key] = one.new
            continue
        part = sent.setdefault(key, addresses.whole(row.get(key)))
        part[inner[0]] = _listed(text_of(part, inner[0]), one) if one.field == "email" else one.new
    return sent


def _phones(row: Row, correction: Correction) -> Iterator[Held]:
    """The numbers; that of a fax only where it is a phone number too, or said to be the wrong one."""
    numbers = {key: text_of(row, key, "FreeFormNumber") for key in PHONES}
    fax, was = text_of(row, "Fax", "FreeFormNumber"), correction.was.get("phone", "")
    if fax and any(same("phone", fax, one) for one in (*numbers.values(), was)):
        numbers["Fax"] = fax
    for key, number in numbers.items():
        yield Held("phone", f"/{key}/FreeFormNumber", number)


def _listed(text: str, one: Alteration) -> str:
    """The list with one address replaced, taken out or added; all others stay as they are written."""
    parts = re.split(r"(\s*[,;]\s*)", text)
    there = any(_is(part, one.new) for part in parts[::2]) if one.new else True
    kept: list[str] = []
    for place in range(0, len(parts), 2):
        if one.old and _is(parts[place], one.old):
            if there:
                continue
            parts[place], there = _put(parts[place], one.new), True
        kept += [parts[place - 1] if place and kept else "", parts[place]]
    listed = "".join(kept[1:])
    return listed if there else ", ".join(part for part in (listed, one.new) if part)


def _is(part: str, address: str) -> bool:
    return any(canonical("email", found) == canonical("email", address) for _, found in getaddresses([part]))


def _put(part: str, new: str) -> str:
    """The new address where the old one stood, behind a name or alone."""
    return re.sub(r"[^\s<>]+@[^\s<>]+", lambda _: new, part, count=1)
