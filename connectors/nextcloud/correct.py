"""Correcting what a search found: profiles by the server's own API, contacts and entries by their DAV objects."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sar.sdk import ByHand, Capped, Change, Correction, Finding, Gap, Missing, ProcessorError, Reading, Record, Said

from . import cards, entries, others, users
from .account import Account
from .lines import Unreadable
from .rights import may_write
from .shelf import Shelf, closed
from .verbatim import Text

MOVED = "{title} is no longer where the search found it."
SEARCH = "Search and plan again."
UNREADABLE = "{title} cannot be taken apart surely."
BY_HAND = "Change it by hand there."
FAILED = "What would be changed of {title} could not be read: {why}."
NO_ACCOUNT = "the account through which it was planned is not in the settings any more"
CARD, CALENDAR = "text/vcard", "text/calendar"


class Corrections:
    """All that one run corrects; each account is opened once, when it is needed."""

    def __init__(self, accounts: Callable[[], list[Account]]) -> None:
        self._make = accounts
        self._made: dict[str, Account] | None = None
        self._opened: dict[str, Account] = {}
        self._shelf = Shelf(self._all())

    def may_write(self, parts: Sequence[str]) -> Iterator[Finding]:
        """Whether the accounts may change what is in these parts."""
        yield from may_write(self._logins(), self._account, parts)

    def plan(self, correction: Correction, records: Sequence[Record]) -> Iterator[Change | ByHand | Gap]:
        """Record by record; one that cannot be read does not keep the others from being planned."""
        more = cards.parts_known(records)
        known = {name: (*correction.known.get(name, ()), *more.get(name, ())) for name in {*correction.known, *more}}
        told = Correction(correction.new, correction.was, known)
        for record in records:
            try:
                yield from self._planned(told, record)
            except Capped:
                raise
            except ProcessorError as error:
                if error.status == 401:
                    raise
                values = {**error.values, "title": record.heading, "why": error.message}
                yield Gap(FAILED, error.remedy_sentence, values)

    def read(self, change: Change) -> Reading:
        """The object now."""
        account = self._account(str(change.extra["account"]))
        if change.type == "account":
            return users.read(account, change)
        content, version = account.dav.get(str(change.extra["href"]))
        text = _text(content)
        found = cards.values if change.type == "contact" else entries.values
        return Reading(found(text, change.alterations) if text else {}, version, content)

    def apply(self, change: Change, now: Reading) -> None:
        """One write, of the object as it was read."""
        account = self._account(str(change.extra["account"]))
        if change.type == "account":
            users.apply(account, change, now)
            return
        text = Text(now.held)
        (cards.write if change.type == "contact" else entries.write)(text, change)
        media_type = CARD if change.type == "contact" else CALENDAR
        account.dav.put(str(change.extra["href"]), str(text), now.stamp, media_type)

    def _planned(self, correction: Correction, record: Record) -> Iterator[Change | ByHand]:
        if record.type in others.PLANS:
            yield from others.plan(correction, record)
        elif record.type == "account":
            account = self._writer(record.source_id)
            yield from users.plan(correction, record, account) if account else []
        else:
            yield from self._object(correction, record)

    def _object(self, correction: Correction, record: Record) -> Iterator[Change | ByHand]:
        plan = cards.plan if record.type == "contact" else entries.plan
        title = {"title": record.heading}
        spot = self._shelf.spot(record.source_id, card=record.type == "contact")
        try:
            content, version = spot.account.dav.get(spot.href) if spot else ("", "")
        except Missing:
            spot = None
        if spot is None:
            yield ByHand(record.processor, Said(MOVED, title), Said(SEARCH))
            return
        text = _text(content)
        if text is None:
            yield ByHand(record.processor, Said(UNREADABLE, title), Said(BY_HAND))
            return
        extra: dict[str, Any] = {"account": spot.account.login, "href": spot.href}
        items = list(plan(correction, record, text, version, extra))
        shut = closed(spot.collection, record.heading)
        if shut and any(isinstance(one, Change) for one in items):
            yield ByHand(record.processor, *shut)
        elif not shut:
            yield from items

    def _writer(self, uid: str) -> Account | None:
        """An administrator, whom no rule for people's own profiles binds; else the account itself."""
        opened = list(self._all())
        own = next((one for one in opened if one.id == uid), None)
        return next((one for one in opened if one.administrator), own)

    def _all(self) -> Iterator[Account]:
        """Those that let us in; that others did not, the search has said."""
        for login in self._logins():
            try:
                yield self._account(login)
            except Capped:
                raise
            except ProcessorError:
                continue

    def _logins(self) -> dict[str, Account]:
        if self._made is None:
            self._made = {one.login: one for one in self._make()}
        return self._made

    def _account(self, login: str) -> Account:
        if login not in self._logins():
            raise Missing(NO_ACCOUNT, "Add it to `accounts` in credentials.toml, or plan again.")
        if login not in self._opened:
            self._opened[login] = self._logins()[login].open()
        return self._opened[login]


def _text(content: str) -> Text | None:
    try:
        return Text(content)
    except Unreadable:
        return None
