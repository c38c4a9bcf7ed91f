"""VoIP.ms: calls, recordings, messages, voicemail, faxes and the phonebook, by phone number."""

from collections.abc import Callable, Iterator, Sequence

from sar.sdk import (
    ByHand,
    Change,
    Context,
    Correction,
    Finding,
    Gap,
    Reading,
    Record,
    Search,
    guarded,
    id_of,
    text_of,
)

from . import book, correct
from .api import Api
from .calls import Calls
from .case import Case
from .fax import Faxes
from .messages import Messages
from .numbers import number_in
from .recordings import Recordings
from .times import day, offset
from .voicemail import BY_MAIL, Voicemail

BY_NUMBER = (
    "VoIP.ms is searched by phone number only: calls and messages with a withheld number, or with another number of "
    "the person, are not found."
)
SINCE = "Nothing before {since} was asked for; how long VoIP.ms keeps calls, recordings and messages is not published."
OFFSET = (
    "Times are read with one fixed offset from UTC ({offset} hours), since VoIP.ms knows no summer time: "
    "they may be an hour off."
)
CONFERENCES = "Recordings of conferences name none of their speakers and were not searched."
OWN = "A number that was given is one of the firm's own at VoIP.ms and was not searched: it belongs to no one person."
VOICES = (
    "Recordings and voicemail hold the voices of more than one person: the officer makes those of others "
    "unrecognisable or withholds the file."
)


ONE_KEY = "VoIP.ms has one API password, without finer rights: what may read may also write."


class VoipMs:
    """Searches one account, its sub-accounts, and a reseller's clients."""

    def __init__(self, context: Context) -> None:
        self._context, self._api = context, Api(context)

    def check(self) -> Iterator[Finding]:
        """Whether the API answers from here, what is set up, and what it will not be able to see."""
        own = self._own_numbers()
        yield Finding("ok", "the API answers; numbers of the account: {count}", values={"count": str(len(own))})
        since, hours = day(self._context.setting("since")), offset(self._context.setting("timezone"))
        yield Finding("note", SINCE, values={"since": since.isoformat()})
        yield Finding("note", OFFSET, values={"offset": f"{hours:g}"})
        yield Finding("note", CONFERENCES)
        for box in self._api.rows("getVoicemails", "voicemails"):
            if text_of(box, "delete_message") == "yes":
                yield Finding("note", BY_MAIL, values={"mailbox": id_of(box, "mailbox")})
        clients = self._api.rows("getClients", "clients")
        if clients:
            yield Finding("ok", "the account is a reseller's; clients: {count}", values={"count": str(len(clients))})

    def may_write(self) -> Iterator[Finding]:
        """Whether the API answers from here: there is no key that only reads, and no way to ask for rights."""
        self._own_numbers()
        yield Finding("note", ONE_KEY)

    def plan(self, correction: Correction, records: Sequence[Record]) -> Iterator[Change | ByHand | Gap]:
        """Phonebook entries and caller ID filters; of the others, that they hold the value."""
        for record in records:
            yield from correct.plan(correction, record)

    def read(self, change: Change) -> Reading:
        """The entry now."""
        return correct.read(self._api, change)

    def apply(self, change: Change, now: Reading) -> None:
        """One write of the whole entry."""
        correct.apply(self._api, change, now)

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """Each part in its turn; one that fails is a gap, and the others go on."""
        hours = offset(self._context.setting("timezone"))
        case = Case(self._api, search, day(self._context.setting("since")), hours, self._own_numbers())
        yield Gap(BY_NUMBER)
        yield Gap(SINCE, values={"since": case.since.isoformat()})
        yield Gap(OFFSET, values={"offset": case.zone})
        yield Gap(CONFERENCES)
        yield Gap(VOICES)
        if len(case.phones) < len(search.of("phone")):
            yield Gap(OWN)
        if not case.phones:
            return
        yield from guarded("The list of a reseller's clients", _clients(case))
        calls = Calls(case)
        parts: tuple[tuple[str, Callable[[], Iterator[Record | Gap]]], ...] = (
            ("Calls", calls.find),
            ("Recordings", Recordings(case, calls).find),
            ("Messages", Messages(case).find),
            ("Voicemail", Voicemail(case).find),
            ("Faxes", Faxes(case).find),
            ("The phonebook", lambda: book.find(case)),
        )
        for name, part in parts:
            search.progress(name)
            yield from guarded(name, part())

    def _own_numbers(self) -> set[str]:
        return {number for row in self._api.rows("getDIDsInfo", "dids") if (number := number_in(row.get("did")))}


def _clients(case: Case) -> Iterator[Gap]:
    case.clients += [id_of(row, "client") for row in case.api.rows("getClients", "clients")]
    yield from ()
