"""Redmine's REST API by python-redmine, over the one network seam."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from sar.sdk import Changed, Context, Download, as_object, as_rows, id_of, load

PAGE = 100
"""Redmine cuts a larger limit to 100 without a word."""

Params = dict[str, Any]


class Api:
    """Raw JSON of a Redmine; one engine per instance, since the SDK's is not safe to share between threads."""

    def __init__(self, context: Context) -> None:
        self.root = str(context.setting("url")).rstrip("/")
        self._client = context.http(self.root, headers={"X-Redmine-API-Key": context.secret("api_key")})
        self._engine: Any = None

    def one(self, path: str, key: str, **params: Any) -> dict[str, Any]:
        """The object under `key` of one answer."""
        return as_object(as_object(self._get(path, params), path).get(key), key)

    def rows(self, path: str, key: str, **params: Any) -> Iterator[dict[str, Any]]:
        """All rows of a list, each once; a list that ends before its own total is `Changed`.

        New rows move the pages of a list that is sorted newest first, so rows may come twice.
        """
        seen: set[str] = set()
        offset, total = 0, 1
        while offset < total:
            answer = as_object(self._get(path, {**params, "limit": PAGE, "offset": offset}), path)
            rows = as_rows(answer.get(key), key)
            total = _total(answer, len(rows))
            fresh = [row for row in rows if id_of(row) not in seen]
            if not fresh and offset < total:
                raise Changed("a list ended before its own total")
            seen.update(id_of(row) for row in fresh)
            yield from fresh
            offset += len(rows)
        if len(seen) < total:
            raise Changed("a list repeats rows and hides others")

    def whole(self, path: str, key: str, **params: Any) -> list[dict[str, Any]]:
        """A list that Redmine gives in one piece."""
        return as_rows(as_object(self._get(path, params), path).get(key), key)

    def download(self, attachment: dict[str, Any], cap: int) -> Download:
        """A file from the configured address; the host in `content_url` is the server's idea of its own name."""
        name = quote(str(attachment.get("filename", "")), safe="")
        return self._client.download(f"{self.root}/attachments/download/{id_of(attachment)}/{name}", cap)

    def _get(self, path: str, params: Params) -> Any:
        return self._sdk().request("get", f"{self.root}/{path}", params=params)

    def _sdk(self) -> Any:
        if self._engine is None:
            session = self._client.session()

            class Engine(load("redminelib.engines").SyncEngine):  # type: ignore[misc]
                @staticmethod
                def create_session(**_: Any) -> Any:
                    return session

            self._engine = load("redminelib").Redmine(self.root, engine=Engine).engine
        return self._engine


def _total(answer: dict[str, Any], rows: int) -> int:
    total = answer.get("total_count", rows)
    if total is None:  # a search for too short a word
        return rows
    if not isinstance(total, int) or isinstance(total, bool):
        raise Changed("a list has no total")
    return total
