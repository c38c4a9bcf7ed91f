"""Whose a session is: a room is used by many people in turn, and most of them are not the subject."""

from datetime import datetime, timedelta
from typing import Any

from sar.sdk import Identifier, Match, Matcher, Search, moment, prove, text_of

Row = dict[str, Any]
LATE = timedelta(minutes=30)
"""A meeting that begins later than this after the known moment is taken for somebody else's."""
PLANNED = timedelta(hours=12)
"""A planned meeting that lasts longer is a room held open for many: its session makes it nobody's."""


def by_room(search: Search, row: Row, start: str, end: str) -> Match | None:
    """The proof that a row of a room is the subject's: the known moment lies in it, or just before it.

    Stricter than the core, for which a room is the subject's half a day long: an adviser's room sees one
    client after another.
    """
    begun, ended = moment(row.get(start)), moment(row.get(end))
    meant = [one for one in search.matcher.of("room") if _meant(one, begun, ended)]
    return prove(Matcher(meant, search.processor), row, "room", "/roomName", moment=begun)


def _meant(room: Identifier, begun: datetime | None, ended: datetime | None) -> bool:
    if room.seen is None:
        return True
    return begun is not None and begun <= room.seen + LATE and (ended is None or ended > room.seen)


def in_session(search: Search, row: Row) -> Match | None:
    """The proof that a participant of a session of the subject's is the subject."""
    return search.prove(row, "external_id", "/externalId") or search.prove(row, "name", "/displayName")


def planned(meeting: Row, session: Row) -> bool:
    """Whether a meeting was planned for this session: most of the session lies in it."""
    begins, ends = moment(meeting.get("startDate")), moment(meeting.get("endDate"))
    begun, ended = moment(session.get("startedAt")), moment(session.get("endedAt"))
    if begins is None or ends is None or begun is None or ended is None or ends - begins > PLANNED:
        return False
    return min(ends, ended) - max(begins, begun) > (ended - begun) / 2


def shown(search: Search, row: Row) -> Row:
    """What a session's record says of one participant: of other people their name and role only."""
    keys = ["displayName", "roleName"]
    if search.prove(row, "external_id", "/externalId"):
        keys += ["participantId", "externalId", "joinedAt", "leftAt"]
    return {key: row[key] for key in keys if text_of(row, key)}
