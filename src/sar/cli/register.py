"""`sar register`: what the settings say of each processing, and what they do not say yet."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sar.cli.house import House, common
from sar.cli.speech import language, say
from sar.cli.words import REGISTER, TERMS

if TYPE_CHECKING:
    from sar.dossier.model import Processing


@click.command("register")
@click.option("--pdf", type=click.Path(path_type=Path), help="Also write it as a document of its own.")
@click.option("--lang", help="Language of the document, fr-CA or en (default: sar.toml's, else yours).")
@common
def command(house: House, pdf: Path | None, lang: str | None) -> None:
    """Print the register of processing, and list what is missing: nothing is invented.

    Exit code 3 when something is missing.
    """
    from sar.dossier.processing import automated, processing

    told = house.told_register(lang or house.options.lang or language())
    lines = processing(told, told.register.processors)
    missing = list(told.register.missing())
    house.tell({"processing": lines, "automated": automated(told)[0], "missing": missing})
    if not house.as_json:
        mine = replace(told, say=house.speaks)
        _show(house, processing(mine, mine.register.processors))
        for name, field in missing:
            house.say("! {name}: {what} – not stated in sar.toml", name=name, what=say(REGISTER[field]))
    if pdf:
        from sar.dossier.pdf.register import write

        write(told, lines, pdf, page=house.options.page)
        house.show(str(pdf))
    if missing:
        raise click.exceptions.Exit(3)


def _show(house: House, lines: "tuple[Processing, ...]") -> None:
    for line in lines:
        house.show(line.title)
        for name, sentence in TERMS.items():
            if terms := getattr(line, name):
                house.say(sentence, terms=", ".join(term.label for term in terms))
        for one in line.recipients:
            places = ", ".join(place.label for place in one.places) or "?"
            house.say("  given to: {name} ({places})", name=one.name, places=places)
        if line.retention:
            house.say("  kept for: {period}", period=line.retention)
