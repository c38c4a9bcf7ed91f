"""The merge fields of an audience: which of them hold what can be corrected, and how each writes it.

https://mailchimp.com/developer/marketing/docs/merge-fields/
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sar.sdk import Correction, Held, canonical, inner, text_of

Row = dict[str, Any]
NAMED = {"FNAME": "given_name", "LNAME": "family_name", "PHONE": "phone", "COMPANY": "organisation"}
"""Mailchimp's own tags; a firm may give others."""
BY_TYPE = {"phone": "phone", "birthday": "birthday", "address": "address"}
"""Types that mean a field where an audience has one of them only."""
PARTS = {
    "address.street": "addr1", "address.line2": "addr2", "address.city": "city", "address.region": "state",
    "address.postal_code": "zip", "address.country": "country",
}  # fmt: skip
TAG = re.compile(r"[A-Za-z0-9_]+")


class Merging:
    """The merge fields of one audience."""

    def __init__(self, rows: list[Row]) -> None:
        self.fields = {text_of(row, "tag"): row for row in rows if TAG.fullmatch(text_of(row, "tag"))}

    def held(self, member: Row, correction: Correction) -> Iterator[Held]:
        """What of a member's merge fields can be written."""
        values = member.get("merge_fields")
        mine = {tag: value for tag, value in values.items() if tag in self.fields} if isinstance(values, dict) else {}
        phone = next((str(value) for tag, value in mine.items() if self._field(tag) == "phone"), "")
        for tag, value in mine.items():
            field, path = self._field(tag), f"/merge_fields/{tag}"
            text = shown(self.form(tag), value, _known(correction, "birthday"))
            if self.type_of(tag) == "address":
                yield from _parts(field, path, value)
            elif self.type_of(tag) == "phone" and _same_number(text, phone):
                yield Held("phone", path, phone)
            elif self.type_of(tag) == "phone" and _same_number(text, correction.was.get("phone", "")):
                yield Held("phone", path, text)
            elif text:
                yield Held(field, path, text)

    def type_of(self, tag: str) -> str:
        """The vendor's type of a field."""
        return text_of(self.fields.get(tag, {}), "type")

    def form(self, tag: str) -> str:
        """In which form a field writes its value; empty for a text as it is."""
        if self.type_of(tag) == "phone":
            return "us phone" if text_of(self.fields[tag], "options", "phone_format") == "US" else ""
        if self.type_of(tag) == "birthday":
            return "birthday" if self._field(tag) == "birthday" else "day"
        return "number" if self.type_of(tag) == "number" else ""

    def choices(self, tag: str) -> list[str]:
        """The only values that a field takes; none where it takes any."""
        given = inner(self.fields.get(tag, {}), "options", "choices")
        choice = self.type_of(tag) in {"radio", "dropdown"} and isinstance(given, list)
        return [one for one in given if isinstance(one, str)] if choice else []

    def _field(self, tag: str) -> str:
        """The name of what a field means; a further number, date or address is only a custom field."""
        type_ = self.type_of(tag)
        own = NAMED.get(tag) or (BY_TYPE.get(type_) if tag == type_.upper() or self._alone(type_) else None)
        if tag == "BIRTHDAY" and type_ == "date":
            own = "birthday"
        return own or f"custom:{tag}"

    def _alone(self, type_: str) -> bool:
        return sum(1 for row in self.fields.values() if text_of(row, "type") == type_) == 1


def shown(form: str, value: Any, known: tuple[str, ...] = ()) -> str:
    """A value in its normal form; a birthday without its year is one of the `known`, or `--05-06`."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    found = re.fullmatch(r"(\d\d)/(\d\d)", text) if form == "birthday" else None
    if not found:
        return text
    day = f"{found[1]}-{found[2]}"
    return next((one for one in known if one.endswith(f"-{day}")), f"--{day}")


def written(form: str, value: str) -> Any:
    """A normal value as the vendor takes it."""
    if form == "us phone" and value:
        return "-".join(re.fullmatch(r"\+1(\d{3})(\d{3})(\d{4})", canonical("phone", value)).groups())  # type: ignore[union-attr]
    if form == "birthday" and value:
        return value[-5:].replace("-", "/")  # MM/DD, whatever the field's date_format shows
    if form == "number" and value:
        return float(value) if "." in value else int(value)
    return value


def fits(form: str, value: str) -> bool:
    """Whether a field of that form can hold a value."""
    if form == "us phone":
        return not value or bool(re.fullmatch(r"\+1\d{10}", canonical("phone", value)))
    shape = {"birthday": r".*-\d\d-\d\d", "day": r"\d\d/\d\d", "number": r"-?\d+(\.\d+)?"}.get(form, ".*")
    return not value or bool(re.fullmatch(shape, value))


def address_of(member: Row, tag: str) -> dict[str, str]:
    """The parts of an address that a member holds."""
    value = inner(member, "merge_fields", tag)
    return {key: text_of(value, key) for key in PARTS.values()} if isinstance(value, dict) else {}


def _parts(field: str, path: str, value: Any) -> Iterator[Held]:
    if isinstance(value, str):
        yield Held("address.full" if field == "address" else field, path, value)
    for name, key in PARTS.items() if isinstance(value, Mapping) else ():
        named = name if field == "address" else f"{field}.{key}"
        yield Held(named, f"{path}/{key}", text_of(dict(value), key))


def _known(correction: Correction, field: str) -> tuple[str, ...]:
    return tuple(one for one in (correction.new.get(field), correction.was.get(field)) if one)


def _same_number(one: str, other: str) -> bool:
    return bool(one) and bool(other) and canonical("phone", one) == canonical("phone", other)
