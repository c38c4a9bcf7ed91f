"""Which postal addresses of a customer, vendor or employee are the one to correct, and what stands in their lines."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sar.sdk import Correction, Held, same, text_of

Row = dict[str, Any]
PLACES = {"Customer": ("BillAddr", "ShipAddr"), "Vendor": ("BillAddr", "ShipAddr"), "Employee": ("PrimaryAddr",)}
PARTS = {
    "City": "address.city", "CountrySubDivisionCode": "address.region", "PostalCode": "address.postal_code",
    "Country": "address.country",
}  # fmt: skip
LINES = ("Line1", "Line2", "Line3", "Line4", "Line5")
SYSTEM = ("Id", "Lat", "Long")
"""Of an address QuickBooks itself gives: a number, and where it lies on the map."""


class Chosen(NamedTuple):
    """The addresses that a correction is about; none when it cannot be told which."""

    places: Mapping[str, Row]
    unclear: bool = False


def of(entity: str, row: Row) -> dict[str, Row]:
    """The addresses that an object has, by their key."""
    return {place: row[place] for place in PLACES[entity] if isinstance(row.get(place), dict) and row[place]}


def chosen(correction: Correction, found: Mapping[str, Row], names: tuple[str, ...] = ()) -> Chosen:
    """All that are wrong when they say the same; of several different ones those that are said to be wrong."""
    parts = {name for name in correction.new if name.startswith("address.")} - {"address.full"}
    was = {name: value for name, value in correction.was.items() if name in parts and value}
    wrong = {place: one for place, one in found.items() if _wrong(one, correction, parts, names)}
    if was:
        return Chosen({place: one for place, one in wrong.items() if _is(one, was, names)})
    if wrong and any(not agree(one, other, names) for one in wrong.values() for other in found.values()):
        return Chosen({}, unclear=True)
    return Chosen(wrong)


def held(place: str, address: Row, correction: Correction, names: tuple[str, ...]) -> Iterator[Held]:
    """Everything of an address that can be written; lines above the street that repeat a name are names."""
    for key, name in PARTS.items():
        value = text_of(address, key)
        if name != "address.country" or not _same(name, value, correction.new.get(name, "")):
            yield Held(name, f"/{place}/{key}", value)
    street = list(_lines(address, names))
    for name, key in zip(("address.street", "address.line2"), street, strict=False):
        yield Held(name, f"/{place}/{key}", text_of(address, key))
    # the rest of a long address may hold city and postal code in one line
    for key in street[2:] if "address.full" not in correction.new else ():
        if any(text_of(address, part).casefold() in text_of(address, key).casefold() for part in _present(address)):
            yield Held("address.full", f"/{place}/{key}", text_of(address, key))


def whole(address: Any) -> Row:
    """An address, phone or e-mail to be sent: in full, since what is left out is emptied; without what is given."""
    return {key: value for key, value in address.items() if key not in SYSTEM} if isinstance(address, dict) else {}


def agree(one: Row, other: Row, names: tuple[str, ...]) -> bool:
    """Whether two addresses may be one place: no part that both have differs."""
    first, second = (dict(_spread(address, names)) for address in (one, other))
    return all(_same(name, first[name], second[name]) for name in first.keys() & second.keys())


def street(address: Row, names: tuple[str, ...]) -> str:
    """The first line that is no name."""
    return value(address, "address.street", names).casefold()


def value(address: Row, name: str, names: tuple[str, ...]) -> str:
    """The part that has this normalised name."""
    held_ = {"address.street": 0, "address.line2": 1}
    if name in held_:
        lines = list(_lines(address, names))
        return text_of(address, lines[held_[name]]) if len(lines) > held_[name] else ""
    return next((text_of(address, key) for key, called in PARTS.items() if called == name), "")


def named(address: Row, names: tuple[str, ...]) -> list[str]:
    """The keys of the lines above the street that repeat a name."""
    rest = set(_lines(address, names))
    return [key for key in LINES if key not in rest and text_of(address, key).strip()]


def _lines(address: Row, names: tuple[str, ...]) -> Iterator[str]:
    """The keys of lines that are no names; QuickBooks puts the customer's name above a street."""
    known, begun = {one.casefold() for one in names}, False
    for key in LINES:
        text = text_of(address, key).strip()
        begun = begun or (bool(text) and text.casefold() not in known)
        if begun:
            yield key


def _spread(address: Row, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """All parts that an address has, by name or by the number of the line."""
    parts = [(PARTS[key], text_of(address, key)) for key in PARTS]
    lines = [(f"line {number}", text_of(address, key)) for number, key in enumerate(_lines(address, names))]
    yield from ((name, text.casefold()) for name, text in (*parts, *lines) if text)


def _present(address: Row) -> list[str]:
    return [key for key in ("City", "PostalCode") if text_of(address, key)]


def _wrong(address: Row, correction: Correction, parts: set[str], names: tuple[str, ...]) -> bool:
    held_ = {name: value(address, name, names) for name in parts}
    return any(old and not _same(name, old, correction.new[name]) for name, old in held_.items())


def _is(address: Row, was: Mapping[str, str], names: tuple[str, ...]) -> bool:
    return all(_same(name, value(address, name, names), old) for name, old in was.items())


def _same(name: str, one: str, other: str) -> bool:
    return same(name, _short(one), _short(other)) if name == "address.country" else same(name, one, other)


def _short(country: str) -> str:
    """The two letters of a country that is written in three, as QuickBooks wants it."""
    if len(country) != 3:
        return country
    from babel.core import get_global

    return str(next(iter(get_global("territory_aliases").get(country.upper(), ())), country))
