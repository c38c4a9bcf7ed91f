"""Redmine's REST API by python-redmine, over the one network seam."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar
from urllib.parse import quote

from sar.sdk import Changed, Context, Download, as_object, as_rows, id_of, text_of, without

from .paging import identity, total_of

PAGE = 100
"""Redmine cuts a larger limit to 100 without a word."""
PASSES = 3
NOBODY = "999999999"
"""An id that no account has, below the largest integer of every database."""
REDACTED = ("api_key",)
"""An administrator's view of an account carries that account's own key."""

Row = dict[str, Any]
T = TypeVar("T")


class Api:
    """Raw JSON of a Redmine; one engine per instance, since the SDK's is not safe to share between threads."""

    def __init__(self, context: Context) -> None:
        self.root = str(context.setting("url")).rstrip("/")
        self._context = context
        self._opened: tuple[Any, Any] | None = None

    def one(self, path: str, key: str, **params: Any) -> Row:
        """The object under `key` of one answer."""
        return as_object(self._get(path, params).get(key), key)

    def shared(self, path: str, key: str, **params: Any) -> Row:
        """An object that is looked at for everybody: a batch reads it once."""
        return next(self._once(path, params, lambda: [self.one(path, key, **params)]))

    def numbered(self, path: str, key: str, number: str, **params: Any) -> Row:
        """The object of this number; `Changed` when the answer is about another one."""
        return _checked(self.one(f"{path}/{number}.json", key, **params), number)

    def shared_numbered(self, path: str, key: str, number: str, **params: Any) -> Row:
        """The same of an object that is looked at for everybody."""
        return _checked(self.shared(f"{path}/{number}.json", key, **params), number)

    def rows(self, path: str, key: str, **params: Any) -> Iterator[Row]:
        """All rows of a list, each once.

        Rows that come or go while a list is read move its pages; it is then read again.
        """
        given: set[tuple[str, str]] = set()
        for _ in range(PASSES):
            met, totals = set(), set()
            for rows, total in self._pages(path, key, params):
                totals.add(total)
                for row in rows:
                    met.add(identity(row))
                    if identity(row) not in given:
                        given.add(identity(row))
                        yield row
            if totals == {len(met)}:
                return
        raise Changed("a list was never as long as it says", "Run again with --resume at a quieter time.")

    def all(self, path: str, key: str, **params: Any) -> Iterator[Row]:
        """The rows of a list that names nobody: a batch reads it once."""
        return self._once(path, params, lambda: self.rows(path, key, **params))

    def whole(self, path: str, key: str, **params: Any) -> list[Row]:
        """A list that Redmine gives in one piece, and that is the same for everybody."""
        return list(self._once(path, params, lambda: as_rows(self._get(path, params).get(key), key)))

    def count(self, path: str, key: str, **params: Any) -> int:
        """How long a list is that names nobody, by its own word."""
        asked = {**params, "limit": 1}
        return next(self._once(path, asked, lambda: [total_of(self._get(path, asked), key)]))

    def honours(self, path: str, key: str, **nobody: Any) -> bool:
        """Whether a filter is applied: an unknown one is ignored without a word and gives everything."""
        return self.count(path, key, **nobody) == 0 and self.count(path, key) > 0

    def download(self, attachment: Row, cap: int) -> Download:
        """A file from the configured address; the host in `content_url` is the server's idea of its own name."""
        name = quote(text_of(attachment, "filename"), safe="")
        client, _ = self._open()
        file: Download = client.download(f"{self.root}/attachments/download/{number_of(attachment)}/{name}", cap)
        return file

    def put(self, path: str, body: Row) -> None:
        """Change an object, once; Redmine says nothing when it did."""
        client, _ = self._open()
        client.request("PUT", path, json=body)

    def _once(self, path: str, params: Row, fetch: Callable[[], Iterable[T]]) -> Iterator[T]:
        return self._context.once(f"{path} {sorted(params.items())}", fetch)

    def _pages(self, path: str, key: str, params: Row) -> Iterator[tuple[list[Row], int]]:
        offset, total = 0, 1
        while offset < total:
            answer = self._get(path, {**params, "limit": PAGE, "offset": offset})
            rows, total = as_rows(answer.get(key), key), total_of(answer, key)
            yield rows, total
            if not rows:
                return
            offset += len(rows)

    def _get(self, path: str, params: Row) -> Row:
        _, engine = self._open()
        answer = engine.request("get", f"{self.root}/{path}", params=params)
        return as_object(without(as_object(answer), REDACTED))

    def _open(self) -> tuple[Any, Any]:
        """The client, and the SDK's engine whose every request goes through it."""
        if self._opened is None:
            from redminelib import Redmine
            from redminelib.engines import SyncEngine

            key = self._context.secret("api_key")
            client = self._context.http(self.root, headers={"X-Redmine-API-Key": key})
            session = client.session()

            class Engine(SyncEngine):  # type: ignore[misc]
                @staticmethod
                def create_session(**_: Any) -> Any:
                    return session

            self._opened = client, Redmine(self.root, key=key, engine=Engine).engine
        return self._opened


def _checked(row: Row, number: str) -> Row:
    if id_of(row) != number:
        raise Changed("an answer is about something else than was asked for")
    return row


def number_of(row: Row) -> str:
    """The row's id for use in an address; `Changed` when it is no number."""
    number = id_of(row)
    if not (number.isascii() and number.isdigit()):
        raise Changed("a row has no number")
    return number
