"""Nextcloud's own API (OCS) as one account: the envelope opened, lists read page by page."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sar.sdk import (
    Changed,
    Client,
    Denied,
    Missing,
    ProcessorError,
    Rejected,
    Response,
    as_object,
    as_rows,
    decoded,
    id_of,
    inner,
)

Row = dict[str, Any]
JSON = {"Accept": "application/json"}
Once = Callable[[str, Callable[[], Iterable[Any]]], Iterator[Any]]
"""Rows that are the same for all subjects, by name: a batch fetches them once."""
WELL = {100, 200}
PAGE = 50


class Ocs:
    """Answers without their envelope; the status inside it counts as much as the one outside."""

    def __init__(self, client: Client, once: Once) -> None:
        self._client, self._once = client, once

    def data(self, path: str, **params: Any) -> Any:
        """What an OCS answer holds."""
        return payload(self.answer(path, **params))

    def answer(self, path: str, **params: Any) -> Response:
        """The whole answer, for those whose headers count too."""
        return self._client.get(f"ocs/v2.php/{path}", params or None, headers=JSON)

    def same(self, path: str, **params: Any) -> Any:
        """What an answer holds that is the same whoever is searched for."""
        return next(self._once(_name(path, params), lambda: [self.data(path, **params)]))

    def put(self, path: str, key: str, value: str) -> None:
        """Set one value."""
        sent = {"key": key, "value": value}
        payload(self._client.request("PUT", f"ocs/v2.php/{path}", headers=JSON, json=sent))

    def rows(self, path: str, **params: Any) -> list[Row]:
        """A list that comes in one answer, the same whoever is searched for."""
        return as_rows(self.same(path, **params), path)

    def plain(self, path: str, **params: Any) -> Any:
        """The same of an app whose answers have no envelope."""

        def asked() -> list[Any]:
            return [self._client.json(path, params or None, headers=JSON)]

        return next(self._once(_name(path, params), asked))


def _name(path: str, params: Row) -> str:
    return f"{path} {sorted(params.items())}"


def payload(response: Response) -> Any:
    """The data inside the envelope; an error that comes as a success is one."""
    envelope = as_object(as_object(decoded(response)).get("ocs"), "an answer's envelope")
    code = inner(envelope, "meta", "statuscode")
    if code not in WELL:
        raise _error(code)
    return envelope.get("data")


def nothing_further(response: Response) -> ProcessorError | None:
    """304 is how Talk says that there are no older messages."""
    return Missing("nothing further", status=304) if response.status_code == 304 else None


def offset_pages(fetch: Callable[[int], list[Row]], limit: int = PAGE, key: str = "id") -> Iterator[Row]:
    """All rows of a list that is asked for by limit and offset; one that does not advance is `Changed`."""
    seen: set[str] = set()
    offset = 0
    while True:
        rows = fetch(offset)
        fresh = [row for row in rows if id_of(row, key) not in seen]
        yield from fresh
        seen.update(id_of(row, key) for row in fresh)
        if len(rows) < limit:
            return
        if not fresh:
            raise Changed("the pages of a list repeat without end")
        offset += len(rows)


def _error(code: Any) -> ProcessorError:
    if code in {401, 997}:
        return Denied("the app password was not accepted", status=401)
    if code == 403:
        return Denied("the account's rights do not reach this", status=403)
    if code in {404, 998}:
        return Missing("not found", status=404)
    if isinstance(code, int):
        return Rejected("the processor refused the request ({code})", code=code)
    return Changed("an answer has no status")
