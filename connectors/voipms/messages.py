"""Text and multimedia messages: filtered by the subject's number, with windows and limits."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Attachment, Gap, Record, guarded, id_of

from . import records
from .case import Case
from .numbers import as_contact
from .times import OTHERS, Window, halves

Row = dict[str, Any]
Rows = Iterator[Record | Gap]
LIMIT = 10_000
"""Rows asked for at once: without it 50 come, and there is no next page."""
FULL_DAY = "On one day there were more messages than VoIP.ms gives at once; some of them may be missing."
ASK = "Ask VoIP.ms for all messages of that number."
METHODS = (("sms", "getSMS", "getResellerSMS"), ("mms", "getMMS", "getResellerMMS"))


class Messages:
    """Messages of the account and of a reseller's clients."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def find(self) -> Rows:
        """Per number and window; with an exhaustive search also those of others that speak of the subject."""
        wanted = ["", *self._contacts()] if self._case.search.exhaustive else self._contacts()
        for type_, method, of_client in METHODS:
            for contact in wanted:
                for window in self._case.windows(OTHERS):
                    yield from guarded("Messages of some months", self._within(type_, method, window, contact))
                    for client in self._case.clients:
                        rows = self._within(type_, of_client, window, contact, client=client)
                        yield from guarded("Messages of a client", rows)

    def _contacts(self) -> list[str]:
        return list(dict.fromkeys(as_contact(one.canonical) for one in self._case.phones))

    def _within(self, type_: str, method: str, window: Window, contact: str, **more: str) -> Rows:
        """A window's messages; one that is full to the limit is asked for again in halves."""
        days = {"from": window[0], "to": window[1], "limit": LIMIT, "timezone": self._case.zone, **more}
        if contact:
            days["contact"] = contact
        rows = self._case.api.rows(method, "sms", **days)
        if len(rows) >= LIMIT and window[0] < window[1]:
            for half in halves(window):
                yield from self._within(type_, method, half, contact, **more)
            return
        if len(rows) >= LIMIT:
            yield Gap(FULL_DAY, ASK)
        for row in rows:
            yield from self._judged(type_, row)

    def _judged(self, type_: str, row: Row) -> Rows:
        number = id_of(row)
        raw = records.payload(self._case, type_, row, contact="contact", to="did")
        proof = self._case.proof(raw, "contact") or self._case.search.mention(raw, f"/{type_}/message")
        if not proof and not self._case.is_near(raw, "contact"):
            return
        if not self._case.first(type_, number) or self._case.search.holds(type_, number):
            return
        files: list[Attachment] = []
        if type_ == "mms" and proof and proof.how != "mention":
            for item in guarded("The media of a message", self._media(row, number)):
                if isinstance(item, Gap):
                    yield item
                else:
                    files.append(item)
        yield records.record(self._case, type_, number, raw, proof, files=tuple(files))

    def _media(self, row: Row, number: str) -> Iterator[Attachment | Gap]:
        places = media_in(row) or self._asked_for(number)
        for place, where in enumerate(places, 1):
            yield self._case.attach(f"mms-{number}-{place}", self._case.api.media(where))

    def _asked_for(self, number: str) -> list[str]:
        return media_in(self._case.api.call("getMediaMMS", id=number, media_as_array=1))


def media_in(row: Row) -> list[str]:
    """The media of a message, in whichever of three ways VoIP.ms names them."""
    listed = row.get("media")
    found = [*listed] if isinstance(listed, list) else [*listed.values()] if isinstance(listed, dict) else []
    found += [row.get(f"col_media{place}") for place in range(1, 4)] + [row.get(str(place)) for place in range(10)]
    bare = [one.strip(" \"'") for one in found if isinstance(one, str)]
    return list(dict.fromkeys(one for one in bare if one))
