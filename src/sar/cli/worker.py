"""`sar worker`: one of several machines that answer batches."""

from functools import partial

import click

from sar.cli.house import House, common
from sar.cli.speech import echo
from sar.errors import CallError


@click.command("worker")
@click.option("--concurrency", type=click.IntRange(1, 32), default=2, show_default=True, help="Shares side by side.")
@click.option("--silent", type=click.FloatRange(3, 3600), default=30.0, show_default=True,
              help="Seconds without a sign of life after which a worker counts as gone.")  # fmt: skip
@common
def command(house: House, concurrency: int, silent: float) -> None:
    """Take shares of batches from the queue in the workspace's PostgreSQL until a signal comes.

    SIGTERM: what is in hand comes to its next record and goes back into the queue. The same --silent for all workers.
    """
    from sar.workers.queue import shared

    shared(house)
    try:
        from sar.workers.working import Working
    except ImportError as error:
        said, remedy = "a worker needs more than is installed ({error})", "pip install 'sar[postgres]'"
        raise CallError(said, remedy, error=error.name) from None
    if not house.sandbox:
        house.sources()  # what is wrong in the settings is said now
    echo("The worker waits for batches: {n} shares side by side.", err=True, n=concurrency)
    Working(house, concurrency, silent, every=partial(_schedules, house)).run()
    echo("The worker has ended.", err=True)


def _schedules(house: House) -> None:
    """What is due is queued for the workers, of which this is one."""
    from sar.schedules.running import run_due
    from sar.workers.handing import answer

    run_due(house.anew(), answer)
