"""Contacts of the CRM plug-in, where one is installed; its interface is not part of Redmine."""

from collections.abc import Iterator

from sar.sdk import Gap, Missing, Proof, Record, guarded

from . import records
from .api import Row, number_of
from .case import Case

INCLUDED = "notes,deals,issues"
BEYOND = (
    "Of the CRM plug-in only contacts with their notes, deals and issues can be read, not its messages or invoices."
)


class Contacts:
    """The search for contacts; without the plug-in there is no such address."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def find(self) -> Iterator[Record | Gap]:
        """By address, in the plug-in's own search."""
        yield from guarded("The contacts of the CRM plug-in", self._all())

    def _all(self) -> Iterator[Record | Gap]:
        try:
            self._case.api.whole("contacts.json", "contacts", limit=1)
        except Missing:
            return
        yield Gap(BEYOND)
        for email in self._case.search.emails:
            for row in self._case.api.rows("contacts.json", "contacts", search=email):
                yield from self._one(row)

    def _one(self, row: Row) -> Iterator[Record]:
        number = number_of(row)
        if not self._case.first("contact", number):
            return
        if self._proof(row):
            row = self._case.api.numbered("contacts", "contact", number, include=INCLUDED)
        yield records.contact(self._case.search, self._case.root, row, self._proof(row))

    def _proof(self, row: Row) -> Proof | None:
        theirs = self._case.search.prove(row, "email", "/emails/*/address", "/emails/*", "/email")
        return theirs or self._case.search.mention(row)
