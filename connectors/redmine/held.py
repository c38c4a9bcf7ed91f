"""What of an account can be written, and what it holds there."""

from collections.abc import Iterator
from typing import NamedTuple

from sar.sdk import Correction, Held, Kind, canonical, some_rows, text_of

from .api import Row, number_of
from .fields import TEXTS

OWN = {"given_name": "firstname", "family_name": "lastname", "email": "mail", "language": "language"}
"""Redmine's own; the language is written but not shown, so only a version that shows it has it changed."""
BY_VALUE: dict[str, Kind] = {"email": "email", "phone": "phone"}
"""What a custom field holds if its value is the one that is said to be wrong: nobody else has the same."""


class Custom(NamedTuple):
    """One value of a custom field."""

    number: str
    name: str
    path: str
    value: str

    @property
    def key(self) -> str:
        """Redmine's own name for the field."""
        return f"cf_{self.number}"


def held(correction: Correction, processor: str, account: Row, fields: dict[str, Row]) -> Iterator[Held]:
    """Names, main address, and custom fields by their key; e-mail and phone where the wrong one stands in a field."""
    for field, key in OWN.items():
        yield Held(field, f"/{key}", text_of(account, key))
    for one in customs(account):
        if fields.get(one.number, {}).get("field_format") != "attachment":
            yield Held(_field(correction, processor, one, fields), one.path, one.value)


def customs(row: Row) -> Iterator[Custom]:
    """All values of a row's custom fields; a field may have several."""
    for place, field in enumerate(some_rows(row, "custom_fields")):
        path, name = f"/custom_fields/{place}/value", text_of(field, "name")
        if isinstance(field.get("value"), list):
            for number, value in enumerate(listed(field)):
                yield Custom(number_of(field), name, f"{path}/{number}", value)
        else:
            yield Custom(number_of(field), name, path, text_of(field, "value"))


def listed(field: Row) -> list[str]:
    """The values of a custom field that has several."""
    values = field.get("value")
    return [str(value) for value in values if isinstance(value, str | int)] if isinstance(values, list) else []


def wrong(correction: Correction, value: str) -> str:
    """The field whose wrong value, as the officer says, this value is: an address or a number; else empty."""
    for field, kind in BY_VALUE.items():
        was = correction.was.get(field, "")
        if value and was and field in correction.new and canonical(kind, value) == canonical(kind, was):
            return field
    return ""


def _field(correction: Correction, processor: str, one: Custom, fields: dict[str, Row]) -> str:
    named = f"custom:{processor}:{one.key}" in correction.new
    is_text = fields.get(one.number, {}).get("field_format") in TEXTS
    return (not named and is_text and wrong(correction, one.value)) or f"custom:{one.key}"
