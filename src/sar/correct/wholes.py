"""Values made of several: full names and full addresses, taken apart by the parts that are known, never by guess."""

import re
from collections.abc import Callable
from itertools import product

from sar.correct.model import Correction

FORMS = ("{given} {family}", "{family} {given}", "{family}, {given}")
PARTS = {
    "full_name": ("given_name", "family_name"),
    "address.full": (
        "address.street", "address.line2", "address.city", "address.region", "address.postal_code", "address.country",
    ),
}  # fmt: skip
"""Field → the fields that it is made of."""
OFTEN_LEFT_OUT = frozenset({"address.line2", "address.region", "address.postal_code", "address.country"})
"""Parts that many addresses do not name: where the known one does not stand, it is not there."""
KNOWN = tuple(part for parts in PARTS.values() for part in parts)


def concerns(correction: Correction, field: str) -> bool:
    """Whether a whole has to change, because itself or a part of it does."""
    return bool({field, *PARTS[field]} & set(correction.new))


def rewritten(field: str, old: str, correction: Correction) -> str | None:
    """The whole with its parts corrected, in the same form; None when it cannot be taken apart surely.

    One that is right already comes back as it is.
    """
    if field in correction.new:
        return correction.new[field]
    return _WAYS[field](old, correction)


def _name(full: str, correction: Correction) -> str | None:
    given, family = (_values(correction, part) for part in PARTS["full_name"])
    for form, first, last in product(FORMS, given, family):
        if _folded(form.format(given=first, family=last)) == _folded(full):
            new = correction.new
            return form.format(given=new.get("given_name") or first, family=new.get("family_name") or last)
    return None


def _address(full: str, correction: Correction) -> str | None:
    for part in PARTS["address.full"]:
        new = correction.new.get(part)
        if new is None:
            continue
        standing = [old for old in _values(correction, part) if _count(old, full) == 1]
        if not standing and part in OFTEN_LEFT_OUT and any(old != new for old in _values(correction, part)):
            continue
        if not standing or not new:
            return None
        full = re.sub(_word(max(standing, key=len)), new.replace("\\", r"\\"), full, flags=re.IGNORECASE)
    return full


_WAYS: dict[str, Callable[[str, Correction], str | None]] = {"full_name": _name, "address.full": _address}


def _values(correction: Correction, part: str) -> list[str]:
    """What a part may be: what is said to be wrong, what records hold, and what is right already."""
    found = [correction.was.get(part, ""), *correction.known.get(part, ()), correction.new.get(part, "")]
    return list(dict.fromkeys(one for one in found if one))


def _count(value: str, text: str) -> int:
    return len(re.findall(_word(value), text, flags=re.IGNORECASE))


def _word(value: str) -> str:
    return rf"(?<!\w){re.escape(value)}(?!\w)"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
