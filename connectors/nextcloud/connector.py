"""Nextcloud: what each account sees of address books, calendars, files, shares, forms, tables and conversations."""

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from sar.sdk import (
    ByHand,
    Capped,
    Change,
    Context,
    Correction,
    Finding,
    Gap,
    ProcessorError,
    Reading,
    Record,
    Said,
    Search,
)

from .account import OFFERED, Account, failed, told, unopened
from .comments import BY_DESIGN as COMMENTS_BY_DESIGN
from .comments import Comments
from .contacts import Contacts
from .correct import Corrections
from .events import Events
from .files import Files
from .forms import Forms
from .profiles import UNCOVERED, UNLISTED, Profiles, coverage, listed
from .shares import Shares
from .tables import Tables
from .talk import Talk
from .unified import OtherApps

COVERED = "The address books, calendars, files and shares of these accounts were read: {accounts}."
OFF = "Switched off in the settings and not searched: {part}."
NOT_OFFERED = "Not enabled for the account {account} and not searched: {part}."
OPENED = "the account {account} was opened (version of the server: {version})"
EVERYTHING = "Everything"
READING = "{part}, account {n} of {total}"
UNASKED = "Whether the server has accounts other than these was not asked."
BY_DESIGN = {
    "files": "Of files only the names are searched, not their contents and not their earlier versions.",
    "contacts": "Contacts that were deleted are no longer on the server.",
    "calendars": "Calendars of other servers that an account only subscribes to are not read.",
    "comments": COMMENTS_BY_DESIGN,
}
ALL_PARTS = {
    "accounts": Said("Profiles"),
    "contacts": Said("Address books"),
    "calendars": Said("Calendars"),
    "shares": Said("Shares"),
    "files": Said("Files"),
    "comments": Said("Comments"),
    "forms": Said("Forms"),
    "tables": Said("Tables"),
    "talk": Said("Conversations of Talk"),
    "search": Said("Hits in other apps"),
}
"""As the settings name them → what they are called in a gap."""


class Reader(Protocol):
    """One part of a search: given one account after another, it remembers what it has read."""

    def of(self, account: Account) -> Iterator[Record | Gap]:
        """What the account sees of it."""
        ...


class Nextcloud:
    """Searches one server through the accounts whose app passwords it has."""

    def __init__(self, context: Context) -> None:
        self._context = context
        given = [str(part) for part in context.setting("parts")]
        self._parts = [part for part in ALL_PARTS if part in given]
        self._left_out = [str(pattern) for pattern in context.setting("left_out") or []]
        self._root = str(context.setting("url")).rstrip("/") + "/"
        self._corrections = Corrections(self._accounts)

    def check(self) -> Iterator[Finding]:
        """Each account in turn, and whether the server has others."""
        opened: list[Account] = []
        for account in self._accounts():
            try:
                opened.append(account.open())
                yield Finding("ok", OPENED, "", {"account": account.id, "version": account.version or "–"})
            except ProcessorError as error:
                yield unopened(account.login, error)
        if opened and "accounts" in self._parts:
            yield from self._checked_coverage(opened)
        for part in self._parts:
            if part in BY_DESIGN:
                yield Finding("note", BY_DESIGN[part])

    def may_write(self) -> Iterator[Finding]:
        """By the privileges that the server names; whether it takes an app password for profiles it does not say."""
        yield from self._corrections.may_write(self._parts)

    def plan(self, correction: Correction, records: Sequence[Record]) -> Iterator[Change | ByHand | Gap]:
        """Profiles, contacts, and the lines of entries in which the subject takes part."""
        yield from self._corrections.plan(correction, records)

    def read(self, change: Change) -> Reading:
        """The profile, or the DAV object to the letter."""
        return self._corrections.read(change)

    def apply(self, change: Change, now: Reading) -> None:
        """One value of a profile, or one DAV object under its ETag."""
        self._corrections.apply(change, now)

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """Profiles first, then one part after another, each through all accounts."""
        opened: list[Account] = []
        yield from self._open(opened)
        yield from self._limits(opened)
        profiles = Profiles(search, opened, self._left_out)
        if "accounts" in self._parts:
            search.progress("accounts")
            yield from told(opened[0].id, "The profiles", profiles.find())
        yield from self._read(search, opened, profiles.listed)

    def _accounts(self) -> list[Account]:
        return [
            Account(self._context, login, password, self._parts)
            for login, password in self._context.secrets("accounts").items()
        ]

    def _open(self, opened: list[Account]) -> Iterator[Gap]:
        """Those that let us in; when none does, that is the search's failure."""
        failures: list[ProcessorError] = []
        for account in self._accounts():
            try:
                opened.append(account.open())
            except Capped:
                raise
            except ProcessorError as error:
                failures.append(error)
                yield failed(account.login, EVERYTHING, error)
        if not opened:
            raise failures[0]

    def _limits(self, opened: list[Account]) -> Iterator[Gap]:
        yield Gap(COVERED, values={"accounts": ", ".join(account.id for account in opened)})
        off = [part for part in ALL_PARTS if part not in self._parts]
        for part in off:
            yield Gap(OFF, values={"part": ALL_PARTS[part].what})
        if "accounts" in off:
            yield Gap(UNASKED)
        for part in self._parts:
            if part in BY_DESIGN:
                yield Gap(BY_DESIGN[part])
        for account in opened:
            for part in self._parts:
                if part in OFFERED and not account.offers(part):
                    yield Gap(NOT_OFFERED, values={"account": account.id, "part": ALL_PARTS[part].what})

    def _read(self, search: Search, opened: list[Account], profiles_read: bool) -> Iterator[Record | Gap]:
        owners, root = {account.principal for account in opened}, self._root
        readers: dict[str, Reader] = {
            "contacts": Contacts(search, owners, profiles_read),
            "calendars": Events(search, owners),
            "shares": Shares(search, root),
            "files": Files(search, root),
            "comments": Comments(search),
            "forms": Forms(search, root),
            "tables": Tables(search, root),
            "talk": Talk(search, root),
            "search": OtherApps(search),
        }
        for part, reader in readers.items():
            for number, account in enumerate(opened if part in self._parts else (), 1):
                if account.offers(part):
                    search.progress(READING, part=ALL_PARTS[part].what, n=number, total=len(opened))
                    yield from told(account.id, ALL_PARTS[part].what, reader.of(account))

    def _checked_coverage(self, opened: list[Account]) -> Iterator[Finding]:
        administrator = next((account for account in opened if account.administrator), None)
        rows = {row["id"]: row for row in listed(administrator)} if administrator else {}
        for gap in coverage(rows, opened, self._left_out, bool(administrator)):
            level: Literal["warning", "note"] = "warning" if gap.what in {UNCOVERED, UNLISTED} else "note"
            yield Finding(level, gap.what, gap.remedy, gap.values)
