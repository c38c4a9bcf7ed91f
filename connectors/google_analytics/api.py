"""Google Analytics' Admin API: v1beta, and v1alpha where v1beta has no word for it."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Changed, Client, Context, as_object, google, pages, some_rows, text_of

BETA, ALPHA = "v1beta/", "v1alpha/"
SCOPE = "https://www.googleapis.com/auth/analytics.readonly"
PAGE = 200
"""The largest page; fifty when nothing is said."""
Row = dict[str, Any]


class Api:
    """The settings of all properties that the key may view, which a batch reads once.

    The log-in comes with the first request.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._http: Client | None = None

    def one(self, version: str, name: str) -> Row:
        """A resource by its name; what is false, zero or empty is left out of it by Google."""
        path = version + name
        found = next(self._context.once(path, lambda: [as_object(self._client.json(path), name)]))
        if text_of(found, "name") != name:
            raise Changed("the answer is about something else than was asked")
        return found

    def rows(self, version: str, path: str, key: str) -> Iterator[Row]:
        """All rows of a list; a list without rows comes as an empty object."""

        def page(token: str) -> tuple[list[Row], str | None]:
            more = {"pageToken": token} if token else {}
            answer = as_object(self._client.json(version + path, {"pageSize": PAGE, **more}), path)
            if unknown := set(answer) - {key, "nextPageToken"}:
                raise Changed("parts of a list that are not known: {count}", count=len(unknown))
            return some_rows(answer, key), text_of(answer, "nextPageToken") or None

        return self._context.once(version + path, lambda: pages(page, ""))

    @property
    def _client(self) -> Client:
        if self._http is None:
            self._http = google(self._context, [SCOPE])
        return self._http
