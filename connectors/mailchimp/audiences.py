"""The member in every audience, in whatever state, and what hangs on it."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Missing, Record, Search, Via, canonical, content_id, guarded, id_of, text_of

from . import records
from .api import Api, safe_id

Row = dict[str, Any]
Rows = Iterator[Record | Gap]
HANGING = (
    ("The notes of a member", "note", "notes", "notes"),
    ("The events of a member", "event", "events", "events"),
    ("The activity feed of a member", "activity", "activity", "activity-feed"),
)
"""What the search calls it, the type of record, the key of its list, and its part of the address."""


def member_hash(email: str) -> str:
    """Mailchimp's id of an address: the MD5 of its lower-case form."""
    return hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()


def hashes(search: Search) -> list[str]:
    """The ids of all the subject's addresses, as written and in normal form."""
    spelled = [spelling for email in search.emails for spelling in (email, canonical("email", email))]
    return list(dict.fromkeys(map(member_hash, spelled)))


class Audiences:
    """The search through all audiences; `ids` are theirs, `complaints` those already shown."""

    def __init__(self, api: Api, search: Search) -> None:
        self._api, self._search = api, search
        self.ids: list[str] = []
        self.complaints: set[str] = set()
        self._shown: set[str] = set()

    def find(self) -> Rows:
        """Every audience is asked: a filter by address leaves out states."""
        lists = list(self._api.all("/lists", "lists"))
        for row in lists:
            number = safe_id(id_of(row))
            self.ids.append(number)
            self._search.progress("audience {n}", n=len(self.ids))
            yield from guarded("An audience", self._members(number, text_of(row, "name")))
            yield from guarded("Complaints of an audience", self._complaints(number))
            if self._search.exhaustive:
                yield from guarded("Segments of an audience", self._segments(number))
        for email in self._search.emails:
            yield from guarded("The search for members", self._by_search(email))

    def _members(self, audience: str, name: str) -> Rows:
        for member in hashes(self._search):
            path = f"/lists/{audience}/members/{member}"
            try:
                row = self._api.one(path)
            except Missing:
                continue  # not in this audience
            yield from self._member(path, {**row, "list_name": name})

    def _member(self, path: str, row: Row) -> Rows:
        audience, member = safe_id(text_of(row, "list_id")), safe_id(id_of(row))
        number = f"{audience}/{member}"
        if number in self._shown:
            return
        self._shown.add(number)
        proof = self._search.prove(row, "email", "/email_address")
        gaps: list[Gap] = []
        labels: dict[str, str] = {}
        if proof:
            row, labels, gaps = self._completed(path, row, audience)
        yield from gaps
        record = records.record(self._search, "member", row, proof, number, labels=labels)
        yield record
        if proof:
            yield from self._hanging(path, record)

    def _completed(self, path: str, row: Row, audience: str) -> tuple[Row, dict[str, str], list[Gap]]:
        """The member with its tags' dates and its goals, and the names of the audience's fields."""
        gaps: list[Gap] = []
        tags = _kept(guarded("Tags", self._api.rows(f"{path}/tags", "tags")), gaps)
        goals = _kept(guarded("Goals", self._goals(f"{path}/goals")), gaps)
        labels = {}
        for item in guarded("Names of fields", self._labels(audience)):
            if isinstance(item, Gap):
                gaps.append(item)
            else:
                labels.update(item)
        return {**row, **({"tags": tags} if tags else {}), **({"goals": goals} if goals else {})}, labels, gaps

    def _goals(self, path: str) -> Iterator[Row]:
        yield from self._api.rows(path, "goals")

    def _labels(self, audience: str) -> Iterator[dict[str, str]]:
        base = f"/lists/{audience}"
        for row in self._api.all(f"{base}/merge-fields", "merge_fields"):
            yield {text_of(row, "tag"): text_of(row, "name")}
        for category in self._api.all(f"{base}/interest-categories", "categories"):
            path = f"{base}/interest-categories/{safe_id(id_of(category))}/interests"
            for row in self._api.all(path, "interests"):
                yield {id_of(row): f"{text_of(category, 'title')}: {text_of(row, 'name')}"}

    def _hanging(self, path: str, member: Record) -> Rows:
        for what, type_, key, part in HANGING:
            yield from guarded(what, self._rows(type_, f"{path}/{part}", key, member))

    def _rows(self, type_: str, path: str, key: str, member: Record) -> Iterator[Record]:
        seen: set[str] = set()
        for row in self._api.rows(path, key):
            number = f"{member.source_id}/{id_of(row) if type_ == 'note' else content_id(row)}"
            if number not in seen:
                seen.add(number)
                yield records.record(self._search, type_, row, Via(member.id, asked=path), number)

    def _complaints(self, audience: str) -> Iterator[Record]:
        for row in self._api.all(f"/lists/{audience}/abuse-reports", "abuse_reports"):
            proof = self._search.prove(row, "email", "/email_address")
            number = f"{audience}/{id_of(row)}"
            if proof and number not in self.complaints:
                self.complaints.add(number)
                yield records.record(self._search, "abuse_report", row, proof, number)

    def _by_search(self, email: str) -> Rows:
        """The vendor's own search, as a second look: its full search is fuzzy."""
        answer = self._api.one("/search-members", query=email)
        for part in ("exact_matches", "full_search"):
            found = answer.get(part)
            for row in found.get("members") or [] if isinstance(found, dict) else []:
                audience, member = safe_id(text_of(row, "list_id")), safe_id(id_of(row))
                yield from self._member(f"/lists/{audience}/members/{member}", row)

    def _segments(self, audience: str) -> Rows:
        wanted = {"include_cleaned": "true", "include_transactional": "true", "include_unsubscribed": "true"}
        for segment in self._api.all(f"/lists/{audience}/segments", "segments", type="saved"):
            path = f"/lists/{audience}/segments/{id_of(segment)}/members"
            for row in self._api.all(path, "members", **wanted):
                proof = self._search.prove(row, "email", "/email_address")
                if proof:
                    named = {**row, "segment": {"id": segment.get("id"), "name": segment.get("name")}}
                    number = f"{audience}/{id_of(segment)}/{id_of(row)}"
                    yield records.record(self._search, "segment_member", named, proof, number)


def _kept(items: Iterator[Row | Gap], gaps: list[Gap]) -> list[Row]:
    rows = []
    for item in items:
        if isinstance(item, Gap):
            gaps.append(item)
        else:
            rows.append(item)
    return rows
