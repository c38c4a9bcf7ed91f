"""Mailchimp: the subscription in every audience, what was sent and done, shops, surveys, automations."""

from collections.abc import Iterator, Sequence

from sar.sdk import ByHand, Change, Context, Correction, Finding, Gap, Reading, Record, Search, text_of

from . import correct
from .api import Api, safe_id
from .audiences import Audiences
from .campaigns import Campaigns
from .merging import Merging
from .rest import Rest
from .shops import Shops

BY_DESIGN = (
    "Messages of the Mailchimp inbox, files of the content studio and consent to text messages are not in the API.",
    "The path of a person through a customer journey is not in the API.",
    "A person who was permanently deleted cannot be told from one who was never there.",
    "Notes that the firm wrote about other members cannot be searched for an address.",
    "Transactional mail (Mandrill) is another system with a key of its own.",
)
ONLY_EXHAUSTIVE = "Membership in saved segments, which Mailchimp computes, is only read in an exhaustive search."
READERS = {"owner", "admin", "manager"}
"""Roles that read everything; they are also those that may change contacts."""


class Mailchimp:
    """Searches one account."""

    def __init__(self, context: Context) -> None:
        self._api = Api(context)

    def check(self) -> Iterator[Finding]:
        """Whose key it is, and whether that role reads everything."""
        account = self._api.one("/")
        role = text_of(account, "role") or "unknown"
        if role in READERS:
            yield Finding("ok", "the key belongs to a user with the role {role}", "", {"role": role})
        else:
            yield Finding(
                "warning",
                "the key's user has the role {role}, which may not read reports and audiences",
                "Use the key of an owner, admin or manager.",
                {"role": role},
            )

    def may_write(self) -> Iterator[Finding]:
        """By the role of the key's user: a key has no rights of its own."""
        role = text_of(self._api.one("/"), "role") or "unknown"
        if role not in READERS:
            yield Finding(
                "error",
                "the key's user has the role {role}, which may not change contacts",
                "Use the key of an owner, admin or manager.",
                {"role": role},
            )

    def plan(self, correction: Correction, records: Sequence[Record]) -> Iterator[Change | ByHand | Gap]:
        """The contact in each audience; customers of shops are for their shops."""
        merging: dict[str, Merging] = {}
        for record in records:
            if record.type == "customer":
                yield from correct.copied(correction, record)
                continue
            audience = safe_id(text_of(record.raw, "list_id"))
            if audience not in merging:
                merging[audience] = Merging(list(self._api.rows(f"/lists/{audience}/merge-fields", "merge_fields")))
            yield from correct.plan(self._api, merging[audience], correction, record)

    def read(self, change: Change) -> Reading:
        """The contact now."""
        return correct.read(self._api, change)

    def apply(self, change: Change, now: Reading) -> None:
        """One PATCH, or one POST for tags."""
        correct.apply(self._api, change, now)

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """Audience by audience, then campaigns, shops and the rest."""
        for sentence in BY_DESIGN:
            yield Gap(sentence)
        if not search.exhaustive:
            yield Gap(ONLY_EXHAUSTIVE)
        audiences = Audiences(self._api, search)
        yield from audiences.find()
        search.progress("campaigns")
        yield from Campaigns(self._api, search, audiences.complaints).find()
        search.progress("shops")
        yield from Shops(self._api, search).find()
        search.progress("automations, surveys, conversations")
        yield from Rest(self._api, search).find(audiences.ids)
