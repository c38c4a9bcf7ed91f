"""From Whereby's rows to records; pure."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sar.sdk import (
    Attachment,
    Field,
    Identifier,
    Known,
    Match,
    Person,
    Proof,
    Record,
    RecordKind,
    Said,
    Search,
    fields,
    id_of,
    inner,
    moment,
    some_rows,
    text_of,
)

from .whose import in_session

Row = dict[str, Any]
People = tuple[Person, ...]


class Shape(NamedTuple):
    """Where a type of row keeps its id, time and text."""

    kind: RecordKind
    title: str
    unnamed: str
    """The title where nothing is in its place."""
    key: str
    time: str
    named: str = "roomName"


SHAPES = {
    "room": Shape("event", "Room: {name}", "Room", "roomName", "firstSessionStartedAt"),
    "meeting": Shape("event", "Planned meeting: {name}", "Planned meeting", "meetingId", "startDate"),
    "session": Shape("meeting", "Meeting: {name}", "Meeting", "roomSessionId", "startedAt"),
    "participant": Shape("activity", "Taking part: {name}", "Taking part", "participantId", "joinedAt", "displayName"),
    "recording": Shape("recording", "Recording: {name}", "Recording", "recordingId", "startDate", "filename"),
    "transcription": Shape("document", "Transcript: {name}", "Transcript", "transcriptionId", "startDate", "filename"),
    "summary": Shape("document", "Summary: {name}", "Summary", "summaryId", "startDate"),
}
KNOWN = {
    "displayName": Known("full_name", "Name shown", "Name"),
    "externalId": Known("external_id", "Id given by the firm's site", "Identifier"),
    "roomName": Known("room", "Room"),
    "roomUrl": Known("room_url", "Address of the room"),
    "startedAt": Known("start", "Began", "", "observed"),
    "startDate": Known("start", "Begins"),
    "endedAt": Known("end", "Ended", "", "observed"),
    "endDate": Known("end", "Ends"),
    "joinedAt": Known("joined", "Joined", "CommunicationsMetadata", "observed"),
    "leftAt": Known("left", "Left", "CommunicationsMetadata", "observed"),
    "roleName": Known("role", "Role"),
    "rating": Known("rating", "Rating of the call", "Opinion"),
    "tags": Known("tags", "Problems named", "Opinion"),
    "comment": Known("comment", "Comment on the call", "Opinion"),
    "deviceId": Known("device_id", "Device", "DeviceBased", "observed"),
    "userId": Known("user_id", "User", "Identifier", "observed"),
    "details.userAgent": Known("user_agent", "Browser", "UserAgent", "observed"),
    "details.userRole": Known("role", "Role"),
    "details.timeStamp": Known("joined", "Joined", "CommunicationsMetadata", "observed"),
    "filename": Known("filename", "File"),
    "durationInSeconds": Known("duration", "Duration in seconds", "", "observed"),
    "sizeInMegaBytes": Known("size", "Size in megabytes", "", "observed"),
    "summary.summary": Known("summary", "Summary", "Communication", "derived"),
    "template": Known("template", "Kind of summary"),
}
SKIPPED = frozenset({"participants", "sessions", "details.samples", "details.displayName"})


def record(
    search: Search,
    type_: str,
    row: Row,
    proof: Proof | None,
    *,
    people: People = (),
    files: Iterable[Attachment] = (),
    source_id: str = "",
) -> Record:
    """A record of this type; `source_id` where the row's own id is not unique."""
    shape = SHAPES[type_]
    named = text_of(row, shape.named)
    return search.record(
        type_,
        source_id or id_of(row, shape.key),
        kind=shape.kind,
        title=Said(shape.title, {"name": named}) if named else shape.unnamed,
        proof=proof,
        raw=row,
        occurred_at=moment(row.get(shape.time)),
        text=text_of(row, "summary", "summary") or text_of(row, "summary"),
        fields=(*fields(row, KNOWN, skip=SKIPPED), *_samples(row)),
        people=people,
        attachments=tuple(files),
    )


def present(search: Search, rows: Iterable[Row]) -> People:
    """Who was in a session: the subject under no label, the others as participants."""
    return tuple(
        Person("subject" if in_session(search, row) else "participant", text_of(row, "displayName"))
        for row in rows
        if text_of(row, "displayName")
    )


def themselves(search: Search, row: Row, proof: Match) -> Person:
    """The subject as a participant, with the firm's id of them: doubtful where only a typed name led to it."""
    own = text_of(row, "externalId")
    sure = proof.identifier.kind == "external_id"
    learnt = Identifier("external_id", own, processor=search.processor, confidence="strong" if sure else "weak")
    return Person("subject", text_of(row, "displayName"), (learnt,) if own else ())


def _samples(row: Row) -> list[Field]:
    """Measurements of the network are told by their number; the payload has them all."""
    measured = [inner(one, "samples") for one in some_rows(row, "details")]
    series = [values for one in measured if isinstance(one, dict) for values in one.values()]
    number = sum(len(values) for values in series if isinstance(values, list))
    return [Field("samples", "Measurements of the network", str(number), "DeviceBased", "observed")] if number else []
