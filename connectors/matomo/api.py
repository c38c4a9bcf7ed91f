"""Matomo's one endpoint: methods by POST, so that the token stands in no address and no log."""

import json
from collections.abc import Iterator
from typing import Any

from sar.sdk import Changed, Context, Denied, Missing, ProcessorError, Rejected, Response, as_object, as_rows, decoded

Row = dict[str, Any]
SINCE = "1998-01-01"
"""Before any visit of any Matomo."""
UNSUPPORTED = (
    "is not a supported segment", "is deactivated", "does not exist or is not available", "is not enabled",
    "is not activated",
)  # fmt: skip
RIGHTS = "Use the token of a super user: only that reaches every site."


class Unsupported(Missing):
    """Something that is not there in this Matomo: a segment, a plugin, the visits log of a site."""


class Api:
    """One Matomo, spoken to in English, whatever the language of the token's user."""

    def __init__(self, context: Context) -> None:
        self.root = str(context.setting("url")).removesuffix("index.php").rstrip("/") + "/"
        self._context = context
        self._client = context.http(self.root, explain=_explain)

    def call(self, method: str, **params: object) -> Any:
        """The answer of one method that only reads."""
        given = {"module": "API", "method": method, "format": "json", "language": "en"}
        data = {**given, **{key: str(value) for key, value in params.items()}}
        data["token_auth"] = self._context.secret("token")
        return decoded(self._client.request("POST", "index.php", data=data, safe=True))

    def yes(self, method: str, **params: object) -> bool:
        """The answer of a method that says yes or no; a batch asks once."""
        asked = f"{method} {sorted(params.items())}"
        row = next(self._context.once(asked, lambda: [as_object(self.call(method, **params), method)]))
        value = row.get("value")
        if value not in (True, False, "0", "1"):  # 0 and 1 are equal to these
            raise Changed("a yes or no has another shape than expected")
        return value in (True, "1")

    def rows(self, method: str, **params: object) -> list[Row]:
        """The rows of a method that gives all at once, a list or an object by id; a batch asks once."""

        def fetch() -> list[Row]:
            answer = self.call(method, **params)
            return as_rows(list(answer.values()) if isinstance(answer, dict) else answer, method)

        return list(self._context.once(f"{method} {sorted(params.items())}", fetch))

    def some_visits(self, sites: str, segment: str = "", *, limit: int, **more: Any) -> list[Row]:
        """A page of visits, whoever's they are, from which is seen how they are stored; a batch asks once."""
        asked = f"visits {sites} {segment} {limit} {sorted(more.items())}"
        return list(self._context.once(asked, lambda: self.visits(sites, segment, limit=limit, **more)))

    def visits(self, sites: str, segment: str = "", *, limit: int, offset: int = 0, **more: object) -> list[Row]:
        """One page of the visits log, newest first; without a limit it would be cut off in silence."""
        asked: dict[str, object] = {"period": "range", "date": f"{SINCE},today", **more}
        if segment:
            asked["segment"] = segment
        page = {"filter_limit": limit, "filter_offset": offset}
        return as_rows(self.call("Live.getLastVisitsDetails", idSite=sites, **asked, **page), "the visits log")

    def all_visits(self, sites: str, segment: str, *, size: int, **more: object) -> Iterator[list[Row]]:
        """Every page to the first empty one; visits that come in meanwhile only push the rest further down."""
        offset, before = 0, set[str]()
        while rows := self.visits(sites, segment, limit=size, offset=offset, **more):
            numbers = {str(row.get("idVisit")) for row in rows}
            if numbers <= before:
                raise Changed("the pages of the visits log repeat without end")
            before |= numbers
            yield rows
            offset += len(rows)


def _explain(response: Response) -> ProcessorError | None:
    """An error comes with status 200 and says so in its body."""
    if response.status_code != 200 or response.content[:1] != b"{" or b'"error"' not in response.content[:64]:
        return None
    try:
        said = json.loads(response.content)
    except ValueError:
        return None
    if not isinstance(said, dict) or said.get("result") != "error":
        return None
    return _error(str(said.get("message", "")), response.content)


def _error(message: str, body: bytes) -> ProcessorError:
    if any(words in message for words in UNSUPPORTED):
        return Unsupported("this Matomo does not have it", "Switch it on in Matomo, then --resume.", body=body)
    if "authenticate" in message:
        return Denied("the token was not accepted", status=401, body=body)
    if "access" in message:
        return Denied("the token's rights do not reach this", RIGHTS, status=403, body=body)
    return Rejected("Matomo answered with an error", "Report it with Matomo's version.", body=body)
