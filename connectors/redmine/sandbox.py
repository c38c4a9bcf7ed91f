"""An imitation of Redmine: substring searches, hidden states, ignored filters, an anonymous view for wrong keys."""

from collections.abc import Callable
from urllib.parse import quote

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer

from .sandbox_rows import DAY, INCLUDABLE, SUPPORT, WRONG_HOST, Row, State, made
from .sandbox_writes import written

KEY = "sandbox-redmine-administrator-key"
CLERK = "sandbox-redmine-key-of-user-2"
"""The key of somebody who is no administrator: all that it may is what the public may, and see who it is."""
PAGE, CAP = 20, 20
"""Redmine's default is 25 and its cap 100; the lower ones, which answers state, give pages with less data."""


def imitate(world: World) -> Imitation:
    """A Redmine over `fixtures/redmine/`; `state["version"]` may be set to 5.0, whose accounts have no filters."""
    state = made(world)
    api = Api()
    _users(api, state)
    _issues(api, state)
    _lists(api, state)
    _search(api, state)
    _projects(api, state)
    _writes(api, state)
    settings = {"url": "https://redmine.example.org", "api_key": KEY}
    return Imitation(api, settings, state, read_only={"api_key": CLERK})


def _admin(ask: Ask) -> bool:
    return bool(ask.headers.get("X-Redmine-API-Key") == KEY)


def _clerk(ask: Ask) -> bool:
    return bool(ask.headers.get("X-Redmine-API-Key") == CLERK)


def _empty(status: int) -> Answer:
    return Answer(b"", status=status, content_type="application/json")


def _page(ask: Ask, key: str, rows: list[Row]) -> Answer:
    offset = int(ask.args.get("offset", 0))
    limit = min(int(ask.args.get("limit", PAGE)) or PAGE, CAP)
    return answer({key: rows[offset : offset + limit], "total_count": len(rows), "offset": offset, "limit": limit})


def _users(api: Api, state: State) -> None:
    @api.on("GET", "/users/current.json")
    def current(ask: Ask) -> Answer:
        if _clerk(ask):
            return answer({"user": {**_public(state["users"][1]), "admin": False}})
        return answer({"user": _shown(state["users"][0])}) if _admin(ask) else _empty(401)

    @api.on("GET", "/users.json")
    def users(ask: Ask) -> Answer:
        if not _admin(ask):
            return _empty(403 if _clerk(ask) else 401)
        exact = ask.args.get("v[mail][]") if state["version"] != "5.0" else None
        rows = [user for user in state["users"] if _in_state(user, ask, bool(exact))]
        rows = [user for user in rows if _called(user, ask.args.get("name", "")) and (not exact or _has(user, exact))]
        return _page(ask, "users", [_listed(user, state["version"]) for user in rows])

    @api.on("GET", "/users/<int:number>.json")
    def user(ask: Ask, number: int) -> Answer:
        found = next((user for user in state["users"] if user["id"] == number), None)
        if found is None or not (_admin(ask) or _clerk(ask)):
            return _empty(404)
        if _clerk(ask):
            return answer({"user": _public(found)})
        include = ask.args.get("include", "").split(",")
        extra = {name: found.get(name, []) for name in ("memberships", "groups") if name in include}
        return answer({"user": {**_shown(found), **extra}})

    @api.on("GET", "/custom_fields.json")
    def custom_fields(ask: Ask) -> Answer:
        rest = {
            "description": "", "regexp": "", "min_length": None, "max_length": None, "is_required": False,
            "is_for_all": True, "multiple": False, "default_value": None, "visible": True, "editable": True,
        }  # fmt: skip
        rows = [{**rest, **row} for row in state["custom_fields"]]
        return answer({"custom_fields": rows}) if _admin(ask) else _empty(403)


def _in_state(user: Row, ask: Ask, filtered: bool) -> bool:
    """Active accounts only, unless a state is named or the long form of a filter is used."""
    wanted = ask.args.get("status", "" if filtered else "1")
    return wanted == "" or str(user["status"]) == wanted


def _called(user: Row, wanted: str) -> bool:
    texts = [user["login"], user["firstname"], user["lastname"], user["mail"], *user.get("additional", [])]
    return any(wanted.casefold() in text.casefold() for text in texts)


