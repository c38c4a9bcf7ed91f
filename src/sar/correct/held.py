"""What every connector that corrects needs: an object's values weighed into one change, and lists read and written."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sar.correct.fields import same
from sar.correct.model import Alteration, ByHand, Change, Correction
from sar.correct.weigh import Held, weigh
from sar.outcomes import Said
from sar.records import Record


def planned(
    correction: Correction,
    record: Record,
    held: Iterable[Held],
    how: Said,
    *,
    type: str = "",  # noqa: A002
    source_id: str = "",
    stamp: str = "",
    extra: dict[str, Any] | None = None,
) -> Iterator[Change | ByHand]:
    """The change that an object needs, if any, and what of it is in doubt.

    `type` and `source_id` name the object where it is another than the record's own.
    """
    weighed = weigh(correction, record.processor, held)
    if weighed.alterations:
        yield Change(
            record.processor,
            type or record.type,
            source_id or record.source_id,
            record.id,
            Said(record.title, record.values),
            weighed.alterations,
            how,
            stamp,
            record.url,
            extra or {},
        )
    for doubt in weighed.doubts:
        yield ByHand(record.processor, doubt.why, doubt.task, doubt.field, url=record.url)


def lists_now(alteration: Alteration, values: Iterable[str]) -> str:
    """What a list without order says of an alteration: the old value while it is there, else the new one, or nothing.

    For lists whose entries have no lasting place of their own.
    """
    found = list(values)
    old = next((one for one in found if alteration.old and same(alteration.field, one, alteration.old)), None)
    if old is not None:
        return old
    new = next((one for one in found if alteration.new and same(alteration.field, one, alteration.new)), None)
    return new or ""


def listed_anew(alterations: Sequence[Alteration], rows: Sequence[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """A list of objects with the values under `key` altered: replaced, removed, or added where none is replaced."""
    rows = [dict(row) for row in rows]
    for one in alterations:
        held = [row for row in rows if one.old and same(one.field, str(row.get(key, "")), one.old)]
        there = any(same(one.field, str(row.get(key, "")), one.new) for row in rows) if one.new else True
        if there:
            rows = [row for row in rows if row not in held]
        elif held:
            held[0][key] = one.new
            rows = [row for row in rows if row not in held[1:]]
        else:
            rows.append({key: one.new})
    return rows
