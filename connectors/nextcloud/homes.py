"""Where an account's address books and calendars are: found by following the server, whatever its paths."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from .account import Account
from .dav import CAL, CARD, OC, D, Resource

OWNERS = (f"{OC}owner-principal", f"{D}owner")
ADDRESS_BOOK, CALENDAR, INBOX, TRASH = "addressbook", "calendar", "schedule-inbox", "trash-bin"
NC_TRASH = "{http://nextcloud.com/ns}trash-bin"
"""The one element that Nextcloud writes with `.com`, where its other properties have `.org`."""
KINDS = {
    f"{CARD}addressbook": ADDRESS_BOOK,
    f"{CAL}calendar": CALENDAR,
    f"{CAL}schedule-inbox": INBOX,
    NC_TRASH: TRASH,
}
SHARED = "_shared_by_"
BIRTHDAYS, ALL_ACCOUNTS, GENERATED = "contact_birthdays", "z-server-generated--system", "z-"
PRIVILEGES, WRITING = f"{D}current-user-privilege-set", (f"{D}all", f"{D}write", f"{D}write-content")


class Collection(NamedTuple):
    """An address book, a calendar, the inbox of invitations or the trash bin."""

    kind: str
    href: str
    title: str
    owner: str
    """The principal whose it is; another's when it is shared with the account."""
    writable: bool = True
    """Whether the account may change what is in it; taken to be so where the server does not say."""

    @property
    def name(self) -> str:
        """Its own name, the same for its owner and for those with whom it is shared."""
        return unquote(self.href).rstrip("/").rpartition("/")[2].partition(SHARED)[0]

    @property
    def key(self) -> str:
        """Owner and name: what is shared is one, however many accounts see it."""
        return f"{unquote(self.owner).rstrip('/').rpartition('/')[2]}/{self.name}"


def collections(account: Account, *kinds: str) -> Iterator[Collection]:
    """The account's collections of these kinds, in the order of the server."""
    books = ADDRESS_BOOK in kinds
    for home in _homes(account, f"{CARD}addressbook-home-set" if books else f"{CAL}calendar-home-set"):
        asked = (f"{D}resourcetype", f"{D}displayname", PRIVILEGES, *OWNERS)
        for one in account.dav.propfind(home, asked, 1):
            kind = next((kind for element, kind in KINDS.items() if one.has(f"{D}resourcetype", element)), "")
            if kind in kinds:
                owner = _owner(one) or account.principal
                title = one.text(f"{D}displayname") or one.name
                yield Collection(kind, one.href, title, owner, _writable(one))


def _homes(account: Account, name: str) -> list[str]:
    found = account.dav.propfind(account.principal, (name,), 0)
    return [path for one in found for path in one.hrefs(name)]


def _owner(one: Resource) -> str:
    return next((paths[0] for name in OWNERS if (paths := one.hrefs(name))), "")


def _writable(one: Resource) -> bool:
    said = one.properties.get(PRIVILEGES)
    return said is None or any(inner.tag in WRITING for inner in said.iter())
