"""OVHcloud: the little that it keeps about third persons in its own right; what is stored on it is elsewhere."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from sar.sdk import Context, Denied, Finding, Gap, Record, Search, guarded, some_rows, text_of

from .api import Api
from .parts import PARTS, Part
from .reader import Reader

BY_DESIGN = (
    "What is stored on OVHcloud's servers (web sites, databases, mail, files) is not searched here, but by the "
    "connectors of these systems.",
    "Copies of what was erased stay in backups and snapshots at OVHcloud until these are overwritten.",
    "Lists of receivers that were uploaded for text messages are files, which are not searched.",
)
FILTERED = "Text messages are searched by their sender and receiver; other people's words are not searched for you."
TELEPHONY = "Telephone lines at OVHcloud whose calls were not searched: {count}."
ASK = "Ask OVHcloud for the calls with this person, and record its answer with `sar request answer`."
ACCOUNT = Part(
    "The account holder", "customer", "account", "/me", (), ("email", "spareEmail"), ("phone", "fax"),
    ("firstname", "name"),
)  # fmt: skip
NEEDED = (
    "/me",
    "/me/contact",
    "/me/identity/user",
    "/domain/contact",
    "/email/domain",
    "/email/exchange",
    "/sms",
    "/telephony",
)


class Ovh:
    """Searches one account with keys or a service account."""

    def __init__(self, context: Context) -> None:
        self._api = Api(context)

    def check(self) -> Iterator[Finding]:
        """Whose the keys are, whether they may read everything, and until when."""
        self._api.one("/me")
        yield Finding("ok", "the account can be read")
        if self._api.by_keys:
            yield from self._rights()
        yield from (Finding("note", sentence) for sentence in BY_DESIGN)

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """Part after part."""
        yield from map(Gap, BY_DESIGN)
        if not search.exhaustive:
            yield Gap(FILTERED)
        reader = Reader(self._api, search)
        holder = reader.judged(ACCOUNT, self._api.one("/me"), "me")
        if holder and holder.proof:
            yield holder
        for part in PARTS:
            search.progress(part.what)
            yield from reader.find(part)
        yield from guarded("Telephone lines", self._lines())
        yield from reader.absences("Telephone lines")

    def _lines(self) -> Iterator[Gap]:
        lines = self._api.names("/telephony")
        if lines:
            yield Gap(TELEPHONY, ASK, {"count": str(len(lines))})

    def _rights(self) -> Iterator[Finding]:
        try:
            told = self._api.one("/auth/currentCredential")
        except Denied as error:
            if error.status == 401:
                raise
            yield Finding("warning", "the rights of the keys could not be looked at", "Make keys with GET on /*.")
            return
        if text_of(told, "status") != "validated":
            yield Finding(
                "error", "the consumer key is not validated", "Open its validation address, or make a new one."
            )
        rules = [(text_of(rule, "method"), text_of(rule, "path")) for rule in some_rows(told, "rules")]
        closed = [path for path in NEEDED if not any(verb == "GET" and fnmatchcase(path, rule) for verb, rule in rules)]
        if closed:
            remedy = "Make keys with the right GET on /*."
            yield Finding("warning", "the keys have no right to read {paths}", remedy, {"paths": ", ".join(closed)})
        if any(verb != "GET" for verb, _ in rules):
            yield Finding("note", "the keys may also change things, which is not needed")
        until = text_of(told, "expiration")
        if until:
            yield Finding("note", "the keys are valid until {day}", values={"day": until[:10]})
