"""`sar health`: one line per check, and an exit code for the probe of a container."""

from pathlib import Path

import click

from sar.cli.house import House, common
from sar.cli.speech import say
from sar.health import FREE


@click.command("health")
@click.option("--processors", is_flag=True, help="Also ask every processor whether its key is valid and wide enough.")
@click.option("--out", "folders", multiple=True, type=click.Path(path_type=Path), help="Output folder (repeatable).")
@click.option("--least", type=click.IntRange(0), default=FREE, show_default=True, help="MiB that must be free.")
@common
def command(house: House, processors: bool, folders: tuple[Path, ...], least: int) -> None:
    """Look whether settings, workspace, key, disks and vendors' limits are as a run needs them; nothing is changed.

    Exit code 0: all is well. 1: something is not, and its line says what to do.
    """
    from sar.health import health

    checks = list(health(house, folders, least=least, processors=processors))
    well = all(one.ok for one in checks)
    if house.as_json:
        rows = [{"name": c.name, "ok": c.ok, "text": c.said.text, "remedy": c.remedy.text} for c in checks]
        house.tell({"ok": well, "checks": rows})
    for one in checks:
        text = house.speaks(one.said.what, one.said.values)
        remedy = f" {house.speaks(one.remedy.what, one.remedy.values)}" if one.remedy.what else ""
        house.show(f"{say('ok') if one.ok else say('FAILED')}: {text}{remedy}")
    if not well:
        raise click.exceptions.Exit(1)
