"""OVHcloud's way: a list gives the ids alone, each entry is asked for by itself."""

from typing import Any
from urllib.parse import quote, urlencode

from sar.sdk import Changed, Client, Context, Missing, ProcessorError, Response, as_object, decoded, pages

from .signing import Signature, Token, by_account, refusal

UNKNOWN_ADDRESS = b"Got an invalid (or empty) URL"
"""What a region answers for a product that it does not sell; a missing entry is told otherwise."""
NEXT, CURSOR = "x-pagination-cursor-next", "X-Pagination-Cursor"


class Api:
    """One account in one region."""

    def __init__(self, context: Context) -> None:
        self._context, self._url = context, str(context.setting("url")).rstrip("/")
        self._client: Client | None = None
        self._lists: dict[str, list[str]] = {}
        self.absent: set[str] = set()
        """Addresses that this region does not know, as far as they were asked for."""

    def names(self, path: str, **query: str) -> list[str]:
        """The ids of a list; none of a product that the region does not sell."""
        address = f"{path.lstrip('/')}?{urlencode(query)}" if query else path.lstrip("/")

        def asked() -> list[str]:
            return self._ids(address)

        if address not in self._lists:
            try:
                self._lists[address] = self._ids(address) if query else list(self._context.once(address, asked))
            except Missing as error:
                if UNKNOWN_ADDRESS not in error.body:
                    raise
                self.absent.add(path)
                self._lists[address] = []
        return self._lists[address]

    def one(self, path: str) -> dict[str, Any]:
        """One entry; what it holds is the same whoever is searched for."""
        address = path.lstrip("/")
        return next(self._context.once(address, lambda: [as_object(self._connected().json(address), "an entry")]))

    @property
    def by_keys(self) -> bool:
        """Whether the three keys are used, whose rights can be looked at."""
        return not by_account(self._context)

    def _ids(self, address: str) -> list[str]:
        return list(pages(lambda cursor: self._page(address, cursor), ""))

    def _page(self, address: str, cursor: str) -> tuple[list[str], str | None]:
        answer = self._connected().request("GET", address, headers={CURSOR: cursor} if cursor else None)
        ids = decoded(answer)
        if not isinstance(ids, list) or not all(isinstance(one, str | int) and one != "" for one in ids):
            raise Changed("a list of ids has another shape than expected")
        return [str(one) for one in ids], answer.headers.get(NEXT) or None

    def _connected(self) -> Client:
        if self._client is None:
            if by_account(self._context):
                token = Token(self._context, self._url)
                self._client = self._context.http(
                    self._url, headers=token.headers(), renew=token.headers, explain=_explained
                )
            else:
                signature = Signature(self._context)
                signature.set_clock(self._context.http(self._url, explain=_explained))
                self._client = self._context.http(self._url, sign=signature, explain=_explained)
        return self._client


def filled(template: str, names: tuple[str, ...]) -> str:
    """A path with the names of services in its places."""
    return template.format(*(quote(name, safe="") for name in names))


def entry(path: str, name: str) -> str:
    """The address of one entry of a list."""
    return f"{path}/{quote(name, safe='')}"


def _explained(response: Response) -> ProcessorError | None:
    if response.status_code < 400:
        return None
    try:
        told = decoded(response)
    except Changed:
        return None
    code = told.get("errorCode") if isinstance(told, dict) else None
    return refusal(str(code or ""), response.status_code)
