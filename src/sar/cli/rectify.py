"""`sar request grant|comment|notices`: what is decided of a correction, the person's own words, and who is told."""

from typing import TYPE_CHECKING, Any

import click

from sar.cli.case import BY, ID, ON, changed, day, officer
from sar.cli.house import House, common
from sar.cli.speech import say
from sar.errors import CallError

if TYPE_CHECKING:
    from sar.cases import Notice
    from sar.correct.recipients import ToTell


@click.command("grant")
@ID
@click.option("--except", "fields", multiple=True, metavar="FIELD", help="Refused for this field (repeatable).")
@click.option("--nothing", is_flag=True, help="The whole correction is refused.")
@click.option("--ground", default="", help="For what is refused: a code of `sar law grounds`, such as GDPR-12-5.")
@click.option("--reason", default="", help="For what is refused: one sentence; the person is told.")
@ON
@BY
@common
def grant(house: House, request_id: str, fields: tuple[str, ...], nothing: bool, **options: Any) -> None:
    """Decide on a correction: granted, granted but for some fields, or refused on a ground of its laws.

    `sar correct` records that it is granted when it is carried out, unless this was said before.
    """
    from sar import cases
    from sar.correct.making import decide

    on, by = day(house, options["on"]), officer(house, options["by"])
    outcome: Any = "refused" if nothing else "partial" if fields else "granted"
    decided = cases.Corrected(outcome, on, by, fields, options["ground"], options["reason"])
    told = {"granted": "correction granted", "partial": "correction granted in part", "refused": "correction refused"}
    changed(house, request_id, lambda _: decide(house, request_id, decided), told[outcome], fields=len(fields))


@click.command("comment")
@ID
@click.argument("text")
@common
def comment(house: House, request_id: str, text: str) -> None:
    """File the person's written comments with the request, such as after a refusal (Civil Code of Québec, art. 40)."""
    from msgspec import structs

    if not text.strip():
        raise CallError("the comment is empty", "Give the person's own words, in quotes.")
    changed(house, request_id, lambda case: structs.replace(case, comment=text.strip()), "comment filed")


@click.command("notices")
@ID
@click.option("--sent", multiple=True, metavar="RECIPIENT", help="Record that they were told (repeatable).")
@click.option("--confirmed", multiple=True, metavar="RECIPIENT", help="Record that they said it is done (repeatable).")
@click.option("--via", default="", help="How, such as e-mail.")
@ON
@common
def notices(house: House, request_id: str, sent: tuple[str, ...], confirmed: tuple[str, ...], **options: Any) -> None:
    """Who is to be told of a correction, by the register: recipients of the last six months, and sources.

    The letter to them: sar request letter ID recipients. Exit code 3 while somebody has not been told.
    """
    from sar.cases import Notice

    wanted, on = recipients(house, request_id), day(house, options["on"])
    told = [Notice(who, sent=on, via=options["via"]) for who in sent]
    _recorded(house, request_id, wanted, [*told, *(Notice(who, confirmed=on) for who in confirmed)])
    case = house.workspace.case(request_id)
    known = {one.recipient: one for one in case.notices}
    house.tell({"request": request_id, "to_tell": wanted, "notices": case.notices})
    for one in wanted:
        _line(house, one, known.get(one.recipient))
    if not wanted:
        house.say("The register names nobody to tell of this correction.")
    if any(one.recipient not in known or not known[one.recipient].sent for one in wanted):
        raise click.exceptions.Exit(3)


def recipients(house: House, request_id: str) -> "list[ToTell]":
    """Whom the register names for what this request corrected."""
    from sar.correct.recipients import to_tell

    request = house.workspace.request(request_id)
    told = house.told(request)
    units = house.workspace.units(request_id)
    names = {unit.processor: told.name(unit.processor, unit.connector) for unit in units}
    return to_tell(house.workspace, request_id, told.register, names, house.today)


def _recorded(house: House, request_id: str, wanted: "list[ToTell]", told: "list[Notice]") -> None:
    from sar import cases

    known = {one.recipient for one in wanted}
    for notice in told:
        if notice.recipient not in known:
            said, remedy = "{name} is none of those to tell", "See `sar request notices {id}`."
            raise CallError(said, remedy, name=repr(notice.recipient), id=request_id)
        case = cases.notified(house.workspace.case(request_id), notice)
        house.workspace.note(request_id, case, "recipient told" if notice.sent else "recipient confirmed")


def _line(house: House, one: "ToTell", known: Any) -> None:
    from sar.cli.words import ROLES

    state = say("not told yet")
    if known and known.sent:
        state = say("told on {day}", day=known.sent)
    if known and known.confirmed:
        state = say("{state}, confirmed on {day}", state=state, day=known.confirmed)
    span = say("since {day}", day=one.since)
    if one.last:
        span = say("{span}, last record of {day}", span=span, day=one.last)
    values = {"name": one.recipient, "role": say(ROLES[one.role]), "span": span, "state": state}
    house.say("{name} ({role}; {span}): {state}", **values)


COMMANDS = (grant, comment, notices)
