"""Whereby Embedded's API v1: lists by cursor, files by a link that works for some minutes."""

import json
from collections.abc import Iterator
from typing import Any

from sar.sdk import (
    Changed,
    Context,
    Download,
    ProcessorError,
    Response,
    Throttled,
    as_object,
    as_rows,
    inner,
    pages,
    text_of,
)

Row = dict[str, Any]
LIMIT = 100
"""The largest page; the lists below /insights give ten rows when nothing is said."""
SECONDS = 600
"""How long a link to a file shall work."""


class Api:
    """One account's rooms, sessions, participants and what was kept of them."""

    def __init__(self, context: Context) -> None:
        headers = {"authorization": f"Bearer {context.secret('api_key')}"}
        self._client = context.http(str(context.setting("url")), headers=headers, explain=_explain)

    def rows(self, path: str, **params: str) -> Iterator[Row]:
        """All rows of a list."""

        def page(cursor: str) -> tuple[list[Row], str | None]:
            place = {"cursor": cursor} if cursor else {}
            answer = as_object(self._client.json(path, {**params, "limit": LIMIT, **place}), path)
            return as_rows(answer.get("results"), path), text_of(answer, "cursor") or None

        return pages(page, "")

    def first(self, path: str) -> Row | None:
        """One row of a list, to see whether it can be read."""
        rows = as_rows(as_object(self._client.json(path, {"limit": 1}), path).get("results"), path)
        return rows[0] if rows else None

    def details(self, session: str, participant: str) -> Iterator[Row]:
        """A participant's browser and network in one session."""
        asked = {"roomSessionId": session, "participantId": participant}
        yield from as_rows(self._client.json("insights/participant", asked), "a participant")

    def file(self, path: str, cap: int) -> Download:
        """A file, by a link to the vendor's storage, which is asked without the key."""
        answer = as_object(self._client.json(f"{path}/access-link", {"validForSeconds": SECONDS}), "a link")
        link = text_of(answer, "accessLink")
        if not link.startswith(("https://", "http://")):
            raise Changed("the link to a file is none")
        return self._client.download(link, cap)


def _explain(response: Response) -> ProcessorError | None:
    """Where a 429 names its wait in the body only."""
    if response.status_code != 429 or "retry-after" in response.headers:
        return None
    try:
        said = json.loads(response.content)
    except ValueError:
        return None
    left = inner(said, "data", "msLeft") if isinstance(said, dict) else None
    after = left / 1000 if isinstance(left, int) else None
    return Throttled("too many requests", status=429, body=response.content, after=after)
