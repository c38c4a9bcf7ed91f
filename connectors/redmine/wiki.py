"""Wiki pages in every version: what an author of a version wrote, and mentions, also those removed later."""

from collections.abc import Iterator
from urllib.parse import quote

from sar.sdk import Changed, Gap, Missing, Proof, Record, Said, Via, guarded, some_rows, text_of

from . import records
from .api import Row
from .case import Case
from .issues import one_file

EVERY = 2000
"""So many versions of all pages are read one by one; more only in an exhaustive search."""
TOO_MANY = "Of {count} more versions of wiki pages it was not read who wrote them and whom they mention."
DELETED = "Versions of wiki pages that were deleted cannot be read."


class Wiki:
    """The wikis of all projects; each page is read once."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._versions = self._unread = 0

    def find(self, project: str, number: str) -> Iterator[Record | Gap]:
        """All pages of one project's wiki: lists don't say who wrote them, and the search sees the newest text only."""
        for row in self._index(project, number):
            title, versions = text_of(row, "title"), row.get("version")
            if not title or not isinstance(versions, int):
                raise Changed("a wiki page has no title or version")
            if ("wiki", f"{project}/{title}") in self._case.given:
                continue
            self._versions += versions
            if self._versions > EVERY and not self._case.search.exhaustive:
                self._unread += versions
            else:
                yield from guarded("A wiki page", self.take(project, title))

    def _index(self, project: str, number: str) -> list[Row]:
        """Asked by name and by number before it is believed that the project has no wiki."""
        try:
            return self._case.api.whole(f"{_folder(project)}/index.json", "wiki_pages")
        except Missing:
            return self._case.api.whole(f"{_folder(number)}/index.json", "wiki_pages")

    def unread(self) -> Iterator[Gap]:
        """What was left out because it is too much for a usual search."""
        if self._unread:
            remedy = "Set exhaustive = true in sar.toml, then run again."
            yield Gap(TOO_MANY, remedy, {"count": str(self._unread)})

    def take(self, project: str, title: str, *, hit: bool = False) -> Iterator[Record | Gap]:
        """What of one page is the subject's; of a `hit` of the full-text search that has nothing, a near match."""
        if not self._case.first("wiki", f"{project}/{title}"):
            return
        where = f"{_folder(project)}/{quote(title, safe='')}"
        newest = self._case.api.shared(f"{where}.json", "wiki_page", include="attachments")
        last = newest.get("version")
        if not isinstance(last, int) or isinstance(last, bool):
            raise Changed("a wiki page has no version")
        proven = 0
        for record in self._all_of(where, project, title, newest, last):
            proven += isinstance(record, Record)
            yield record
        if hit and not proven:
            yield self._record(project, title, newest, None)

    def _all_of(self, where: str, project: str, title: str, newest: Row, last: int) -> Iterator[Record | Gap]:
        yield from self._version(project, title, newest)
        for file in some_rows(newest, "attachments"):
            yield from one_file(self._case, file, self._case.account_of(file, "author"))
        for version in range(last - 1, 0, -1):
            old = self._old_version(where, project, title, version)
            yield from guarded("A version of a wiki page", old, absent=DELETED)

    def _old_version(self, where: str, project: str, title: str, version: int) -> Iterator[Record]:
        yield from self._version(project, title, self._old(where, version))

    def _old(self, where: str, version: int) -> Row:
        """Asked in two ways before it is believed that the version was deleted."""
        try:
            return self._case.api.shared(f"{where}/{version}.json", "wiki_page")
        except Missing:
            return self._case.api.shared(f"{where}.json", "wiki_page", version=version)

    def _version(self, project: str, title: str, row: Row) -> Iterator[Record]:
        account = self._case.account_of(row, "author")
        proof: Proof | None = Via(account.id, path="/author/id") if account else None
        proof = proof or self._case.search.mention(row, "/text", "/comments", "/title")
        if proof:
            yield self._record(project, title, row, proof)

    def _record(self, project: str, title: str, row: Row, proof: Proof | None) -> Record:
        version = text_of(row, "version")
        return records.written(
            self._case.search,
            "wiki_page",
            row,
            proof,
            kind="document",
            title=Said("{title}, version {version}", {"title": title, "version": version}),
            text=text_of(row, "text"),
            url=f"{self._case.root}/{_folder(project)}/{quote(title, safe='')}/{version}",
            source_id=f"{project}/{title}/{version}",
        )


def _folder(project: str) -> str:
    return f"projects/{quote(project, safe='')}/wiki"
