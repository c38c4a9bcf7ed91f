"""The rows of the imitated Redmine: the short ones of the fixtures, made whole, and filler."""

from typing import Any
from urllib.parse import quote

from sar.sandbox import World

WRONG_HOST = "https://internal-name.example.org"
"""Redmine makes addresses of the host name in its settings, which need not be where it answers."""
DAY = "2026-10-01T12:00:00Z"
SUPPORT, NORMAL = {"id": 3, "name": "Support"}, {"id": 2, "name": "Normal"}
NEW, CLOSED = {"id": 1, "name": "New", "is_closed": False}, {"id": 5, "name": "Closed", "is_closed": True}
INCLUDABLE = ("journals", "attachments", "watchers", "children", "relations", "changesets")

Row = dict[str, Any]
State = dict[str, Any]


def made(world: World) -> State:
    """All that the imitated Redmine holds, with enough filler for more than one page of every list."""
    state: State = {"version": "7.0", **world.load("work.json")}
    state["users"] = [_whole_user(row) for row in world.load("people.json")]
    state["users"] += [_whole_user(_filler(number)) for number in range(300, 360)]
    names = {user["id"]: f"{user['firstname']} {user['lastname']}" for user in state["users"]}
    issues = [*world.load("issues.json"), *(_question(number) for number in range(200, 215))]
    state["issues"] = [_whole_issue(_named(row, names), state) for row in issues]
    for key in ("time_entries", "news", "versions", "files", "wiki"):
        state[key] = _named(state[key], names)
    return state


def _filler(number: int) -> Row:
    mail = f"filler{number - 300}@example.net"
    return {"id": number, "login": f"filler{number}", "firstname": "Filler", "lastname": f"N{number}", "mail": mail}


def _question(number: int) -> Row:
    subject = f"Question {number - 199}"
    return {"id": number, "author": 5, "assigned_to": 2, "subject": subject, "closed": bool(number % 2)}


def _named(value: Any, names: dict[int, str]) -> Any:
    """Fixtures name people by number only; answers give number and name."""
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    if not isinstance(value, dict):
        return value
    named = {key: _named(one, names) for key, one in value.items()}
    for key in ("author", "assigned_to", "user"):
        if isinstance(value.get(key), int):
            named[key] = {"id": value[key], "name": names[value[key]]}
    if "watchers" in value:
        named["watchers"] = [{"id": number, "name": names[number]} for number in value["watchers"]]
    if "filename" in value:
        named = {**_file(named), **named}
    return named


def _file(row: Row) -> Row:
    url = f"{WRONG_HOST}/attachments/download/{row['id']}/{quote(row['filename'], safe='')}"
    return {"filesize": 900, "content_type": "text/plain", "description": "", "content_url": url, "created_on": DAY}


def _whole_user(row: Row) -> Row:
    rest = {"admin": False, "created_on": DAY, "updated_on": DAY, "status": 1, "last_login_on": None,
            "passwd_changed_on": None, "twofa_scheme": None, "avatar_url": "", "custom_fields": []}  # fmt: skip
    return {**rest, **row, "api_key": f"key-of-{row['id']}"}


def _whole_issue(row: Row, state: State) -> Row:
    project = next(one for one in state["projects"] if one["id"] == row.get("project", 1))
    closed = bool(row.get("closed"))
    rest: Row = {
        "tracker": SUPPORT, "priority": NORMAL, "description": "", "start_date": "2026-10-01",
        "due_date": None, "done_ratio": 0, "is_private": False, "estimated_hours": None, "total_estimated_hours": None,
        "spent_hours": 0.0, "total_spent_hours": 0.0, "custom_fields": [], "created_on": DAY, "updated_on": DAY,
        "closed_on": DAY if closed else None, **{key: [] for key in INCLUDABLE},
    }  # fmt: skip
    whole = {**rest, **row, "project": _brief(project), "status": CLOSED if closed else NEW}
    whole.pop("closed", None)
    whole["journals"] = [
        {"notes": "", "created_on": DAY, "updated_on": DAY, "private_notes": False, "details": [], **one}
        for one in whole["journals"]
    ]
    if whole["description"] == "(a very long text)":
        whole["description"] = "All the words of a long letter. " * 6400
    return whole


def _brief(row: Row) -> Row:
    return {"id": row["id"], "name": row["name"]}
