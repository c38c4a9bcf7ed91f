"""A folder of an account: what its server finds, or all of it; fetched without marking anything as read."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sar.sdk import Changed, Gap

from . import sieve
from .accounts import Account, Listed, windows
from .needles import Needles
from .sights import Copy

T = TypeVar("T")
Row = dict[Any, Any]
TOGETHER, BYTES = 200, 8 << 20
"""Messages, and bytes of them, that are fetched by one command."""
HEADER = 256 << 10
"""Bytes of a message's headers that are read before the message itself is."""
PATIENCE = 300.0
"""Seconds that a server may search without a word."""
GONE = "A message was moved or deleted while the folder {folder} of {account} was read."
AGAIN = "Run again."


class ServerFolder:
    """One folder on the server."""

    def __init__(self, account: Account, listed: Listed, cap: int) -> None:
        self.account, self.listed, self._cap = account, listed, cap

    def copies(self, needles: Needles, *, all_of_them: bool) -> Iterator[Copy | Gap]:
        """Whole messages when all are wanted or the server's search fails, else the headers of what it finds."""
        state = self.account.state(self.listed.name)
        if not state["EXISTS"]:
            return
        found = None if all_of_them else self._sought(needles, state["EXISTS"])
        uids = found if found is not None else self._uids(["ALL"], state["EXISTS"])
        for batch in _batches(uids, TOGETHER):
            rows = self._headers(batch) if found is not None else self._whole(batch)
            arrived = 0
            for copy in rows:
                arrived += 1
                yield copy
            if arrived < len(batch):
                yield self.gone

    def copy(self, key: Any) -> Copy | None:
        """One message, cut at the cap."""
        facts = self._fetch([key], ["FLAGS", "INTERNALDATE", "RFC822.SIZE"]).get(key)
        return next(self._bodies({key: facts}), None) if facts else None

    def close(self) -> None:
        """The account is left by who opened it."""

    @property
    def gone(self) -> Gap:
        """What is said when a message is no longer where it was."""
        return Gap(GONE, AGAIN, {"folder": self.listed.shown, "account": self.account.name})

    def _sought(self, needles: Needles, count: int) -> list[int] | None:
        """What the server's search finds; None when it does not understand the question."""
        terms = sieve.criteria(needles)
        try:
            return self._uids(terms, count, sieve.charset(terms))
        except Changed:
            return None

    def _uids(self, terms: Sequence[str], count: int, charset: str | None = None) -> list[int]:
        found: set[int] = set()
        for numbers in windows(count):
            found.update(self._searched([numbers, *terms] if count > 40_000 else list(terms), charset))
        return sorted(found)

    def _searched(self, terms: list[str], charset: str | None) -> list[int]:
        def search(client: Any) -> list[int]:
            connection = client.socket()
            usual = connection.gettimeout()
            connection.settimeout(max(usual or 0.0, PATIENCE))
            try:
                return list(client.search(terms, charset))
            finally:
                connection.settimeout(usual)

        return self.account.within(self.listed.name, search)

    def _headers(self, uids: list[int]) -> Iterator[Copy]:
        asked = ["FLAGS", f"BODY.PEEK[HEADER]<0.{HEADER}>"]
        for uid, row in self._fetch(uids, asked).items():
            if (content := _content(row)) is not None:
                yield Copy(uid, self._where(uid, row), content, body=False)

    def _whole(self, uids: list[int]) -> Iterator[Copy]:
        facts = self._fetch(uids, ["FLAGS", "INTERNALDATE", "RFC822.SIZE"])
        few: dict[int, Row] = {}
        size = 0
        for uid, row in facts.items():
            few[uid] = row
            size += min(_size(row), self._cap)
            if size > BYTES:
                yield from self._bodies(few)
                few, size = {}, 0
        yield from self._bodies(few)

    def _bodies(self, facts: dict[int, Row]) -> Iterator[Copy]:
        for long in (False, True):
            some = [uid for uid, row in facts.items() if (_size(row) > self._cap) == long]
            asked = f"BODY.PEEK[]<0.{self._cap}>" if long else "BODY.PEEK[]"
            for uid, row in self._fetch(some, [asked]).items():
                received = facts[uid].get(b"INTERNALDATE")
                came = received if isinstance(received, datetime) else None
                if (content := _content(row)) is not None:
                    yield Copy(uid, self._where(uid, facts[uid]), content, cut=long, received=came)

    def _fetch(self, uids: list[int], what: list[str]) -> dict[int, Row]:
        """Answers by UID; those that say nothing of what was asked are not among them."""
        if not uids:
            return {}
        rows = self.account.within(self.listed.name, lambda client: client.fetch(uids, what))
        return {uid: rows[uid] for uid in uids if uid in rows and len(rows[uid]) > 1}

    def _where(self, uid: int, row: Row) -> Row:
        validity = self.account.validity(self.listed.name)
        flags = [_word(flag) for flag in row.get(b"FLAGS") or ()]
        where = {
            "account": self.account.name, "folder": self.listed.shown, "use": self.listed.use,
            "id": f"{validity}/{uid}", "flags": flags,
        }  # fmt: skip
        return {key: value for key, value in where.items() if value}


def _batches(values: list[T], size: int) -> Iterator[list[T]]:
    several = iter(values)
    while batch := list(islice(several, size)):
        yield batch


def _size(row: Row) -> int:
    size = row.get(b"RFC822.SIZE")
    return size if isinstance(size, int) else 0


def _content(row: Row) -> bytes | None:
    """What was asked of a message, an empty one may come as nothing at all; None when the row tells other things."""
    for key, value in row.items():
        if isinstance(key, bytes) and key.startswith(b"BODY[") and (value is None or isinstance(value, bytes)):
            return value or b""
    return None


def _word(flag: Any) -> str:
    return flag.decode("utf-8", "replace") if isinstance(flag, bytes) else str(flag)
