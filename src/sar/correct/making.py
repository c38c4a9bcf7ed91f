"""A correction from the request to its receipts: what a command, a script and a worker do alike."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from sar import cases, intake
from sar.correct.apply import Application, Watch, apply, unwatched
from sar.correct.model import Correction, Plan, Receipt
from sar.correct.plan import plan
from sar.correct.undo import way_back
from sar.errors import CallError, Refused
from sar.unit import Source
from sar.workspace import Request

if TYPE_CHECKING:
    from sar.house import House

Search = Callable[[Request, Sequence[Source]], None]
"""How a request is searched for: with progress and questions at a terminal, without elsewhere."""


def propose(
    house: "House", asked: intake.Intake, correction: Correction, search: Search | None = None
) -> tuple[Plan, list[Source]]:
    """A new request of rectification, searched for as an export is, and its plan; nothing is written anywhere.

    The address by which the person is known is the one that is wrong, unless the correction says which.
    """
    request, sources = intake.begin(house, replace(asked, kind="rectification"))
    address = next((one.value for one in asked.identifiers if one.kind == "email"), "")
    if "email" in correction.new and "email" not in correction.was and address:
        correction = structs.replace(correction, was={**correction.was, "email": address})
    return _planned(house, request, correction, sources, search), sources


def go_on(house: "House", request_id: str, search: Search | None = None) -> tuple[Plan, list[Source]]:
    """The plan of a request; what could not be read when it was made is searched and planned for now."""
    request, made = house.workspace.request(request_id), kept(house, request_id)
    sources = intake.left(house, request_id)
    if made.complete:
        return made, sources
    return _planned(house, request, made.correction, sources, search), sources


def undo(house: "House", corrected: str) -> tuple[Plan, list[Source]]:
    """A new request of rectification that leads back to what `corrected` found; the world is only read."""
    kept(house, corrected)
    lang, regimes = house.workspace.request(corrected).lang, house.workspace.case(corrected).regimes
    known = house.workspace.identifiers(corrected)
    request, sources = intake.begin(house, intake.Intake(known, "rectification", regimes=regimes, lang=lang))
    made = way_back(house.workspace, corrected, request.id, sources)
    house.workspace.keep_plan(made)
    return made, sources


def kept(house: "House", request_id: str) -> Plan:
    """The plan of a request; CallError where it has none."""
    house.workspace.request(request_id)
    made = house.workspace.plan(request_id)
    if made is None:
        raise CallError("request {id} has no plan of a correction", "See `sar request list`.", id=request_id)
    return made


def carry_out(
    house: "House", request_id: str, sources: Sequence[Source], by: str, watch: Watch = unwatched
) -> list[Receipt]:
    """Write what is planned; that the officer grants the correction is recorded first, unless it was decided before.

    Refused when the correction was; fields that were refused are taken out of the plan.
    """
    case, made = house.workspace.case(request_id), kept(house, request_id)
    if case.corrected is None:
        granted = cases.Corrected("granted", house.today, by)
        house.workspace.note(request_id, cases.grant(case, granted), "correction granted")
    elif case.corrected.outcome == "refused":
        raise Refused("the correction was refused", "Make a new request if that was wrong.")
    elif left_out := set(case.corrected.fields) & set(made.correction.new):
        new = {name: value for name, value in made.correction.new.items() if name not in left_out}
        less = structs.replace(made.correction, new=new)
        house.workspace.keep_plan(plan(house.workspace, request_id, less, sources))
    application = Application(house.workspace, request_id, by, watch)
    return apply(application, sources, house.options.jobs)


def decide(house: "House", request_id: str, decided: cases.Corrected) -> cases.Case:
    """The case with what was decided of its correction; CallError for a field that is no part of it."""
    made = house.workspace.plan(request_id)
    for name in decided.fields if made else ():
        if made and name not in made.correction.new:
            known = ", ".join(made.correction.new)
            raise CallError("{field} is no part of the correction", "Known: {known}.", field=repr(name), known=known)
    return cases.grant(house.workspace.case(request_id), decided)


def left(made: Plan, receipts: Sequence[Receipt]) -> int:
    """How much is left to do: changes that do not stand, processors not read, and tasks for somebody."""
    undone = sum(1 for receipt in receipts if receipt.state != "verified")
    tasks = sum(1 for one in made.by_hand if one.task is not None)
    return undone + tasks + len(made.unread) + len(made.lacks)


def _planned(
    house: "House", request: Request, correction: Correction, sources: list[Source], search: Search | None
) -> Plan:
    if search:
        search(request, sources)
    else:
        intake.search(house, request, sources)
    made = plan(house.workspace, request.id, correction, sources)
    house.workspace.keep_plan(made)
    return made
