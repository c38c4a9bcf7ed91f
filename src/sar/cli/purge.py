"""`sar purge`: the keys of requests that are past their date are destroyed; what is left cannot be opened."""

import shutil
from datetime import timedelta
from pathlib import Path

import click

from sar.cli.house import House, common


@click.command("purge")
@click.argument("requests", nargs=-1, metavar="[ID]...")
@click.option("--days", default=90, show_default=True, help="So long after delivery or closing.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Output folder.")
@click.option("--dry-run", is_flag=True, help="Only say which.")
@common
def command(house: House, requests: tuple[str, ...], days: int, out: Path, dry_run: bool) -> None:
    """Destroy what was found for requests that have ended: their key, their records, their folder.

    The log stays, and so do dates and counts. A request under hold is left.
    """
    wanted = [one.id for one in house.workspace.requests() if not requests or one.id in requests]
    for request_id in requests:
        house.workspace.request(request_id)  # an unknown one is an error, not silence
    due = [request_id for request_id in wanted if _is_due(house, request_id, days)]
    for request_id in due:
        if not dry_run:
            house.workspace.purge(request_id)
            shutil.rmtree(out / request_id, ignore_errors=True)
        house.say("{id}: would be purged" if dry_run else "{id}: purged", id=request_id)
    house.tell({"purged": [] if dry_run else due, "due": due})
    if not due:
        house.say("Nothing is to be purged.")


def _is_due(house: House, request_id: str, days: int) -> bool:
    if not house.workspace.holds_key(request_id):
        return False
    case = house.workspace.case(request_id)
    ended = max((one.on for one in case.deliveries), default=case.closed)
    return ended is not None and not case.hold and ended + timedelta(days=days) <= house.today
