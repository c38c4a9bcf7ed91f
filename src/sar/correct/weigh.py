"""What an object holds against what is to be corrected: the alterations, and what only a person can tell apart."""

from collections.abc import Iterable
from typing import NamedTuple

from sar.correct import wholes
from sar.correct.fields import CUSTOM, like, same
from sar.correct.model import Alteration, Correction
from sar.outcomes import Said

SEVERAL = "{field}: it holds {count} values, and which one is wrong is not said."
SAY_WHICH = "Say which with --was {field}=VALUE, and plan again."
OTHER = "{field}: it holds another value than the one that is said to be wrong."
LOOK = "Look whether it must be changed too."
WHOLE = "{field}: it holds a whole that cannot be taken apart surely."
SET_WHOLE = "Say the whole with --set {field}=VALUE, or change it by hand."


class Held(NamedTuple):
    """One value that an object holds and that can be written."""

    field: str
    """The normalised name, or `custom:KEY` by the processor's own key."""
    path: str
    value: str


class Doubt(NamedTuple):
    """What cannot be decided: for a person."""

    field: str
    why: Said
    task: Said


class Weighed(NamedTuple):
    """What of an object is to be altered, and what is in doubt."""

    alterations: tuple[Alteration, ...]
    doubts: tuple[Doubt, ...]


def weigh(correction: Correction, processor: str, held: Iterable[Held]) -> Weighed:
    """Alterations of the values that are wrong; one that is right already, or that is not held, gives none."""
    alterations: list[Alteration] = []
    doubts: list[Doubt] = []
    by_field: dict[str, list[Held]] = {}
    for one in held:
        if one.value.strip():
            by_field.setdefault(one.field, []).append(one)
    for field, values in by_field.items():
        if field in wholes.PARTS:
            _whole(correction, field, values, alterations, doubts)
        else:
            _plain(correction, _named(field, processor), values, alterations, doubts)
    return Weighed(tuple(alterations), tuple(doubts))


def _plain(
    correction: Correction, name: str, held: list[Held], alterations: list[Alteration], doubts: list[Doubt]
) -> None:
    if name not in correction.new:
        return
    new, was = correction.new[name], correction.was.get(name)
    old = [one for one in held if not same(name, one.value, new)]
    wrong = [one for one in old if was is None or same(name, one.value, was)]
    several = any(not same(name, one.value, held[0].value) for one in held)
    if was is None and several and old:
        if old != held:
            return  # the new value is held beside others, which may well be right too
        doubts.append(_doubt(name, SEVERAL, SAY_WHICH, count=len(held)))
        return
    if was is not None and name != "email" and old == held and not wrong:
        doubts.append(_doubt(name, OTHER, LOOK))
    alterations += [Alteration(name, one.path, one.value, like(name, one.value, new)) for one in wrong]


def _whole(
    correction: Correction, field: str, held: list[Held], alterations: list[Alteration], doubts: list[Doubt]
) -> None:
    if not wholes.concerns(correction, field):
        return
    for one in held:
        new = wholes.rewritten(field, one.value, correction)
        if new is None:
            doubts.append(_doubt(field, WHOLE, SET_WHOLE))
        elif not same(field, one.value, new):
            alterations.append(Alteration(field, one.path, one.value, new))


def _named(field: str, processor: str) -> str:
    return f"custom:{processor}:{field.removeprefix('custom:')}" if field.startswith("custom:") else field


def _doubt(name: str, why: str, task: str, **values: object) -> Doubt:
    field = CUSTOM.sub(r"\2", name).replace("_", " ")
    told = {"field": field, **{key: str(value) for key, value in values.items()}}
    return Doubt(name, Said(why, told), Said(task, {"field": name}))
