"""`sar request decide|decisions`: what an officer decides about records, fields, files and people."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sar.cli.case import BY, ID, officer
from sar.cli.house import House, common
from sar.errors import CallError

if TYPE_CHECKING:
    from sar.decisions import Decision


@click.command("decide")
@ID
@click.argument("part", type=click.Choice(["record", "field", "file", "person"]))
@click.argument("target")
@click.option("--disclose", "verdict", flag_value="disclose", help="It goes out as it is.")
@click.option("--mask", "verdict", flag_value="mask", help="Only the value is hidden.")
@click.option("--withhold", "verdict", flag_value="withhold", help="It does not go out.")
@click.option("--ground", default="", help="A code of `sar law grounds`, for what is hidden or does not go out.")
@click.option("--reason", default="", help="One sentence; the person is told, unless the ground is silent.")
@BY
@common
def decide(house: House, request_id: str, part: Any, target: str, **options: Any) -> None:
    """Decide about one thing: a record by its id, a field as RECORD/POINTER, a file by its SHA-256, a person by name.

    The ids are in dossier.json and in `sar request decisions ID --open`. Then: sar export --resume ID.
    """
    from sar import decisions

    house.workspace.request(request_id)
    if not options["verdict"]:
        raise CallError("what is decided is missing", "Give --disclose, --mask or --withhold.")
    by = officer(house, options["by"])
    made = decisions.Decision(part, target, options["verdict"], by, house.today, options["ground"], options["reason"])
    case = house.workspace.case(request_id)
    _known(house, request_id, made)
    house.workspace.decide_on(request_id, [decisions.checked(made, case.laws)])
    house.tell({"request": request_id, "decision": made})
    house.say(f"{part} {target[:16]}: {made.verdict}. Write the answer anew: sar export --resume {request_id}")


@click.command("decisions")
@ID
@click.option("--export", "to", type=click.Path(path_type=Path), help="Write them into a file.")
@click.option(
    "--import", "source", type=click.Path(path_type=Path), help="Take those of a file, such as of an earlier run."
)
@click.option("--open", "waiting", is_flag=True, help="List what waits for a decision.")
@common
def decisions(house: House, request_id: str, to: Path | None, source: Path | None, waiting: bool) -> None:
    """List, export and import the decisions of a request; they hold for a later run of the same search as well."""
    from sar import decisions as book
    from sar.dossier.files import write_private_bytes

    house.workspace.request(request_id)
    if source:
        case = house.workspace.case(request_id)
        count = house.workspace.decide_on(request_id, book.imported(_read(source), case.laws))
        house.say(f"{count} decisions taken over.")
    found = house.workspace.decisions(request_id).all
    if to:
        write_private_bytes(to, book.exported(found))
        house.say(str(to))
    held = _waiting(house, request_id) if waiting else []
    house.tell({"request": request_id, "decisions": found, "waiting": held})
    for one in found:
        house.say(f"{one.part:<7} {one.target[:40]:<40} {one.verdict:<9} {one.ground} {one.reason}")
    for line in held:
        house.say(f"waiting {line['part']:<7} {line['target']}  {line['what']}")


def _known(house: House, request_id: str, made: "Decision") -> None:
    """A record or field that is not there is a slip of the pen, told at once."""
    if made.part in {"record", "field"} and house.workspace.proven(request_id, made.target.partition("/")[0]) is None:
        raise CallError("no record of this request has that id", "See `id` in dossier.json.")


def _waiting(house: House, request_id: str) -> list[dict[str, str]]:
    """Files that cannot be searched for other people, and mentions under review."""
    from sar.dossier.open_items import open_items

    return open_items(
        house.workspace, house.workspace.request(request_id), house.told(house.workspace.request(request_id))
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CallError(f"the file cannot be read ({error.strerror})", "Check its path.") from None


COMMANDS = (decide, decisions)
