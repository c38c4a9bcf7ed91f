"""Questions that a person must send, and the answers that come in."""

import mimetypes
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from msgspec import structs

from sar.errors import CallError
from sar.outcomes import Answered, Awaiting, Conclusion, Sent
from sar.records import Attachment, Attested, Record, record_id
from sar.shapes import content_id
from sar.workspace import Batch, Unit, Workspace

CONCLUSIONS: tuple[Conclusion, ...] = Conclusion.__args__  # type: ignore[attr-defined]


class Reply(msgspec.Struct, frozen=True):
    """What came in, as an officer records it."""

    conclusion: Conclusion
    by: str
    """Who records it, and vouches that it is about the subject."""
    on: date
    note: str = ""
    files: tuple[tuple[str, bytes], ...] = ()
    """Names and contents."""


def awaiting(workspace: Workspace, request_id: str) -> list[tuple[Unit, Awaiting]]:
    """The questions of a request that are still open."""
    units = workspace.units(request_id)
    return [(unit, unit.outcome) for unit in units if isinstance(unit.outcome, Awaiting)]


def sent(workspace: Workspace, request_id: str, processor: str, how: Sent) -> None:
    """Record that the question was sent."""
    unit = workspace.unit(request_id, processor)
    if not isinstance(unit.outcome, Awaiting):
        said, remedy = "{name} is not waiting for a question to be sent", "See `sar request show {id}`."
        raise CallError(said, remedy, name=processor, id=request_id)
    outcome = structs.replace(unit.outcome, sent=(*unit.outcome.sent, how))
    workspace.finish(request_id, processor, outcome, unit.searched_by)


def answer(workspace: Workspace, request_id: str, processor: str, reply: Reply) -> Answered:
    """Record what a processor answered, its files sealed into the workspace.

    Also for one that was searched by machine: a vendor's written answer may add to it.
    """
    unit = workspace.unit(request_id, processor)
    earlier = unit.outcome.sent if isinstance(unit.outcome, Awaiting | Answered) else ()
    if reply.conclusion == "data":
        if not reply.files and not reply.note:
            raise CallError("an answer with data needs a file or a note", "Name the FILE, or write --note.")
        record = _record(workspace, request_id, unit, reply)
        workspace.commit(request_id, processor, Batch(records=[(record, True)]))
    held = workspace.counted(request_id, processor)
    outcome = Answered(reply.conclusion, reply.on, reply.by, records=held, note=reply.note, sent=earlier)
    workspace.finish(request_id, processor, outcome, unit.searched_by)
    return outcome


def read(paths: Sequence[Path]) -> tuple[tuple[str, bytes], ...]:
    """Names and contents of the files of an answer."""
    try:
        return tuple((path.name, path.read_bytes()) for path in paths)
    except OSError as error:
        raise CallError("a file cannot be read ({error})", "Check its path.", error=error.strerror) from None


def _record(workspace: Workspace, request_id: str, unit: Unit, reply: Reply) -> Record:
    attachments = tuple(_attached(workspace, request_id, name, content) for name, content in reply.files)
    names = [[file.name, file.sha256] for file in attachments]
    raw = {"answered": reply.on.isoformat(), "note": reply.note, "files": names}
    source_id = content_id(raw)
    return Record(
        id=record_id(unit.processor, "answer", source_id),
        processor=unit.processor,
        connector=unit.connector,
        type="answer",
        source_id=source_id,
        kind="document",
        title="Answer to our question",
        proof=Attested(reply.by, reply.on),
        raw=raw,
        text=reply.note,
        retrieved_at=datetime.combine(reply.on, datetime.min.time(), UTC),
        attachments=attachments,
    )


def _attached(workspace: Workspace, request_id: str, name: str, content: bytes) -> Attachment:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Attachment(name, media_type, len(content), workspace.keep_file(request_id, content))
