"""Where an entry that a search found lies now, through whose account it can be written, and why some cannot be."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from sar.sdk import Missing, Said

from .account import Account
from .homes import ADDRESS_BOOK, ALL_ACCOUNTS, BIRTHDAYS, CALENDAR, GENERATED, INBOX, TRASH, Collection, collections

MIRROR = "{title} is the server's copy of an account's profile."
FOLLOWS = "Change the profile: the copy follows."
RECENT = "{title} is kept by the server itself, of somebody who was in contact: it can be deleted there, not changed."
DELETE = "Delete it in Contacts, under the recently contacted, if it must not stay."
INVITED = "{title} is a received invitation, which is not changed: it goes once it is answered."
ANSWER = "Answer it in the calendar, or delete it."
BINNED = "{title} is in the trash bin of a calendar, where nothing is changed."
RESTORE = "Delete it for good, or restore it and plan again."
READ_ONLY = "{title}: the accounts may read {collection}, and change nothing in it."
ASK = "Ask its owner to change it, or to let one of the accounts write; then plan again."


class Spot(NamedTuple):
    """One object: through which account, in which collection, at which address."""

    account: Account
    collection: Collection
    href: str


class Shelf:
    """The collections of all accounts, listed once, when first asked for."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._accounts = accounts
        self._by_key: dict[tuple[bool, str], list[tuple[Account, Collection]]] | None = None

    def spot(self, source_id: str, *, card: bool) -> Spot | None:
        """Where the entry lies, through an account that may write it where there is one."""
        if self._by_key is None:
            self._by_key = self._listed()
        key, _, name = source_id.rpartition("/")
        found = self._by_key.get((card, key), [])
        if not found:
            return None
        # one's own before what is shared
        own = sorted(found, key=lambda one: one[1].owner != one[0].principal)
        account, collection = next((one for one in own if one[1].writable), own[0])
        folder = collection.href.rstrip("/") + ("/objects" if collection.kind == TRASH else "")
        return Spot(account, collection, f"{folder}/{quote(name)}")

    def _listed(self) -> dict[tuple[bool, str], list[tuple[Account, Collection]]]:
        listed: dict[tuple[bool, str], list[tuple[Account, Collection]]] = {}
        for account in self._accounts:
            for kinds in ((ADDRESS_BOOK,), (CALENDAR, INBOX, TRASH)):
                try:
                    found = list(collections(account, *kinds))
                except Missing:  # an app that the account does not have
                    continue
                for one in found:
                    listed.setdefault((one.kind == ADDRESS_BOOK, one.key), []).append((account, one))
        return listed


def ordinary(collection: Collection) -> bool:
    """Whether people themselves keep it."""
    made = collection.name.startswith(GENERATED) or collection.name == BIRTHDAYS
    return collection.kind in {ADDRESS_BOOK, CALENDAR} and not made


def closed(collection: Collection, title: str) -> tuple[Said, Said] | None:
    """Why nothing in a collection can be changed, and what somebody may do; None where it can."""
    values = {"title": title, "collection": collection.title}
    if collection.name == ALL_ACCOUNTS:
        return Said(MIRROR, values), Said(FOLLOWS)
    if collection.kind == TRASH:
        return Said(BINNED, values), Said(RESTORE)
    if collection.kind == INBOX:
        return Said(INVITED, values), Said(ANSWER)
    if not ordinary(collection):
        return Said(RECENT, values), Said(DELETE)
    return None if collection.writable else (Said(READ_ONLY, values), Said(ASK))
