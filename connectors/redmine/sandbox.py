"""An imitation of Redmine 5.0: substring searches, hidden states, ignored filters, an anonymous view for wrong keys."""

import copy
from collections.abc import Callable
from typing import Any

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer

KEY = "sandbox-redmine-administrator-key"
PAGE, CAP = 25, 25
"""Redmine's default is 25 and its cap 100; the lower cap, which answers state, gives pages with less data."""

Row = dict[str, Any]
FILTERS: dict[str, Callable[[Row, str], bool]] = {
    "author_id": lambda issue, value: str(issue["author"]["id"]) == value,
    "assigned_to_id": lambda issue, value: str((issue.get("assigned_to") or {}).get("id")) == value,
    "watcher_id": lambda issue, value: value in {str(one["id"]) for one in issue.get("watchers", [])},
    "updated_by": lambda issue, value: value in {str(one["user"]["id"]) for one in issue.get("journals", [])},
    "last_updated_by": lambda issue, value: value in [str(o["user"]["id"]) for o in issue.get("journals", [])][-1:],
}


def imitate(world: World) -> Imitation:
    """A Redmine over `fixtures/redmine/redmine.json`, with more issues than one page."""
    state = _state(world)
    api = Api()
    _users(api, state)
    _issues(api, state)
    _others(api, state)
    settings = {"url": "https://redmine.example.org", "api_key": KEY}
    return Imitation(api, settings, state)


def _state(world: World) -> dict[str, Any]:
    state: dict[str, Any] = world.load("redmine.json")
    ann, sam = {"id": 5, "name": "Ann Archer"}, {"id": 2, "name": "Sam Steward"}
    model = state["issues"][0]
    for number in range(200, 230):
        more = {"id": number, "subject": f"Question {number - 199}", "author": ann, "assigned_to": sam}
        closed = {"id": 5, "name": "Closed", "is_closed": True} if number % 2 else model["status"]
        state["issues"].append({**copy.deepcopy(model), **more, "status": closed, "description": "How?", "journals": [],
                                "attachments": [], "watchers": [], "custom_fields": []})  # fmt: skip
    for issue in state["issues"]:
        if issue["description"] == "(a very long text)":
            issue["description"] = "All the words of a long letter. " * 6400
    for number in range(300, 360):
        state["users"].append({
            "id": number, "login": f"filler{number}", "admin": False, "firstname": "Filler", "lastname": f"N{number}",
            "mail": f"filler{number}@example.net", "created_on": "2024-01-01T00:00:00Z", "status": 1,
            "updated_on": "2024-01-01T00:00:00Z", "last_login_on": None, "api_key": f"key-{number}", "emails": [],
        })  # fmt: skip
    return state


def _admin(ask: Ask) -> bool:
    return bool(ask.headers.get("X-Redmine-API-Key") == KEY)


def _empty(status: int) -> Answer:
    return Answer(b"", status=status, content_type="application/json")


def _page(ask: Ask, key: str, rows: list[Row]) -> Answer:
    offset = int(ask.args.get("offset", 0))
    limit = min(int(ask.args.get("limit", PAGE)) or PAGE, CAP)
    shown = rows[offset : offset + limit]
    return answer({key: shown, "total_count": len(rows), "offset": offset, "limit": limit})


