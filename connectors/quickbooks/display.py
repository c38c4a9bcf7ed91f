"""Names in one piece: as an object is listed, and as it is printed on checks.

They may be the person's name, also with something behind it that tells two of one name apart, or a firm's.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from sar.sdk import Correction, same, text_of

Row = dict[str, Any]
KEYS = ("DisplayName", "PrintOnCheckName")
FORMS = (
    "{title} {given} {middle} {family} {suffix}", "{given} {middle} {family}", "{given} {family}",
    "{family} {given}", "{family}, {given} {middle}", "{family}, {given}",
)  # fmt: skip
"""QuickBooks itself makes the first one."""
BEHIND = re.compile(r"\s*|\s*[(\[].*|\s+[-–—/#].*|\s+\d+", re.DOTALL)
"""What may stand behind a name without being a part of it: `(staff)`, `- plumbing`, `2`, `(deleted)`."""
PARTS = {"given": "GivenName", "middle": "MiddleName", "family": "FamilyName", "title": "Title", "suffix": "Suffix"}
FIELDS = {"given": "given_name", "family": "family_name"}


def renamed(text: str, row: Row, correction: Correction, processor: str) -> str | None:
    """The name with its parts corrected and what stands behind it kept; None when it is not surely the person's."""
    best: tuple[int, str] | None = None
    for form, parts in product(FORMS, _parts(row, correction)):
        old = _set(form, parts)
        behind = text[len(old) :]
        if old and text.casefold().startswith(old.casefold()) and BEHIND.fullmatch(behind):
            new = _full(old, correction) or _set(form, _new(parts, correction, processor))
            best = max(best or (0, ""), (len(old), new + behind))
    return best[1] if best else None


def holds(text: str, row: Row, correction: Correction, processor: str) -> bool:
    """Whether a part of a name that is to be corrected stands in the text."""
    fields = {**FIELDS, **{part: f"custom:{processor}:{PARTS[part]}" for part in ("middle", "title", "suffix")}}
    old = [text_of(row, PARTS[part]) for part, field in fields.items() if _wrong(field, part, row, correction)]
    if "organisation" in correction.new:
        old.append(text_of(row, "CompanyName"))
    if "full_name" in correction.new:
        old += [text_of(row, "FamilyName"), correction.was.get("full_name", "")]
    return any(one and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text, re.IGNORECASE) for one in old)


def _full(old: str, correction: Correction) -> str:
    """The whole name where it is said, and this is the one that it replaces."""
    return correction.new.get("full_name", "") if _meant("full_name", old, correction) else ""


def _wrong(field: str, part: str, row: Row, correction: Correction) -> bool:
    held = text_of(row, PARTS[part])
    return field in correction.new and held != correction.new[field] and _meant(field, held, correction)


def _parts(row: Row, correction: Correction) -> Iterator[dict[str, str]]:
    """What the name's parts may be: the object's own, else what is known of the person."""
    own = {part: text_of(row, key) for part, key in PARTS.items()}
    known = {part: _known(field, own[part], correction) for part, field in FIELDS.items()}
    for given, family in product(known["given"], known["family"]):
        yield {**own, "given": given, "family": family}


def _known(field: str, own: str, correction: Correction) -> list[str]:
    found = [own, correction.was.get(field, ""), *correction.known.get(field, ()), correction.new.get(field, "")]
    return list(dict.fromkeys(one for one in found if one or one is own))


def _new(parts: dict[str, str], correction: Correction, processor: str) -> dict[str, str]:
    new = dict(parts)
    for part, key in PARTS.items():
        field = FIELDS.get(part, f"custom:{processor}:{key}")
        if parts[part] and field in correction.new and _meant(field, parts[part], correction):
            new[part] = correction.new[field] or (parts[part] if part in FIELDS else "")
    return new


def _meant(field: str, held: str, correction: Correction) -> bool:
    was = correction.was.get(field)
    return was is None or same(field, held, was)


def _set(form: str, parts: dict[str, str]) -> str:
    return " ".join(form.format(**parts).split()).replace(" ,", ",")