def _has(user: Row, mail: str) -> bool:
    """The exact filter knows additional addresses, and minds capitals as PostgreSQL and SQLite do."""
    return mail in {user["mail"], *user.get("additional", [])}


def _shown(user: Row) -> Row:
    """What the administrator's view gives: the key in clear, additional addresses and the language never."""
    return _without(user, {"additional", "language", "memberships", "groups"})


def _public(user: Row) -> Row:
    """What others are shown of an account that hides its address."""
    return _without(_shown(user), {"admin", "api_key", "mail", "status", "twofa_scheme"})


def _writes(api: Api, state: State) -> None:
    @api.on("PUT", "/users/<int:number>.json")
    def update(ask: Ask, number: int) -> Answer:
        if not _admin(ask):
            return _empty(403 if _clerk(ask) else 401)
        found = next((user for user in state["users"] if user["id"] == number), None)
        if found is None:
            return _empty(404)
        errors = written(found, ask.get_json()["user"], state)
        return answer({"errors": errors}, 422) if errors else Answer(b"", status=204)


def _listed(user: Row, version: str) -> Row:
    """Old versions do not tell the state in lists."""
    return _without(_shown(user), {"api_key", *(("status",) if version == "5.0" else ())})


FILTERS: dict[str, Callable[[Row, str], bool]] = {
    "author_id": lambda issue, value: str(issue["author"]["id"]) == value,
    "assigned_to_id": lambda issue, value: str(issue.get("assigned_to", {}).get("id")) == value,
    "watcher_id": lambda issue, value: value in {str(one["id"]) for one in issue["watchers"]},
    "updated_by": lambda issue, value: value in {str(one["user"]["id"]) for one in issue["journals"]},
    "last_updated_by": lambda issue, value: value in [str(one["user"]["id"]) for one in issue["journals"]][-1:],
}


def _issues(api: Api, state: State) -> None:
    @api.on("GET", "/issues.json")
    def issues(ask: Ask) -> Answer:
        rows = sorted(state["issues"], key=lambda issue: -issue["id"])
        rows = [issue for issue in rows if _visible(issue, state, ask) and _filtered(issue, state, ask)]
        return _page(ask, "issues", [_without(issue, set(INCLUDABLE)) for issue in rows])

    @api.on("GET", "/issues/<int:number>.json")
    def issue(ask: Ask, number: int) -> Answer:
        found = next((issue for issue in state["issues"] if issue["id"] == number), None)
        if found is None:
            return _empty(404)
        if not _visible(found, state, ask):
            return _empty(403)
        return answer({"issue": _without(found, set(INCLUDABLE) - set(ask.args.get("include", "").split(",")))})

    @api.on("GET", "/attachments/download/<int:number>/<path:name>")
    def download(ask: Ask, number: int, name: str) -> Answer:
        return Answer(f"file {number}\n".encode() * 100, content_type="text/plain")


def _without(row: Row, keys: set[str]) -> Row:
    return {key: value for key, value in row.items() if key not in keys}


def _visible(issue: Row, state: State, ask: Ask) -> bool:
    """Archived projects are closed to everybody; a wrong key sees what the public sees."""
    project = next(one for one in state["projects"] if one["id"] == issue["project"]["id"])
    return project["status"] != 9 and (_admin(ask) or not issue["is_private"])


def _filtered(issue: Row, state: State, ask: Ask) -> bool:
    if ask.args.get("status_id", "open") != "*" and issue["status"]["is_closed"]:
        return False
    for name, value in ask.args.items():
        if name in FILTERS and not FILTERS[name](issue, value):
            return False
        if name.startswith("cf_") and not _custom(issue, state, name[3:], value):
            return False
    return True  # an unknown filter is ignored


def _custom(row: Row, state: State, number: str, value: str) -> bool:
    field = next((one for one in state["custom_fields"] if str(one["id"]) == number), None)
    if field is None or not field["is_filter"]:
        return True  # ignored too
    held = next((str(one["value"]) for one in row.get("custom_fields", []) if str(one["id"]) == number), "")
    return value[1:].casefold() in held.casefold() if value.startswith("~") else value == held


