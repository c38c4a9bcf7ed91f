"""The plan of a correction: what each processor would get, made by reading only."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import cast

from msgspec import structs

from sar.correct import stays, wholes
from sar.correct.fields import same
from sar.correct.model import ByHand, Change, Correction, Plan
from sar.correct.ownership import Ownership
from sar.correct.seam import Correcting, lack
from sar.errors import ProcessorError, SettingsError
from sar.outcomes import Failed, Gap, Said
from sar.records import KINDS, Record, RecordKind
from sar.unit import Source
from sar.workspace import Workspace

LASTING: frozenset[RecordKind] = frozenset({"log_entry", "visit", "call", "recording", "history", "file"})
"""Kinds of records that tell what happened: never an object to correct."""
OVERSTEPPED = "the connector planned what it may not change"
HALF = "{why} What lies behind that was not planned."


def plan(workspace: Workspace, request_id: str, correction: Correction, sources: Sequence[Source]) -> Plan:
    """Ask every processor that was searched what it would change of what is proven to be the subject's."""
    ownership = Ownership(workspace, request_id, correction)
    known = {name: ownership.known(name) for name in wholes.KNOWN}
    asked = structs.replace(correction, known=known)
    own, numbers = _sorted(workspace, request_id, sources, ownership)
    changes: list[Change] = []
    by_hand: list[ByHand] = []
    unread: dict[str, Said] = {}
    lacks: dict[str, tuple[Said, Said]] = {}
    for source in sources:
        name = source.processor.name
        if reason := _unread(workspace, request_id, name):
            unread[name] = reason
        for item in _planned(source, asked, own.get(name, [])):
            if isinstance(item, Change):
                changes.append(item)
            elif isinstance(item, ByHand):
                by_hand.append(item)
            elif isinstance(item, Gap):
                unread.setdefault(name, Said(item.what, item.values))
            else:
                lacks[name] = item
    by_hand += stays.untouched(workspace, request_id, sources, asked, changes=changes, numbers=numbers)
    looked = tuple(source.processor.name for source in sources)
    return Plan(request_id, correction, tuple(changes), tuple(by_hand), unread, datetime.now(UTC), looked, lacks)


def _sorted(
    workspace: Workspace, request_id: str, sources: Sequence[Source], ownership: Ownership
) -> tuple[dict[str, list[Record]], dict[str, int]]:
    """By processor: the records that stand for objects of the subject's own, and how many carry their number only."""
    types = {one.processor.name: set(one.processor.manifest.correction.types) for one in sources}
    own: dict[str, list[Record]] = {}
    numbers: dict[str, int] = {}
    for record in workspace.records(request_id, kinds=[kind for kind in KINDS if kind not in LASTING]):
        if record.type not in types.get(record.processor, ()):
            continue
        whose = ownership.of(record)
        if whose == "own":
            own.setdefault(record.processor, []).append(record)
        elif whose == "number":
            numbers[record.processor] = numbers.get(record.processor, 0) + 1
    return own, numbers


def _unread(workspace: Workspace, request_id: str, processor: str) -> Said | None:
    """Why a search does not tell all that a processor holds; None when it does."""
    outcome = workspace.unit(request_id, processor).outcome
    if isinstance(outcome, Failed):
        return Said(outcome.reason, outcome.values)
    gap = next((gap for gap in outcome.gaps if gap.remediable), None) if outcome else None
    return Said(gap.what, gap.values) if gap else None


def _planned(
    source: Source, correction: Correction, records: list[Record]
) -> Iterator[Change | ByHand | Gap | tuple[Said, Said]]:
    """What a connector plans, and what its key may not write."""
    if not records or "correct" not in source.processor.manifest.does:
        return
    access = source.access()
    try:
        connector = cast(Correcting, source.load()(access))
        ids = {record.id for record in records}
        items = list(connector.plan(correction, records))
        changes = [item for item in items if isinstance(item, Change)]
        for change in changes:
            _within(change, source.processor.name, correction, ids)
        yield from items
        if changes and (lacking := lack(connector)):
            yield lacking
    except (ProcessorError, SettingsError) as error:
        yield Gap(error.message, error.remedy_sentence, error.values)
    finally:
        access.close()


def _within(change: Change, processor: str, correction: Correction, ids: set[str]) -> None:
    """A change is of a proven record of this processor, and says what was asked for: whatever a connector says."""
    asked = all(
        wholes.concerns(correction, one.field)
        if one.field in wholes.PARTS
        else one.field in correction.new and same(one.field, correction.new[one.field], one.new)
        for one in change.alterations
    )
    if change.processor != processor or change.record not in ids or not change.alterations or not asked:
        raise SettingsError(OVERSTEPPED, "Report it; nothing of this processor is changed.")
