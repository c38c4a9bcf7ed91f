"""Turning a payload into fields, texts and times; pure functions that connectors share."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from msgspec import structs

from sar.markup import readable
from sar.records import Field, Origin, Record, utc


class Known(NamedTuple):
    """How a processor's key is shown: normalised name, label, DPV category, origin."""

    name: str
    label: str
    category: str = ""
    origin: Origin = "provided"


def fields(raw: Mapping[str, Any], known: Mapping[str, Known], skip: Collection[str] = ()) -> tuple[Field, ...]:
    """The payload's values as fields: known keys first and in the order of `known`, then all others.

    Keys are dotted paths (`address.city`). Empty values are left out; a key that nobody described is
    shown under its own name, never dropped. `skip` names keys that are shown elsewhere in the record.
    """
    leaves = [(path, text) for path, value in _leaves(raw, "", skip) if (text := as_text(value))]
    order = {key: place for place, key in enumerate(known)}
    leaves.sort(key=lambda leaf: order.get(_bare(leaf[0]), len(order)))
    return tuple(_field(path, text, known.get(_bare(path))) for path, text in leaves)


def as_text(value: Any) -> str:
    """A leaf as people read it; empty for what says nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def moment(value: Any) -> datetime | None:
    """A time as processors write it (RFC 3339, `YYYY-MM-DD HH:MM:SS`, a date, Unix seconds) in UTC; None if unreadable.

    Without a zone it is taken as UTC.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    if not isinstance(value, str) or not value:
        return None
    try:
        return utc(datetime.fromisoformat(value))
    except ValueError:
        return _day(value)


def plain(html: str) -> str:
    """The readable text of an HTML fragment; scripts and styles are left out."""
    lines = (" ".join(line.split()) for line in readable(html).splitlines())
    return "\n".join(line for line in lines if line)


def without(raw: Any, keys: Collection[str]) -> Any:
    """A copy of the payload in which the values of these keys, at any depth, are cut out."""
    if isinstance(raw, dict):
        return {key: without(value, keys) for key, value in raw.items() if key not in keys}
    if isinstance(raw, list):
        return [without(value, keys) for value in raw]
    return raw


def redacted(record: Record, keys: frozenset[str]) -> Record:
    """The record with the values of these keys cut out of its payload, and out of fields that are named by them."""
    if not keys:
        return record
    shown = tuple(field for field in record.fields if not keys & {*_bare(field.name).split("."), field.name})
    return structs.replace(record, raw=without(record.raw, keys), fields=shown)


def _leaves(raw: Any, path: str, skip: Collection[str]) -> Iterator[tuple[str, Any]]:
    if path and _bare(path) in skip:
        return
    if isinstance(raw, Mapping):
        for key, value in raw.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key), skip)
    elif isinstance(raw, list):
        for place, value in enumerate(raw):
            yield from _leaves(value, f"{path}[{place}]", skip)
    else:
        yield path, raw


def _bare(path: str) -> str:
    """The path without list positions: `emails[0].value` is described by `emails.value`."""
    while "[" in path:
        before, _, rest = path.partition("[")
        path = before + rest.partition("]")[2]
    return path


def _field(path: str, text: str, known: Known | None) -> Field:
    if known is None:
        return Field(path, path.replace("_", " "), text)
    return Field(known.name, known.label, text, known.category, known.origin)


def _day(value: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(value[:10]), datetime.min.time(), UTC)
    except ValueError:
        return None
