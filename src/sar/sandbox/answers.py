"""The answers of those who must be asked, in a sandbox."""

from collections.abc import Sequence

from sar import tasks
from sar.outcomes import Sent
from sar.sandbox import World
from sar.unit import Source
from sar.workspace import Request, Workspace


def answered_by_imitation(workspace: Workspace, request: Request, sources: Sequence[Source]) -> None:
    """Whoever must be asked answers at once, from the fixtures, as an officer would record it."""
    waiting = {unit.processor: task for unit, task in tasks.awaiting(workspace, request.id)}
    for source in sources:
        name, told = source.processor.name, source.processor.answers
        if name in waiting and told:
            folder = World(source.processor.connector, source.processor.manifest.folder).fixtures
            tasks.sent(workspace, request.id, name, Sent(request.received, told["by"], waiting[name].to))
            files = tasks.read([folder / file for file in told.get("files", [])])
            reply = tasks.Reply(told["conclusion"], told["by"], request.received, told.get("note", ""), files)
            tasks.answer(workspace, request.id, name, reply)
