"""`sar batch`: many requests from one file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sar.cli import speech
from sar.cli.house import House, common
from sar.cli.speech import echo
from sar.errors import CallError

if TYPE_CHECKING:
    from sar.batch.model import Batch, Fault
    from sar.batch.reading import Read
    from sar.batch.report import Report
    from sar.workers.queue import Queue

SHOWN = 50
"""Bad lines that are printed; all are in the report."""
ID = click.argument("batch_id", metavar="ID")
METRICS = click.option(
    "--metrics", metavar="PORT", help="Serve figures for Prometheus on 127.0.0.1:PORT, or on ADDRESS:PORT."
)
NAMED = click.option(
    "--with-identifiers", "named", is_flag=True, help="Also name in the report whom each line asks for."
)

DETACH = click.option("--detach", is_flag=True, help="Leave it to the workers and do not wait for them.")


@click.group("batch")
def command() -> None:
    """Many requests from one file: searched side by side, answered one folder each, safe to interrupt."""


@command.command("run")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE")
@click.option("--strict", is_flag=True, help="Make nothing when a line is bad; otherwise the good ones go on.")
@click.option("--jobs", type=click.IntRange(1, 64), default=4, show_default=True, help="Requests side by side.")
@click.option("--format", "formats", default="pdf,json", show_default=True, help="What to write; also html, portable.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Output folder.")
@click.option("--only", multiple=True, metavar="PROCESSOR", help="Search only this processor (repeatable).")
@click.option("--except", "without", multiple=True, metavar="PROCESSOR", help="Leave this processor out (repeatable).")
@click.option("--exhaustive", is_flag=True, help="Also make the slow searches that rarely find more.")
@click.option("--anew", is_flag=True, help="Make new requests although a batch of the same lines waits to go on.")
@METRICS
@DETACH
@NAMED
@common
def run_batch(house: House, file: Path, metrics: str | None, **options: Any) -> None:
    """Answer all requests of a CSV file or of JSON lines; `-` reads from standard input.

    Columns: email or identifier, kind, regime, received, lang, level, method, also (several with ; between them).
    All lines are looked at first; bad ones are told by their numbers.

    Exit code 0: every line has its complete answer. 3: true but incomplete; go on with `sar batch resume ID`. 2: no
    line was good.
    """
    from sar.batch.taking import take_in
    from sar.cli.case import officer
    from sar.cli.export import checked_formats, writable

    order = _order(options, checked_formats(options["formats"]))
    writable(Path(order.out))
    read = _read(house, file)
    _tell_faults(read.faults, strict=options["strict"])
    if not read.good or (read.faults and options["strict"]):
        house.tell({"batch": None, "refused": _refused(read)})
        raise click.exceptions.Exit(2)
    batch = take_in(
        house,
        read,
        order,
        by=officer(house, ""),
        lang=house.options.lang or speech.language(),
        only=options["only"],
        without=options["without"],
        anew=options["anew"],
    )
    _answered(house, batch, metrics, detach=options["detach"])


@command.command("resume")
@ID
@DETACH
@METRICS
@common
def resume_batch(house: House, batch_id: str, metrics: str | None, detach: bool) -> None:
    """Go on with a batch: what has its complete answer is not done again, what was interrupted goes on."""
    _answered(house, house.workspace.batch(batch_id), metrics, detach=detach)


@command.command("list")
@common
def list_batches(house: House) -> None:
    """All batches: how many requests, how many of them have their answer, how many of these are complete."""
    from sar.cli import batches

    rows = batches.rows(house)
    house.tell(rows)
    if not house.as_json:
        batches.show(rows)


@command.command("show")
@ID
@NAMED
@common
def show_batch(house: House, batch_id: str, named: bool) -> None:
    """One batch: what came of each line, and what the processors were asked for it."""
    from sar.batch.report import report
    from sar.cli import batches

    found = report(house, house.workspace.batch(batch_id), named=named)
    house.tell(found)
    if not house.as_json:
        batches.show_report(found)


def _order(options: dict[str, Any], formats: list[str]) -> Any:
    from sar.batch.model import Order

    out = str(options["out"].absolute())
    return Order(out, tuple(formats), options["jobs"], options["exhaustive"], options["named"])


def _read(house: House, file: Path) -> "Read":
    from sar.batch.reading import opened, read

    if str(file) == "-":
        return read(sys.stdin.buffer, "-", house.today, house.options.region)
    with opened(file) as content:
        return read(content, file.name, house.today, house.options.region)


def _tell_faults(faults: "tuple[Fault, ...]", *, strict: bool) -> None:
    """One line for each bad line, and one for its remedy."""
    tell = speech.translator()
    for one in faults[:SHOWN]:
        echo("sar: line {n}: {message}", err=True, n=one.line, message=tell(one.message, one.values))
        click.echo(f"     {tell(one.remedy, one.values)}", err=True)
    if len(faults) > SHOWN:
        echo("sar: further bad lines: {n}", err=True, n=len(faults) - SHOWN)
    if faults and strict:
        echo("sar: nothing was made, since --strict was given", err=True)


def _refused(read: "Read") -> list[dict[str, Any]]:
    from sar.sentences import filled

    return [
        {"line": one.line, "why": filled(one.message, one.values), "remedy": filled(one.remedy, one.values)}
        for one in read.faults
    ]


@contextmanager
def _measured(house: House, metrics: str | None) -> Iterator[None]:
    """Figures of this run, where they are asked for."""
    if metrics is None:
        yield
        return
    from sar.metrics import address, serve

    with serve(house, address(metrics)) as url:
        echo("metrics: {url}", err=True, url=url)
        yield


def _answered(house: House, batch: "Batch", metrics: str | None = None, *, detach: bool = False) -> None:
    """Run a batch or leave it to the workers, report, and say how to go on."""
    from sar.batch.report import report, write
    from sar.workers.handing import hand_over, queue_with_workers

    queue = queue_with_workers(house)
    if detach:
        if queue is None:
            raise CallError("there is no worker to leave it to", "Start one: sar worker. Or leave out --detach.")
        house.say("With the workers: {n} requests. See: sar batch show {id}",
                  n=hand_over(house, batch, queue), id=batch.id)  # fmt: skip
        house.tell({"batch": batch.id})
        return
    with _measured(house, metrics):
        interrupted = _interrupted(house, batch, queue)
    found = report(house, batch, named=batch.order.named)
    paths = write(found, Path(batch.order.out), named=batch.order.named)
    _summary(house, found, paths)
    if interrupted or not found.complete:
        _go_on(house, found, interrupted=interrupted)
        raise click.exceptions.Exit(3)


def _interrupted(house: House, batch: "Batch", queue: "Queue | None") -> bool:
    """Search here, or wait for the workers; whether that was interrupted."""
    from sar.batch.running import run
    from sar.cli.stopping import stopped_by_signals
    from sar.cli.watching import watched
    from sar.errors import WorkspaceError
    from sar.unit import Stopped
    from sar.workers.handing import follow, hand_over

    with watched() as watch, stopped_by_signals() as stop:
        try:
            if queue:
                hand_over(house, batch, queue)
                follow(house, batch, queue, watch, stop)
            else:
                run(house, batch.id, watch=watch, stop=stop)
        except Stopped:
            return True
        except WorkspaceError:
            echo("Stopped. When mended: {command}", err=True, command=_again(house, batch.id))
            raise
    return False


def _summary(house: House, found: "Report", paths: list[Path]) -> None:
    whole = sum(one.complete and one.state == "done" for one in found.requests)
    house.say("Requests: {n}; complete: {complete}; bad lines: {bad}.",
              n=len(found.requests), complete=whole, bad=len(found.refused))  # fmt: skip
    for path in paths:
        house.show(str(path))
    house.tell({"report": found, "paths": [str(path) for path in paths]})


def _go_on(house: House, found: "Report", *, interrupted: bool) -> None:
    open_ = any(not one.complete or one.state == "waiting" for one in found.requests)
    again = _again(house, found.batch)
    if interrupted:
        echo("Interrupted. Go on with: {command}", err=True, command=again)
    elif open_:
        echo("Incomplete. When mended: {command}", err=True, command=again)
    else:
        echo("Bad lines have no answer: mend them, and run them as a file of their own.", err=True)


def _again(house: House, batch_id: str) -> str:
    return f"sar batch resume {batch_id}{' --sandbox' if house.sandbox else ''}"
