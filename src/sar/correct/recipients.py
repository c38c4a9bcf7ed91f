"""Who is to be told of a correction: to whom the data were given, and who gave them.

Civil Code of Québec, art. 40: whoever received them in the six months before, and the source; GDPR, art. 19: each
recipient.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

import msgspec
from dateutil.relativedelta import relativedelta

from sar.register import Activity, Register
from sar.workspace import Workspace

BACK = relativedelta(months=6)
SOURCE: Literal["source"] = "source"


class ToTell(msgspec.Struct, frozen=True):
    """Somebody to tell, through which systems they have the data, and since when that counts."""

    recipient: str
    role: Literal["recipient", "source"]
    processors: tuple[str, ...]
    since: date
    """The first day of the six months."""
    last: date | None = None
    """The last dated record of those systems in that time; None where the data do not say."""


def to_tell(
    workspace: Workspace, request_id: str, register: Register, names: dict[str, str], today: date
) -> list[ToTell]:
    """Recipients and sources of what was corrected, by the register; a system that was corrected itself is none.

    `names` are the processors' names as people know them.
    """
    receipts = workspace.receipts(request_id)
    corrected = list(dict.fromkeys(one.change.processor for one in receipts if one.state == "verified"))
    since = today - BACK
    lasts = _lasts(workspace, request_id, since, today)
    found: dict[tuple[str, Literal["recipient", "source"]], list[str]] = {}
    for processor in corrected:
        for activity in _activities(register, processor, _kinds(workspace, request_id, processor)):
            for recipient in activity.recipients:
                if not _itself(recipient.name, [names.get(one, one) for one in corrected]):
                    found.setdefault((recipient.name, "recipient"), []).append(processor)
            if activity.source:
                found.setdefault((activity.source, SOURCE), []).append(processor)
    told = []
    for (who, role), through in found.items():
        last = max(filter(None, map(lasts.get, through)), default=None)
        told.append(ToTell(who, role, tuple(dict.fromkeys(through)), since, last))
    return told


def _activities(register: Register, processor: str, kinds: set[str]) -> Iterator[Activity]:
    if activity := register.processors.get(processor):
        yield activity
    yield from (one for one in register.categories.values() if kinds & set(one.kinds))


def _kinds(workspace: Workspace, request_id: str, processor: str) -> set[str]:
    return {kind for kind, name in workspace.counts(request_id) if name == processor}


def _lasts(workspace: Workspace, request_id: str, since: date, today: date) -> dict[str, date]:
    lasts: dict[str, date] = {}
    for record in workspace.records(request_id):
        day = record.occurred_at.date() if record.occurred_at else None
        if day and since <= day <= today:
            lasts[record.processor] = max(day, lasts.get(record.processor, day))
    return lasts


def _itself(recipient: str, corrected: Sequence[str]) -> bool:
    """Whether a recipient is a system in which the correction was made: Intuit Mailchimp is Mailchimp."""
    return any(name.casefold() in recipient.casefold() for name in corrected)
