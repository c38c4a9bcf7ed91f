"""Google Tag Manager's API v2: which container bears an id, and its live version."""

from typing import Any

from sar.sdk import Changed, Client, Context, as_object, google, text_of

SCOPE = "https://www.googleapis.com/auth/tagmanager.readonly"
ROOT = "tagmanager/v2/"
Row = dict[str, Any]


class Api:
    """The containers that the key may read; the log-in comes with the first request."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._http: Client | None = None

    def container(self, public_id: str) -> Row:
        """A container by the id that stands in the website's source."""
        found = as_object(self._client.json(f"{ROOT}accounts/containers:lookup", {"tagId": public_id}), "a container")
        if text_of(found, "publicId").casefold() != public_id.casefold() or not text_of(found, "path"):
            raise Changed("the answer is about another container than was asked for")
        return found

    def live(self, path: str) -> Row:
        """The version that visitors get."""
        found = as_object(self._client.json(f"{ROOT}{path}/versions:live"), "a version")
        if not text_of(found, "path").startswith(f"{path}/versions/"):
            raise Changed("the answer is about another version than was asked for")
        return found

    @property
    def _client(self) -> Client:
        if self._http is None:
            self._http = google(self._context, [SCOPE])
        return self._http
