"""Which persons and users are the subject."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from sar.sdk import Gap, Missing, Record, Rejected, Search, guarded, id_of, inner, text_of

from . import records
from .api import V1, V2, Api

Row = dict[str, Any]
COUNTS = (
    "next_activity_id,last_activity_id,open_deals_count,related_open_deals_count,closed_deals_count,"
    "related_closed_deals_count,participant_open_deals_count,participant_closed_deals_count,email_messages_count,"
    "activities_count,done_activities_count,undone_activities_count,files_count,notes_count,followers_count,"
    "won_deals_count,related_won_deals_count,lost_deals_count,related_lost_deals_count,last_incoming_mail_time,"
    "last_outgoing_mail_time,smart_bcc_email"
)
MARKETING = ",marketing_status,doi_status"
"""Only companies with Campaigns may ask for these two; the others are refused."""


class Persons:
    """The search for persons; `shown` holds type and id of what was yielded."""

    def __init__(self, api: Api, search: Search) -> None:
        self._api, self._search = api, search
        self.proven: list[Record] = []
        self.shown: set[tuple[str, str]] = set()

    def find(self) -> Iterator[Record | Gap]:
        """By exact address, by id where one is known, by everything that holds the address, and by users."""
        self._search.progress("persons")
        for email in self._search.emails:
            for item in self._items(email, fields="email", exact_match="true"):
                yield from self._candidate(item)
        for known in self._search.of("user_id"):
            yield from guarded("A person", self._by_number(known.value))
        for email in self._search.emails:
            yield from guarded("Persons that mention the address", self._loose(email))
            yield from guarded("The firm's own users", self._users(email))
        if self._search.exhaustive:
            yield from guarded("The list of all persons", self._scan())

    @cached_property
    def labels(self) -> dict[str, str]:
        """Names of custom fields of all kinds; without them they are shown under their codes."""
        names: dict[str, str] = {}
        for path in (f"{V2}personFields", f"{V2}dealFields", f"{V2}organizationFields"):
            for row in self._api.all(path):
                if row.get("is_custom_field") is True:
                    names[text_of(row, "field_code")] = text_of(row, "field_name")
        return names

    def _items(self, email: str, **params: Any) -> Iterator[Row]:
        for row in self._api.rows(f"{V2}persons/search", term=email, **params):
            item = inner(row, "item")
            yield item if isinstance(item, dict) else row

    def _loose(self, email: str) -> Iterator[Record | Gap]:
        for item in self._items(email):
            yield from self._candidate(item)

    def _candidate(self, item: Row) -> Iterator[Record | Gap]:
        number = id_of(item)
        if ("person", number) in self.shown:
            return
        self.shown.add(("person", number))
        if self._search.prove(item, "email", "/emails/*"):
            yield from self._person(number)
        else:
            proof = self._search.mention(item, "/notes/*", "/custom_fields/*")
            yield records.record(self._search, self._api.root, "person", item, proof)

    def _by_number(self, number: str) -> Iterator[Record | Gap]:
        if number.isdigit() and ("person", number) not in self.shown:
            self.shown.add(("person", number))
            yield from self._person(number)

    def _person(self, number: str) -> Iterator[Record | Gap]:
        row = self._details(number)
        organization = text_of(row, "org_id")
        if organization:
            row = {**row, "organization": self._organization(organization)}
        proof = self._search.prove(row, "email", "/emails/*/value") or self._search.prove(row, "user_id", "/id")
        person = records.record(self._search, self._api.root, "person", row, proof, labels=self.labels)
        if proof:
            self.proven.append(person)
        yield person

    def _details(self, number: str) -> Row:
        asked = {"include_labels": "true", "include_option_labels": "true"}
        path = f"{V2}persons/{number}"
        try:
            return self._api.one(path, include_fields=COUNTS + MARKETING, **asked)
        except Rejected:
            return self._api.one(path, include_fields=COUNTS, **asked)

    def _organization(self, number: str) -> Row:
        """The employer's name and address; its own record is no personal data."""
        try:
            row = self._api.one(f"{V2}organizations/{number}")
        except Missing:
            return {}
        return {key: row[key] for key in ("id", "name", "address") if key in row}

    def _users(self, email: str) -> Iterator[Record]:
        for user in self._api.rows(f"{V1}users/find", term=email, search_by_email="1"):
            if ("user", id_of(user)) not in self.shown:
                self.shown.add(("user", id_of(user)))
                proof = self._search.prove(user, "email", "/email")
                yield records.record(self._search, self._api.root, "user", user, proof)

    def _scan(self) -> Iterator[Record | Gap]:
        """Every person of the company: the index of the search may lag behind."""
        for row in self._api.all(f"{V2}persons"):
            if ("person", id_of(row)) not in self.shown and self._search.prove(row, "email", "/emails/*/value"):
                self.shown.add(("person", id_of(row)))
                yield from self._person(id_of(row))
