"""What all parts of one search share."""

from dataclasses import dataclass, field

from sar.sdk import Record, Search, text_of

from .api import Api, Row
from .fields import Fields


@dataclass
class Case:
    """One search in one Redmine."""

    api: Api
    search: Search
    fields: Fields
    accounts: dict[str, Record] = field(default_factory=dict)
    """The subject's accounts by their number."""
    given: set[tuple[str, str]] = field(default_factory=set)
    """Type and number of what was read or given already."""

    @property
    def root(self) -> str:
        """The configured address."""
        return self.api.root

    def first(self, type_: str, number: str) -> bool:
        """Whether this is met for the first time; notes that it was."""
        new = (type_, number) not in self.given
        self.given.add((type_, number))
        return new

    def account_of(self, row: Row, role: str) -> Record | None:
        """The subject's account that has this role in a row."""
        return self.accounts.get(text_of(row, role, "id"))
