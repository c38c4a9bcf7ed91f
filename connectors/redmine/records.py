"""From Redmine's rows to records; pure."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import (
    Attachment,
    Field,
    Identifier,
    Person,
    Proof,
    Record,
    RecordKind,
    Said,
    Search,
    Via,
    fields,
    id_of,
    moment,
    some_rows,
    text_of,
)

from . import labels

Row = dict[str, Any]
Files = tuple[Attachment, ...]
PEOPLE = ("author", "assigned_to", "user", "updated_by")


def account(search: Search, root: str, row: Row, proof: Proof | None, additional: str = "") -> Record:
    """A user; `additional` is an address that the server's exact filter says they have and never shows."""
    number, name = id_of(row), f"{text_of(row, 'firstname')} {text_of(row, 'lastname')}".strip()
    shown = (*fields(row, labels.ACCOUNT, labels.ACCOUNT_SKIP), *_custom(row))
    if additional and not proof:
        said = "Address that the server says this account has (main or additional)"
        shown += (Field("additional_email", said, additional, "EmailAddress", "derived"),)
    return search.record(
        "user",
        number,
        kind="account",
        title=name or text_of(row, "login") or Said("User {number}", {"number": number}),
        proof=proof,
        raw=row,
        url=f"{root}/users/{number}",
        occurred_at=moment(row.get("created_on")),
        fields=shown,
        people=(Person("subject", name, tuple(_own(search, row))),) if proof else (),
    )


def issue(search: Search, root: str, row: Row, proof: Proof | None, *, files: Files = ()) -> Record:
    """An issue with its description and all its comments and changes."""
    number, subject = id_of(row), text_of(row, "subject")
    values = {"number": number, "subject": subject}
    return search.record(
        "issue",
        number,
        kind="ticket",
        title=Said("#{number} {subject}", values) if subject else Said("#{number}", values),
        proof=proof,
        raw=row,
        url=f"{root}/issues/{number}",
        occurred_at=moment(row.get("created_on")),
        text="\n\n".join(part for part in (text_of(row, "description"), *_comments(row)) if part),
        fields=(*fields(row, labels.ISSUE, labels.ISSUE_SKIP), *_custom(row)),
        people=_people(search, row),
        attachments=files,
    )


def journal(search: Search, root: str, of: Row, row: Row, proof: Proof) -> Record:
    """One comment or change in an issue of others; of the issue only its number."""
    number, issue_number = id_of(row), id_of(of)
    values = {"number": issue_number}
    commented = bool(text_of(row, "notes"))
    return search.record(
        "journal",
        number,
        kind="note",
        title=Said("Comment on issue #{number}", values) if commented else Said("Change of issue #{number}", values),
        proof=proof,
        raw={**row, "issue": {"id": of.get("id")}},
        url=f"{root}/issues/{issue_number}#change-{number}",
        occurred_at=moment(row.get("created_on")),
        text="\n".join(part for part in (text_of(row, "notes"), *_changes(row)) if part),
        people=_people(search, row),
    )


def changeset(search: Search, root: str, of: Row, row: Row, proof: Proof) -> Record:
    """A commit that names an issue of others."""
    number, revision = id_of(of), text_of(row, "revision")
    return search.record(
        "changeset",
        f"{number}/{revision}",
        kind="activity",
        title=Said("Commit {revision} for issue #{number}", {"revision": revision[:12], "number": number}),
        proof=proof,
        raw={**row, "issue": {"id": of.get("id")}},
        url=f"{root}/issues/{number}",
        occurred_at=moment(row.get("committed_on")),
        text=text_of(row, "comments"),
        people=_people(search, row),
    )


def watching(search: Search, root: str, of: Row, watcher: Row, account: Record) -> Record:
    """That the subject is told of an issue of others; what the issue says is theirs."""
    number = id_of(of)
    return search.record(
        "watching",
        number,
        kind="subscription",
        title=Said("Watches issue #{number}", {"number": number}),
        proof=Via(account.id, path="/watcher/id"),
        raw={"issue": {"id": of.get("id")}, "watcher": watcher},
        url=f"{root}/issues/{number}",
    )


def time_entry(search: Search, root: str, row: Row, proof: Proof | None) -> Record:
    """Time that was booked."""
    number, hours, activity = id_of(row), text_of(row, "hours"), text_of(row, "activity", "name")
    values = {"hours": hours, "activity": activity}
    return search.record(
        "time_entry",
        number,
        kind="activity",
        title=Said("{hours} h {activity}", values) if activity else Said("{hours} h", values),
        proof=proof,
        raw=row,
        url=f"{root}/time_entries/{number}/edit",
        occurred_at=moment(row.get("spent_on")),
        text=text_of(row, "comments"),
        fields=(*fields(row, labels.TIME, labels.TIME_SKIP), *_custom(row)),
        people=_people(search, row),
    )


