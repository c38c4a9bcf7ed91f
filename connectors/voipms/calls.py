"""Call detail records: all are read, since VoIP.ms has no search by number."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sar.sdk import Gap, Record, content_id, guarded, text_of

from . import records
from .case import Case
from .times import CALLS, Window

Row = dict[str, Any]
Rows = Iterator[Record | Gap]
EVERY = {"answered": 1, "noanswer": 1, "busy": 1, "failed": 1}
"""Without any of them the answer is an error; with one, only calls that ended so."""
TOLERANCE = timedelta(seconds=90)
"""How far apart a call and its recording may begin: ringing lies between."""

SUMMER = timedelta(hours=1)
"""Lists of recordings take no offset: they may know summer time."""


class Begun(NamedTuple):
    """What is remembered of each call, for recordings that do not name their numbers."""

    at: datetime
    record: Record | None
    """The call's record if it is the subject's."""


class Calls:
    """Calls of the account and of a reseller's clients."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._to: dict[str, list[Begun]] = defaultdict(list)

    def find(self) -> Rows:
        """Window by window; one that fails is a gap, and the others are read."""
        for window in self._case.windows(CALLS):
            yield from guarded("Calls of some months", self._of(window, "getCDR"))
            for client in self._case.clients:
                yield from guarded("Calls of a client", self._of(window, "getResellerCDR", client=client))

    def at(self, destination: str, moment: datetime | None) -> list[Begun]:
        """The calls that began at about this moment with this destination, be it in summer time."""
        apart = [(one, abs(one.at - moment)) for one in self._to[destination]] if moment else []
        return [one for one, gap in apart if min(gap, abs(gap - SUMMER)) <= TOLERANCE]

    def _of(self, window: Window, method: str, **more: str) -> Rows:
        days = {"date_from": window[0], "date_to": window[1], "timezone": self._case.zone}
        for row in self._case.api.rows(method, "cdr", **days, **EVERY, **more):
            raw = records.payload(self._case, "call", row, from_="callerid", to="destination")
            number = text_of(row, "uniqueid") or content_id(row)
            if self._case.first("call", number):
                yield from self._judged(raw, number)

    def _judged(self, raw: Row, number: str) -> Rows:
        proof = self._case.proof(raw, "from", "to")
        mine = None
        if proof or self._case.is_near(raw, "from", "to"):
            mine = records.record(self._case, "call", number, raw, proof)
            yield mine
        at = self._case.at(text_of(raw["call"], "date"))
        if at and "to" in raw["parsed"]:
            self._to[raw["parsed"]["to"]].append(Begun(at, mine if proof else None))
