"""`sar export`: from an identifier to the dossier."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sar.cli.house import House, common
from sar.cli.requesting import identifiers, intake
from sar.cli.searching import searched
from sar.cli.speech import echo
from sar.errors import CallError, WorkspaceError

if TYPE_CHECKING:
    from sar.collect import Source
    from sar.workspace import Request


@click.command("export")
@click.argument("who", required=False, metavar="[EMAIL]")
@click.option("--also", multiple=True, metavar="KIND:VALUE", help="A further identifier, such as phone:+15145550101.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Output folder.")
@click.option("--only", multiple=True, metavar="PROCESSOR", help="Search only this processor (repeatable).")
@click.option("--except", "without", multiple=True, metavar="PROCESSOR", help="Leave this processor out (repeatable).")
@click.option("--received", type=click.DateTime(["%Y-%m-%d"]), help="When the request came in (default: today).")
@click.option("--regime", multiple=True, help="Law that the request comes under (repeatable; default: sar.toml's).")
@click.option("--lang", help="Language of the answer, fr-CA or en (default: sar.toml's, else yours).")
@click.option("--format", "formats", default="pdf,json", show_default=True, help="What to write; also html, portable.")
@click.option("--resume", metavar="ID", help="Go on with a request: only what is not complete is searched again.")
@click.option("--exhaustive", is_flag=True, help="Also make the slow searches that rarely find more.")
@common
def command(house: House, who: str | None, resume: str | None, out: Path, **options: Any) -> None:
    """Search every processor for one person and write the dossier.

    What is found on the way is searched by too: a second address, a phone number, an account. What is doubtful
    is asked about, or listed; follow it with `--resume ID --also KIND:VALUE`.

    Exit code 0: complete. 3: true but incomplete (something failed, was cut off or is awaited).
    """
    from sar.intake import begin

    formats = checked_formats(options["formats"])
    writable(out)
    if resume:
        request, sources = _resumed(house, resume, options["also"])
    else:
        request, sources = begin(house, intake(house, who, options))
    try:
        searched(house, request, sources, f"sar export --resume {request.id}", exhaustive=options["exhaustive"])
        _write(house, request, out / request.id, formats)
    except WorkspaceError:
        echo("Stopped. When mended: {command}", err=True, command=f"sar export --resume {request.id}{_flag(house)}")
        raise


def _resumed(house: House, request_id: str, also: Sequence[str]) -> "tuple[Request, list[Source]]":
    from sar.intake import left

    request = house.workspace.request(request_id)
    if also:
        house.workspace.follow(request_id, identifiers(house, None, also))
    return request, left(house, request_id)


def checked_formats(text: str) -> list[str]:
    """The renderings that were asked for; CallError names an unknown one."""
    from sar.dossier.renderings import FORMATS

    formats = [part.strip() for part in text.split(",") if part.strip()]
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown or not formats:
        said = "unknown format {names}" if unknown else "no format is named"
        raise CallError(said, "Known formats: {known}.", names=", ".join(unknown), known=", ".join(FORMATS))
    return formats


def writable(out: Path) -> None:
    """Whether the output folder can be written to; WorkspaceError when not, before anything is searched."""
    import os

    there = out
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise WorkspaceError("cannot write to {path}", "Choose another folder with --out.", path=out)


def _write(house: House, request: "Request", folder: Path, formats: list[str]) -> None:
    from sar.cli.coverage import show
    from sar.dossier.answer import write

    told, page = house.told(request), house.options.page
    dossier, paths = write(house.workspace, request, told, folder, formats=formats, page=page)
    if not house.as_json:
        show(house, request)
        for path in paths:
            click.echo(path)
    house.tell(
        {
            "request": request.id,
            "complete": dossier.request.complete,
            "coverage": dossier.coverage,
            "paths": [str(path) for path in paths],
        }
    )
    if not dossier.request.complete:
        go_on = f"sar export --resume {request.id}{_flag(house)}"
        echo("Incomplete. When mended: {command}", err=True, command=go_on)
        raise click.exceptions.Exit(3)


def _flag(house: House) -> str:
    return " --sandbox" if house.sandbox else ""
