"""`sar sandbox`: imitations of processors on loopback, for any client."""

import signal
import threading
from contextlib import ExitStack

import click

from sar.cli.house import House, common


@click.command("sandbox")
@click.argument("slugs", nargs=-1, metavar="[CONNECTOR]...")
@click.option("--port", default=0, help="Port of the first one (default: free ports).")
@common
def command(house: House, slugs: tuple[str, ...], port: int) -> None:
    """Serve the imitations on 127.0.0.1 until interrupted, and print settings that reach them."""
    from sar.sandbox import World, serve

    registry = house.registry
    wanted = slugs or tuple(slug for slug in registry.manifests if registry.imitable(slug))
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    with ExitStack() as served:
        shown = {}
        for place, slug in enumerate(wanted):
            manifest = registry.get(slug)
            imitation = registry.sandbox(slug).imitate(World(slug, manifest.folder))
            address = served.enter_context(serve(imitation.app, port + place if port else 0))
            shown[slug] = {**imitation.settings, imitation.root: address + imitation.path}
            house.show(_table(slug, shown[slug]))
        house.tell(shown)
        try:
            stopped.wait()
        except KeyboardInterrupt:
            house.say("stopped")


def _table(slug: str, settings: dict[str, object]) -> str:
    import json

    lines = [f"[{slug}]", *(f"{name} = {json.dumps(value)}" for name, value in settings.items())]
    return "\n".join(lines) + "\n"