def _lists(api: Api, state: State) -> None:
    @api.on("GET", "/time_entries.json")
    def time_entries(ask: Ask) -> Answer:
        rows = state["time_entries"]
        for role in ("user", "author"):
            wanted = ask.args.get(f"{role}_id")
            rows = [row for row in rows if wanted in {None, str(row[role]["id"])}]
        comment = ask.args.get("comments", "~")[1:].casefold()
        rows = [row for row in rows if comment in row["comments"].casefold()]
        custom = [(name[3:], value) for name, value in ask.args.items() if name.startswith("cf_")]
        rows = [row for row in rows if all(_custom(row, state, name, value) for name, value in custom)]
        rest = {"project": SUPPORT, "activity": {"id": 9, "name": "Support"}, "created_on": DAY, "updated_on": DAY}
        # who booked an entry can be filtered by, but is not told
        return _page(ask, "time_entries", [{**rest, **_without(row, {"author"})} for row in rows])

    @api.on("GET", "/news.json")
    def news(ask: Ask) -> Answer:
        return _page(ask, "news", [_without(_news(row), {"comments", "attachments"}) for row in state["news"]])

    @api.on("GET", "/news/<int:number>.json")
    def news_item(ask: Ask, number: int) -> Answer:
        found = next((_news(row) for row in state["news"] if row["id"] == number), None)
        return answer({"news": found}) if found else _empty(404)

    @api.on("GET", "/contacts.json")
    def contacts(ask: Ask) -> Answer:
        """The CRM plug-in, which is installed when there are contacts."""
        if not state["contacts"]:
            return Answer("<html>Page not found</html>", status=404, content_type="text/html")
        wanted = ask.args.get("search", "").casefold()
        rows = [row for row in state["contacts"] if wanted in str(row["emails"]).casefold()]
        return _page(ask, "contacts", [_without(row, {"notes"}) for row in rows])

    @api.on("GET", "/contacts/<int:number>.json")
    def contact(ask: Ask, number: int) -> Answer:
        return answer({"contact": next(row for row in state["contacts"] if row["id"] == number)})


def _news(row: Row) -> Row:
    return {"project": {"id": 1, "name": "Support"}, "comments": [], "attachments": [], **row}


def _search(api: Api, state: State) -> None:
    @api.on("GET", "/search.json")
    def search(ask: Ask) -> Answer:
        wanted = ask.args.get("q", "").casefold()
        if len(wanted) < 2:
            return answer({"results": [], "total_count": None, "offset": 0, "limit": PAGE})
        files = ask.args.get("attachments") == "1"
        hits = [_issue_hit(row) for row in state["issues"] if _visible(row, state, ask) and _says(row, wanted, files)]
        hits += [_hit(row, "news", row["title"], f"/news/{row['id']}") for row in state["news"] if _in(wanted, row)]
        hits += [_project_hit(row) for row in state["projects"] if row["status"] != 9 and _in(wanted, row)]
        hits += _wiki_hits(state, wanted)
        hits += [
            {**_without(row, {"files"}), "url": WRONG_HOST + row["url"]}
            for row in state["results"]
            if _in(wanted, row) or (files and wanted in str(row.get("files")).casefold())
        ]
        return _page(ask, "results", hits)


def _in(wanted: str, row: Row) -> bool:
    return any(wanted in row.get(key, "").casefold() for key in ("title", "name", "summary", "description"))


def _hit(row: Row, type_: str, title: str, path: str) -> Row:
    return {"id": row["id"], "title": title, "type": type_, "url": WRONG_HOST + path,
            "description": row.get("description", ""), "datetime": DAY}  # fmt: skip


def _issue_hit(issue: Row) -> Row:
    kind = "issue-closed" if issue["status"]["is_closed"] else "issue"
    return _hit(issue, kind, f"Support #{issue['id']}: {issue['subject']}", f"/issues/{issue['id']}")


def _project_hit(row: Row) -> Row:
    return _hit(row, "project", f"Project: {row['name']}", f"/projects/{row['identifier']}")


def _wiki_hits(state: State, wanted: str) -> list[Row]:
    """Only the newest text of a page is searched; results are numbered, while pages are asked for by title."""
    pages = [(name, title, texts[-1]) for name, wiki in state["wiki"].items() for title, texts in wiki.items()]
    return [
        _hit({"id": 900 + place, "description": newest["text"]}, "wiki-page", f"Wiki: {title}",
             f"/projects/{name}/wiki/{quote(title)}")
        for place, (name, title, newest) in enumerate(pages) if wanted in newest["text"].casefold()
    ]  # fmt: skip


