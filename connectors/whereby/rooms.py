"""Rooms and their sessions: the only way from a session's id to its room is through the list of rooms."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from typing import Any

from sar.sdk import moment, text_of

from .api import Api

Row = dict[str, Any]
LONGEST = timedelta(hours=24)
"""A session is taken to be no longer than this."""


class Rooms:
    """One account's rooms."""

    def __init__(self, api: Api) -> None:
        self._api = api

    @cached_property
    def all(self) -> list[Row]:
        """Every room that was ever used."""
        return list(self._api.rows("insights/rooms"))

    def named(self, name: str) -> Iterator[Row]:
        """The room of exactly this name; the vendor's filter alone is not believed."""
        for row in self._api.rows("insights/rooms", **{"roomName[exact]": name}):
            if _same(text_of(row, "roomName"), name):
                yield row

    def sessions(self, name: str) -> Iterator[Row]:
        """All sessions of one room."""
        for row in self._api.rows("insights/room-sessions", roomName=name):
            if _same(text_of(row, "roomName"), name):
                yield row

    def session(self, number: str, participant: Row) -> Row | None:
        """A session by its id, looked for in the rooms that were in use when the participant joined."""
        for room in self.all:
            if _in_use(room, participant):
                asked = {"roomName": text_of(room, "roomName"), "roomSessionId": number}
                for row in self._api.rows("insights/room-sessions", **asked):
                    if text_of(row, "roomSessionId") == number:
                        return row
        return None


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _in_use(room: Row, participant: Row) -> bool:
    joined = moment(participant.get("joinedAt"))
    first, last = moment(room.get("firstSessionStartedAt")), moment(room.get("lastSessionStartedAt"))
    if joined is None or first is None or last is None:
        return True
    return first <= joined <= last + LONGEST
