"""Google Analytics: there is no search for a person; how each property is set up is the evidence."""

from collections.abc import Iterator

from sar.sdk import Context, Denied, Finding, Gap, NotSearchable, ProcessorError, Said, Search, SettingsError, text_of

from .api import BETA, Api
from .evidence import Property

REASON = (
    "Google Analytics has no search for a person: it gives totals, and its events bear a random number of the browser "
    "in place of a name or an address."
)
ALWAYS = (
    Said(
        "Only the person can tell which events are theirs: the value of the cookie _ga, shown by the browser under "
        "developer tools, Application, Cookies, holds that random number, and the firm can act on it."
    ),
    Said(
        "Erasure is possible although retrieval is not: on request the firm can have Google erase what belongs to an "
        "e-mail address, a telephone number, an id of the firm's website or the number of the cookie _ga."
    ),
    Said(
        "Such an erasure shows within 72 hours in reports about single visitors and reaches Google's servers with "
        "their next cycle; it does not reach totals, or events exported to BigQuery."
    ),
)
UNLISTED = "the key also sees properties that are not in the settings: {properties}"
UNREAD = "property {property} cannot be read: {why}"


class GoogleAnalytics:
    """Collects the evidence of one firm's properties."""

    def __init__(self, context: Context) -> None:
        self._api = Api(context)
        self._numbers = context.setting("properties") or []
        self._by_id = str(context.setting("events_by_id"))

    def check(self) -> Iterator[Finding]:
        """Whether the key is a viewer of each property, and whether it sees others."""
        for number in self._properties():
            yield from self._readable(number)
        if others := sorted(self._visible() - set(self._properties())):
            yield Finding("note", UNLISTED, "", {"properties": ", ".join(others)})
        yield Finding("note", "no search for a person exists: each request gets the settings as evidence")

    def find(self, search: Search) -> Iterator[Gap | NotSearchable]:
        """The same for every request; that is the point."""
        told: list[Said] = []
        for number in self._properties():
            search.progress("a property")
            for one in Property(self._api, number, self._by_id).tell():
                if isinstance(one, Gap):
                    yield one
                else:
                    told.append(one)
        yield NotSearchable(REASON, (*told, *ALWAYS))

    def _properties(self) -> list[str]:
        numbers = [str(one).removeprefix("properties/") for one in self._numbers]
        if not numbers or not all(number.isdigit() for number in numbers):
            raise SettingsError(
                "properties of Google Analytics are numbers such as 123456789, at least one",
                "See Admin > Property details; G-… is the id of a stream and not meant.",
            )
        return numbers

    def _readable(self, number: str) -> Iterator[Finding]:
        try:
            row = self._api.one(BETA, f"properties/{number}")
        except ProcessorError as error:
            if not isinstance(error, Denied) or error.status == 401:
                raise
            told = {**error.values, "property": number, "why": error.message}
            yield Finding("error", UNREAD, error.remedy_sentence, told)
            return
        named = {"property": number, "name": text_of(row, "displayName")}
        yield Finding("ok", "property {property} ({name}) can be read", "", named)
        gaps = [one for one in Property(self._api, number, self._by_id).tell() if isinstance(one, Gap)]
        for gap in gaps:
            yield Finding("warning" if gap.remediable else "note", gap.what, gap.remedy, gap.values)

    def _visible(self) -> set[str]:
        found: set[str] = set()
        for account in self._api.rows(BETA, "accountSummaries", "accountSummaries"):
            for row in account.get("propertySummaries") or ():
                found.add(text_of(row, "property").removeprefix("properties/"))
        return found
