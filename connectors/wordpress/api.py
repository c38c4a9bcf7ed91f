"""WordPress over REST: its own routes and those that plug-ins add below the same root."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sar.sdk import (
    Changed,
    Client,
    Context,
    Denied,
    Download,
    Missing,
    ProcessorError,
    Rejected,
    Response,
    as_object,
    as_rows,
    decoded,
    id_of,
)

PAGE = 100
"""More is refused with 400."""
PASSES = 3
KEY = (
    "Set `user` and `password` to an administrator's log-in name and application password (Users > Profile). The site "
    "must be reached by https, and its web server must hand the Authorization header on to PHP."
)

Row = dict[str, Any]


class Api:
    """JSON of one site; lists are read whole or not at all."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.root = str(context.setting("url")).rstrip("/")
        auth = str(context.setting("user")), context.secret("password")
        self._client = context.http(self.root, auth=auth, explain=_explain)
        self._plugins = {
            "gf": _other_key(context, self.root, "gravity") or self._client,
            "wc": _other_key(context, self.root, "woo") or self._client,
        }
        self._pretty: bool | None = None

    def index(self) -> Row:
        """What the site says of itself; by `?rest_route=` where it has no pretty addresses. A batch asks once."""
        self._pretty, index = next(self._context.once("/", lambda: [self._asked()]))
        return dict(index)

    def _asked(self) -> tuple[bool, Row]:
        try:
            self._pretty = True
            return True, _index(self._get("/", {}))
        except (Changed, Missing):
            self._pretty = False
            return False, _index(self._get("/", {}))

    def one(self, path: str, **params: Any) -> Row:
        """The object of one answer, with all that an administrator sees."""
        return as_object(self.answer(path, {"context": "edit", **params}), path)

    def shared(self, path: str) -> Row:
        """An object that is the same for everybody: a batch reads it once."""
        return next(self._context.once(path, lambda: [self.one(path)]))

    def all(self, path: str, **params: Any) -> Iterator[Row]:
        """The rows of a list that names nobody: a batch reads it once."""
        return self._context.once(f"{path} {sorted(params.items())}", lambda: self.rows(path, **params))

    def shared_whole(self, path: str, **params: Any) -> list[Row]:
        """The same of a list that comes in one piece."""
        return list(self._context.once(f"{path} {sorted(params.items())}", lambda: self.whole(path, **params)))

    def whole(self, path: str, **params: Any) -> list[Row]:
        """A list that comes in one piece."""
        return as_rows(self.answer(path, {"context": "edit", **params}), path)

    def rows(self, path: str, **params: Any) -> Iterator[Row]:
        """All rows of a list in the order of their ids, each once.

        Rows that come or go while a list is read move its pages; it is then read again.
        """
        given: set[str] = set()
        for _ in range(PASSES):
            met, totals = set(), set()
            for rows, total in self._pages(path, params):
                totals.add(total)
                for row in rows:
                    met.add(id_of(row))
                    if id_of(row) not in given:
                        given.add(id_of(row))
                        yield row
            if totals <= {len(met), None}:
                return
        raise Changed("a list was never as long as it says", "Run again with --resume at a quieter time.")

    def answer(self, path: str, params: Any) -> Any:
        """Any answer's JSON."""
        return decoded(self._get(path, params))

    def write(self, path: str, body: Row, **more: Any) -> None:
        """Change one object by what is named in the body; some hosts let no other verb through than POST."""
        address, pairs = self._address(path, ())
        self._client_of(path).request("POST", address, params=pairs, json=body, **more)

    def allows(self, path: str) -> bool:
        """Whether the key may change an object, as WordPress says with every answer; a proxy may take that away."""
        allowed = self._get(path, {"context": "edit"}).headers.get("allow", "")
        return not allowed or "POST" in allowed

    def has_key(self, plugin: str) -> bool:
        """Whether a plug-in is asked with a key of its own."""
        return self._plugins[plugin] is not self._client

    def download(self, address: str, cap: int) -> Download:
        """An uploaded file."""
        return self._client.download(address, cap)

    def _pages(self, path: str, params: Row) -> Iterator[tuple[list[Row], int | None]]:
        asked = {"context": "edit", "per_page": PAGE, "orderby": "id", "order": "asc", **params}
        number = 1
        while True:
            try:
                response = self._get(path, {**asked, "page": number})
            except Rejected as error:
                if number > 1 and b"rest_post_invalid_page_number" in error.body:
                    return
                raise
            rows = as_rows(decoded(response), path)
            yield rows, _count(response, "x-wp-total")
            last = _count(response, "x-wp-totalpages")
            if number >= last if last is not None else len(rows) < PAGE:
                return
            number += 1

    def _get(self, path: str, params: Any) -> Response:
        address, pairs = self._address(path, params.items() if isinstance(params, dict) else params)
        return self._client_of(path).get(address, pairs)

    def _address(self, path: str, pairs: Iterable[tuple[str, Any]]) -> tuple[str, list[tuple[str, Any]]]:
        if self._pretty is None:
            self.index()
        return ("", [("rest_route", path), *pairs]) if self._pretty is False else (f"wp-json{path}", list(pairs))

    def _client_of(self, path: str) -> Client:
        return self._plugins.get(path.strip("/").partition("/")[0], self._client)


def _other_key(context: Context, root: str, name: str) -> Client | None:
    """A client with a plug-in's own key; that this one is refused is no reason to stop the whole search."""
    if not (context.has(f"{name}_key") and context.has(f"{name}_secret")):
        return None
    auth = str(context.setting(f"{name}_key")), context.secret(f"{name}_secret")

    def explain(response: Response) -> ProcessorError | None:
        if response.status_code == 401:
            said = "the plug-in's own key was not accepted"
            return Denied(said, "Mend `{setting}_key` and `{setting}_secret`, then --resume.", status=403, setting=name)
        return _explain(response)

    return context.http(root, auth=auth, explain=explain)


def _index(response: Response) -> Row:
    row = as_object(decoded(response), "the index")
    if not isinstance(row.get("namespaces"), list):
        raise Changed("the answer is not the index of a WordPress")
    return row


def _count(response: Response, header: str) -> int | None:
    value = response.headers.get(header, "")
    return int(value) if value.isdigit() else None


def _explain(response: Response) -> ProcessorError | None:
    if response.status_code == 401:
        return Denied("the application password was not accepted, or did not arrive", KEY, status=401)
    if response.status_code == 501:
        return Missing("this site does not have it", status=501)
    if response.status_code == 404 and not _said(response):
        return Missing("the site has no page there", "Check `url` in credentials.toml.", status=404)
    return None


def _said(response: Response) -> str:
    """WordPress's own name for an error; empty when something else answered."""
    try:
        said = json.loads(response.content)
    except ValueError:
        return ""
    return str(said.get("code", "")) if isinstance(said, dict) else ""
