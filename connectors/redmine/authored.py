"""What the subject's accounts wrote, were given to do, watch, or booked."""

from collections.abc import Iterator

from sar.sdk import Gap, Record, Via, guarded, text_of

from . import records
from .api import NOBODY, Row, number_of
from .case import Case
from .issues import Issues

FILTERS = ("author_id", "assigned_to_id", "watcher_id", "updated_by", "last_updated_by")
UNTOLD = "This version of Redmine does not tell which time an account booked for other people."


class Authored:
    """The search for what hangs on accounts."""

    def __init__(self, case: Case, issues: Issues) -> None:
        self._case, self._issues = case, issues

    def find(self) -> Iterator[Record | Gap]:
        """Issues and time, account by account."""
        for account in self._case.accounts.values():
            self._case.search.progress("issues")
            yield from self._issues_of(account)
            self._case.search.progress("time entries")
            yield from guarded("The time entries of an account", self._own_time(account))
            yield from guarded("The time that an account booked for others", self._time_for_others(account))

    def _issues_of(self, account: Record) -> Iterator[Record | Gap]:
        named = sorted(self._case.fields.ids("issue", "user", filtered=True))
        for name in (*FILTERS, *(f"cf_{number}" for number in named)):
            yield from guarded("The issues of an account", self._filtered(name, account.source_id))

    def _filtered(self, name: str, account: str) -> Iterator[Record | Gap]:
        """A filter is not believed: each issue is looked at whether it names the account."""
        asked: Row = {name: account, "status_id": "*"}
        for row in self._case.api.rows("issues.json", "issues", **asked):
            number = number_of(row)
            yield from guarded("Issue #{number}", self._issues.take(number), number=number)

    def _own_time(self, account: Record) -> Iterator[Record]:
        for row in self._case.api.rows("time_entries.json", "time_entries", user_id=account.source_id):
            if text_of(row, "user", "id") == account.source_id:
                self._case.first("time_entry", number_of(row))
                yield records.time_entry(self._case.search, self._case.root, row, Via(account.id, path="/user/id"))

    def _time_for_others(self, account: Record) -> Iterator[Record | Gap]:
        """Rows don't say who booked them, so the filter must be one that this version applies."""
        where = "time_entries.json", "time_entries"
        if self._case.api.count(*where) == 0:
            return
        if not self._case.api.honours(*where, author_id=NOBODY):
            yield Gap(UNTOLD)
            return
        proof = Via(account.id, asked=f"/time_entries.json?author_id={account.source_id}")
        for row in self._case.api.rows(*where, author_id=account.source_id):
            if self._case.first("time_entry", number_of(row)):
                yield records.time_entry(self._case.search, self._case.root, row, proof)
