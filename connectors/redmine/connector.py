"""Redmine: accounts, what they wrote, and what others wrote about an address."""

from collections.abc import Iterator

from sar.sdk import Context, Denied, Finding, Gap, Record, Search, text_of

from .accounts import Accounts
from .api import Api
from .authored import Authored
from .mentions import Mentions

BY_DESIGN = (
    "Archived projects cannot be reached by any key; un-archive a project to include it.",
    "Redmine finds accounts by an additional e-mail address but never shows it: such an account is listed for the "
    "officer as not proven.",
    "Custom fields of accounts that are not visible are shown to nobody.",
    "Of forum messages, documents and changesets only the excerpt that the search gives can be read.",
    "Time that an account booked for other people cannot be told from theirs.",
)
ONLY_EXHAUSTIVE = (
    "Wiki pages written by the account, and values that were removed from issues of others, are only read in an "
    "exhaustive search."
)


class Redmine:
    """Searches one Redmine with an administrator's key."""

    def __init__(self, context: Context) -> None:
        self._api = Api(context)

    def check(self) -> Iterator[Finding]:
        """Who the key is, and whether it sees everything."""
        me = self._api.one("users/current.json", "user")
        if me.get("admin") is not True:
            yield Finding(
                "error", "the key is not an administrator's: accounts cannot be searched", "Use an administrator's key."
            )
            return
        yield Finding("ok", "the key is an administrator's")
        next(self._api.rows("users.json", "users"), None)
        self._api.whole("custom_fields.json", "custom_fields")
        yield Finding("ok", "accounts and custom fields can be read")

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """Accounts first, then what hangs on them, then mentions in what others wrote."""
        self._who_am_i()
        for sentence in BY_DESIGN:
            yield Gap(sentence)
        if not search.exhaustive:
            yield Gap(ONLY_EXHAUSTIVE)
        search.progress("accounts")
        accounts = Accounts(self._api, search)
        yield from accounts.find()
        authored = Authored(self._api, search, accounts.proven)
        yield from authored.find()
        search.progress("mentions")
        yield from Mentions(self._api, search, authored.shown).find()

    def _who_am_i(self) -> None:
        """A wrong key is no error on public lists: it gives the anonymous view."""
        me = self._api.one("users/current.json", "user")
        if me.get("admin") is not True or not text_of(me, "id"):
            raise Denied("the key is not an administrator's, so a part would be missed", status=403)
