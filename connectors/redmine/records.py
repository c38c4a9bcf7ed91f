"""From Redmine's rows to records; pure."""

from typing import Any

from sar.sdk import (
    Attachment,
    Identifier,
    Known,
    Person,
    Proof,
    Record,
    Search,
    fields,
    id_of,
    moment,
    some_rows,
    text_of,
)

Row = dict[str, Any]

ACCOUNT = {
    "login": Known("username", "Login", "Username"),
    "firstname": Known("given_name", "First name", "GivenName"),
    "lastname": Known("family_name", "Last name", "FamilyName"),
    "mail": Known("email", "E-mail", "EmailAddress"),
    "admin": Known("admin", "Administrator"),
    "status": Known("status", "Status (1 active, 2 registered, 3 locked)"),
    "created_on": Known("created", "Created", "", "observed"),
    "updated_on": Known("updated", "Last changed", "", "observed"),
    "last_login_on": Known("last_login", "Last log-in", "", "observed"),
    "passwd_changed_on": Known("password_changed", "Password changed", "", "observed"),
    "twofa_scheme": Known("two_factor", "Two-factor scheme"),
    "memberships.project.name": Known("project", "Member of"),
    "memberships.roles.name": Known("role", "Role"),
    "groups.name": Known("group", "Group"),
}
ISSUE = {
    "project.name": Known("project", "Project"),
    "tracker.name": Known("tracker", "Tracker"),
    "status.name": Known("status", "Status"),
    "priority.name": Known("priority", "Priority"),
    "category.name": Known("category", "Category"),
    "start_date": Known("start_date", "Start"),
    "due_date": Known("due_date", "Due"),
    "done_ratio": Known("done", "Done (%)"),
    "estimated_hours": Known("estimated_hours", "Estimated hours"),
    "spent_hours": Known("spent_hours", "Spent hours"),
    "created_on": Known("created", "Created", "", "observed"),
    "updated_on": Known("updated", "Last changed", "", "observed"),
    "closed_on": Known("closed", "Closed", "", "observed"),
}
TIME = {
    "project.name": Known("project", "Project"),
    "issue.id": Known("issue", "Issue"),
    "activity.name": Known("activity", "Activity"),
    "hours": Known("hours", "Hours"),
    "comments": Known("comment", "Comment"),
    "spent_on": Known("spent_on", "Spent on"),
}
PEOPLE = ("author", "assigned_to", "user", "updated_by")


def account(search: Search, root: str, row: Row, proof: Proof | None) -> Record:
    """A user; custom fields are shown under their own names."""
    number, name = id_of(row), f"{text_of(row, 'firstname')} {text_of(row, 'lastname')}".strip()
    people = (Person("subject", name, (_user(search, number),)),) if proof else ()
    return search.record(
        "user",
        number,
        kind="account",
        title=name or text_of(row, "login") or f"User {number}",
        proof=proof,
        raw=row,
        url=f"{root}/users/{number}",
        occurred_at=moment(row.get("created_on")),
        fields=fields(_named(row), ACCOUNT, skip={"id", "api_key", "avatar_url", "memberships.id", "groups.id",
                                                 "memberships.project.id", "memberships.roles.id",
                                                 "memberships.roles.inherited", "auth_source.id"}),
        people=people,
    )  # fmt: skip


def issue(search: Search, root: str, row: Row, proof: Proof | None, files: tuple[Attachment, ...] = ()) -> Record:
    """An issue with its description and all its comments and changes."""
    number = id_of(row)
    return search.record(
        "issue",
        number,
        kind="ticket",
        title=f"#{number} {text_of(row, 'subject')}".strip(),
        proof=proof,
        raw=row,
        url=f"{root}/issues/{number}",
        occurred_at=moment(row.get("created_on")),
        text="\n\n".join(part for part in (text_of(row, "description"), *_comments(row)) if part),
        fields=fields(_named(row), ISSUE, skip=_SHOWN_ELSEWHERE),
        people=_people(search, row),
        attachments=files,
    )