def news(search: Search, root: str, row: Row, proof: Proof | None, *, files: Files = ()) -> Record:
    """A news item with its comments."""
    said = [text_of(comment, "content") for comment in some_rows(row, "comments")]
    return written(
        search,
        "news",
        row,
        proof,
        kind="document",
        title=text_of(row, "title") or "News",
        text="\n\n".join(part for part in (text_of(row, "description"), *said) if part),
        url=f"{root}/news/{id_of(row)}",
        files=files,
    )


def news_comment(search: Search, root: str, of: Row, row: Row, proof: Proof, *, place: int) -> Record:
    """One comment on a news item of others; versions that number no comments are numbered by place."""
    number = id_of(of)
    return written(
        search,
        "news_comment",
        row,
        proof,
        kind="note",
        title=Said("Comment on news {number}", {"number": number}),
        text=text_of(row, "content"),
        url=f"{root}/news/{number}",
        source_id=text_of(row, "id") or f"{number}/{place + 1}",
    )


def file(search: Search, root: str, type_: str, row: Row, proof: Proof, *, files: Files = ()) -> Record:
    """A file on its own."""
    number = id_of(row)
    return search.record(
        type_,
        number,
        kind="file",
        title=text_of(row, "filename") or Said("File {number}", {"number": number}),
        proof=proof,
        raw=row,
        url=f"{root}/attachments/{number}",
        occurred_at=moment(row.get("created_on")),
        text=text_of(row, "description"),
        fields=fields(row, labels.FILE, labels.FILE_SKIP),
        people=_people(search, row),
        attachments=files,
    )


def written(
    search: Search,
    type_: str,
    row: Row,
    proof: Proof | None,
    *,
    kind: RecordKind,
    title: str | Said,
    text: str,
    url: str,
    source_id: str = "",
    files: Files = (),
) -> Record:
    """Anything else with a title and a text."""
    return search.record(
        type_,
        source_id or id_of(row),
        kind=kind,
        title=title or type_,
        proof=proof,
        raw=row,
        url=url,
        occurred_at=moment(row.get("created_on") or row.get("datetime")),
        text=text,
        fields=(*fields(row, labels.WRITTEN, labels.WRITTEN_SKIP), *_custom(row)),
        people=_people(search, row),
        attachments=files,
    )


def project(search: Search, root: str, row: Row, proof: Proof | None, type_: str = "project") -> Record:
    """A project or one of its versions, which have a name and a description."""
    title, text, url = text_of(row, "name"), text_of(row, "description"), f"{root}/{type_}s/{id_of(row)}"
    return written(search, type_, row, proof, kind="document", title=title, text=text, url=url)


def contact(search: Search, root: str, row: Row, proof: Proof | None) -> Record:
    """A contact of the CRM plug-in."""
    number, name = id_of(row), f"{text_of(row, 'first_name')} {text_of(row, 'last_name')}".strip()
    return search.record(
        "contact",
        number,
        kind="contact",
        title=name or Said("Contact {number}", {"number": number}),
        proof=proof,
        raw=row,
        url=f"{root}/contacts/{number}",
        occurred_at=moment(row.get("created_on")),
        fields=(*fields(row, labels.CONTACT, {"id", "custom_fields"}), *_custom(row)),
        people=(Person("subject", name),) if proof else (),
    )


def _own(search: Search, row: Row) -> Iterator[Identifier]:
    yield _user(search, id_of(row))
    if text_of(row, "mail"):
        yield Identifier("email", text_of(row, "mail"))


def _comments(row: Row) -> Iterator[str]:
    for entry in some_rows(row, "journals"):
        lines = [line for line in (text_of(entry, "notes"), *_changes(entry)) if line]
        if lines:
            yield f"{text_of(entry, 'created_on')} {text_of(entry, 'user', 'name')}:\n" + "\n".join(lines)


def _changes(row: Row) -> list[str]:
    return [
        f"{text_of(change, 'name')}: {text_of(change, 'old_value') or '–'} → {text_of(change, 'new_value') or '–'}"
        for change in some_rows(row, "details")
    ]


def _custom(row: Row) -> Iterator[Field]:
    """Custom fields under their own names, which may be the same as one of Redmine's own."""
    for one in some_rows(row, "custom_fields"):
        value = one.get("value")
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str | int | float) and str(each):
                number = text_of(one, "id")
                yield Field(f"cf_{number}", text_of(one, "name") or "Custom field without a name", str(each))


def _people(search: Search, row: Row) -> tuple[Person, ...]:
    named = [(role, row[role]) for role in PEOPLE if isinstance(row.get(role), dict)]
    named += [("watcher", one) for one in some_rows(row, "watchers")]
    for key, role, who in (
        ("journals", "commenter", "user"),
        ("attachments", "uploader", "author"),
        ("changesets", "committer", "user"),
    ):
        named += [(role, one[who]) for one in some_rows(row, key) if isinstance(one.get(who), dict)]
    people: dict[tuple[str, str, str], Person] = {}
    for role, one in named:
        name, number = text_of(one, "name"), text_of(one, "id")
        if name or number:
            people.setdefault((role, number, name), Person(role, name, (_user(search, number),) if number else ()))
    return tuple(people.values())


def _user(search: Search, number: str) -> Identifier:
    return Identifier("user_id", number, processor=search.processor)
