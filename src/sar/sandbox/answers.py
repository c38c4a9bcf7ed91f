"""The answers of those who must be asked, in a sandbox."""

from collections.abc import Sequence

from sar import tasks
from sar.identifiers import canonical
from sar.outcomes import Conclusion, Sent
from sar.sandbox import World, main_subject
from sar.unit import Source
from sar.workspace import Request, Workspace

MAIN = {canonical("email", address) for address in main_subject().emails}


def answered_by_imitation(workspace: Workspace, request: Request, sources: Sequence[Source]) -> None:
    """Whoever must be asked answers at once, as an officer would record it: from the fixtures about the main subject.

    Of anybody else they hold nothing.
    """
    known = any(one.kind == "email" and one.canonical in MAIN for one in workspace.identifiers(request.id))
    waiting = {unit.processor: task for unit, task in tasks.awaiting(workspace, request.id)}
    for source in sources:
        name, told = source.processor.name, source.processor.answers
        if name in waiting and told:
            folder = World(source.processor.connector, source.processor.manifest.folder).fixtures
            tasks.sent(workspace, request.id, name, Sent(request.received, told["by"], waiting[name].to))
            files = tasks.read([folder / file for file in told.get("files", []) if known])
            conclusion: Conclusion = told["conclusion"] if known else "nothing"
            note = told.get("note", "") if known else ""
            reply = tasks.Reply(conclusion, told["by"], request.received, note, files)
            tasks.answer(workspace, request.id, name, reply)
