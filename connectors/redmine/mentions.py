"""What others wrote about an address: free text, file names, custom fields."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Proof, Record, Search, guarded, id_of, text_of

from . import records
from .api import Api
from .authored import DETAILS

Row = dict[str, Any]
ISSUES = {"issue", "issue-closed"}


class Mentions:
    """The search for an address outside of its own account; what was shown whole is not shown again."""

    def __init__(self, api: Api, search: Search, shown: set[tuple[str, str]]) -> None:
        self._api, self._search, self._shown = api, search, shown

    def _new(self, type_: str, number: str) -> bool:
        if (type_, number) in self._shown:
            return False
        self._shown.add((type_, number))
        return True

    def find(self) -> Iterator[Record | Gap]:
        """The full-text search, custom fields, and comments of time entries."""
        yield from guarded("The custom fields of issues and time entries", self._by_custom_fields())
        for email in self._search.emails:
            yield from guarded("The full-text search", self._by_text(email))
            yield from guarded("The comments of time entries", self._by_comment(email))

    def _by_text(self, email: str) -> Iterator[Record | Gap]:
        params = {"q": email, "scope": "all", "all_words": "1", "attachments": "1"}
        for row in self._api.rows("search.json", "results", **params):
            if text_of(row, "type") in ISSUES:
                yield from guarded(f"Issue #{id_of(row)}", self._issue(id_of(row)))
            elif self._new(text_of(row, "type"), id_of(row)):
                yield self._result(row)

    def _issue(self, number: str) -> Iterator[Record]:
        if not self._new("issue", number):
            return
        row = self._api.one(f"issues/{number}.json", "issue", include=DETAILS)
        yield records.issue(self._search, self._api.root, row, self._proof(row))

    def _proof(self, row: Row) -> Proof | None:
        """A custom field that is the address makes the issue theirs; anything else is a mention."""
        places = ("/custom_fields/*/value", "/custom_fields/*/value/*")
        return self._search.prove(row, "email", *places) or self._search.mention(row)

    def _result(self, row: Row) -> Record:
        """A hit of which nothing else can be read; the excerpt may have been cut before the address."""
        kind = text_of(row, "type") or "result"
        url = text_of(row, "url")
        return records.authored(
            self._search,
            kind.replace("-", "_"),
            row,
            self._search.mention(row, "/description", "/title"),
            title=text_of(row, "title") or kind,
            url=url if url.startswith(("http://", "https://")) else f"{self._api.root}/search?q=",
            text=text_of(row, "description"),
            source_id=f"{kind}-{id_of(row)}",
        )

    def _by_comment(self, email: str) -> Iterator[Record]:
        for row in self._api.rows("time_entries.json", "time_entries", comments=f"~{email}"):
            # versions without this filter ignore it and give every entry
            proof = self._search.mention(row, "/comments")
            if proof and self._new("time_entry", id_of(row)):
                yield records.time_entry(self._search, self._api.root, row, proof)

    def _by_custom_fields(self) -> Iterator[Record | Gap]:
        fields = self._api.whole("custom_fields.json", "custom_fields")
        searched = [field for field in fields if field.get("field_format") in {"string", "text", "link"}]
        blind = [field for field in searched if not field.get("is_filter") and not field.get("searchable")]
        if blind:
            names = ", ".join(text_of(field, "name") for field in blind)
            yield Gap(
                "The custom fields {names} can be neither filtered nor searched, so an address in them is not found.",
                "Tick “Used as a filter” or “Searchable” for them in Redmine, then --resume.",
                {"names": names},
            )
        for field in searched:
            if field.get("is_filter") and field.get("customized_type") in {"issue", "time_entry"}:
                yield from self._by_custom_field(field)

    def _by_custom_field(self, field: Row) -> Iterator[Record | Gap]:
        name = f"cf_{id_of(field)}"
        for email in self._search.emails:
            asked: Row = {name: f"~{email}"}
            if field["customized_type"] == "issue":
                for row in self._api.rows("issues.json", "issues", status_id="*", **asked):
                    if self._proof(row):
                        yield from guarded(f"Issue #{id_of(row)}", self._issue(id_of(row)))
            else:
                for row in self._api.rows("time_entries.json", "time_entries", **asked):
                    proof = self._proof(row)
                    if proof and self._new("time_entry", id_of(row)):
                        yield records.time_entry(self._search, self._api.root, row, proof)
