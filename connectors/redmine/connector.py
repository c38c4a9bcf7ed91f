"""Redmine: accounts, what they wrote, and what others wrote about an address."""

from collections.abc import Iterator, Sequence

from sar.sdk import (
    ByHand,
    Change,
    Context,
    Correction,
    Denied,
    Finding,
    Gap,
    Reading,
    Record,
    Search,
    guarded,
    text_of,
)

from . import correct
from .accounts import Accounts
from .api import Api
from .authored import Authored
from .case import Case
from .contacts import Contacts
from .fields import Fields
from .issues import Issues
from .mentions import Mentions
from .news import News
from .projects import Projects
from .scan import Scan
from .wiki import Wiki

ARCHIVED = "Archived projects and all that is in them cannot be reached by any key."
ADDITIONAL = (
    "Redmine finds an account by its additional e-mail addresses but never shows them: such an account is listed for "
    "the officer as not proven, and is included with --also user_id:{processor}:NUMBER."
)
INVISIBLE = "Custom fields of accounts that are not visible are shown to nobody."
EXCERPTS = (
    "Forum messages, documents and commits are only found by their text, and only as the search shows them: "
    "neither by their author, nor with their files."
)
RIGHTS = "Use the API key of an administrator: My account > API access key."


class Redmine:
    """Searches one Redmine with an administrator's key."""

    def __init__(self, context: Context) -> None:
        self._api, self._processor = Api(context), context.processor

    def check(self) -> Iterator[Finding]:
        """Who the key is, and whether it sees everything."""
        me = self._api.one("users/current.json", "user")
        if me.get("admin") is not True:
            said = "the key is not an administrator's: it cannot search accounts and misses private issues"
            yield Finding("error", said, RIGHTS)
            return
        yield Finding("ok", "the key is an administrator's")
        self._api.count("users.json", "users")
        self._api.whole("custom_fields.json", "custom_fields")
        self._api.count("issues.json", "issues", status_id="*")
        yield Finding("ok", "accounts, custom fields and issues can be read")

    def may_write(self) -> Iterator[Finding]:
        """An administrator's key may change every account, and no other key any: none only reads."""
        me = self._api.one("users/current.json", "user")
        if me.get("admin") is not True:
            yield Finding("error", "the key is not an administrator's: it cannot change accounts", RIGHTS)

    def plan(self, correction: Correction, records: Sequence[Record]) -> Iterator[Change | ByHand | Gap]:
        """The accounts."""
        yield from correct.plan(self._api, self._processor, correction, records)

    def read(self, change: Change) -> Reading:
        """The account now."""
        return correct.read(self._api, change)

    def apply(self, change: Change, now: Reading) -> None:
        """One PUT."""
        correct.apply(self._api, change, now)

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """Accounts first, then what hangs on them, then mentions in what others wrote."""
        self._who_am_i()
        for sentence in (ARCHIVED, ADDITIONAL, INVISIBLE, EXCERPTS):
            yield Gap(sentence, values={"processor": self._processor} if "{" in sentence else {})
        yield from self._parts(search)
        self._who_am_i()

    def _parts(self, search: Search) -> Iterator[Record | Gap]:
        case = Case(self._api, search, Fields(self._api))
        yield from guarded("The list of custom fields", case.fields.read())
        search.progress("accounts")
        yield from Accounts(case).find()
        issues, news, wiki = Issues(case), News(case), Wiki(case)
        yield from Authored(case, issues).find()
        search.progress("mentions")
        yield from Mentions(case, issues, news, wiki).find()
        search.progress("news")
        yield from guarded("The news", news.find())
        search.progress("projects")
        yield from guarded("The projects", Projects(case, wiki).find())
        search.progress("all issues")
        yield from Scan(case, issues).find()
        yield from Contacts(case).find()

    def _who_am_i(self) -> None:
        """A wrong or withdrawn key is no error on public lists, which then give the anonymous view."""
        me = self._api.one("users/current.json", "user")
        if me.get("admin") is not True or not text_of(me, "id"):
            raise Denied("the key is not an administrator's, so a part would be missed", RIGHTS, status=403)
