"""Where else a wrong value stands: custom fields of issues and of booked time, and contacts of the CRM plug-in."""

from collections.abc import Iterator, Sequence

from sar.sdk import ByHand, Change, Correction, Held, Record, Said, planned, some_rows, text_of

from .held import customs, wrong

NAMED = 20
"""So many are named; of more only how many they are."""
IN_FIELD = {
    "issue": "The custom field {field} of issues holds the old value: {numbers}.",
    "time_entry": "The custom field {field} of booked time holds the old value: {numbers}.",
}
MORE = {
    "issue": "The custom field {field} of {count} issues holds the old value; the first ones: {numbers}.",
    "time_entry": "The custom field {field} of {count} entries of booked time holds the old value; the first ones: "
    "{numbers}.",
}
EDIT = (
    "Change it there if it is about the person; several can be changed at once from a list, and the history of an "
    "issue keeps the old value."
)
CONTACT = "{field}: a contact of the CRM plug-in holds it, whose interface is not part of Redmine."
CHANGE_CONTACT = "Change it in the plug-in."
PLAIN = {
    "given_name": "first_name", "family_name": "last_name", "organisation": "company", "job_title": "job_title",
    "birthday": "birthday",
}  # fmt: skip
LISTS = {"email": ("emails", "address"), "phone": ("phones", "number")}


def elsewhere(processor: str, correction: Correction, records: Sequence[Record]) -> Iterator[ByHand]:
    """Proposals: an issue tells what was asked at its time, and whether its field is put right is for people."""
    found: dict[tuple[str, str, str], list[Record]] = {}
    for record in records:
        if record.type == "contact":
            yield from _contact(correction, record)
        for one in customs(record.raw) if record.type in IN_FIELD else ():
            field = wrong(correction, one.value)
            if field:
                found.setdefault((record.type, one.name or one.key, field), []).append(record)
    for (type_, name, field), several in found.items():
        sentence = MORE[type_] if len(several) > NAMED else IN_FIELD[type_]
        numbers = ", ".join(f"#{record.source_id}" for record in several[:NAMED])
        why = Said(sentence, {"field": name, "numbers": numbers, "count": str(len(several))})
        yield ByHand(processor, why, Said(EDIT), field, records=len(several), url=several[0].url)


def _contact(correction: Correction, record: Record) -> Iterator[ByHand]:
    """One for each value of a contact that would be changed if it could be."""
    for item in planned(correction, record, _held(record), Said(CHANGE_CONTACT)):
        if isinstance(item, Change):
            for field in dict.fromkeys(one.field for one in item.alterations):
                why = Said(CONTACT, {"field": field.replace("_", " ")})
                yield ByHand(record.processor, why, Said(CHANGE_CONTACT), field, url=record.url)
        else:
            yield item


def _held(record: Record) -> Iterator[Held]:
    for field, key in PLAIN.items():
        yield Held(field, f"/{key}", text_of(record.raw, key))
    for field, (key, inside) in LISTS.items():
        rows = record.raw.get(key)
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            for place, row in enumerate(some_rows(record.raw, key)):
                yield Held(field, f"/{key}/{place}/{inside}", text_of(row, inside))
    yield Held("address.full", "/address/full_address", text_of(record.raw, "address", "full_address"))
