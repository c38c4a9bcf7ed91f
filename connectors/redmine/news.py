"""News: whole for their author, else the subject's own comments and files, and mentions."""

from collections.abc import Iterator

from sar.sdk import Attachment, Gap, Record, Via, guarded, some_rows

from . import records
from .api import Row, number_of
from .case import Case
from .issues import attach, one_file

PARTS = ("comments", "attachments")


class News:
    """Reads each news item once."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def find(self) -> Iterator[Record | Gap]:
        """All news: no filter tells who wrote or commented on them, and the search does not see comments."""
        for row in self._case.api.all("news.json", "news"):
            yield from guarded("A news item", self.take(number_of(row)))

    def take(self, number: str, *, hit: bool = False) -> Iterator[Record | Gap]:
        """What of one item is the subject's; of a `hit` of the full-text search that has nothing, a near match."""
        if not self._case.first("news", number):
            return
        row = self._case.api.shared_numbered("news", "news", number, include="comments,attachments")
        account = self._case.account_of(row, "author")
        if account:
            yield from self._whole(row, account)
            return
        proven = 0
        for record in self._in_parts(row):
            proven += isinstance(record, Record)
            yield record
        proof = self._case.search.mention({key: value for key, value in row.items() if key not in PARTS})
        if proof or (hit and not proven):
            yield records.news(self._case.search, self._case.root, row, proof)

    def _whole(self, row: Row, account: Record) -> Iterator[Record | Gap]:
        files = [attach(self._case, file) for file in some_rows(row, "attachments")]
        yield from (file for file in files if isinstance(file, Gap))
        kept = tuple(file for file in files if isinstance(file, Attachment))
        yield records.news(self._case.search, self._case.root, row, Via(account.id, path="/author/id"), files=kept)

    def _in_parts(self, row: Row) -> Iterator[Record | Gap]:
        for place, comment in enumerate(some_rows(row, "comments")):
            account = self._case.account_of(comment, "author")
            proof = Via(account.id, path="/author/id") if account else self._case.search.mention(comment, "/content")
            if proof:
                yield records.news_comment(self._case.search, self._case.root, row, comment, proof, place=place)
        for file in some_rows(row, "attachments"):
            yield from one_file(self._case, file, self._case.account_of(file, "author"))
