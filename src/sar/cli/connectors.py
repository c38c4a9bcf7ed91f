"""`sar connectors`: the kinds of processors that sar knows."""

from typing import TYPE_CHECKING

import click

from sar.cli.house import House, common
from sar.cli.speech import say

if TYPE_CHECKING:
    from sar.registry import Manifest


@click.command("connectors")
@common
def command(house: House) -> None:
    """List the connectors: what each finds by, and what it needs in credentials.toml."""
    manifests = house.registry.manifests.values()
    house.tell(
        [
            {
                "slug": manifest.slug,
                "name": manifest.name,
                "finds_by": manifest.finds_by,
                "does": manifest.does,
                "settings": list(manifest.settings),
            }
            for manifest in manifests
        ]
    )
    width = max((len(manifest.slug) for manifest in manifests), default=0)
    for manifest in manifests:
        house.show(f"{manifest.slug:<{width}}  {_line(house, manifest)}")


def _line(house: House, manifest: "Manifest") -> str:
    from sar.dossier.words import SEARCHED_BY

    name = house.speaks(manifest.name)
    required = ", ".join(name for name, spec in manifest.settings.items() if spec.required)
    needs = say("needs {settings}", settings=required) if required else say("needs nothing")
    if not manifest.finds_by:
        return say("{name}: no search by person; {needs}", name=name, needs=needs)
    kinds = ", ".join(say(SEARCHED_BY[kind]) for kind in manifest.finds_by)
    return say("{name}: finds by {kinds}; {needs}", name=name, kinds=kinds, needs=needs)
