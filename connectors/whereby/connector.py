"""Whereby: rooms of Embedded by its API; for Meetings, which has none, a letter."""

from collections.abc import Iterator

from sar.sdk import (
    Context,
    Denied,
    Finding,
    Gap,
    Missing,
    NotSearchable,
    Record,
    Search,
    SettingsError,
    Verdict,
)

from .api import Api
from .kept import Kept
from .sessions import Sessions
from .task import task

BY_DESIGN = (
    "Whereby knows nobody's e-mail address: meetings are found by the firm's own id of a person, by the room and "
    "time of an appointment, or by a name that was confirmed.",
    "Chat messages and files shared during a meeting are not kept by Whereby.",
    "Planned meetings are deleted by Whereby an hour after their end; what was measured of the meeting remains.",
)
NO_SUMMARIES = "Session summaries are not asked for: the account has none, as the firm says."
UNKNOWN = (
    "Whereby is searched by the firm's own id of a person, by room and time, or by confirmed name, and none of yours "
    "is known."
)
BAD_ROOM = "A room was given that does not begin with a slash and cannot be found so."


class Whereby:
    """Searches one account."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def check(self) -> Iterator[Finding]:
        """Whether the key is valid, and what is read by it."""
        if self._meetings():
            yield Finding("note", "Whereby Meetings has no API: each request leaves a letter to send")
            return
        api = Api(self._context)
        api.first("insights/rooms")
        yield Finding("ok", "the key is valid")
        for path in ("meetings", "recordings", "transcriptions"):
            api.first(path)
        yield Finding("ok", "planned meetings, recordings and transcripts can be read")
        yield from self._check_summaries(api)
        yield Finding("note", "people are found by externalId, room and time, or confirmed name, never by e-mail")
        yield Finding("note", "recordings and transcripts hold everybody in the meeting: look at them before sending")

    def find(self, search: Search) -> Iterator[Record | Gap | Verdict]:
        """Sessions first, then what hangs on them."""
        if self._meetings():
            yield task(self._context, search)
            return
        for sentence in BY_DESIGN:
            yield Gap(sentence)
        if not search.matcher.of("external_id", "room", "name"):
            yield NotSearchable(UNKNOWN)
            return
        yield from self._embedded(Api(self._context), search)

    def _embedded(self, api: Api, search: Search) -> Iterator[Record | Gap]:
        if any(not one.value.startswith("/") for one in search.of("room")):
            yield Gap(BAD_ROOM, "Write it as room:/NAME@MOMENT.")
        sessions = Sessions(api, search)
        yield from sessions.find()
        summaries = self._context.setting("summaries") is not False
        if not summaries:
            yield Gap(NO_SUMMARIES)
        yield from Kept(api, search, sessions).find(summaries)

    def _meetings(self) -> bool:
        product = self._context.setting("product")
        if product not in {"meetings", "embedded"}:
            raise SettingsError(
                "product of Whereby is neither meetings nor embedded",
                "Rooms at whereby.com are meetings; rooms in your own site or app are embedded.",
            )
        return bool(product == "meetings")

    def _check_summaries(self, api: Api) -> Iterator[Finding]:
        if self._context.setting("summaries") is False:
            return
        try:
            api.first("summaries")
        except (Denied, Missing) as error:
            if error.status == 401:
                raise
            yield Finding(
                "warning", "session summaries cannot be read", "Has the account none? Then say summaries = false."
            )
