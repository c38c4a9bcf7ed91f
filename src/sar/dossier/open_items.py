"""What waits for an officer's decision before an answer may go out."""

from sar.dossier.attachments import prepare
from sar.dossier.build import draft
from sar.dossier.disclose import disclosed
from sar.dossier.excerpt import is_mention
from sar.dossier.told import Told
from sar.workspace import Request, Workspace


def open_items(workspace: Workspace, request: Request, told: Told) -> list[dict[str, str]]:
    """Files that could not be searched for other people, and mentions under review, each with what names it."""
    seen, found = draft(workspace, request, told), dict[str, dict[str, str]]()
    for record in disclosed(workspace, request.id, told):
        for file in record.attachments:
            if file.sha256 in found or told.decisions.of("file", file.sha256):
                continue
            content = workspace.file(request.id, file.sha256)
            if prepare(file.media_type, content, seen.others, released=False).state == "held":
                what = f"{file.name} ({told.name(record.processor, record.connector)})"
                found[file.sha256] = {"part": "file", "target": file.sha256, "what": what}
    mentions = (record for record in workspace.records(request.id) if told.mentions == "review" and is_mention(record))
    for record in mentions:
        if told.decisions.of("record", record.id) is None:
            found[record.id] = {"part": "record", "target": record.id, "what": record.heading}
    return list(found.values())