def journal(search: Search, root: str, issue_row: Row, row: Row, proof: Proof) -> Record:
    """One comment or change that the subject made in an issue of others; of the issue only its number."""
    number, of = id_of(row), id_of(issue_row)
    raw = {**row, "issue": {"id": issue_row.get("id")}}
    return search.record(
        "journal",
        number,
        kind="note",
        title=f"Comment on issue #{of}" if text_of(row, "notes") else f"Change of issue #{of}",
        proof=proof,
        raw=raw,
        url=f"{root}/issues/{of}#change-{number}",
        occurred_at=moment(row.get("created_on")),
        text="\n".join(part for part in (text_of(row, "notes"), *_changes(row)) if part),
        people=_people(search, row),
    )


def time_entry(search: Search, root: str, row: Row, proof: Proof | None) -> Record:
    """Time that was booked."""
    number = id_of(row)
    return search.record(
        "time_entry",
        number,
        kind="activity",
        title=f"{text_of(row, 'hours')} h {text_of(row, 'activity', 'name')}".strip(),
        proof=proof,
        raw=row,
        url=f"{root}/time_entries/{number}/edit",
        occurred_at=moment(row.get("spent_on")),
        fields=fields(_named(row), TIME, skip={"id", "user", "project.id", "activity.id", "custom_fields"}),
        people=_people(search, row),
    )


def authored(
    search: Search,
    type_: str,
    row: Row,
    proof: Proof | None,
    *,
    title: str,
    url: str,
    text: str,
    source_id: str = "",
    files: tuple[Attachment, ...] = (),
) -> Record:
    """Anything else with an author and a text: news, their comments, wiki pages, files."""
    return search.record(
        type_,
        source_id or id_of(row),
        kind="file" if type_ in {"file", "attachment"} else "document",
        title=title,
        proof=proof,
        raw=row,
        url=url,
        occurred_at=moment(row.get("created_on")),
        text=text,
        people=_people(search, row),
        attachments=files,
    )


def _comments(row: Row) -> list[str]:
    said = []
    for entry in some_rows(row, "journals"):
        lines = [line for line in (text_of(entry, "notes"), *_changes(entry)) if line]
        if lines:
            said.append(f"{text_of(entry, 'created_on')} {text_of(entry, 'user', 'name')}:\n" + "\n".join(lines))
    return said


def _changes(row: Row) -> list[str]:
    return [
        f"{text_of(change, 'name')}: {text_of(change, 'old_value') or '–'} → {text_of(change, 'new_value') or '–'}"
        for change in some_rows(row, "details")
    ]


def _people(search: Search, row: Row) -> tuple[Person, ...]:
    named = [(role, row[role]) for role in PEOPLE if isinstance(row.get(role), dict)]
    named += [("watcher", one) for one in some_rows(row, "watchers")]
    named += [("commenter", one["user"]) for one in some_rows(row, "journals") if isinstance(one.get("user"), dict)]
    people: dict[tuple[str, str, str], Person] = {}
    for role, one in named:
        name, number = text_of(one, "name"), text_of(one, "id")
        if name or number:
            people.setdefault((role, number, name), Person(role, name, (_user(search, number),) if number else ()))
    return tuple(people.values())


def _user(search: Search, number: str) -> Identifier:
    return Identifier("user_id", number, processor=search.processor)


def _named(row: Row) -> Row:
    """The row with its custom fields as keys of their own."""
    plain = {key: value for key, value in row.items() if key not in {"custom_fields", *PEOPLE}}
    for one in some_rows(row, "custom_fields"):
        value = one.get("value")
        plain[text_of(one, "name") or f"custom field {text_of(one, 'id')}"] = value
    return plain


_SHOWN_ELSEWHERE = frozenset({
    "id", "subject", "description", "journals", "attachments", "watchers", "project.id", "tracker.id", "status.id",
    "status.is_closed", "priority.id", "category.id", "fixed_version.id", "parent.id", "relations", "children",
    "changesets.user",
})  # fmt: skip
