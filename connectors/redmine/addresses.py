"""Which accounts have an address, those included that have it beside their main one."""

from collections.abc import Iterator
from functools import cached_property

from sar.sdk import canonical, text_of

from .api import Api, Row, number_of

STATES = (1, 2, 3)
"""Active, registered, locked: a plain list shows active ones only, and `status=` means different things by version."""
NOBODY = "nobody@invalid.example"
SHOWN = ("mail", "login", "firstname", "lastname")
"""What the search by name looks through and the answer shows; it looks through additional addresses too."""


class Addresses:
    """Looks addresses up; additional ones are found and never shown."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def taken(self, address: str) -> Iterator[Row]:
        """Accounts that surely have it: no second one may."""
        for row in self._named(address):
            if is_same(text_of(row, "mail"), address):
                yield row
        if self._exact_is_known:
            yield from self._exactly(address)

    def additional(self, address: str) -> set[str]:
        """Numbers of accounts with another address beside the main one that is it, or at least contains it."""
        if self._exact_is_known:
            return {number_of(row) for row in self._exactly(address) if not is_same(text_of(row, "mail"), address)}
        return {number_of(row) for row in self._named(address) if not _is_seen(row, address)}

    @cached_property
    def _exact_is_known(self) -> bool:
        """Redmine 5.1 and newer say it exactly; older ones ignore the filter and give everybody."""
        return self._api.honours("users.json", "users", **exact(NOBODY))

    def _exactly(self, address: str) -> Iterator[Row]:
        for spelling in dict.fromkeys((address, address.casefold())):
            yield from self._api.rows("users.json", "users", **exact(spelling))

    def _named(self, address: str) -> Iterator[Row]:
        for state in STATES:
            yield from self._api.rows("users.json", "users", name=address, status=state)


def exact(email: str) -> dict[str, str]:
    """The long form of a filter: in the short one a leading `~`, `!`, `*` or a `|` of the address is syntax."""
    return {"f[]": "mail", "op[mail]": "=", "v[mail][]": email}


def is_same(one: str, other: str) -> bool:
    """Whether two spellings are one address."""
    return bool(one) and canonical("email", one) == canonical("email", other)


def _is_seen(row: Row, address: str) -> bool:
    """Whether what is shown explains that the search found the account."""
    return any(address.casefold() in text_of(row, key).casefold() for key in SHOWN)
