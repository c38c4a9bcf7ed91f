"""What a correction leaves as it is, and why: no program can change it, or a person has to decide."""

from collections.abc import Iterator, Mapping, Sequence

from sar.correct.model import ByHand, Change, Correction
from sar.identifiers import mentions
from sar.outcomes import Answered, Awaiting, NotSearchable, Said
from sar.records import KINDS, Record, RecordKind
from sar.unit import Source
from sar.workspace import Workspace

SHOWN = 20
"""Texts of one processor that are named one by one; more are counted."""
IN_TEXT = "The text holds the old value of {field}: {title}."
EDIT = "Read it, and change it there if it is about the person."
MORE = "{count} more texts hold the old value."
NUMBER = "{count} entries carry the person's number, but nothing says that they are about the person."
LOOK = "Look whether they are, and change them by hand if so."
TEXTS: tuple[RecordKind, ...] = tuple(kind for kind in KINDS if kind not in {"log_entry", "visit", "call", "history"})


def untouched(
    workspace: Workspace,
    request_id: str,
    sources: Sequence[Source],
    correction: Correction,
    *,
    changes: Sequence[Change],
    numbers: Mapping[str, int],
) -> Iterator[ByHand]:
    """By processor: what stays and why, texts that hold an old value, and entries that may be somebody else's."""
    counts: dict[str, int] = {}
    for (_, processor), count in workspace.counts(request_id).items():
        counts[processor] = counts.get(processor, 0) + count
    for source in sources:
        name, about = source.processor.name, source.processor.manifest.correction
        outcome = workspace.unit(request_id, name).outcome
        asked = isinstance(outcome, Awaiting | Answered | NotSearchable)
        if about.stays and (counts.get(name) or asked):
            task = Said(about.task) if about.task else None
            yield ByHand(name, Said(about.stays), task, records=counts.get(name, 0))
        if numbers.get(name) and "phone" in correction.new:
            yield ByHand(name, Said(NUMBER, {"count": str(numbers[name])}), Said(LOOK), field="phone")
    yield from _texts(workspace, request_id, sources, _old(correction, changes), {one.record for one in changes})


def _old(correction: Correction, changes: Sequence[Change]) -> dict[str, set[str]]:
    """Field → the values that are wrong, as far as they can be told in running text."""
    old: dict[str, set[str]] = {name: {value} for name, value in correction.was.items() if value}
    for change in changes:
        for one in change.alterations:
            old.setdefault(one.field, set()).add(one.old)
    return {name: values for name, values in old.items() if name in {"email", "phone", "full_name"}}


def _texts(
    workspace: Workspace, request_id: str, sources: Sequence[Source], old: Mapping[str, set[str]], changed: set[str]
) -> Iterator[ByHand]:
    """Texts that hold an old value; the objects that are changed anyway are none."""
    types = {one.processor.name: set(one.processor.manifest.correction.texts) for one in sources}
    if not old or not any(types.values()):
        return
    told: dict[str, int] = {}
    for record in workspace.records(request_id, kinds=TEXTS):
        looked = record.type in types.get(record.processor, ()) and record.id not in changed
        field = _held_in(record, old) if looked else ""
        if not field:
            continue
        told[record.processor] = told.get(record.processor, 0) + 1
        if told[record.processor] <= SHOWN:
            why = Said(IN_TEXT, {"field": field, "title": record.heading})
            yield ByHand(record.processor, why, Said(EDIT), field=field, url=record.url)
    for processor, count in told.items():
        if count > SHOWN:
            yield ByHand(processor, Said(MORE, {"count": str(count - SHOWN)}), Said(EDIT), records=count - SHOWN)


def _held_in(record: Record, old: Mapping[str, set[str]]) -> str:
    """The field whose old value stands in the record's text or title; empty when none does."""
    text = f"{record.heading}\n{record.text}"
    for field, values in old.items():
        if any(_stands(field, value, text) for value in values):
            return field
    return ""


def _stands(field: str, value: str, text: str) -> bool:
    if field == "full_name":
        return value.casefold() in text.casefold()
    return any(True for _ in mentions("email" if field == "email" else "phone", value, text))