def _users(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/users/current.json")
    def current(ask: Ask) -> Answer:
        return answer({"user": _shown(state["users"][0])}) if _admin(ask) else _empty(401)

    @api.on("GET", "/users.json")
    def users(ask: Ask) -> Answer:
        if not _admin(ask):
            return _empty(401)
        rows = [user for user in state["users"] if _in_state(user, ask) and _named(user, ask.args.get("name", ""))]
        return _page(ask, "users", [_listed(user) for user in rows])

    @api.on("GET", "/users/<int:number>.json")
    def user(ask: Ask, number: int) -> Answer:
        found = next((user for user in state["users"] if user["id"] == number), None)
        if not _admin(ask) or found is None:
            return _empty(404)
        include = ask.args.get("include", "").split(",")
        extra = {name: found.get(name, []) for name in ("memberships", "groups") if name in include}
        return answer({"user": {**_shown(found), **extra}})


def _in_state(user: Row, ask: Ask) -> bool:
    wanted = ask.args.get("status", "1")
    return wanted == "" or str(user["status"]) == wanted


def _named(user: Row, wanted: str) -> bool:
    if not wanted:
        return True
    texts = [user["login"], user["firstname"], user["lastname"], user["mail"], *user["emails"]]
    return any(wanted.casefold() in text.casefold() for text in texts)


def _shown(user: Row) -> Row:
    """What the administrator's view gives: the key in clear, additional addresses never."""
    hidden = {"emails", "memberships", "groups"}
    return {key: value for key, value in user.items() if key not in hidden and value is not None}


def _listed(user: Row) -> Row:
    return {key: value for key, value in _shown(user).items() if key not in {"status", "api_key"}}


def _issues(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/issues.json")
    def issues(ask: Ask) -> Answer:
        rows = sorted(state["issues"], key=lambda issue: -issue["id"])
        rows = [issue for issue in rows if _visible(issue, state, ask) and _filtered(issue, state, ask)]
        return _page(ask, "issues", [_brief(issue) for issue in rows])

    @api.on("GET", "/issues/<int:number>.json")
    def issue(ask: Ask, number: int) -> Answer:
        found = next((issue for issue in state["issues"] if issue["id"] == number), None)
        if found is None:
            return _empty(404)
        if not _visible(found, state, ask):
            return _empty(403)
        include = set(ask.args.get("include", "").split(","))
        hidden = {"journals", "attachments", "watchers", "children", "relations", "changesets"} - include
        return answer({"issue": {key: value for key, value in found.items() if key not in hidden}})

    @api.on("GET", "/attachments/download/<int:number>/<path:name>")
    def download(ask: Ask, number: int, name: str) -> Answer:
        return Answer(f"file {number}\n".encode() * 100, content_type="text/plain")

    @api.on("GET", "/custom_fields.json")
    def custom_fields(ask: Ask) -> Answer:
        return answer({"custom_fields": state["custom_fields"]}) if _admin(ask) else _empty(403)


def _visible(issue: Row, state: dict[str, Any], ask: Ask) -> bool:
    """Archived projects are closed to everybody; a wrong key sees what the public sees."""
    project = next(one for one in state["projects"] if one["id"] == issue["project"]["id"])
    return project["status"] != 9 and (_admin(ask) or not issue["is_private"])


def _filtered(issue: Row, state: dict[str, Any], ask: Ask) -> bool:
    if ask.args.get("status_id", "open") != "*" and issue["status"]["is_closed"]:
        return False
    for name, value in ask.args.items():
        if name in FILTERS and not FILTERS[name](issue, value):
            return False
        if name.startswith("cf_") and not _custom(issue, state, name[3:], value):
            return False
    return True  # an unknown filter is ignored


def _custom(row: Row, state: dict[str, Any], number: str, value: str) -> bool:
    field = next((one for one in state["custom_fields"] if str(one["id"]) == number), None)
    if field is None or not field["is_filter"]:
        return True  # ignored too
    held = next((str(one["value"]) for one in row.get("custom_fields", []) if str(one["id"]) == number), "")
    return value[1:].casefold() in held.casefold() if value.startswith("~") else value == held


def _brief(issue: Row) -> Row:
    hidden = {"journals", "watchers", "children", "relations", "changesets", "attachments"}
    return {key: value for key, value in issue.items() if key not in hidden}


def _others(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/search.json")
    def search(ask: Ask) -> Answer:
        wanted = ask.args.get("q", "").casefold()
        if len(wanted) < 2:
            return answer({"results": [], "total_count": None, "offset": 0, "limit": PAGE})
        files = ask.args.get("attachments") == "1"
        hits = [_hit(issue) for issue in state["issues"] if _visible(issue, state, ask) and _says(issue, wanted, files)]
        hits += [row for row in state["results"] if wanted in (row["title"] + row["description"]).casefold()]
        return _page(ask, "results", hits)

    @api.on("GET", "/time_entries.json")
    def time_entries(ask: Ask) -> Answer:
        user, comment = ask.args.get("user_id"), ask.args.get("comments", "~")[1:].casefold()
        rows = [row for row in state["time_entries"] if user in {None, str(row["user"]["id"])}]
        rows = [row for row in rows if comment in row["comments"].casefold()]
        custom = [(name[3:], value) for name, value in ask.args.items() if name.startswith("cf_")]
        rows = [row for row in rows if all(_custom(row, state, name, value) for name, value in custom)]
        return _page(ask, "time_entries", rows)

    @api.on("GET", "/projects.json")
    def projects(ask: Ask) -> Answer:
        wanted = ask.args.get("status", "1")
        return _page(ask, "projects", [row for row in state["projects"] if str(row["status"]) == wanted])

    @api.on("GET", "/projects/<name>/files.json")
    def files(ask: Ask, name: str) -> Answer:
        return answer({"files": state["files"].get(name, [])})

    @api.on("GET", "/news.json")
    def news(ask: Ask) -> Answer:
        return _page(ask, "news", [{k: v for k, v in row.items() if k != "comments"} for row in state["news"]])

    @api.on("GET", "/news/<int:number>.json")
    def news_item(ask: Ask, number: int) -> Answer:
        return answer({"news": next(row for row in state["news"] if row["id"] == number)})

    @api.on("GET", "/projects/<name>/wiki/index.json")
    def wiki(ask: Ask, name: str) -> Answer:
        pages = state["wiki"].get(name)
        return answer({"wiki_pages": pages["index"]}) if pages else _empty(404)

    @api.on("GET", "/projects/<name>/wiki/<title>/<int:version>.json")
    def wiki_page(ask: Ask, name: str, title: str, version: int) -> Answer:
        return answer({"wiki_page": state["wiki"][name]["versions"][f"{title}/{version}"]})


def _says(issue: Row, wanted: str, files: bool) -> bool:
    texts = [issue["subject"], issue["description"], *(one["notes"] for one in issue.get("journals", []))]
    texts += [str(one["value"]) for one in issue.get("custom_fields", []) if one["id"] == 1]
    texts += [one["filename"] for one in issue.get("attachments", [])] if files else []
    return any(wanted in text.casefold() for text in texts)


def _hit(issue: Row) -> Row:
    kind = "issue-closed" if issue["status"]["is_closed"] else "issue"
    return {
        "id": issue["id"],
        "title": f"{issue['tracker']['name']} #{issue['id']}: {issue['subject']}",
        "type": kind,
        "url": f"https://internal-name.example.org/issues/{issue['id']}",
        "description": issue["description"][:250],
        "datetime": issue["created_on"],
    }
