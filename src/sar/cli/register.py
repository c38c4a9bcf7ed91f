"""`sar register`: what the settings say of each processing, and what they do not say yet."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sar.cli.house import House, common

if TYPE_CHECKING:
    from sar.dossier.model import Processing

WORDS = {
    "categories": "kinds of data", "purposes": "purposes", "means": "how they are collected",
    "basis": "what permits it", "recipients": "recipients", "places": "places", "retention": "how long they are kept",
    "staff": "who within the firm has access",
}  # fmt: skip


@click.command("register")
@click.option("--pdf", type=click.Path(path_type=Path), help="Also write it as a document of its own.")
@click.option("--lang", help="Language of the document, fr-CA or en (default: sar.toml's).")
@common
def command(house: House, pdf: Path | None, lang: str | None) -> None:
    """Print the register of processing, and list what is missing: nothing is invented.

    Exit code 3 when something is missing.
    """
    from sar.dossier.processing import automated, processing

    told = house.told_register(lang)
    lines = processing(told, told.register.processors)
    missing = list(told.register.missing())
    house.tell({"processing": lines, "automated": automated(told)[0], "missing": missing})
    if not house.as_json:
        _show(house, lines)
        for name, field in missing:
            house.say(f"! {name}: {WORDS[field]} – not stated in sar.toml")
    if pdf:
        from sar.dossier.pdf.register import write

        write(told, lines, pdf, page=house.options.page)
        house.say(str(pdf))
    if missing:
        raise click.exceptions.Exit(3)


def _show(house: House, lines: "tuple[Processing, ...]") -> None:
    for line in lines:
        house.say(line.title)
        for label, terms in (
            ("kinds of data", line.categories),
            ("purposes", line.purposes),
            ("permitted by", line.basis),
        ):
            if terms:
                house.say(f"  {label}: {', '.join(term.label for term in terms)}")
        for one in line.recipients:
            house.say(f"  given to: {one.name} ({', '.join(place.label for place in one.places) or '?'})")
        if line.retention:
            house.say(f"  kept for: {line.retention}")
