"""What the letters about a correction are filled with: what stands now, what was refused and why, who is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from sar.correct.fields import CUSTOM
from sar.correct.model import Receipt
from sar.dossier import words
from sar.dossier.legal import last_day, text
from sar.dossier.told import Told
from sar.errors import CallError
from sar.law.regimes import ground


def values(
    told: Told, receipts: Sequence[Receipt], names: Mapping[str, str], recipients: Sequence[str]
) -> dict[str, Any]:
    """For `rectification` and `recipients`; CallError where nothing was decided yet."""
    decided = told.case.corrected
    if decided is None:
        raise CallError("no correction is decided on", "Carry it out with `sar correct`, or see `sar request grant`.")
    found: dict[str, Any] = {"provision": "", "last_day": None}
    if decided.ground:
        basis = ground(decided.ground, told.laws)
        found = {"provision": text(basis.provision, told), "last_day": last_day(basis, told.laws, decided.on)}
    undone = [receipt for receipt in receipts if receipt.state != "verified"]
    outcome = "partial" if decided.outcome == "granted" and undone else decided.outcome
    return {
        **found,
        "outcome": outcome,
        "reason": decided.reason or _undone(told, undone, names),
        "comment": told.case.comment,
        "changes": _changes(told, receipts, names),
        "recipients": recipients,
    }


def _changes(told: Told, receipts: Sequence[Receipt], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Each field of each system once, as it stands now."""
    seen = {
        (names.get(receipt.change.processor, receipt.change.processor), field(told, one.field), one.new): None
        for receipt in receipts
        if receipt.state == "verified"
        for one in receipt.change.alterations
    }
    return [{"system": system, "field": name, "new": new} for system, name, new in seen]


def field(told: Told, name: str) -> str:
    """A field's name for people; one of a processor's own by its key."""
    own = CUSTOM.fullmatch(name)
    return own[2] if own else told.say(words.CORRECTABLE[name])


def _undone(told: Told, undone: Sequence[Receipt], names: Mapping[str, str]) -> str:
    """Which systems could not be corrected yet."""
    if not undone:
        return ""
    systems = dict.fromkeys(names.get(one.change.processor, one.change.processor) for one in undone)
    return told.say("It could not be written yet in: {systems}", systems=", ".join(systems))
