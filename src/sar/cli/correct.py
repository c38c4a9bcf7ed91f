"""`sar correct`: plan, look, carry out, go on, undo."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sar.cli.case import BY, DAY, officer
from sar.cli.house import House, common
from sar.cli.requesting import intake
from sar.errors import CallError

if TYPE_CHECKING:
    from sar.correct.model import Correction, Plan, Receipt
    from sar.intake import Intake
    from sar.unit import Source
    from sar.workspace import Request

FILE = click.Path(path_type=Path)
EXAMPLE = "Such as: sar correct someone@example.com --set phone=+15145550123"


@click.command("correct")
@click.argument("who", required=False, metavar="[EMAIL]")
@click.option("--set", "new", multiple=True, metavar="FIELD=VALUE", help="A new value; an empty one deletes.")
@click.option("--was", multiple=True, metavar="FIELD=VALUE", help="The value that is wrong, where several are held.")
@click.option(
    "--apply",
    "carrying",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="Write it: at once, or exactly the plan of a file.",
)
@click.option("--plan", "plan_file", type=FILE, metavar="FILE", help="Save the plan (private: it holds personal data).")
@click.option("--resume", metavar="ID", help="Carry out a plan, or what is left of it.")
@click.option("--undo", metavar="ID", help="Plan the way back from what was written.")
@click.option("--show", metavar="ID", help="A plan and what came of it.")
@click.option("--csv", "table", type=FILE, metavar="FILE", help="Many people: email, was:FIELD and FIELD columns.")
@click.option("--also", multiple=True, metavar="KIND:VALUE", help="A further identifier, such as phone:+15145550101.")
@click.option("--only", multiple=True, metavar="PROCESSOR", help="Search only this processor (repeatable).")
@click.option("--except", "without", multiple=True, metavar="PROCESSOR", help="Leave this processor out (repeatable).")
@click.option("--received", type=DAY, help="When the request came in (default: today).")
@click.option("--regime", multiple=True, help="Law that the request comes under (repeatable; default: sar.toml's).")
@click.option("--lang", help="Language of the answer, fr-CA or en (default: sar.toml's, else yours).")
@BY
@common
def command(house: House, who: str | None, **options: Any) -> None:
    """Correct what is wrong about a person in every processor that can take it.

    Without --apply nothing is written: the plan says what would change in which object, what stays as it was
    recorded, and what somebody has to do by hand. Only objects that are proven to be the person's are changed.

    Fields: given_name, family_name, full_name, email, phone, organisation, job_title, language, birthday,
    address.street, address.line2, address.city, address.region, address.postal_code, address.country,
    address.full, custom:PROCESSOR:FIELD.

    Exit code 0: done. 3: something is left to do, by this program or by hand.
    """
    from sar.cli import correction_view

    who, file = _swallowed(who, options["carrying"])
    _one_of(options, file)
    if options["show"]:
        _shown(house, options["show"])
        return
    if options["table"]:
        from sar.cli.correct_many import many

        many(house, options)
        return
    made, sources = _planned(house, who, file, options)
    if options["plan_file"]:
        from sar.correct.planfile import write

        write(made, options["plan_file"])
    if options["carrying"] is None and not options["resume"]:
        correction_view.plan(house, made)
        house.tell({"request": made.request, "plan": made})
        raise click.exceptions.Exit(3 if made.unread or made.lacks else 0)
    _carried(house, made, sources, options["by"])


def _planned(house: House, who: str | None, file: Path | None, options: dict[str, Any]) -> "tuple[Plan, list[Source]]":
    """A new plan, the way back, what is left of one, or that of a file."""
    from sar.correct import making, planfile
    from sar.intake import left

    if file:
        made = planfile.chosen(house, file)
        return made, left(house, made.request)
    if options["resume"]:
        return making.go_on(house, options["resume"], _search(house))
    if options["undo"]:
        return making.undo(house, options["undo"])
    return making.propose(house, *asked(house, who, options), _search(house))


def asked(house: House, who: str | None, options: dict[str, Any]) -> "tuple[Intake, Correction]":
    """What was typed, checked before anything is searched; CallError says what is wrong."""
    from sar.correct.fields import parse
    from sar.correct.model import Correction

    region = house.options.region
    new = parse(_pairs(options["new"]), region)
    was = parse(_pairs(options["was"]), region) if options["was"] else {}
    return intake(house, who, options), Correction(new, was)


def _carried(house: House, made: "Plan", sources: "list[Source]", by: str) -> None:
    from sar.cli import correction_view
    from sar.correct.making import carry_out, left
    from sar.unit import Stopped

    if not house.workspace.case(made.request).verified:
        house.say("Not recorded: how surely the person is known. sar request verify {id} --level L2 …", id=made.request)
    try:
        receipts = carry_out(house, made.request, sources, officer(house, by))
    except Stopped:
        raise CallError("interrupted", "Go on with: {command}", command=_go_on(house, made.request)) from None
    _ended(house, made, receipts)
    correction_view.next_steps(house, made, receipts, _go_on(house, made.request))
    raise click.exceptions.Exit(3 if left(made, receipts) else 0)


def _shown(house: House, request_id: str) -> None:
    from sar.correct.making import kept

    made = kept(house, request_id)
    _ended(house, made, house.workspace.receipts(request_id))


def _ended(house: House, made: "Plan", receipts: "list[Receipt]") -> None:
    from sar.cli import correction_view
    from sar.correct.making import left

    correction_view.receipts(house, made, receipts)
    house.tell({"request": made.request, "plan": made, "receipts": receipts, "left": left(made, receipts)})


def _search(house: House) -> Any:
    from sar.cli.searching import searched

    def search(request: "Request", sources: "list[Source]") -> None:
        searched(house, request, sources, _go_on(house, request.id))

    return search


def _go_on(house: House, request_id: str) -> str:
    return f"sar correct --resume {request_id}{' --sandbox' if house.sandbox else ''}"


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in given:
        field, equals, value = text.partition("=")
        if not equals:
            raise CallError("{text} is no FIELD=VALUE", EXAMPLE, text=repr(text[:40]))
        pairs[field.strip()] = value
    return pairs


def _swallowed(who: str | None, carrying: str | None) -> tuple[str | None, Path | None]:
    """`--apply someone@example.com`: the address is whom to correct, no file."""
    if carrying and who is None and "@" in carrying and not Path(carrying).exists():
        return carrying, None
    return who, Path(carrying) if carrying else None


def _one_of(options: dict[str, Any], file: Path | None) -> None:
    """One thing at a time: a new correction, or one of these."""
    ways = {"--resume": options["resume"], "--undo": options["undo"], "--show": options["show"],
            "--csv": options["table"], "--apply FILE": file}  # fmt: skip
    given = [name for name, value in ways.items() if value]
    if len(given) > 1 or (given and options["new"]):
        both = " ".join([*given, *(["--set"] if options["new"] else [])])
        raise CallError("{options} do not go together", "Give one of them.", options=both)
    if not given and not options["new"]:
        raise CallError("what to correct is missing", EXAMPLE)
