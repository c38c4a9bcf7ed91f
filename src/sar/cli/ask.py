"""Asking the officer whether a doubtful identifier is the subject's."""

import sys
from typing import TYPE_CHECKING

import click

from sar.cli.house import House

if TYPE_CHECKING:
    from sar.progress import Progress
    from sar.workspace import Known


def follows(known: "Known", house: House, request_id: str, progress: "Progress") -> bool | None:
    """Yes or no from an officer at a terminal; None where there is nobody to ask, and it waits."""
    from sar.cli.terminal import safe

    if house.as_json or not sys.stdin.isatty() or not sys.stderr.isatty():
        return None
    one = known.identifier
    source = house.workspace.proven(request_id, one.source)
    where = f"{source.processor}: {source.heading}" if source else one.source
    with progress.paused():
        click.echo(
            f"\nFound on the way: {one.kind.replace('_', ' ')} {safe(one.value)} (from {safe(where)}).", err=True
        )
        click.echo(known.doubt, err=True)
        return click.confirm("Is it the subject's, and should it be searched by?", default=False, err=True)
