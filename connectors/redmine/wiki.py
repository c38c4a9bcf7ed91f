"""Wiki pages that the subject's accounts wrote, in every version: one request per page and version."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from sar.sdk import Changed, Gap, Record, Search, Via, guarded, id_of, text_of

from . import records
from .api import Api


class Wiki:
    """The wikis of all projects."""

    def __init__(self, api: Api, search: Search, accounts: dict[str, Record]) -> None:
        self._api, self._search, self._accounts = api, search, accounts

    def find(self) -> Iterator[Record | Gap]:
        """Every version whose author is one of the accounts."""
        for project in self._api.rows("projects.json", "projects"):
            name = text_of(project, "identifier") or id_of(project)
            absent = "A project has no wiki."
            yield from guarded("The wiki of a project", self._pages(name), absent=absent)

    def _pages(self, project: str) -> Iterator[Record | Gap]:
        for row in self._api.whole(f"projects/{quote(project, safe='')}/wiki/index.json", "wiki_pages"):
            title, latest = text_of(row, "title"), row.get("version")
            if not title or not isinstance(latest, int):
                raise Changed("a wiki page has no title or version")
            for version in range(latest, 0, -1):
                yield from guarded("A version of a wiki page", self._version(project, title, version))

    def _version(self, project: str, title: str, version: int) -> Iterator[Record]:
        path = f"projects/{quote(project, safe='')}/wiki/{quote(title, safe='')}/{version}"
        row: dict[str, Any] = self._api.one(f"{path}.json", "wiki_page")
        account = self._accounts.get(text_of(row, "author", "id"))
        if account:
            yield records.authored(
                self._search,
                "wiki_page",
                row,
                Via(account.id, path="/author/id"),
                title=f"{title}, version {version}",
                url=f"{self._api.root}/{path}",
                text=text_of(row, "text"),
                source_id=f"{project}/{title}/{version}",
            )
