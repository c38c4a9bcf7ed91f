"""Issues: what of each is the subject's."""

from collections.abc import Iterator

from sar.sdk import Attachment, Gap, Proof, Record, Via, inner, pointer, some_rows, text_of

from . import records
from .api import Row
from .case import Case
from .fields import VALUES

DETAILS = "journals,attachments,watchers,children,relations,changesets"
PARTS = {"journals": ("journal", "user"), "attachments": ("attachment", "author"), "changesets": ("changeset", "user")}
"""What people add to an issue of others: key → the record's type, and who wrote it."""


class Issues:
    """Reads each issue once. Whole for author, assignee and whoever a custom field names; else their parts only."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._user_fields = case.fields.ids("issue", "user")
        """Custom fields whose value is an account's number."""

    def take(self, number: str, *, hit: bool = False) -> Iterator[Record | Gap]:
        """What of one issue is the subject's; of a `hit` of the full-text search that has nothing, a near match."""
        if not self._case.first("issue", number):
            return
        if self._case.search.holds("issue", number):  # all its parts were given before it
            return
        row = self._case.api.shared_numbered("issues", "issue", number, include=DETAILS)
        proof = self._whole(row)
        if proof:
            yield from self._as_whole(row, proof)
            return
        proven = 0
        for record in self._in_parts(row):
            proven += isinstance(record, Record)
            yield record
        if hit and not proven:
            yield records.issue(self._case.search, self._case.root, row, None)

    def _whole(self, row: Row) -> Proof | None:
        for role in ("author", "assigned_to"):
            account = self._case.account_of(row, role)
            if account:
                return Via(account.id, path=f"/{role}/id")
        return self._named_in_field(row) or self._case.search.prove(row, "email", *VALUES)

    def _named_in_field(self, row: Row) -> Proof | None:
        for place, field in enumerate(some_rows(row, "custom_fields")):
            if text_of(field, "id") in self._user_fields:
                for path, value in _values(field, pointer("custom_fields", place, "value")):
                    if value in self._case.accounts:
                        return Via(self._case.accounts[value].id, path=path)
        return None

    def _as_whole(self, row: Row, proof: Proof) -> Iterator[Record | Gap]:
        files = [attach(self._case, file) for file in some_rows(row, "attachments")]
        yield from (file for file in files if isinstance(file, Gap))
        kept = tuple(file for file in files if isinstance(file, Attachment))
        yield records.issue(self._case.search, self._case.root, row, proof, files=kept)

    def _in_parts(self, row: Row) -> Iterator[Record | Gap]:
        """Of other people's issues the subject's own parts, mentions in the others, and that they watch it."""
        for key, (type_, writer) in PARTS.items():
            for part in some_rows(row, key):
                yield from self._part(row, type_, part, writer)
        for watcher in some_rows(row, "watchers"):
            account = self._case.accounts.get(text_of(watcher, "id"))
            if account:
                yield records.watching(self._case.search, self._case.root, row, watcher, account)
                break
        proof = self._case.search.mention({key: value for key, value in row.items() if key not in PARTS})
        if proof:
            yield records.issue(self._case.search, self._case.root, row, proof)

    def _part(self, issue: Row, type_: str, part: Row, writer: str) -> Iterator[Record | Gap]:
        account = self._case.account_of(part, writer)
        if type_ == "attachment":
            yield from one_file(self._case, part, account)
            return
        proof: Proof | None = Via(account.id, path=f"/{writer}/id") if account else self._case.search.mention(part)
        if type_ == "changeset" and proof:
            yield records.changeset(self._case.search, self._case.root, issue, part, proof)
        elif proof:
            yield records.journal(self._case.search, self._case.root, issue, part, proof)
        elif type_ == "journal":
            yield from self._assignments(issue, part)

    def _assignments(self, issue: Row, entry: Row) -> Iterator[Record]:
        """Where others gave the issue to the subject, or took it from them."""
        for change in some_rows(entry, "details"):
            if text_of(change, "name") == "assigned_to_id" or (
                text_of(change, "property") == "cf" and text_of(change, "name") in self._user_fields
            ):
                for key in ("old_value", "new_value"):
                    account = self._case.accounts.get(text_of(change, key))
                    if account:
                        only = {"id": entry.get("id"), "created_on": entry.get("created_on"), "details": [change]}
                        proof = Via(account.id, path=f"/details/0/{key}")
                        yield records.journal(self._case.search, self._case.root, issue, only, proof)
                        return


def attach(case: Case, file: Row) -> Attachment | Gap:
    """The bytes of a file, from the configured address."""
    name, media_type = text_of(file, "filename") or "file", text_of(file, "content_type")
    return case.search.attach(name, lambda cap: case.api.download(file, cap), media_type)


def one_file(case: Case, file: Row, account: Record | None, type_: str = "attachment") -> Iterator[Record | Gap]:
    """A file with its bytes where the account uploaded it; where its name or description mentions, no bytes."""
    if account is None:
        proof = case.search.mention(file, "/description", "/filename")
        if proof:
            yield records.file(case.search, case.root, type_, file, proof)
        return
    kept = attach(case, file)
    if isinstance(kept, Gap):
        yield kept
    files = (kept,) if isinstance(kept, Attachment) else ()
    yield records.file(case.search, case.root, type_, file, Via(account.id, path="/author/id"), files=files)


def _values(field: Row, path: str) -> Iterator[tuple[str, str]]:
    value = inner(field, "value")
    several = value if isinstance(value, list) else None
    if several is None:
        yield path, str(value)
    else:
        yield from ((path + pointer(place), str(one)) for place, one in enumerate(several))
