"""`sar request deliver|hold|verify-log`: the gate before an answer goes out, and what is recorded of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sar.cli.case import BY, ID, officer
from sar.cli.house import House, common
from sar.cli.speech import count, say
from sar.errors import CallError, Refused

if TYPE_CHECKING:
    from sar.dossier.model import Dossier
    from sar.law.states import State
    from sar.workspace import Request

GATE = "Mend that, or release it with --override REASON, which is recorded."


@click.command("deliver")
@ID
@click.option("--to", "address", required=True, metavar="EMAIL", help="Where it is sent: an address on file.")
@click.option(
    "--as", "way", type=click.Choice(["zip", "pdf", "age"]), default="zip", show_default=True, help="Its form."
)
@click.option("--recipient", default="", help="With --as age: their public key, age1…")
@click.option("--format", "formats", default="pdf,json", show_default=True, help="What goes into it.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Output folder.")
@click.option("--override", default="", metavar="REASON", help="Release it although the gate is closed.")
@BY
@common
def deliver(house: House, request_id: str, address: str, **options: Any) -> None:
    """Make the protected bundle of an answer, and record what is sent, when and to whom.

    Nothing is released to somebody who is not known surely enough, with items that wait for a decision, or to an
    address that was not on file. The passphrase is printed once: send it another way.
    """
    from sar import cases, delivery
    from sar.dossier.answer import write

    request, case = house.workspace.request(request_id), house.workspace.case(request_id)
    folder = options["out"] / request.id
    formats = [part.strip() for part in options["formats"].split(",") if part.strip()]
    told = house.told(request)
    dossier, _ = write(house.workspace, request, told, folder, formats=formats, page=house.options.page)
    _gate(house, request, dossier, address, options["override"])
    key = _key(options["way"], options["recipient"])
    path, files = delivery.bundle(folder, options["out"], options["way"], key)
    by, digest = officer(house, options["by"]), delivery.digest(path)
    sent = cases.Delivery(house.today, address, by, path.name, digest, options["override"], files)
    state: State = "partial" if dossier.withheld or not dossier.request.complete else "fulfilled"
    house.workspace.note(request.id, cases.deliver(case, sent, state), "delivered", sha256=digest, files=len(files))
    _tell(house, path, sent, key if options["way"] != "age" else "")


def _gate(house: House, request: "Request", dossier: "Dossier", address: str, override: str) -> None:
    from sar import cases
    from sar.identifiers import canonical
    from sar.third_parties import on_file

    case = house.workspace.case(request.id)
    undecided = sum(one.count for one in dossier.withheld if one.waiting)
    known = on_file(house.workspace.records(request.id))
    gates = cases.closed_gates(case, undecided, canonical("email", address) in known)
    if gates and not override.strip():
        told = "; ".join(say(one.what, **one.values) for one in gates)
        raise Refused("not released: {reasons}", GATE, reasons=told)


def _key(way: str, recipient: str) -> str:
    from sar.delivery import passphrase

    if way == "age" and not recipient:
        raise CallError("an age bundle needs its recipient", "Give their public key with --recipient age1…")
    return recipient if way == "age" else passphrase()


def _tell(house: House, path: Path, sent: Any, key: str) -> None:
    house.tell({"path": str(path), "sha256": sent.sha256, "files": sent.files, "passphrase": key})
    house.show(f"{path}\nSHA-256 {sent.sha256}, {count(len(sent.files), '{n} file', '{n} files')}")
    if key:
        house.say("Passphrase, shown this once; send it another way than the file:")
        house.show(f"\n    {key}\n")


@click.command("hold")
@ID
@click.option("--reason", default="", help="Why nothing of it may be destroyed; without it the hold is lifted.")
@common
def hold(house: House, request_id: str, reason: str) -> None:
    """Keep a request from being purged, or let it be purged again."""
    from msgspec import structs

    house.workspace.request(request_id)
    case = structs.replace(house.workspace.case(request_id), hold=reason)
    house.workspace.note(request_id, case, "hold set" if reason else "hold lifted")
    house.tell({"request": request_id, "hold": reason})
    house.say("{id}: nothing of it may be destroyed" if reason else "{id}: it may be destroyed again", id=request_id)


@click.command("verify-log")
@common
def verify_log(house: House) -> None:
    """Prove that no entry of the log was changed or taken out: each carries the fingerprint of the one before."""
    from sar.workspace.events import verified

    entries = sum(1 for _ in verified(house.workspace.engine))
    house.tell({"entries": entries, "intact": True})
    house.say("The log is whole: {n} entries.", n=entries)


COMMANDS = (deliver, hold, verify_log)
