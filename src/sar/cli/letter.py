"""`sar request letter`: the letters of a request, in its language, as text and PDF."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sar.cli.case import ID
from sar.cli.house import House, common
from sar.errors import CallError

if TYPE_CHECKING:
    from sar.dossier.letters.templates import Letter
    from sar.dossier.told import Told

NEEDS: dict[str, tuple[str, ...]] = {
    "acknowledgement": (), "identity": (), "clarification": ("question",), "extension": (),
    "fees": ("amount", "reason"), "refusal": (), "portability": (), "closing": (), "rectification": (),
    "recipients": (),
}  # fmt: skip
"""Kinds that can be written here → the options that they cannot do without. The others come with what they tell of."""


@click.command("letter")
@ID
@click.argument("kind", type=click.Choice(sorted(NEEDS)))
@click.option("--question", default="", help="For clarification: what the person is asked.")
@click.option("--reason", default="", help="For identity: why you doubt; for fees: how they come about.")
@click.option("--amount", default="", help="For fees: about how much.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Output folder.")
@common
def command(house: House, request_id: str, kind: str, out: Path, **options: str) -> None:
    """Write a letter to the person: from your own template where `letters` in sar.toml has one, else from ours."""
    from sar import cases
    from sar.dossier.files import write_private_bytes
    from sar.dossier.pdf.letter import write

    missing = [name for name in NEEDS[kind] if not options[name]]
    if missing:
        raise CallError("the letter {kind} needs {missing}", "Give --{missing}.", kind=kind, missing=missing[0])
    told = house.told(house.workspace.request(request_id))
    letter = _written(house, request_id, kind, told, options)
    folder = out / request_id / "letters"
    text = folder / f"{kind}.txt"
    write_private_bytes(text, letter.text.encode())
    pdf = write(letter, told, folder / f"{kind}.pdf", page=house.options.page)
    case = cases.acknowledge(told.case) if kind == "acknowledgement" else told.case
    house.workspace.note(request_id, case, "letter written", kind=kind, template=letter.template)
    house.tell({"letter": letter, "paths": [str(text), str(pdf)]})
    house.show(f"{letter.text}\n{text}\n{pdf}")


def _written(house: House, request_id: str, kind: Any, told: "Told", options: dict[str, str]) -> "Letter":
    from sar.dossier.build import facts
    from sar.dossier.letters.words import letter

    request = house.workspace.request(request_id)
    told_facts = facts(request, house.workspace.units(request_id), told)
    more: dict[str, Any] = {**options, "days": 90, "subject": _subject(house, request_id)}
    if kind == "extension":
        more["reason"] = next((one.reason for one in told.case.extended.values()), "")
        if not more["reason"]:
            raise CallError("no extension is recorded", "Record it first: sar request extend ID --reason …")
    if kind == "refusal":
        more |= _refusal(told)
    if kind in {"rectification", "recipients"}:
        more |= _rectification(house, request_id, told)
    return letter(kind, told_facts, told, **more)


def _rectification(house: House, request_id: str, told: "Told") -> dict[str, Any]:
    from sar.cli.rectify import recipients
    from sar.dossier.letters.rectified import values

    receipts = house.workspace.receipts(request_id)
    units = house.workspace.units(request_id)
    names = {unit.processor: told.name(unit.processor, unit.connector) for unit in units}
    return values(told, receipts, names, [one.recipient for one in recipients(house, request_id)])


def _refusal(told: "Told") -> dict[str, Any]:
    from sar.dossier.legal import last_day, text
    from sar.law.regimes import ground

    refused = told.case.refused
    if refused is None:
        raise CallError("no refusal is recorded", "Record it first: sar request refuse ID --ground CODE --reason …")
    found = ground(refused.ground, told.laws)
    last = last_day(found, told.laws, refused.on)
    said = {"ground": text(found.label, told), "provision": text(found.provision, told)}
    return {**said, "reason": refused.reason, "last_day": last}


def _subject(house: House, request_id: str) -> str:
    from sar.third_parties import belongings

    names = belongings(house.workspace.records(request_id))[1]
    return names[0] if names else house.workspace.identifiers(request_id)[0].value
