"""Mailchimp's Marketing API by mailchimp-marketing, over the one network seam."""

import re
from collections.abc import Iterator
from typing import Any

from sar.sdk import (
    Changed,
    Context,
    ProcessorError,
    SettingsError,
    as_object,
    as_rows,
    load,
)

from .problems import explained

Row = dict[str, Any]
PAGE = 200
"""1000 is allowed, but large pages of reports run into the vendor's own time limit."""
_SAFE_ID = re.compile(r"[A-Za-z0-9_~@:+-][A-Za-z0-9._~@:+-]*")


class Api:
    """Raw JSON of one account."""

    def __init__(self, context: Context) -> None:
        self._context, key = context, context.secret("api_key")
        self.root = (str(context.setting("url")) or _root(key)).rstrip("/")
        self._client = context.http(self.root, auth=("user", key), explain=explained)
        self._sdk: Any = None

    def one(self, path: str, **params: Any) -> Row:
        """The object of one answer."""
        return as_object(self._get(path, params), path)

    def rows(self, path: str, key: str, **params: Any) -> Iterator[Row]:
        """All rows of a list by offset, to its total where it has one, else to the first empty page."""
        offset, before = 0, None
        while True:
            answer = self.one(path, **params, count=PAGE, offset=offset)
            rows = as_rows(answer.get(key), key)
            total = _total(answer)
            if rows and rows == before:
                raise Changed("the pages of a list repeat without end")
            yield from rows
            offset, before = offset + len(rows), rows
            if total is not None and not rows and offset < total:
                raise Changed("a list ended before its own total")
            if not rows or (total is not None and offset >= total):
                return

    def all(self, path: str, key: str, **params: Any) -> Iterator[Row]:
        """The rows of a list that names nobody: a batch reads it once."""
        return self._context.once(f"{path} {sorted(params.items())}", lambda: self.rows(path, key, **params))

    def whole(self, path: str, key: str) -> Iterator[Row]:
        """The rows of such a list that comes in one piece."""
        return self._context.once(path, lambda: as_rows(self.one(path).get(key), key))

    def write(self, method: str, path: str, body: Row, **params: Any) -> None:
        """Change what the body names: PATCH, or POST for tags; a PUT would create who is not there."""
        self._call(method, path, params, body)

    def _get(self, path: str, params: Row) -> Any:
        return self._call("GET", path, params)

    def _call(self, method: str, path: str, params: Row, body: Row | None = None) -> Any:
        refused = load("mailchimp_marketing.api_client").ApiClientError
        try:
            return self._client_of_sdk().call_api(path, method, query_params=list(params.items()), body=body)
        except refused as error:
            if isinstance(error.text, ProcessorError):
                raise error.text from None
            raise Changed("the answer could not be read") from None

    def _client_of_sdk(self) -> Any:
        if self._sdk is None:
            session = self._client.session()

            def request(method: str, url: str, query_params: Any = None, headers: Any = None, body: Any = None) -> Any:
                return session.request(method, url, params=query_params, headers=headers, json=body)

            # an empty server: the SDK would write the data centre over the word "server" anywhere in an address
            self._sdk = load("mailchimp_marketing").Client({"api_key": "", "server": ""}).api_client
            self._sdk.host, self._sdk.request = self.root, request
        return self._sdk


def safe_id(value: str) -> str:
    """An id that may stand in an address; `../` in one would reach another endpoint."""
    if not _SAFE_ID.fullmatch(value):
        raise Changed("an id has characters that no id has")
    return value


def _root(key: str) -> str:
    centre = key.rpartition("-")[2]
    if not re.fullmatch(r"[a-z]{2,4}\d{1,3}", centre):
        raise SettingsError("the Mailchimp key does not end with its data centre", "Copy it whole: …-us19.")
    return f"https://{centre}.api.mailchimp.com/3.0"


def _total(answer: Row) -> int | None:
    total = answer.get("total_items")
    if total is not None and (not isinstance(total, int) or isinstance(total, bool)):
        raise Changed("a list has no total")
    return total