def _says(issue: Row, wanted: str, files: bool) -> bool:
    texts = [issue["subject"], issue["description"], *(one["notes"] for one in issue["journals"])]
    texts += [str(one["value"]) for one in issue["custom_fields"] if one["id"] in {1, 2, 11}]
    texts += [f"{one['filename']} {one['description']}" for one in issue["attachments"]] if files else []
    return any(wanted in text.casefold() for text in texts)


def _projects(api: Api, state: State) -> None:
    def having(name: str, module: str) -> Row | None:
        keys = ("identifier", "id")
        return next(
            (row for row in state["projects"] if name in {str(row[key]) for key in keys} and module in row["modules"]),
            None,
        )

    @api.on("GET", "/projects.json")
    def projects(ask: Ask) -> Answer:
        rows = [row for row in state["projects"] if str(row["status"]) == ask.args.get("status", "1")]
        return _page(ask, "projects", [_project(row) for row in rows])

    @api.on("GET", "/projects/<int:number>.json")
    def project(ask: Ask, number: int) -> Answer:
        return answer({"project": _project(next(row for row in state["projects"] if row["id"] == number))})

    @api.on("GET", "/projects/<name>/files.json")
    def files(ask: Ask, name: str) -> Answer:
        rows = [{"digest": "0" * 32, "downloads": 0, **row} for row in state["files"].get(name, [])]
        return answer({"files": rows}) if having(name, "files") else _empty(403)

    @api.on("GET", "/projects/<name>/versions.json")
    def versions(ask: Ask, name: str) -> Answer:
        rest = {"project": SUPPORT, "due_date": None, "sharing": "none", "wiki_page_title": None,
                "created_on": DAY, "updated_on": DAY}  # fmt: skip
        rows = [{**rest, **row} for row in state["versions"].get(name, [])]
        answered = answer({"versions": rows, "total_count": len(rows)})
        return answered if having(name, "issue_tracking") else _empty(403)

    @api.on("GET", "/projects/<name>/wiki/index.json")
    def wiki(ask: Ask, name: str) -> Answer:
        project = having(name, "wiki")
        if not project:
            return _empty(403)
        if project["identifier"] not in state["wiki"]:
            return _empty(404)
        pages = state["wiki"][project["identifier"]].items()
        rows = [{"title": key, "version": len(texts), "created_on": DAY, "updated_on": DAY} for key, texts in pages]
        return answer({"wiki_pages": rows})

    @api.on("GET", "/projects/<name>/wiki/<title>.json")
    def wiki_page(ask: Ask, name: str, title: str) -> Answer:
        texts = state["wiki"].get(name, {}).get(title, [])
        version = int(ask.args.get("version", len(texts)))
        return _wiki_text(ask, title, texts, version) if 0 < version <= len(texts) else _empty(404)

    @api.on("GET", "/projects/<name>/wiki/<title>/<int:version>.json")
    def wiki_version(ask: Ask, name: str, title: str, version: int) -> Answer:
        texts = state["wiki"].get(name, {}).get(title, [])
        return _wiki_text(ask, title, texts, version) if 0 < version <= len(texts) else _empty(404)


def _project(row: Row) -> Row:
    modules = [{"id": place + 1, "name": name} for place, name in enumerate(row["modules"])]
    rest = {"homepage": "", "is_public": False, "inherit_members": False, "created_on": DAY, "updated_on": DAY,
            "custom_fields": [{"id": 7, "name": "Sponsor e-mail", "value": ""}]}  # fmt: skip
    return {**_without(row, {"modules"}), **rest, "enabled_modules": modules}


def _wiki_text(ask: Ask, title: str, texts: list[Row | None], version: int) -> Answer:
    """A version that was deleted is not there any more; the fixtures hold None for it."""
    text = texts[version - 1]
    if text is None:
        return _empty(404)
    files = {"attachments": text.get("attachments", [])} if "attachments" in ask.args.get("include", "") else {}
    row = {"title": title, "text": text["text"], "version": version, "author": text["author"], "comments": "",
           "created_on": DAY, "updated_on": DAY, **files}  # fmt: skip
    return answer({"wiki_page": row})
