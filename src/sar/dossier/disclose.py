"""Which records are disclosed, and how much of each: mentions as excerpts, decisions applied, words translated."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from msgspec import structs

from sar import register
from sar.decisions import Decision, ground_of, silent
from sar.dossier import words
from sar.dossier.excerpt import excerpt, is_mention
from sar.dossier.told import Told
from sar.proof import walk
from sar.records import Field, Record, at, parts_of
from sar.workspace import Workspace

SHORTEST = 4
"""A withheld value shorter than this is cut out of its own field only, not out of running text."""


def disclosed(workspace: Workspace, request_id: str, told: Told) -> Iterator[Record]:
    """Records as far as they are disclosed, others in them not masked yet."""
    for record in workspace.records(request_id):
        decision = told.decisions.of("record", record.id)
        if decision and decision.verdict == "withhold":
            continue
        shown = _shown(record, told, decision)
        if shown is not None:
            yield _without_withheld(shown, told)


def worded(record: Record, told: Told, last_contact: datetime | None) -> Record:
    """The record with our own words in the language of the answer, and until when it is kept."""
    theirs = _Theirs(record)
    fields = [_field(one, theirs, told) for one in record.fields]
    kept = told.register.retention(record)
    day = register.delete_after(kept, record, last_contact) if kept else None
    if day:
        fields.append(Field("delete_after", told.say(words.KEPT_UNTIL), told.say.day(day), origin="derived"))
    ours = record.values or (told.say.knows(record.title) and not theirs.say(record.title))
    title = told.say(record.title, record.values) if ours else record.title
    return structs.replace(record, title=title, values={}, fields=tuple(fields))


class _Theirs:
    """What a processor itself says in a record: data, which are never translated."""

    def __init__(self, record: Record) -> None:
        self._raw = record.raw

    def say(self, text: str) -> bool:
        """Whether the text stands in the payload."""
        return text in self._texts

    @cached_property
    def _texts(self) -> frozenset[str]:
        return frozenset(value for _, value in walk(self._raw) if isinstance(value, str))


def _field(field: Field, theirs: _Theirs, told: Told) -> Field:
    """The field with its label, and with a yes or no that stands for true or false, in the language of the answer."""
    described = field.label != field.name.replace("_", " ")
    ours = field.value in words.TRUE_OR_FALSE and not theirs.say(field.value)
    return structs.replace(
        field,
        label=told.say(field.label) if described else field.label,
        value=told.say(field.value) if ours else field.value,
    )


def _shown(record: Record, told: Told, decision: Decision | None) -> Record | None:
    if not is_mention(record):
        return record
    if told.mentions == "whole" or (decision and decision.verdict == "disclose"):
        return record
    return excerpt(record) if told.mentions == "excerpt" else None


def _without_withheld(record: Record, told: Told) -> Record:
    for place, decision in told.decisions.fields(record.id):
        if decision.verdict != "disclose":
            record = _cut(record, place, _mark(decision, told))
    files = tuple(file for file in record.attachments if not _file_withheld(file.sha256, told))
    return structs.replace(record, attachments=files) if len(files) < len(record.attachments) else record


def _file_withheld(sha256: str, told: Told) -> bool:
    decision = told.decisions.of("file", sha256)
    return decision is not None and decision.verdict == "withhold"


def _mark(decision: Decision, told: Told) -> str:
    """What stands in the place of a withheld value; nothing where the ground is silent."""
    found = ground_of(decision, told.laws)
    if found is None or silent(decision, told.laws):
        return ""
    return told.say(words.CUT, provision=found.provision[told.say.short])


def _cut(record: Record, place: str, mark: str) -> Record:
    """The record without the value at a place of its payload, wherever else the same value stands."""
    try:
        value = at(record.raw, place)
    except LookupError:
        return record
    text = value if isinstance(value, str) else str(value)
    fields = (_cut_field(field, text, mark) for field in record.fields)
    return structs.replace(
        record,
        raw=_put(record.raw, parts_of(place), mark),
        fields=tuple(field for field in fields if field.value),
        title=record.title if record.values else _cut_text(record.title, text, mark) or mark,
        values={name: _cut_text(value, text, mark) for name, value in record.values.items()},
        text=_cut_text(record.text, text, mark),
    )


def _cut_field(field: Field, text: str, mark: str) -> Field:
    return structs.replace(field, value=mark if field.value == text else _cut_text(field.value, text, mark))


def _cut_text(text: str, value: str, mark: str) -> str:
    return text.replace(value, mark) if len(value) >= SHORTEST else text


def _put(raw: Any, parts: list[str], mark: str) -> Any:
    """A copy of the payload with the mark at a place, or nothing there when the mark is empty."""
    if not parts:
        return mark or None
    if isinstance(raw, list):
        place = int(parts[0])
        return [*raw[:place], _put(raw[place], parts[1:], mark), *raw[place + 1 :]]
    inner = _put(raw[parts[0]], parts[1:], mark)
    return {key: (inner if key == parts[0] else value) for key, value in raw.items()}
