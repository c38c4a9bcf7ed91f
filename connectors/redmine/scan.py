"""What neither a filter nor the search reaches: values that were changed later, and custom fields that are hidden."""

from collections.abc import Iterator

from sar.sdk import Gap, Record, guarded

from .api import number_of
from .case import Case
from .fields import VALUES
from .issues import Issues
from .mentions import time_about

EVERY = 2000
"""So many issues are read one by one, with their histories; more only in an exhaustive search."""
TOO_MANY = (
    "The histories of {count} issues were not read one by one: an address that once stood in an issue of others and "
    "was removed later is not found."
)


class Scan:
    """All issues one by one where they are few; where they are many, only their fields."""

    def __init__(self, case: Case, issues: Issues) -> None:
        self._case, self._issues = case, issues

    def find(self) -> Iterator[Record | Gap]:
        """Issues, then time entries where a custom field of theirs is no filter."""
        yield from guarded("The histories of all issues", self._histories())
        if self._case.fields.blind("time_entry"):
            yield from guarded("The custom fields of time entries", self._time())

    def _histories(self) -> Iterator[Record | Gap]:
        count = self._case.api.count("issues.json", "issues", status_id="*")
        few = count <= EVERY or self._case.search.exhaustive
        if not few:
            yield Gap(TOO_MANY, "Set exhaustive = true in sar.toml, then run again.", {"count": str(count)})
        if few or self._case.fields.blind("issue"):
            for row in self._case.api.all("issues.json", "issues", status_id="*"):
                if few or self._case.search.mention(row, *VALUES):
                    number = number_of(row)
                    yield from guarded("Issue #{number}", self._issues.take(number), number=number)

    def _time(self) -> Iterator[Record]:
        for row in self._case.api.all("time_entries.json", "time_entries"):
            yield from time_about(self._case, row)
