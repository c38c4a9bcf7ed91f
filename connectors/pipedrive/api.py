"""Pipedrive's API v2, and v1 where v2 has no word for it, by pipedrive-python-lib over the one network seam."""

import json
from collections.abc import Iterator
from typing import Any

from sar.sdk import (
    Changed,
    Context,
    Download,
    Missing,
    ProcessorError,
    Response,
    Throttled,
    as_object,
    as_rows,
    load,
    pages,
)

V2, V1 = "api/v2/", "api/v1/"
Row = dict[str, Any]
UNTIL_MIDNIGHT = 86_400.0


class Api:
    """Raw JSON of one company; the token goes in a header, never in an address."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.root = str(context.setting("url")).rstrip("/") + "/"
        headers = {"x-api-token": context.secret("api_token")}
        self._client = context.http(self.root, headers=headers, explain=_explain)
        self._sdk: Any = None

    def one(self, path: str, **params: Any) -> Row:
        """The object of one answer."""
        return as_object(self._get(path, params).get("data"), path)

    def rows(self, path: str, limit: int = 500, **params: Any) -> Iterator[Row]:
        """All rows of a list: v2 by cursor, v1 by start."""
        where = ("items",) if path.endswith(("/search", "itemSearch")) else ()

        def page(cursor: str) -> tuple[list[Row], str | None]:
            place = {} if not cursor else {"cursor": cursor} if _by_cursor(path) else {"start": cursor}
            answer = self._get(path, {**params, "limit": limit, **place})
            data = answer.get("data")
            for key in where:
                data = as_object(data, path).get(key)
            return [] if data is None else as_rows(data, path), _next(answer, path)

        return pages(page, "")

    def all(self, path: str) -> Iterator[Row]:
        """The rows of a list that names nobody: a batch reads it once."""
        return self._context.once(path, lambda: self.rows(path))

    def list_of(self, path: str) -> list[Any]:
        """A list of plain values."""
        data = self._get(path, {}).get("data")
        if data is None:
            return []
        if not isinstance(data, list):
            raise Changed("a list has another shape than expected")
        return data

    def download(self, path: str, cap: int) -> Download:
        """A file; the vendor redirects to its storage, which never sees the token."""
        return self._client.download(path, cap)

    def patch(self, path: str, body: Row) -> None:
        """Change an object by what is named in the body; everything else of it stays."""
        self._client.json(path, method="PATCH", json=body)

    def _get(self, path: str, params: Row) -> Row:
        if self._sdk is None:
            self._sdk = _client(self._client.session(), self.root)
        answer = self._sdk._get(self.root + path, params=params)
        return as_object(answer, path)


def _client(session: Any, root: str) -> Any:
    class OverOurSeam(load("pipedrive.client").Client):  # type: ignore[misc]
        BASE_URL = root + V2

        def _request(self, method: str, url: str, headers: Any = None, params: Any = None, **more: Any) -> Any:
            return self._parse(session.request(method, url, headers=headers, params=params, **more))

    return OverOurSeam()


def _by_cursor(path: str) -> bool:
    return path.startswith(V2) or path.endswith("/changelog")


def _next(answer: Row, path: str) -> str | None:
    more = answer.get("additional_data")
    if more is None:
        return None
    more = as_object(more, "additional_data")
    if _by_cursor(path):
        cursor = more.get("next_cursor")
    else:
        paging = more.get("pagination") or {}
        cursor = as_object(paging, "pagination").get("next_start")
        if as_object(paging).get("more_items_in_collection") is False:
            cursor = None
    return None if cursor is None else str(cursor)


def _explain(response: Response) -> ProcessorError | None:
    """What an answer really says: `success: false` with 200, Cloudflare's page for too many, a spent day's budget."""
    if response.status_code == 429 and response.headers.get("x-daily-ratelimit-token-remaining") == "0":
        return Throttled("the company's daily budget of API calls is spent", status=429, after=UNTIL_MIDNIGHT)
    if response.status_code == 403 and "html" in response.headers.get("content-type", ""):
        return Throttled("the vendor's firewall refuses more requests for now", status=403, after=UNTIL_MIDNIGHT)
    if response.status_code == 402:
        return Missing("the plan does not include this", status=402)
    if response.status_code == 200 and response.content[:1] == b"{" and b'"success"' in response.content[:4096]:
        return _unsuccessful(response.content)
    return None


def _unsuccessful(content: bytes) -> ProcessorError | None:
    try:
        said = json.loads(content)
    except ValueError:
        return None
    return Changed("the answer says that it was not successful") if said.get("success") is False else None
