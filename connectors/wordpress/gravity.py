"""Entries of Gravity Forms, where its REST API is switched on."""

import json
from collections.abc import Iterator
from typing import Any

from sar.sdk import (
    Changed,
    Gap,
    Known,
    Missing,
    Person,
    Record,
    Said,
    Via,
    as_object,
    as_rows,
    guarded,
    id_of,
    inner,
    text_of,
)

from . import learnt
from .api import Row
from .case import Case
from .records import record

ENTRIES = "/gf/v2/entries"
STATUSES = ("active", "spam", "trash")
SIZE = 200
NOTE = "Note on form entry {number}"
ANY_FIELD = ("0", None)
"""How the question for any field is written; versions differ, and what they give is looked at anyhow."""


class Gravity:
    """The search for form entries."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._labels: Any = {}

    def find(self) -> Iterator[Record | Gap]:
        """Entries in which a field is the address, those made while logged in, and mentions."""
        self._case.search.progress("form entries")
        for email in self._case.search.emails:
            for key in ANY_FIELD:
                wanted = {"key": key, "operator": "contains", "value": email}
                yield from guarded("The entries of Gravity Forms", self._all(wanted))
        for account in self._case.accounts.values():
            wanted = {"key": "created_by", "operator": "is", "value": account.source_id}
            yield from guarded("The form entries of an account", self._all(wanted))

    def _all(self, wanted: Row) -> Iterator[Record | Gap]:
        for status in STATUSES:
            for row in self._rows({"status": status, "field_filters": [wanted]}):
                yield from self._one(row)

    def _rows(self, search: Row) -> Iterator[Row]:
        met: set[str] = set()
        number = 1
        while True:
            asked = [("search", json.dumps(search)), ("paging[page_size]", SIZE), ("paging[current_page]", number),
                     ("sorting[key]", "id"), ("sorting[direction]", "ASC"), ("_labels", 1)]  # fmt: skip
            answer = as_object(self._case.api.answer(ENTRIES, asked), "the entries")
            total, rows = text_of(answer, "total_count"), as_rows(answer.get("entries"), "the entries")
            self._labels = answer.get("_labels") or {}
            new = [row for row in rows if id_of(row) not in met]
            met |= {id_of(row) for row in new}
            yield from new
            if not total.isdigit() or (not new and len(met) < int(total)):
                raise Changed("the list of entries is not as long as it says")
            if len(met) >= int(total):
                return
            number += 1

    def _one(self, row: Row) -> Iterator[Record | Gap]:
        search = self._case.search
        own = search.prove(row, "email", "/*") or self._case.by_account(row, "created_by")
        proof = own or search.mention(row)
        similar = any(email.casefold() in repr(row).casefold() for email in search.emails)
        if not (proof or similar) or not self._case.first("gravity_entry", id_of(row)):
            return
        labels = {key: Known(f"field:{key}", label) for key, label in self._names(row).items()}
        title = Said("Form entry {number}", {"number": id_of(row)})
        found = record(
            search, "gravity_entry", row, proof, title=title, labels=labels, people=self._people(row) if own else ()
        )
        yield found
        if own:
            yield from guarded("The notes on a form entry", self._notes(found))

    def _names(self, row: Row) -> dict[str, str]:
        """What the form calls its fields: told with the entry, or for all of a form's entries at once."""
        names = row.get("_labels") or inner({"all": self._labels}, "all", text_of(row, "form_id")) or self._labels
        return (
            {str(key): name for key, name in names.items() if isinstance(name, str)} if isinstance(names, dict) else {}
        )

    def _people(self, row: Row) -> tuple[Person, ...]:
        named = {name: row.get(key) for key, name in self._names(row).items()} | {"ip": row.get("ip")}
        return (Person("subject", "", learnt.of_form(named, row.get("date_created"))),)

    def _notes(self, entry: Record) -> Iterator[Record]:
        try:
            answer = self._case.api.answer(f"{ENTRIES}/{entry.source_id}/notes", {})
        except Missing as error:
            if b"rest_no_route" not in error.body:
                raise
            return
        for row in as_rows(list(answer.values()) if isinstance(answer, dict) else answer, "the notes"):
            if text_of(row, "entry_id") == entry.source_id:
                people = (Person("author", text_of(row, "user_name")),) if text_of(row, "user_name") else ()
                proof, title = Via(entry.id, path="/entry_id"), Said(NOTE, {"number": entry.source_id})
                yield record(self._case.search, "entry_note", row, proof, kind="note", people=people,
                             title=title, text=text_of(row, "value"))  # fmt: skip
