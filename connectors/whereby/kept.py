"""What hangs on sessions: planned meetings, recordings, transcripts, summaries."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from sar.sdk import Attachment, Gap, Proof, Record, Search, Via, guarded, id_of, text_of

from . import records, whose
from .api import Api
from .sessions import Sessions

Row = dict[str, Any]
Rows = Iterator[Record | Gap]
FILES = {"recording": ("recordings", "Recordings"), "transcription": ("transcriptions", "Transcripts")}
"""Type → where its list is, and how this part of the search is called."""
ELSEWHERE = "The file {name} lies in the firm's own storage, which is not searched here."
UNFINISHED = "A transcript is still being made."
UNMADE = "A transcript could not be made by Whereby."


class Kept:
    """What was planned for and kept of the sessions that are proven, and near matches in the same rooms."""

    def __init__(self, api: Api, search: Search, sessions: Sessions) -> None:
        self._api, self._search, self._sessions = api, search, sessions
        self._proven = sessions.proven
        self._rooms = {room.casefold(): room for room in sessions.rooms}

    def find(self, summaries: bool) -> Rows:
        """Room by room; what has no filter by room is read whole."""
        if not self._rooms:
            return
        self._search.progress("planned meetings")
        yield from guarded("Planned meetings", self._meetings())
        for type_, (path, part) in FILES.items():
            self._search.progress(part)
            for room in self._rooms.values():
                yield from guarded(part, self._files(type_, path, room))
        if summaries:
            self._search.progress("summaries")
            yield from guarded("Summaries", self._summaries())

    def _meetings(self) -> Iterator[Record]:
        for row in self._api.rows("meetings"):
            room = text_of(row, "roomName") or urlsplit(text_of(row, "roomUrl")).path
            if room.casefold() in self._rooms:
                named = {**row, "roomName": room, "sessions": self._during(room, row)}
                proof = whose.by_room(self._search, named, "startDate", "endDate") or self._planned(named)
                yield records.record(self._search, "meeting", named, proof)

    def _during(self, room: str, meeting: Row) -> list[str]:
        """The proven sessions for which the meeting was planned."""
        return [
            number
            for number, session in self._proven.items()
            if text_of(session.raw, "roomName").casefold() == room.casefold() and whose.planned(meeting, session.raw)
        ]

    def _files(self, type_: str, path: str, room: str) -> Rows:
        for row in self._api.rows(path, roomName=room):
            number = id_of(row, records.SHAPES[type_].key)
            proof = self._proof(row)
            if not proof:
                yield records.record(self._search, type_, row, None)
            elif not self._search.holds(type_, number):
                yield from self._with_file(type_, row, proof, f"{path}/{number}")

    def _with_file(self, type_: str, row: Row, proof: Proof, path: str) -> Rows:
        file = self._file(row, path, text_of(row, "filename") or type_)
        if isinstance(file, Gap):
            yield file
        files = (file,) if isinstance(file, Attachment) else ()
        yield records.record(self._search, type_, row, proof, people=self._people(row), files=files)

    def _file(self, row: Row, path: str, name: str) -> Attachment | Gap:
        if row.get("state") == "in_progress":
            return Gap(UNFINISHED, "Run again later with --resume.")
        if row.get("state") == "failed":
            return Gap(UNMADE)
        if row.get("storageType") == "SELF_HOSTED":
            return Gap(ELSEWHERE, "Fetch it from your own storage and add it to the answer.", {"name": name})
        return self._search.attach(name, lambda cap: self._api.file(path, cap))

    def _summaries(self) -> Iterator[Record]:
        for row in self._api.rows("summaries"):
            if text_of(row, "roomSessionId") in self._proven or text_of(row, "roomName").casefold() in self._rooms:
                proof = self._proof(row)
                yield records.record(self._search, "summary", row, proof, people=self._people(row))

    def _proof(self, row: Row) -> Proof | None:
        """By the session; where that is no longer listed, by room and time."""
        session = text_of(row, "roomSessionId")
        if session in self._proven:
            return Via(self._proven[session].id, path="/roomSessionId")
        if self._sessions.listed(session):
            return None
        return whose.by_room(self._search, row, "startDate", "endDate")

    def _planned(self, meeting: Row) -> Proof | None:
        session = next(iter(meeting["sessions"]), "")
        return Via(self._proven[session].id, path="/sessions/0") if session else None

    def _people(self, row: Row) -> records.People:
        session = self._proven.get(text_of(row, "roomSessionId"))
        return session.people if session else ()
