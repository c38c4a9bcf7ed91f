"""WordPress: accounts, comments, posts and files, what plug-ins keep, and what the site's own exporters give."""

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
)

from . import collected, correct, may_write
from .accounts import Accounts
from .api import Api, Row
from .case import Case
from .comments import Comments
from .coverage import BY_REST, CONFIGURE, Coverage
from .exports import Exports
from .gravity import Gravity
from .key import who_am_i
from .posts import Posts
from .shop import Shop
from .site import Site
from .stored import Stored

BY_DESIGN = (
    "Comments, posts and files that were deleted for good, and backups of the site, cannot be reached.",
    "Menus, templates and styles of the site's design were not searched.",
)
INSIDE_ONLY = (
    "WordPress shows to no API what it keeps on log-ins and settings of accounts, on requests for personal data, "
    "and in earlier versions of what others wrote: none of it was searched."
)
DESCRIPTIONS = "Other people's accounts were not looked through for mentions of the address."
TABLES = {"gf/v2": ("gf_", "rg_"), "wc/v3": ("wc_", "woocommerce_")}
"""Tables that a plug-in's own REST routes read."""


class WordPress:
    """Searches one site with an administrator's application password."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._api, self._site = Api(context), Site(context)

    def check(self) -> Iterator[Finding]:
        """Who the key is, what PHP inside the site tells, and which plug-ins keep what cannot be read."""
        namespaces = self._namespaces()
        try:
            who_am_i(self._api)
        except Denied as error:
            yield Finding("error", error.message, error.remedy_sentence, error.values)
            return
        yield Finding("ok", "the application password is an administrator's")
        answer: Row = {}
        if self._site.configured:
            answer = self._site.ask()
            version = {"version": str(answer.get("version"))}
            yield Finding("ok", "PHP runs inside the site: WordPress {version}", values=version)
        else:
            yield Finding("note", "the site's own exporters and its plug-ins' tables cannot be read", CONFIGURE)
        if self._context.has("exports"):
            found = len(self._site.place.files(str(self._context.setting("exports"))))
            told = "the folder of finished exports can be read; files: {count}"
            yield Finding("ok", told, values={"count": str(found)})
        yield from Coverage(self._api, self._site, namespaces).findings(answer)

    def may_write(self) -> Iterator[Finding]:
        """What the key may change, as WordPress itself says."""
        yield from may_write.findings(self._api)

    def plan(self, correction: Correction, records: Sequence[Record]) -> Iterator[Change | ByHand | Gap]:
        """Accounts, customers and comments."""
        yield from correct.plan(self._api, correction, records)

    def read(self, change: Change) -> Reading:
        """The object now."""
        return correct.read(self._api, change)

    def apply(self, change: Change, now: Reading) -> None:
        """One POST."""
        correct.apply(self._api, change, now)

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """Who the key is, then the subject's own things, then what others wrote."""
        namespaces = self._namespaces()
        who_am_i(self._api)
        inside = self._site.configured
        for sentence in BY_DESIGN if inside else (*BY_DESIGN, INSIDE_ONLY):
            yield Gap(sentence)
        if not inside and not search.exhaustive:
            yield Gap(DESCRIPTIONS)
        exports, answer = Exports(), dict[str, object]()
        yield from guarded("What PHP tells inside the site", self._inside(search, exports, answer, namespaces))
        yield from guarded("The folder of finished exports", self._zips(search, exports))
        case = Case(self._api, search, exports, inside)
        yield from self._parts(case, answer, namespaces)
        yield from Coverage(self._api, self._site, namespaces).gaps(answer)
        who_am_i(self._api)

    def _parts(self, case: Case, answer: Row, namespaces: list[str]) -> Iterator[Record | Gap]:
        comments, posts = Comments(case), Posts(case)
        case.search.progress("accounts")
        yield from Accounts(case).find()
        yield from comments.own()
        yield from posts.own()
        if BY_REST["woocommerce"] in namespaces:
            yield from Shop(case).find()
        if BY_REST["gravityforms"] in namespaces:
            yield from Gravity(case).find()
        yield from guarded("What the site stores beyond REST", Stored(case, answer).find())
        case.search.progress("mentions")
        yield from comments.mentions()
        yield from posts.mentions()

    def _inside(self, search: Search, exports: Exports, answer: Row, namespaces: list[str]) -> Iterator[Gap]:
        """Asked for all known addresses in every round: a record is then the same in each."""
        if not self._site.configured:
            return
        search.progress("exporters")
        emails = [one.value for one in search.matcher.of("email")]
        numbers = [one.value for one in search.matcher.of("user_id") if one.value.isascii() and one.value.isdigit()]
        skip = [start for name, starts in TABLES.items() if name in namespaces for start in starts]
        answer.update(self._site.ask(emails, numbers, skip))
        yield from collected.from_answer(search, exports, answer)

    def _zips(self, search: Search, exports: Exports) -> Iterator[Gap]:
        if self._context.has("exports"):
            yield from collected.from_zips(search, exports, self._site, str(self._context.setting("exports")))

    def _namespaces(self) -> list[str]:
        return [str(name) for name in self._api.index()["namespaces"]]
