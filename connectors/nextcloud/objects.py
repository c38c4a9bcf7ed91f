"""The cards and events of a collection, all of them: a server's filters miss what they don't name."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from xml.etree.ElementTree import SubElement

from sar.sdk import Capped, Changed, Gap, Search

from .dav import CAL, CARD, D, Dav, Resource, multiget, report
from .homes import ADDRESS_BOOK, TRASH, Collection
from .lines import Component, Unreadable, read, unfolded
from .sieve import Sieve

BATCH, MOST_LOST = 50, 5
TYPES = {ADDRESS_BOOK: ("contact",)}
EVENT_TYPES = ("event", "task", "journal", "busy_time")
DELETED_AT, CALENDAR_URI = "{http://nextcloud.com/ns}deleted-at", "{http://nextcloud.com/ns}calendar-uri"
BROKEN = "{number} entries of {collection} (account {account}) may concern the subject and could not be understood."
LOST = "{number} entries of {collection} (account {account}) could not be fetched."
Payload = dict[str, Any]


class Found(NamedTuple):
    """One object: what a record keeps of it, and its text."""

    payload: Payload
    text: str


class Objects:
    """Reads collections of one account; what cannot be the subject's is not parsed."""

    def __init__(self, dav: Dav, search: Search, account: str) -> None:
        self._dav, self._search, self._account = dav, search, account
        self._sieve = Sieve(search.matcher)

    def of(self, collection: Collection) -> Iterator[Found | Gap]:
        """Payloads that may hold an identifier of the subject, and how many could not be read or understood."""
        broken, lost = 0, list[str]()
        for resource in self._resources(collection, lost):
            text = resource.verbatim(_data(collection))
            if text is None:
                raise Changed("an entry came without its content")
            if not self._sieve.passes(unfolded(text)):
                continue
            try:
                yield Found(_payload(collection, resource, read(text)), text)
            except Unreadable:
                broken += 1
        for what, number in ((BROKEN, broken), (LOST, len(lost))):
            if number:
                values = {"number": str(number), "collection": collection.title, "account": self._account}
                yield Gap(what, "Look for the subject in them by hand, in the server's own pages.", values)

    def _resources(self, collection: Collection, lost: list[str]) -> Iterator[Resource]:
        if collection.kind == TRASH:
            yield from self._deleted(collection)
            return
        listed = self._dav.propfind(collection.href, (f"{D}getetag", f"{D}resourcetype"), 1)
        hrefs = [one.href for one in listed if not one.has(f"{D}resourcetype", f"{D}collection")]
        wanted = [href for href in hrefs if not self._stored(collection, href)]
        for start in range(0, len(wanted), BATCH):
            yield from self._batch(collection, wanted[start : start + BATCH], lost)

    def _stored(self, collection: Collection, href: str) -> bool:
        """Whether an interrupted run has it already."""
        number = source_id(collection, Resource(href, 200, {}))
        return any(self._search.holds(type_, number) for type_ in TYPES.get(collection.kind, EVENT_TYPES))

    def _batch(self, collection: Collection, hrefs: Sequence[str], lost: list[str]) -> Iterator[Resource]:
        """These objects; a batch that is too large, or spoilt by one of them, is halved until that one is alone."""
        name = f"{CARD}addressbook-multiget" if collection.kind == ADDRESS_BOOK else f"{CAL}calendar-multiget"
        try:
            found = self._dav.report(collection.href, multiget(name, _data(collection), hrefs))
        except (Changed, Capped):
            if len(hrefs) > 1:
                middle = len(hrefs) // 2
                yield from self._batch(collection, hrefs[:middle], lost)
                yield from self._batch(collection, hrefs[middle:], lost)
                return
            lost.extend(hrefs)
            if len(lost) > MOST_LOST:
                raise
            return
        yield from _answered(hrefs, found)

    def _deleted(self, collection: Collection) -> Iterator[Resource]:
        """The trash bin lists nothing; it only answers a query."""
        body = report(f"{CAL}calendar-query", (f"{D}getetag", f"{CAL}calendar-data", DELETED_AT, CALENDAR_URI))
        SubElement(SubElement(body, f"{CAL}filter"), f"{CAL}comp-filter", {"name": "VCALENDAR"})
        yield from self._dav.report(f"{collection.href.rstrip('/')}/objects/", body)


def source_id(collection: Collection, resource: Resource) -> str:
    """Owner, collection and name: the same object is the same, whoever reads it."""
    return f"{collection.key}/{resource.name}"


def _answered(hrefs: Sequence[str], found: list[Resource]) -> Iterator[Resource]:
    """What was asked for, but for what was deleted meanwhile; anything else is missing without a word."""
    by_path = {one.path: one for one in found}
    for href in hrefs:
        one = by_path.get(Resource(href, 200, {}).path)
        if one is None or one.status not in {200, 404}:
            raise Changed("the server leaves out entries that it has listed")
        if one.status == 200:
            yield one


def _data(collection: Collection) -> str:
    return f"{CARD}address-data" if collection.kind == ADDRESS_BOOK else f"{CAL}calendar-data"


def _payload(collection: Collection, resource: Resource, components: list[Component]) -> Payload:
    more = {"deleted_at": resource.text(DELETED_AT), "calendar": resource.text(CALENDAR_URI)}
    return {
        "id": source_id(collection, resource),
        "collection": collection.title,
        "etag": resource.text(f"{D}getetag"),
        **{key: value for key, value in more.items() if value},
        "components": components,
    }
