"""Google Tag Manager's API v2: which container bears an id, and its live version."""

from typing import Any

from sar.sdk import Changed, Client, Context, Missing, as_object, google, text_of

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
        found = self._once(f"{ROOT}accounts/containers:lookup", "a container", tagId=public_id)
        if text_of(found, "publicId").casefold() != public_id.casefold() or not text_of(found, "path"):
            raise Changed("the answer is about another container than was asked for")
        return found

    def live(self, path: str) -> Row | None:
        """The version that visitors get; None where there never was one."""
        found = next(self._context.once(f"{path} live", lambda: self._published(path)), None)
        if found is not None and not text_of(found, "path").startswith(f"{path}/versions/"):
            raise Changed("the answer is about another version than was asked for")
        return found

    def _published(self, path: str) -> list[Row]:
        try:
            return [as_object(self._client.json(f"{ROOT}{path}/versions:live"), "a version")]
        except Missing:
            return []

    def _once(self, path: str, what: str, **params: str) -> Row:
        """The evidence is the same for everybody: a batch reads it once."""
        asked = f"{path} {sorted(params.items())}"
        return next(self._context.once(asked, lambda: [as_object(self._client.json(path, params), what)]))

    @property
    def _client(self) -> Client:
        if self._http is None:
            self._http = google(self._context, [SCOPE])
        return self._http
