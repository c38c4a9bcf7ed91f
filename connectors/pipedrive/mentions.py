"""Mentions of an address in deals, leads, organizations, products, files and projects of others."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Record, Search, guarded, id_of, inner, text_of

from . import records
from .api import V2, Api

TYPES = "deal,lead,organization,product,file,mail_attachment,project"


class Mentions:
    """The search over all items; what is shown already is not shown again."""

    def __init__(self, api: Api, search: Search, shown: set[tuple[str, str]]) -> None:
        self._api, self._search, self._shown = api, search, shown

    def find(self) -> Iterator[Record | Gap]:
        """Hits that hold the address whole are mentions; the others were only similar."""
        for email in self._search.emails:
            yield from guarded("The search over all items", self._items(email))

    def _items(self, email: str) -> Iterator[Record]:
        for row in self._api.rows(f"{V2}itemSearch", limit=100, term=email, item_types=TYPES):
            item: Any = inner(row, "item")
            if not isinstance(item, dict):
                continue
            type_ = text_of(item, "type")
            if type_ in records.SHAPES and (type_, id_of(item)) not in self._shown:
                self._shown.add((type_, id_of(item)))
                yield records.record(self._search, self._api.root, type_, item, self._search.mention(item))
