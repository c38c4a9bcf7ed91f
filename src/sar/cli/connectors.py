"""`sar connectors`: the kinds of processors that sar knows."""

import click

from sar.cli.house import House, common


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
        required = [name for name, spec in manifest.settings.items() if spec.required]
        needs = f"needs {', '.join(required)}" if required else "needs nothing"
        house.say(f"{manifest.slug:<{width}}  {manifest.name}: finds by {', '.join(manifest.finds_by)}; {needs}")
