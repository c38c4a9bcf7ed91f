"""What an object holds now against what was planned."""

from typing import Literal, NamedTuple

from sar.correct.fields import same
from sar.correct.model import Change, Reading


class Now(NamedTuple):
    """Where an object stands between the old and the new values."""

    state: Literal["old", "new", "half", "touched", "other"]
    """`touched`: the old values, in another version than the planned one; `other`: a value that is neither."""
    found: dict[str, str]
    """Path → value, for values that are neither old nor new."""


def now(change: Change, reading: Reading) -> Now:
    """Compare by value, and by version where the processor has one."""
    values = [(one, reading.values.get(one.path, "")) for one in change.alterations]
    new = [same(one.field, value, one.new) for one, value in values]
    old = [same(one.field, value, one.old) for one, value in values]
    if all(new):
        return Now("new", {})
    found = {one.path: value for (one, value), is_new, is_old in zip(values, new, old, strict=True)
             if not is_new and not is_old}  # fmt: skip
    if found:
        return Now("other", found)
    if not all(old):
        return Now("half", {})
    moved = bool(change.stamp) and bool(reading.stamp) and change.stamp != reading.stamp
    return Now("touched" if moved else "old", {})
