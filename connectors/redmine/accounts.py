"""Which accounts are the subject's."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Proof, Record, Search, guarded, id_of

from . import records
from .api import Api

STATES = (1, 2, 3)
"""Active, registered, locked: a plain list shows active ones only, and `status=` means different things by version."""
DETAILS = "memberships,groups,auth_source"


class Accounts:
    """The search for accounts; `proven` holds those found so far by their record's id."""

    def __init__(self, api: Api, search: Search) -> None:
        self._api, self._search = api, search
        self.proven: dict[str, Record] = {}
        self._seen: set[str] = set()

    def find(self) -> Iterator[Record | Gap]:
        """By address in every state, by number where one is known, and by custom fields of accounts."""
        for email in self._search.emails:
            for state in STATES:
                # a substring of any address, the log-in, or words of the name
                for row in self._api.rows("users.json", "users", name=email, status=state):
                    yield from self._one(row)
        for known in self._search.matcher.of("user_id"):
            yield from guarded("An account", self._by_number(known.value))
        yield from guarded("The custom fields of accounts", self._by_custom_field())

    def _by_number(self, number: str) -> Iterator[Record]:
        if number.isdigit():
            yield from self._one({"id": int(number)})

    def _by_custom_field(self) -> Iterator[Record]:
        for field in self._api.whole("custom_fields.json", "custom_fields"):
            if field.get("customized_type") == "user" and field.get("is_filter") is True:
                for email in self._search.emails:
                    for state in STATES:
                        wanted = {f"cf_{id_of(field)}": f"~{email}", "status": state}
                        for row in self._api.rows("users.json", "users", **wanted):
                            # versions without this filter ignore it and give everybody
                            if self._proof(row):
                                yield from self._one(row)

    def _one(self, row: dict[str, Any]) -> Iterator[Record]:
        number = id_of(row)
        if number in self._seen:
            return
        self._seen.add(number)
        if self._proof(row):
            row = self._api.one(f"users/{number}.json", "user", include=DETAILS)
        record = records.account(self._search, self._api.root, row, self._proof(row))
        if record.proof:
            self.proven[record.id] = record
        yield record

    def _proof(self, row: dict[str, Any]) -> Proof | None:
        search = self._search
        by_mail = search.prove(row, "email", "/mail", "/login", "/custom_fields/*/value", "/custom_fields/*/value/*")
        return by_mail or search.prove(row, "user_id", "/id")
