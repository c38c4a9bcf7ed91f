"""Whether the app passwords may change what a correction names, found out by asking and not by trying."""

from collections.abc import Callable, Iterable, Iterator

from sar.sdk import Finding, Missing, ProcessorError

from .account import Account, unopened
from .homes import ADDRESS_BOOK, CALENDAR, collections
from .shelf import ordinary

READS_BOOKS = "the account {account} may read its address books, and change nothing in them"
READS_CALENDARS = "the account {account} may read its calendars, and change nothing in them"
GIVE = "Give the account the right to write on the server, or take it out of `accounts` in credentials.toml."
OWN_PROFILES = "No account is an administrator's: of profiles only the accounts' own can be corrected."
UNKNOWN = "Whether the server lets an app password change profiles shows only when one is changed."
KEPT = {"contacts": ADDRESS_BOOK, "calendars": CALENDAR}


def may_write(logins: Iterable[str], opened: Callable[[str], Account], parts: Iterable[str]) -> Iterator[Finding]:
    """Each account opened; one that may write none of its own books or calendars has rights to read only."""
    wanted, administrator = set(parts), False
    for login in logins:
        try:
            account = opened(login)
            administrator = administrator or account.administrator
            for part, kind in KEPT.items():
                if part in wanted:
                    yield from _of(account, kind)
        except ProcessorError as error:
            yield unopened(login, error)
    if "accounts" in wanted:
        yield Finding("note", UNKNOWN)
        if not administrator:
            yield Finding("note", OWN_PROFILES)


def _of(account: Account, kind: str) -> Iterator[Finding]:
    try:
        found = list(collections(account, kind))
    except Missing:  # an app that the account does not have
        return
    own = [one for one in found if one.owner == account.principal and ordinary(one)]
    if own and not any(one.writable for one in own):
        values = {"account": account.id}
        if kind == CALENDAR:
            yield Finding("error", READS_CALENDARS, GIVE, values)
        else:
            yield Finding("error", READS_BOOKS, GIVE, values)
