"""Recordings and transcripts of calls: the list names no caller, its ids do."""

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sar.sdk import Attachment, Gap, Proof, Record, Via, content_id, guarded, id_of, text_of

from . import records
from .calls import Calls
from .case import Case
from .numbers import number_in
from .refusals import Status
from .times import OTHERS, Window

Row = dict[str, Any]
Rows = Iterator[Record | Gap]
PAGE = 100
ID = re.compile(r"([\w]+)-(\+?\d+)-(\+?\d+)-(IN|OUT)-(\d{9,11})")
"""account - from - to - direction - Unix seconds, in base64url; not documented, so it is checked against the row."""
PLAUSIBLE = timedelta(hours=27)
"""How far the moment in an id may lie from that of the row, whatever offset the row is in."""
UNATTRIBUTED = "Recordings that name no numbers and fit no call could not be told to be anybody's ({count})."
BY_HAND = "Compare them by hand in VoIP.ms's portal: Main Menu > Call Recordings."
NO_TRANSCRIPTS = "Of transcripts of calls VoIP.ms said that it has none ({code})."


class Named(NamedTuple):
    """What the id of a recording says."""

    from_: str
    to: str
    at: datetime


class Recordings:
    """Recordings with their files, and transcripts."""

    def __init__(self, case: Case, calls: Calls) -> None:
        self._case, self._calls, self._unattributed = case, calls, 0

    def find(self) -> Rows:
        """Of all accounts at once, window by window."""
        accounts: list[str] = []
        for item in guarded("The list of accounts", self._accounts()):
            if isinstance(item, Gap):
                yield item
            else:
                accounts.append(item)
        whole = [one for one in accounts if one == "all"] or accounts
        for window in self._case.windows(OTHERS):
            for account in whole:
                yield from guarded("Recordings of some months", self._of(account, window))
        if self._unattributed:
            yield Gap(UNATTRIBUTED, BY_HAND, {"count": str(self._unattributed)})
        for account in [one for one in accounts if one != "all"]:
            yield from guarded("Transcripts of calls", self._transcripts(account))

    def _accounts(self) -> Iterator[str]:
        for row in self._case.api.rows("getCallAccounts", "accounts"):
            yield id_of(row, "value")

    def _of(self, account: str, window: Window) -> Rows:
        start = 0
        days = {"date_from": window[0], "date_to": window[1]}
        while rows := self._case.api.rows(
            "getCallRecordings", "recordings", account=account, start=start, length=PAGE, **days
        ):
            fresh = [row for row in rows if self._case.first("recording", id_of(row, "callrecording"))]
            if not fresh:  # a page that holds nothing new: the list does not advance
                return
            for row in fresh:
                yield from self._judged(row, account)
            start += len(rows)

    def _judged(self, row: Row, account: str) -> Rows:
        number = id_of(row, "callrecording")
        raw, proof = self._by_id(row) or self._by_call(row) or (None, None)
        if raw is None or self._case.search.holds("recording", number):
            return
        files: list[Attachment] = []
        if proof:
            for item in self._file(row, account):
                if isinstance(item, Gap):
                    yield item
                else:
                    files.append(item)
        yield records.record(self._case, "recording", number, raw, proof, files=tuple(files))

    def _by_id(self, row: Row) -> tuple[Row, Proof | None] | None:
        """By the numbers in its id, unless the calls of that moment speak against them; None if they are others'."""
        named = named_in(id_of(row, "callrecording"), self._case.at(text_of(row, "datetime")))
        if named is None:
            return None
        raw = records.payload(self._case, "recording", row)
        raw["parsed"] |= {"from": named.from_, "to": named.to, "at": named.at.isoformat()}
        proof = self._case.proof(raw, "from", "to")
        if not proof and not self._case.is_near(raw, "from", "to"):
            return None
        begun = self._calls.at(number_in(row.get("destination")), named.at)
        contradicted = bool(begun) and not any(one.record for one in begun)
        return raw, None if contradicted else proof

    def _by_call(self, row: Row) -> tuple[Row, Proof | None] | None:
        """By the one call that began then with this destination; one of several proves nothing."""
        at = self._case.at(text_of(row, "datetime"))
        if named_in(id_of(row, "callrecording"), at):
            return None
        begun = self._calls.at(number_in(row.get("destination")), at)
        self._unattributed += not begun
        mine = [one.record for one in begun if one.record]
        if not mine:
            return None
        raw = records.payload(self._case, "recording", row, to="destination")
        raw["parsed"]["call"] = mine[0].source_id
        return raw, Via(mine[0].id, path="/parsed/call") if len(begun) == 1 else None

    def _file(self, row: Row, account: str) -> Iterator[Attachment | Gap]:
        number = id_of(row, "callrecording")
        owner = text_of(row, "subaccount") or account
        fetch = self._case.api.file("getCallRecording", "base64file", account=owner, callrecording=number)
        yield self._case.attach(f"recording-{content_id(number)}", fetch)

    def _transcripts(self, account: str) -> Rows:
        for first, last in self._case.windows(OTHERS):
            asked = {"account": account, "date_from": first, "date_to": last}
            try:
                rows = self._case.api.rows("getCallTranscriptions", "transcriptions", **asked)
            except Status as error:
                if not error.code.startswith("no_"):
                    raise
                yield Gap(NO_TRANSCRIPTS, values={"code": error.code})
                return
            for row in rows:
                yield from self._transcript(row, account)

    def _transcript(self, row: Row, account: str) -> Rows:
        speakers = row.get("speakers")
        numbers = [number_in(one) for one in speakers] if isinstance(speakers, list) else []
        raw = records.payload(self._case, "transcript", row)
        raw["parsed"] |= {f"speaker{place}": number for place, number in enumerate(numbers, 1) if number}
        names = [name for name in raw["parsed"] if name.startswith("speaker")]
        phrases = "/transcript/recognized_phrases/*/phrase"
        proof = self._case.proof(raw, *names) or self._case.search.mention(raw, phrases)
        number = f"{account}/{content_id(row)}"
        if self._case.first("transcript", number) and (proof or self._case.is_near(raw, *names)):
            yield records.record(self._case, "transcript", number, raw, proof)


def named_in(number: str, at: datetime | None) -> Named | None:
    """The numbers and the moment in the id of a recording; None where it is of another make."""
    try:
        text = base64.urlsafe_b64decode(number + "=" * (-len(number) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    found = ID.fullmatch(text)
    if found is None:
        return None
    moment = datetime.fromtimestamp(int(found[5]), UTC)
    if at is not None and abs(moment - at) > PLAUSIBLE:
        return None
    return Named(number_in(found[2]), number_in(found[3]), moment)
