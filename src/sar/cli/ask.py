"""Asking the officer whether a doubtful identifier is the subject's."""

import sys
from typing import TYPE_CHECKING

import click

from sar.cli.house import House
from sar.cli.speech import confirm, echo, say

if TYPE_CHECKING:
    from sar.progress import Progress
    from sar.workspace import Known


def follows(known: "Known", house: House, request_id: str, progress: "Progress") -> bool | None:
    """Yes or no from an officer at a terminal; None where there is nobody to ask, and it waits."""
    from sar.cli.terminal import safe
    from sar.dossier.words import SEARCHED_BY

    if house.as_json or not sys.stdin.isatty() or not sys.stderr.isatty():
        return None
    one = known.identifier
    source = house.workspace.proven(request_id, one.source)
    where = f"{source.processor}: {house.speaks(source.title, source.values)}" if source else one.source
    found = {"kind": say(SEARCHED_BY[one.kind]), "value": safe(one.value), "place": safe(where)}
    with progress.paused():
        click.echo(err=True)
        echo("Found on the way: {kind} {value} (from {place}).", err=True, **found)
        echo(known.doubt, err=True)
        return confirm("Is it the subject's, and should it be searched by?", default=False, err=True)
