"""Running what is due: each slot is taken once, by whoever comes first, and becomes a batch."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import msgspec
from msgspec import structs

from sar.batch.columns import Line
from sar.batch.model import Batch, Order
from sar.batch.reading import Read, opened, read
from sar.cases import Kind
from sar.errors import Busy, CallError, SarError, SettingsError
from sar.misfit import misfit
from sar.schedules.model import Schedule, Slot, State
from sar.schedules.times import ON_TIME, due, upcoming

if TYPE_CHECKING:
    from sar.house import House

log = logging.getLogger("sar.schedule")
TABLE = "schedule"
ABANDONED = timedelta(hours=1)
"""A slot that was taken so long ago and has no batch lost its process before it had one."""
Answer = Callable[["House", Batch], None]
"""How a batch is answered: here, or by the workers."""


def schedules(house: "House") -> dict[str, Schedule]:
    """The `[schedule.NAME]` tables of sar.toml; SettingsError when one is wrong."""
    tables = house.extra.get(TABLE, {})
    if not isinstance(tables, Mapping) or not all(isinstance(one, Mapping) for one in tables.values()):
        raise SettingsError("sar.toml: [schedule] holds tables only", "Write [schedule.NAME].")
    return {name: _schedule(name, table, house) for name, table in tables.items()}


def _schedule(name: str, table: Mapping[str, object], house: "House") -> Schedule:
    try:
        found = msgspec.convert(table, Schedule)
    except msgspec.ValidationError as error:
        raise misfit(error, "sar.toml", f"[{TABLE}.{name}]") from None
    upcoming(found.cron, house.options.timezone, datetime.now(UTC))
    if bool(found.batch) == bool(found.requests):
        said = "sar.toml: [schedule.{name}] names whom to ask for not at all, or twice"
        raise SettingsError(said, "Give batch, a file, or requests, a list of ids.", name=name)
    if found.delta and "portable" not in found.format:
        said = "sar.toml: [schedule.{name}] has delta, and no portable package is made"
        raise SettingsError(said, 'Write format = "portable".', name=name)
    return found


@dataclass(frozen=True)
class Ran:
    """What came of a slot."""

    schedule: str
    slot: Slot
    error: SarError | None = None


def run_due(house: "House", answer: Answer, now: datetime | None = None) -> list[Ran]:
    """Run every slot that is due now; those that others have taken are theirs."""
    moment, ran = now or datetime.now(UTC), list[Ran]()
    for name, schedule in schedules(house).items():
        ran += [_go_on(house, name, slot, answer, moment) for slot in _left(house, name)]
        for at in _due(house, name, schedule, moment):
            slot = Slot(at, "running")
            if house.workspace.take_slot(name, slot):
                ran.append(_run(house, name, schedule, slot, answer))
    return ran


def _due(house: "House", name: str, schedule: Schedule, now: datetime) -> list[datetime]:
    """The slots to run; missed ones are put down as such, and the first look is where a schedule begins."""
    known = house.workspace.slots(name)
    last = known[-1].at if known else now - ON_TIME
    if not known:
        house.workspace.take_slot(name, Slot(last, "first"))
    found = due(schedule.cron, house.options.timezone, schedule.catch_up, last, now)
    for at in found.missed:
        house.workspace.take_slot(name, Slot(at, "missed"))
    return found.run


def _left(house: "House", name: str) -> list[Slot]:
    """Slots whose process ended before they did."""
    return [one for one in house.workspace.slots(name) if one.state == "running"]


def _run(house: "House", name: str, schedule: Schedule, slot: Slot, answer: Answer) -> Ran:
    try:
        batch = _taken_in(house, schedule)
    except SarError as error:
        return _ended(house, name, structs.replace(slot, state="failed"), error)
    slot = structs.replace(slot, batch_id=batch.id)
    house.workspace.mark_slot(name, slot)
    return _answered(house, name, slot, batch, answer)


def _go_on(house: "House", name: str, slot: Slot, answer: Answer, now: datetime) -> Ran:
    if slot.batch_id:
        return _answered(house, name, slot, house.workspace.batch(slot.batch_id), answer)
    if now - slot.at > ABANDONED:
        error = CallError("it was interrupted before its batch was made", "It is due again at its next slot.")
        return _ended(house, name, structs.replace(slot, state="failed"), error)
    return Ran(name, slot)


def _answered(house: "House", name: str, slot: Slot, batch: Batch, answer: Answer) -> Ran:
    from sar.batch.report import report, write

    try:
        answer(house, batch)
    except Busy:
        return Ran(name, slot)
    except SarError as error:
        log.warning("schedule %s: %s", name, error)
        return Ran(name, slot, error)
    found = report(house, batch)
    if any(one.state == "waiting" for one in found.requests):
        return Ran(name, slot)
    write(found, Path(batch.order.out))
    state: State = "done" if found.complete else "incomplete"
    return _ended(house, name, structs.replace(slot, state=state))


def _ended(house: "House", name: str, slot: Slot, error: SarError | None = None) -> Ran:
    house.workspace.mark_slot(name, slot)
    return Ran(name, slot, error)


def _taken_in(house: "House", schedule: Schedule) -> Batch:
    from sar.batch.taking import take_in
    from sar.dossier.renderings import FORMATS

    formats = tuple(part.strip() for part in schedule.format.split(",") if part.strip())
    if unknown := set(formats) - set(FORMATS):
        known = ", ".join(FORMATS)
        raise SettingsError("unknown format {names}", "Known formats: {known}.", names=", ".join(unknown), known=known)
    asked = _of_file(house, schedule.batch) if schedule.batch else _of_requests(house, schedule.requests)
    if schedule.kind:
        asked = replace(asked, good=tuple(replace(one, kind=schedule.kind) for one in asked.good))
    if not asked.good:
        raise CallError("no line of the schedule's file is good", "See them with: sar batch run FILE --strict")
    order = Order(str(Path(schedule.out).absolute()), formats, schedule.jobs, delta=schedule.delta)
    officer, lang = house.options.controller.officer, house.options.lang or "en"
    return take_in(house, asked, order, by=officer, lang=lang, only=schedule.only, anew=True)


def _of_file(house: "House", name: str) -> Read:
    path = Path(name)
    with opened(path) as content:
        return read(content, path.name, house.today, house.options.region)


def _of_requests(house: "House", ids: list[str]) -> Read:
    """The people of earlier requests, by what those were asked by."""
    lines = []
    for number, one in enumerate(ids, 1):
        request = house.workspace.request(one)
        given = tuple(known for known in house.workspace.identifiers(one) if known.source == "request")
        case = house.workspace.case(one)
        lines.append(Line(number, given, kind=cast(Kind, request.kind), regimes=tuple(case.regimes), lang=request.lang))
    return Read(tuple(lines), (), "\n".join(ids))
