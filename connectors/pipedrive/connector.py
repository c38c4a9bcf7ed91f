"""Pipedrive: persons by address, all that hangs on them, and mentions elsewhere."""

from collections.abc import Iterator, Sequence

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
    text_of,
)

from . import correct
from .api import V1, Api
from .hanging import Hanging
from .mentions import Mentions
from .persons import Persons

BY_DESIGN = (
    "Persons and deals that were deleted more than 30 days ago no longer exist for the API.",
    "Call logs and mail are shown by Pipedrive only as far as the token's own user sees them.",
    "Organizations are named where the person belongs to one; their own records are not personal data.",
)


class Pipedrive:
    """Searches one company with an administrator's token."""

    def __init__(self, context: Context) -> None:
        self._api = Api(context)

    def check(self) -> Iterator[Finding]:
        """Who the token is; only an administrator sees past visibility groups."""
        me = self._api.one(f"{V1}users/me")
        administrator = any(
            isinstance(one, dict) and one.get("admin") is True and one.get("app") in {"sales", "global"}
            for one in me.get("access") or []
        )
        if administrator or me.get("is_admin") in {1}:
            told = "the token belongs to an administrator (user {number})"
            yield Finding("ok", told, values={"number": text_of(me, "id")})
        else:
            yield Finding(
                "error",
                "the token's user is no administrator: visibility groups would hide persons and deals",
                "Use the token of a dedicated administrator.",
            )

    def may_write(self) -> Iterator[Finding]:
        """A token has all rights of its user, whom visibility groups and permission sets may bind."""
        yield from self.check()

    def plan(self, correction: Correction, records: Sequence[Record]) -> Iterator[Change | ByHand | Gap]:
        """The persons."""
        for record in records:
            yield from correct.plan(correction, record)

    def read(self, change: Change) -> Reading:
        """The person now."""
        return correct.read(self._api, change)

    def apply(self, change: Change, now: Reading) -> None:
        """One PATCH."""
        correct.apply(self._api, change, now)

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """Persons and users first, then what hangs on them, then mentions."""
        for sentence in BY_DESIGN:
            yield Gap(sentence)
        persons = Persons(self._api, search)
        yield from persons.find()
        hanging = Hanging(self._api, search, persons.labels, persons.shown)
        for person in persons.proven:
            yield from hanging.of(person)
        search.progress("mentions")
        yield from Mentions(self._api, search, persons.shown).find()
