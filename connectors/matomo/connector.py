"""Matomo: visits by user id, visitor id, address, custom dimension and words, with their raw rows."""

from collections.abc import Iterator

from sar.sdk import Context, Finding, Gap, Record, Search, guarded, text_of

from .api import RIGHTS, Api, Unsupported
from .sites import Sites
from .visits import Visits
from .ways import GIVE_VISITOR_ID, NO_VISITOR_ID, PROFILE, PROFILE_ON, Way, is_visitor_id, ways
from .whose import Whose, is_pseudonym, when

BROWSERS = (
    "Matomo knows a visitor by the browser: visits in which nobody was logged in and no word names the person "
    "are found only through the visitor id of that browser."
)
MASKED = (
    "This Matomo stores IP addresses only in part; such an address belongs to many people, so that visits cannot be "
    "found by it."
)
OLDEST = "The oldest visit that this Matomo still holds is of {day}."
PSEUDONYMS = "User ids are stored as pseudonyms here, so that visits could not be searched by an address or user id."
GIVE_SALT = "Set user_id_salt in credentials.toml (the option PrivacyManager.userIdSalt of Matomo's database)."
SUPER_USER = "the token is valid and belongs to a super user"
ADMINISTRATOR = "the token is valid and belongs to an administrator of some sites"
SAMPLE = 50
"""Visits with a user id from which is seen whether user ids are pseudonyms."""


class Matomo:
    """Searches every site that an administrator's token reaches."""

    def __init__(self, context: Context) -> None:
        self._api = Api(context)
        self._salt = context.secret("user_id_salt") if context.has("user_id_salt") else ""

    def check(self) -> Iterator[Finding]:
        """Whose the token is, which sites it reaches, and what cannot be seen there."""
        sites = Sites(self._api)
        gaps = list(sites.find())
        yield Finding("ok", SUPER_USER if sites.whole else ADMINISTRATOR)
        readable = ", ".join(sites.names[site] for site in sites.readable)
        yield Finding("ok", "sites that can be read: {sites}", "", {"sites": readable or "–"})
        limits = list(self._limits(sites))
        if sites.readable and not any(gap.remediable for gap in limits):
            yield Finding("ok", "visits can be searched by user id and visitor id")
        if sites.readable and not sites.masked:
            yield Finding("ok", "the newest visits hold whole IP addresses")
        gaps += [*sites.read_dimensions(), *limits]
        for gap in gaps:
            yield Finding("warning" if gap.remediable else "note", gap.what, gap.remedy, gap.values)
        if not sites.readable:
            yield Finding("error", "no site can be read", RIGHTS)

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """Each way in its turn; one that fails is a gap, and the others go on."""
        sites = Sites(self._api)
        search.progress("sites")
        yield from sites.find()
        yield Gap(BROWSERS)
        if not sites.readable:
            return
        yield from sites.read_dimensions()
        yield from self._limits(sites)
        if not all(is_visitor_id(one.value) for one in search.of("visitor_id")):
            yield Gap(NO_VISITOR_ID, GIVE_VISITOR_ID)
        visits = Visits(self._api, search, sites, Whose(search, self._salt))
        for way in ways(search, sites, self._salt):
            search.progress(way.name)
            yield from guarded(way.name, _along(way, visits))

    def _limits(self, sites: Sites) -> Iterator[Gap]:
        """What the ways in which visits are stored here keep from being found."""
        if sites.masked:
            yield Gap(MASKED)
        if sites.readable:
            yield from guarded("The newest visits with a user id", self._pseudonyms(sites))
            yield from guarded("The oldest visit", self._oldest(sites))

    def _pseudonyms(self, sites: Sites) -> Iterator[Gap]:
        try:
            visits = self._api.some_visits(sites.all, "userId!=", limit=SAMPLE, doNotFetchActions=1)
        except Unsupported:
            yield Gap(PROFILE, PROFILE_ON)
            return
        stored = [user for visit in visits if (user := text_of(visit, "userId"))]
        if any(map(is_pseudonym, stored)) and not self._salt:
            yield Gap(PSEUDONYMS, GIVE_SALT)

    def _oldest(self, sites: Sites) -> Iterator[Gap]:
        for visit in self._api.some_visits(sites.all, limit=1, filter_sort_order="asc", doNotFetchActions=1):
            moment = when(visit)
            if moment:
                yield Gap(OLDEST, values={"day": f"{moment:%Y-%m-%d}"})


def _along(way: Way, visits: Visits) -> Iterator[Record | Gap]:
    more = {"date": way.date} if way.date else {}
    try:
        yield from visits.where(way.segment, way.sites, **more)
    except Unsupported:
        if way.absent is None:
            raise
        yield way.absent
