"""Which sessions are the subject's, and who took part in them."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Match, Record, Search, guarded, id_of, text_of

from . import records, whose
from .api import Api
from .rooms import Rooms

Row = dict[str, Any]
Rows = Iterator[Record | Gap]
UNLISTED = "The room of a meeting is no longer listed: of that meeting, only the taking part itself is shown."


class Sessions:
    """The search for sessions; `proven` and `people` are for what hangs on them, `rooms` are those to look into."""

    def __init__(self, api: Api, search: Search) -> None:
        self._api, self._search, self._rooms = api, search, Rooms(api)
        self.proven: dict[str, Record] = {}
        self.rooms: dict[str, None] = {}
        self._own: dict[str, Row] = {}
        """Session → the subject's own row in it, found by the firm's id."""
        self._doubtful: list[Row] = []
        """Answers to another question than was asked: near matches, unless they prove themselves elsewhere."""
        self._seen: set[tuple[str, str]] = set()

    def find(self) -> Rows:
        """By the firm's own id of the subject, by room, and by confirmed name."""
        self._search.progress("participants")
        yield from guarded("Participants by the firm's id", self._participants())
        for room in dict.fromkeys(one.value for one in self._search.of("room")):
            self._search.progress("rooms")
            yield from guarded("The meetings of a room", self._in_room(room))
        for session, row in self._own.items():
            if session not in self.proven:
                yield from guarded("A meeting in which the subject took part", self._elsewhere(session, row))
        if self._search.of("name"):
            yield from guarded("The list of rooms, for the name", self._by_name())
        for row in self._doubtful:
            yield from self._participant(row, None)

    def listed(self, session: str) -> bool:
        """Whether a session was met, proven or not."""
        return ("session", session) in self._seen

    def _participants(self) -> Rows:
        """By every id known: a later round must know the sessions of earlier ones."""
        for known in self._search.matcher.of("external_id"):
            for row in self._api.rows("insights/participants", externalId=known.value):
                proof = self._search.prove(row, "external_id", "/externalId")
                if proof:
                    self._own.setdefault(id_of(row, "roomSessionId"), row)
                    yield from self._participant(row, proof)
                else:
                    self._doubtful.append(row)

    def _in_room(self, name: str) -> Rows:
        self.rooms[name] = None
        theirs = []
        for row in self._rooms.sessions(name):
            yield from self._session(row)
            theirs.append(id_of(row, "roomSessionId") in self.proven)
        for row in self._rooms.named(name):
            # a room that others used too is no record of the subject's
            proof = whose.by_room(self._search, row, "firstSessionStartedAt", "") if theirs and all(theirs) else None
            yield records.record(self._search, "room", row, proof)

    def _elsewhere(self, session: str, own: Row) -> Rows:
        row = self._rooms.session(session, own)
        if row is None:
            yield Gap(UNLISTED)
            return
        yield from self._session(row)

    def _by_name(self) -> Rows:
        """Somebody of that name in a meeting that is not known to be the subject's is for the officer to judge."""
        self._search.progress("all rooms, for the name")
        for room in self._rooms.all:
            for row in self._rooms.sessions(text_of(room, "roomName")):
                if self._is_theirs(row):
                    yield from self._session(row)
                elif not self.listed(id_of(row, "roomSessionId")):
                    yield from self._namesake(row)

    def _is_theirs(self, row: Row) -> bool:
        return id_of(row, "roomSessionId") in self._own or bool(
            whose.by_room(self._search, row, "startedAt", "endedAt")
        )

    def _namesake(self, row: Row) -> Rows:
        present = list(self._present(id_of(row, "roomSessionId")))
        named = [one for one in present if self._search.prove(one, "name", "/displayName")]
        if named and self._new("session", id_of(row, "roomSessionId")):
            yield records.record(self._search, "session", self._with(row, present), None)
        for one in named:
            yield from self._participant(one, None)

    def _session(self, row: Row) -> Rows:
        number = id_of(row, "roomSessionId")
        if not self._new("session", number):
            return
        proof: Match | None = whose.by_room(self._search, row, "startedAt", "endedAt")
        if not proof and number not in self._own:
            yield records.record(self._search, "session", row, None)
            return
        present, gaps = gathered("The participants of a meeting", self._present(number))
        yield from gaps
        yield from self._theirs(row, self._with_own(number, present), proof)

    def _with_own(self, session: str, present: list[Row]) -> list[Row]:
        """Where the list of participants failed, at least the one who is known."""
        own = self._own.get(session)
        return present if own is None or own in present else [own, *present]

    def _theirs(self, row: Row, present: list[Row], proof: Match | None) -> Rows:
        whole = self._with(row, present)
        proof = proof or self._search.prove(whole, "external_id", "/participants/*/externalId")
        people = records.present(self._search, present)
        session = records.record(self._search, "session", whole, proof, people=people)
        if proof:
            self.proven[session.source_id] = session
            self.rooms[text_of(row, "roomName")] = None
        yield session
        for one in present:
            own = whose.in_session(self._search, one)
            if own and proof:
                yield from self._participant(one, own)

    def _with(self, row: Row, present: list[Row]) -> Row:
        return {**row, "participants": [whose.shown(self._search, one) for one in present]}

    def _present(self, session: str) -> Iterator[Row]:
        for row in self._api.rows("insights/participants", roomSessionId=session):
            if text_of(row, "roomSessionId") == session:
                yield row

    def _participant(self, row: Row, proof: Match | None) -> Rows:
        session, number = id_of(row, "roomSessionId"), id_of(row, "participantId")
        key = f"{session}/{number}"
        if not self._new("participant", key) or self._search.holds("participant", key):
            return
        if not proof:
            yield records.record(self._search, "participant", row, None, source_id=key)
            return
        details, gaps = gathered("A participant's browser and network", self._api.details(session, number))
        yield from gaps
        people = (records.themselves(self._search, row, proof),)
        whole = {**row, "details": details} if details else row
        yield records.record(self._search, "participant", whole, proof, people=people, source_id=key)

    def _new(self, type_: str, key: str) -> bool:
        fresh = (type_, key) not in self._seen
        self._seen.add((type_, key))
        return fresh


def gathered(what: str, rows: Iterator[Row]) -> tuple[list[Row], list[Gap]]:
    """The rows of a part that goes into one record, and the gap that they leave where they cannot be read."""
    found: list[Row] = []
    gaps: list[Gap] = []
    for one in guarded(what, rows):
        if isinstance(one, Gap):
            gaps.append(one)
        else:
            found.append(one)
    return found, gaps
