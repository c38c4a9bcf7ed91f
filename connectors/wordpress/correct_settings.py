"""Settings of an account that plug-ins keep and no API lets be written: told where they hold what is wrong."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import ByHand, Correction, Record, Said, as_object, canonical

from .learnt import NUMBER, PHONE

HELD = "A setting of the account holds the old value of {field}, and no API lets it be changed: {name}."
LOOK = "Change it under Users in the site's administration, or in the plug-in that keeps it."
OF_ACCOUNT = ("first_name", "last_name", "nickname", "description", "locale")
OF_SHOP = ("billing_", "shipping_")


def plan(correction: Correction, record: Record, *, shop: bool) -> Iterator[ByHand]:
    """One line for each setting that holds the old address or number; the shop's are changed with the customer."""
    meta = as_object(record.raw, "settings of an account").get("meta")
    for name, value in meta.items() if isinstance(meta, dict) else ():
        if name in OF_ACCOUNT or (shop and name.startswith(OF_SHOP)):
            continue
        field = next((field for text in _texts(value) if (field := _wrong(correction, name, text))), "")
        if field:
            yield ByHand(record.processor, Said(HELD, {"field": field, "name": name}), Said(LOOK), field)


def _wrong(correction: Correction, name: str, text: str) -> str:
    """The field whose wrong value a text is; empty when it is none."""
    for field, kind in (("email", "email"), ("phone", "phone")):
        new, was = correction.new.get(field), correction.was.get(field)
        if new is None or canonical(kind, text) == canonical(kind, new):  # type: ignore[arg-type]
            continue
        if was and canonical(kind, text) == canonical(kind, was):  # type: ignore[arg-type]
            return field
        if not was and field == "phone" and PHONE.search(name.replace("_", " ")) and NUMBER.fullmatch(text.strip()):
            return field
    return ""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
    elif isinstance(value, str) and value.strip():
        yield value
