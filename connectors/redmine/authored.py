"""What the subject's accounts wrote, were given to do, watch, booked or uploaded."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Attachment, Gap, Record, Search, Via, guarded, id_of, some_rows, text_of

from . import records
from .api import Api
from .wiki import Wiki

DETAILS = "journals,attachments,watchers,children,relations,changesets"
FILTERS = ("author_id", "assigned_to_id", "watcher_id", "updated_by", "last_updated_by")

Row = dict[str, Any]


class Authored:
    """The search for what hangs on accounts; `shown` holds type and number of what is theirs whole."""

    def __init__(self, api: Api, search: Search, accounts: dict[str, Record]) -> None:
        self._api, self._search = api, search
        self._accounts = {record.source_id: record for record in accounts.values()}
        self.shown: set[tuple[str, str]] = set()

    def find(self) -> Iterator[Record | Gap]:
        """Issues, time, news, files, and wiki pages when the search is exhaustive."""
        for account in self._accounts.values():
            self._search.progress("issues")
            yield from guarded("The issues of an account", self._issues(account))
            self._search.progress("time entries")
            yield from guarded("The time entries of an account", self._time(account))
        if self._accounts:
            self._search.progress("news and files")
            yield from guarded("The news", self._news(), absent="This Redmine has no news.")
            yield from guarded("The files of projects", self._files())
            if self._search.exhaustive:
                yield from guarded("The wiki", Wiki(self._api, self._search, self._accounts).find())

    def attachments(self, row: Row, number: str = "") -> Iterator[Attachment | Gap]:
        """Files of a row, or only those that one account uploaded."""
        for file in some_rows(row, "attachments"):
            if not number or text_of(file, "author", "id") == number:
                yield self._attach(file)

    def _attach(self, file: Row) -> Attachment | Gap:
        name, media_type = text_of(file, "filename"), text_of(file, "content_type")
        return self._search.attach(name, lambda cap: self._api.download(file, cap), media_type)

    def _issues(self, account: Record) -> Iterator[Record | Gap]:
        seen: set[str] = set()
        for name in FILTERS:
            asked: Row = {name: account.source_id, "status_id": "*"}
            for row in self._api.rows("issues.json", "issues", **asked):
                number = id_of(row)
                if number not in seen:
                    seen.add(number)
                    yield from guarded(f"Issue #{number}", self._issue(account, number))

    def _issue(self, account: Record, number: str) -> Iterator[Record | Gap]:
        if ("issue", number) in self.shown:
            return
        if self._search.holds("issue", number):
            self.shown.add(("issue", number))
            return
        row = self._api.one(f"issues/{number}.json", "issue", include=DETAILS)
        path = self._place(row, account.source_id)
        if path:
            self.shown.add(("issue", number))
            yield from self._whole_issue(account, row, path)
        else:
            yield from self._own_parts(account, row)

    def _place(self, row: Row, number: str) -> str:
        """Where the issue names the account as one of its own people; a filter alone is not believed."""
        for role in ("author", "assigned_to"):
            if text_of(row, role, "id") == number:
                return f"/{role}/id"
        watchers = [text_of(one, "id") for one in some_rows(row, "watchers")]
        return f"/watchers/{watchers.index(number)}/id" if number in watchers else ""

    def _whole_issue(self, account: Record, row: Row, path: str) -> Iterator[Record | Gap]:
        files = list(self.attachments(row))
        yield from (file for file in files if isinstance(file, Gap))
        kept = tuple(file for file in files if isinstance(file, Attachment))
        yield records.issue(self._search, self._api.root, row, Via(account.id, path=path), kept)

    def _own_parts(self, account: Record, row: Row) -> Iterator[Record | Gap]:
        """Of other people's issues only the subject's own comments, changes and files."""
        for entry in some_rows(row, "journals"):
            if text_of(entry, "user", "id") == account.source_id:
                yield records.journal(self._search, self._api.root, row, entry, Via(account.id, path="/user/id"))
        for file in some_rows(row, "attachments"):
            if text_of(file, "author", "id") == account.source_id:
                yield from self._file(account, file, "attachment")

    def _file(self, account: Record, file: Row, type_: str) -> Iterator[Record | Gap]:
        attached = self._attach(file)
        if isinstance(attached, Gap):
            yield attached
        yield records.authored(
            self._search,
            type_,
            file,
            Via(account.id, path="/author/id"),
            title=text_of(file, "filename") or "File",
            url=f"{self._api.root}/attachments/{id_of(file)}",
            text=text_of(file, "description"),
            files=(attached,) if isinstance(attached, Attachment) else (),
        )

    def _time(self, account: Record) -> Iterator[Record]:
        for row in self._api.rows("time_entries.json", "time_entries", user_id=account.source_id):
            if text_of(row, "user", "id") == account.source_id:
                self.shown.add(("time_entry", id_of(row)))
                yield records.time_entry(self._search, self._api.root, row, Via(account.id, path="/user/id"))

    def _news(self) -> Iterator[Record | Gap]:
        for row in self._api.rows("news.json", "news"):
            yield from guarded("A news item", self._news_item(id_of(row)))

    def _news_item(self, number: str) -> Iterator[Record]:
        row = self._api.one(f"news/{number}.json", "news", include="comments,attachments")
        url = f"{self._api.root}/news/{number}"
        account = self._accounts.get(text_of(row, "author", "id"))
        if account:
            self.shown.add(("news", number))
            proof = Via(account.id, path="/author/id")
            title = text_of(row, "title") or "News"
            yield records.authored(
                self._search, "news", row, proof, title=title, url=url, text=text_of(row, "description")
            )
            return
        for comment in some_rows(row, "comments"):
            account = self._accounts.get(text_of(comment, "author", "id"))
            if account:
                proof, text = Via(account.id, path="/author/id"), text_of(comment, "content")
                yield records.authored(
                    self._search, "news_comment", comment, proof, title=f"Comment on news {number}", url=url, text=text
                )

    def _files(self) -> Iterator[Record | Gap]:
        for project in self.projects():
            where = f"projects/{id_of(project)}/files.json"
            absent = "A project has no module for files."
            yield from guarded("The files of a project", self._files_of(where), absent=absent)

    def _files_of(self, where: str) -> Iterator[Record | Gap]:
        for file in self._api.whole(where, "files"):
            account = self._accounts.get(text_of(file, "author", "id"))
            if account:
                yield from self._file(account, file, "file")

    def projects(self) -> Iterator[Row]:
        """Active and closed projects; archived ones are never listed."""
        seen: set[str] = set()
        for params in ({}, {"status": "5"}):
            for project in self._api.rows("projects.json", "projects", **params):
                if id_of(project) not in seen:
                    seen.add(id_of(project))
                    yield project
