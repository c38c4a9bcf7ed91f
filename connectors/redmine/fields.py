"""Redmine's custom fields: which may hold an address, and whether a filter reaches them."""

from collections.abc import Iterator

from sar.sdk import Record, id_of

from .api import Api, Row

TEXTS = ("string", "text", "link")
VALUES = ("/custom_fields/*/value", "/custom_fields/*/value/*")
"""Where rows hold custom values; fields with several values hold lists."""


class Fields:
    """The custom fields of one Redmine."""

    def __init__(self, api: Api) -> None:
        self._api, self._rows = api, list[Row]()

    def read(self) -> Iterator[Record]:
        """Read them once; gives nothing, so that a failure can be guarded."""
        rows = self._api.whole("custom_fields.json", "custom_fields")
        self._rows = [row for row in rows if id_of(row)]
        yield from ()

    def ids(self, of: str, *formats: str, filtered: bool | None = None) -> set[str]:
        """Fields of issues, accounts … of these formats: all, or only those that are filters or are not."""
        return {
            id_of(row)
            for row in self._rows
            if row.get("customized_type") == of
            and row.get("field_format") in formats
            and filtered in {None, row.get("is_filter") is True}
        }

    def of(self, what: str) -> dict[str, Row]:
        """The custom fields of accounts, issues … by their number."""
        return {id_of(row): row for row in self._rows if row.get("customized_type") == what}

    def blind(self, of: str) -> bool:
        """Whether a text field of these is reached by no filter; of issues, nor by the full-text search."""
        hidden = self.ids(of, *TEXTS, filtered=False)
        return bool(hidden - self._searchable() if of == "issue" else hidden)

    def _searchable(self) -> set[str]:
        return {id_of(row) for row in self._rows if row.get("searchable") is True}
