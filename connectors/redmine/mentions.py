"""What others wrote about an address: the full-text search, custom fields, comments of time entries."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from sar.sdk import Gap, Record, guarded, text_of

from . import records
from .api import Row, number_of
from .case import Case
from .fields import TEXTS, VALUES
from .issues import Issues
from .news import News
from .wiki import Wiki

ISSUES = {"issue", "issue-closed"}
PAGE = re.compile(r"/projects/([^/?#]+)/wiki/([^/?#]+)")
PLACE = re.compile(r"/(?:boards|documents|issues|news|projects)/.*")


class Mentions:
    """The search for an address outside of its own account."""

    def __init__(self, case: Case, issues: Issues, news: News, wiki: Wiki) -> None:
        self._case, self._issues, self._news, self._wiki = case, issues, news, wiki

    def find(self) -> Iterator[Record | Gap]:
        """Address by address."""
        for email in self._case.search.emails:
            yield from guarded("The custom fields of issues", self._issues_by_field(email))
            yield from guarded("The full-text search", self._by_text(email))
            yield from guarded("The comments and custom fields of time entries", self._time(email))

    def _by_text(self, email: str) -> Iterator[Record | Gap]:
        asked = {"q": email, "scope": "all", "all_words": "1", "attachments": "1"}
        for row in self._case.api.rows("search.json", "results", **asked):
            type_, page = text_of(row, "type"), PAGE.search(urlsplit(text_of(row, "url")).path)
            if type_ in ISSUES:
                issue = self._issues.take(number_of(row), hit=True)
                yield from guarded("Issue #{number}", issue, number=number_of(row))
            elif type_ == "news":
                yield from guarded("A news item", self._news.take(number_of(row), hit=True))
            elif type_ == "wiki-page" and page:
                project, title = (unquote(part) for part in page.groups())
                yield from guarded("A wiki page", self._wiki.take(project, title, hit=True))
            elif type_ == "project":
                yield from guarded("A project", self._project(number_of(row)))
            elif self._case.first(type_, number_of(row)):
                yield self._result(row, type_ or "result")

    def _project(self, number: str) -> Iterator[Record]:
        if self._case.first("project", number):
            row = self._case.api.shared_numbered("projects", "project", number)
            yield records.project(self._case.search, self._case.root, row, self._case.search.mention(row))

    def _result(self, row: Row, type_: str) -> Record:
        """A hit of which no more can be read; its text is given whole, its files are not."""
        place = PLACE.search(text_of(row, "url"))
        proof = self._case.search.mention(row, "/description", "/title")
        url = f"{self._case.root}{place.group()}" if place else ""
        title, text = text_of(row, "title"), text_of(row, "description")
        return records.written(
            self._case.search, type_.replace("-", "_"), row, proof, kind="document", title=title, text=text, url=url
        )

    def _issues_by_field(self, email: str) -> Iterator[Record | Gap]:
        for number in sorted(self._case.fields.ids("issue", *TEXTS, filtered=True)):
            asked = {f"cf_{number}": f"~{email}", "status_id": "*"}
            for row in self._case.api.rows("issues.json", "issues", **asked):
                if self._case.search.mention(row, *VALUES):
                    issue = self._issues.take(number_of(row))
                    yield from guarded("Issue #{number}", issue, number=number_of(row))

    def _time(self, email: str) -> Iterator[Record]:
        held = sorted(self._case.fields.ids("time_entry", *TEXTS, filtered=True))
        for name in ("comments", *(f"cf_{number}" for number in held)):
            asked = {name: f"~{email}"}
            for row in self._case.api.rows("time_entries.json", "time_entries", **asked):
                yield from time_about(self._case, row)


def time_about(case: Case, row: Row) -> Iterator[Record]:
    """A time entry, once, where a custom field is the address or anything in it mentions it."""
    proof = case.search.prove(row, "email", *VALUES) or case.search.mention(row)
    if proof and case.first("time_entry", number_of(row)):
        yield records.time_entry(case.search, case.root, row, proof)
