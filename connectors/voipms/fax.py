"""Faxes with their pages."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Attachment, Gap, Record, guarded, id_of

from . import records
from .case import Case
from .times import OTHERS, Window

Row = dict[str, Any]
Rows = Iterator[Record | Gap]
NUMBERS = ("from", "to", "station")


class Faxes:
    """All folders, window by window: without dates only today's come."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def find(self) -> Rows:
        """Sent and received ones by the numbers at both ends."""
        for window in self._case.windows(OTHERS):
            yield from guarded("Faxes of some months", self._within(window))

    def _within(self, window: Window) -> Rows:
        days = {"from": window[0], "to": window[1], "folder": "ALL"}
        for row in self._case.api.rows("getFaxMessages", "faxes", **days):
            raw = records.payload(self._case, "fax", row, from_="callerid", to="destination", station="stationid")
            proof, number = self._case.proof(raw, *NUMBERS), id_of(row)
            if (proof or self._case.is_near(raw, *NUMBERS)) and self._case.first("fax", number):
                yield from self._with_pages(raw, number, proof is not None)

    def _with_pages(self, raw: Row, number: str, hers: bool) -> Rows:
        if self._case.search.holds("fax", number):
            return
        files: tuple[Attachment, ...] = ()
        if hers:
            fetch = self._case.api.file("getFaxMessagePDF", "message_base64", id=number)
            file = self._case.attach(f"fax-{number}", fetch)
            files = (file,) if isinstance(file, Attachment) else ()
            yield from () if isinstance(file, Attachment) else (file,)
        yield records.record(self._case, "fax", number, raw, self._case.proof(raw, *NUMBERS), files=files)
