"""The way back: a plan made from the receipts of a correction, for what this program wrote and nobody changed since."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from msgspec import structs

from sar.correct.compare import now
from sar.correct.model import ByHand, Change, Correction, Plan, Receipt
from sar.correct.seam import Correcting
from sar.errors import CallError, ProcessorError, SettingsError
from sar.outcomes import Said
from sar.unit import Source
from sar.workspace import Workspace

SINCE = "{title}: it was changed again since it was corrected."
LOOK = "Look what it holds now, and change it by hand if it must go back."
GONE = "The processor is not configured any more."


def way_back(workspace: Workspace, corrected: str, request_id: str, sources: Sequence[Source]) -> Plan:
    """A plan for `request_id` that undoes what request `corrected` wrote; the world is read, nothing written."""
    written = [one for one in workspace.receipts(corrected) if one.written and one.state == "verified"]
    earlier = workspace.plan(corrected)
    if earlier is None or not written:
        raise CallError(
            "request {id} wrote nothing that could be undone", "See `sar correct --show {id}`.", id=corrected
        )
    there = {source.processor.name: source for source in sources}
    changes: list[Change] = []
    by_hand: list[ByHand] = []
    unread: dict[str, Said] = {}
    for name in dict.fromkeys(one.change.processor for one in written):
        mine = [one for one in written if one.change.processor == name]
        if name not in there:
            unread[name] = Said(GONE)
            continue
        try:
            back, left = _of(there[name], mine)
        except (ProcessorError, SettingsError) as error:
            unread[name] = Said(error.message, error.values)
            continue
        changes += back
        by_hand += left
    correction = Correction({one.field: one.new for change in changes for one in change.alterations})
    looked = tuple(dict.fromkeys(one.change.processor for one in written))
    return Plan(request_id, correction, tuple(changes), tuple(by_hand), unread, datetime.now(UTC), looked)


def _of(source: Source, written: Sequence[Receipt]) -> tuple[list[Change], list[ByHand]]:
    access = source.access()
    changes, left = [], []
    try:
        connector: Any = source.load()(access)
        for receipt in written:
            reading = cast(Correcting, connector).read(receipt.change)
            if now(receipt.change, reading).state == "new":
                changes.append(_reversed(receipt.change, reading.stamp))
            else:
                why = Said(SINCE, {"title": receipt.change.title.text})
                left.append(ByHand(source.processor.name, why, Said(LOOK), url=receipt.change.url))
    finally:
        access.close()
    return changes, left


def _reversed(change: Change, stamp: str) -> Change:
    back = tuple(structs.replace(one, old=one.new, new=one.old) for one in change.alterations)
    return structs.replace(change, alterations=back, stamp=stamp)
