"""What in an entry a person must look at: names within other names, notes, numbers that are masked."""

from collections.abc import Iterator, Sequence, Set

from sar.sdk import Alteration, ByHand, Correction, Record, Said, mentions, text_of

from . import display, holding

NAMES = {"full_name", "given_name", "family_name"}
IN_NAME = "{title}: {key} may hold what is wrong, within a name that cannot be taken apart surely."
IN_NOTES = "{title}: its notes hold the old value of {field}."
NAMES_TOO = "{title}: given and family name stand in fields of their own, and were not said."
SAY_NAMES = "Say them with --set given_name=VALUE and --set family_name=VALUE, and plan again."
MASKED = "{title}: {key} is shown in part only, and cannot be compared."
LOOK = "Look whether it must be changed too, and change it by hand in QuickBooks."


def said(record: Record, why: str, task: str, about: str = "", **values: str) -> ByHand:
    """Something about one record, for a person."""
    told = Said(why, {"title": record.heading, **values})
    return ByHand(record.processor, told, Said(task) if task else None, about, url=record.url)


def texts(record: Record, correction: Correction, altered: Sequence[Alteration], known: Set[str]) -> Iterator[ByHand]:
    """What is not altered and may have to be; what stands at the `known` paths is told already."""
    row = record.raw
    left = [key for key in display.KEYS if f"/{key}" not in known]
    if doubtful := [key for key in left if display.holds(text_of(row, key), row, correction, record.processor)]:
        yield said(record, IN_NAME, LOOK, "full_name", key=", ".join(doubtful))
    if "full_name" in correction.new and not NAMES & set(correction.new) - {"full_name"} and _apart(record, correction):
        yield said(record, NAMES_TOO, SAY_NAMES, "full_name")
    if "/Notes" not in known:
        yield from _notes(record, correction, altered)
    for key in holding.MASKED:
        if text_of(row, key) and f"custom:{record.processor}:{key}" in correction.new:
            yield said(record, MASKED, LOOK, f"custom:{record.processor}:{key}", key=key)


def _apart(record: Record, correction: Correction) -> bool:
    """Whether given and family name would say something else than the new full name."""
    parts = [text_of(record.raw, "GivenName"), text_of(record.raw, "FamilyName")]
    new = correction.new["full_name"].casefold()
    return any(part and part.casefold() not in new for part in parts)


def _notes(record: Record, correction: Correction, altered: Sequence[Alteration]) -> Iterator[ByHand]:
    notes = text_of(record.raw, "Notes")
    old = {(name, value) for name, value in correction.was.items() if name in correction.new}
    old |= {(one.field, one.old) for one in altered}
    for field in sorted({name for name, value in old if value and _stands(name, value, notes)}):
        yield said(record, IN_NOTES, LOOK, field, field=field.replace("_", " "))


def _stands(field: str, value: str, text: str) -> bool:
    if field in {"email", "phone"}:
        return any(True for _ in mentions("email" if field == "email" else "phone", value, text))
    return field == "full_name" and value.casefold() in text.casefold()
