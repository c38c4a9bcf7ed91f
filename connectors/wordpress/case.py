"""What all parts of one search share."""

from dataclasses import dataclass, field

from sar.sdk import Proof, Record, Search, Via, text_of

from .api import Api, Row
from .exports import Exports


@dataclass
class Case:
    """One search in one site."""

    api: Api
    search: Search
    exports: Exports
    """What the site's own exporters gave."""
    inside: bool = False
    """Whether the settings of all accounts are looked through by PHP inside the site."""
    accounts: dict[str, Record] = field(default_factory=dict)
    """The subject's accounts by their number."""
    given: set[tuple[str, str]] = field(default_factory=set)
    """Type and id of what was given already."""

    def first(self, type_: str, number: str) -> bool:
        """Whether this is met for the first time; notes that it was."""
        new = (type_, number) not in self.given
        self.given.add((type_, number))
        return new

    def by_account(self, row: Row, key: str) -> Proof | None:
        """That a row names one of the subject's accounts under this key."""
        account = self.accounts.get(text_of(row, key))
        return Via(account.id, path=f"/{key}") if account else None

    def folded(self, type_: str, number: str, row: Row) -> Row:
        """The row, with what the site's exporters say of the same thing: it is then not given a second time."""
        items = self.exports.take(type_, number)
        return {**row, "exported": [item.said for item in items]} if items else row
