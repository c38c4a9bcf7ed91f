"""An imitation of Pipedrive: v2 by cursor, v1 by start, a search that is exact only when asked to be."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer, elsewhere

TOKEN = "sandbox-pipedrive-token"  # noqa: S105 - opens nothing
CAP = 5
"""Rows a page; the vendor's caps are 50 to 500, and its answers say where the next page begins."""

Row = dict[str, Any]


def imitate(world: World) -> Imitation:
    """A company over `fixtures/pipedrive/pipedrive.json`."""
    state: dict[str, Any] = world.load("pipedrive.json")
    _fill(state)
    api = Api(_guard)
    _searches(api, state)
    _persons(api, state)
    _lists(api, state)
    _files(api, state)
    _writes(api, state)
    settings = {"url": "https://acme.pipedrive.com", "api_token": TOKEN}
    return Imitation(api, settings, state)


def _fill(state: dict[str, Any]) -> None:
    """More rows of everything than one page holds."""
    for number in range(20, 32):
        state["deals"].append({**state["deals"][0], "id": number, "title": f"Order {number}", "person_id": 1})
        state["activities"].append({**state["activities"][0], "id": number, "subject": f"Call {number}"})
        state["notes"].append({**state["notes"][0], "id": number, "content": f"<p>Note {number}</p>"})
        state["persons"].append({
            **state["persons"][1], "id": 100 + number, "name": f"Filler {number}",
            "emails": [{"value": f"filler{number}@example.net", "primary": True, "label": "work"}],
        })  # fmt: skip
    for note in state["notes"]:
        if note["content"] == "(a very long text)":
            note["content"] = "<p>" + "All the words of a long call. " * 6700 + "</p>"


def _guard(ask: Ask) -> Answer | None:
    if ask.path.startswith("/stored/"):
        carried = ask.headers.get("x-api-token") or ask.headers.get("authorization")
        return Answer("a token came to the storage", status=400) if carried else None
    if ask.headers.get("x-api-token") != TOKEN:
        return answer({"success": False, "error": "unauthorized access", "errorCode": 401}, 401)
    return None


def _success(data: Any, **more: Any) -> Answer:
    """The envelope; the vendor's description has no nulls, so what has no value is left out."""
    return answer({"success": True, "data": _valued(data), **more})


def _valued(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _valued(value) for key, value in data.items() if value is not None}
    return [_valued(value) for value in data] if isinstance(data, list) else data


def _v2(ask: Ask, rows: list[Row], where: str = "") -> Answer:
    start = int(ask.args.get("cursor", 0))
    end = start + min(int(ask.args.get("limit", 100)), CAP)
    data: Any = {where: rows[start:end]} if where else rows[start:end]
    more = {"next_cursor": str(end)} if end < len(rows) else {}
    return _success(data, additional_data=more)


def _v1(ask: Ask, rows: list[Row]) -> Answer:
    start, limit = int(ask.args.get("start", 0)), min(int(ask.args.get("limit", 100)), CAP)
    more = start + limit < len(rows)
    paging = {"start": start, "limit": limit, "more_items_in_collection": more}
    if more:
        paging["next_start"] = start + limit
    return _success(rows[start : start + limit], additional_data={"pagination": paging})


def _not_found() -> Answer:
    return answer({"success": False, "error": "Not found", "code": "ERR_NOT_FOUND"}, 404)


def _searches(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/api/v2/persons/search")
    def persons(ask: Ask) -> Answer:
        term, exact = ask.args["term"].casefold(), ask.args.get("exact_match") == "true"
        fields = ask.args.get("fields", "custom_fields,email,notes,phone,name").split(",")
        hits = [person for person in state["persons"] if _hit(person, state, term, exact, fields)]
        return _v2(ask, [{"result_score": 0.5, "item": _item(person, state)} for person in hits], "items")

    @api.on("GET", "/api/v2/itemSearch")
    def items(ask: Ask) -> Answer:
        term = ask.args["term"].casefold()
        hits = [item for item in state["items"] if term in repr(item).casefold()]
        return _v2(ask, [{"result_score": 0.3, "item": item} for item in hits], "items")

    @api.on("GET", "/api/v1/users/find")
    def users(ask: Ask) -> Answer:
        term = ask.args["term"].casefold()
        return _v1(ask, [user for user in state["users"] if term in user["email"].casefold()])

    @api.on("GET", "/api/v1/users/me")
    def me(ask: Ask) -> Answer:
        return _success(state["users"][0])


def _hit(person: Row, state: dict[str, Any], term: str, exact: bool, fields: list[str]) -> bool:
    emails = [one["value"].casefold() for one in person["emails"]]
    if exact:
        return term in emails
    texts = emails if "email" in fields else []
    texts = texts + _notes_of(person, state) if "notes" in fields else texts
    texts = [*texts, str(person["custom_fields"])] if "custom_fields" in fields else texts
    return any(term in text.casefold() for text in texts)


def _notes_of(person: Row, state: dict[str, Any]) -> list[str]:
    return [note["content"] for note in state["notes"] if note["person_id"] == person["id"]]


def _item(person: Row, state: dict[str, Any]) -> Row:
    return {
        "id": person["id"], "type": "person", "name": person["name"], "visible_to": 3, "owner": {"id": 8},
        "phones": [one["value"] for one in person["phones"]], "emails": [one["value"] for one in person["emails"]],
        "custom_fields": [str(one) for one in person["custom_fields"].values()],
        "notes": _notes_of(person, state),
    }  # fmt: skip


def _persons(api: Api, state: dict[str, Any]) -> None:
    def of(ask: Ask, number: int) -> list[Row]:
        part = ask.path.rpartition("/")[2]
        return list(state[part].get(str(number), []))

    @api.on("GET", "/api/v2/persons")
    def persons(ask: Ask) -> Answer:
        return _v2(ask, state["persons"])

    @api.on("GET", "/api/v2/persons/<int:number>")
    def person(ask: Ask, number: int) -> Answer:
        found = next((one for one in state["persons"] if one["id"] == number), None)
        if not state["campaigns"] and "marketing_status" in ask.args.get("include_fields", ""):
            return answer({"success": False, "error": "marketing app is not enabled", "code": "ERR"}, 400)
        return _success(found) if found else _not_found()

    @api.on("GET", "/api/v2/organizations/<int:number>")
    def organization(ask: Ask, number: int) -> Answer:
        return _success(state["organizations"][str(number)])

    @api.on("GET", "/api/v2/persons/<int:number>/followers")
    def followers(ask: Ask, number: int) -> Answer:
        return _v2(ask, of(ask, number))

    @api.on("GET", "/api/v2/persons/<int:number>/followers/changelog")
    def follower_changes(ask: Ask, number: int) -> Answer:
        return _v2(ask, list(state["follower_changes"].get(str(number), [])))

    @api.on("GET", "/api/v1/persons/<int:number>/permittedUsers")
    def permitted(ask: Ask, number: int) -> Answer:
        return _success([8, 9] if number == 1 else [])

    @api.on("GET", "/api/v2/persons/<int:number>/picture")
    def picture(ask: Ask, number: int) -> Answer:
        pictures = {"128": elsewhere(ask, "/stored/p128.jpg"), "512": elsewhere(ask, "/stored/p512.jpg")}
        row = {"id": 7, "item_type": "person", "item_id": number, "active_flag": True, "pictures": pictures}
        return _success(row)

    @api.on("GET", "/api/v1/persons/<int:number>/products")
    def products(ask: Ask, number: int) -> Answer:
        return _v1(ask, of(ask, number))

    @api.on("GET", "/api/v1/persons/<int:number>/changelog")
    def changelog(ask: Ask, number: int) -> Answer:
        return _v2(ask, of(ask, number))

    @api.on("GET", "/api/v1/persons/<int:number>/flow")
    def flow(ask: Ask, number: int) -> Answer:
        wanted = ask.args.get("items", "").split(",")
        return _v1(ask, [row for row in of(ask, number) if "items" not in ask.args or row["object"] in wanted])

    @api.on("GET", "/api/v1/persons/<int:number>/mailMessages")
    def mail(ask: Ask, number: int) -> Answer:
        return _v1(ask, of(ask, number))


def _lists(api: Api, state: dict[str, Any]) -> None:
    def listed(path: str, page: Callable[[Ask, list[Row]], Answer], keep: Callable[[Row, Ask], bool]) -> None:
        name = path.split("/")[3]

        @api.on("GET", path)
        def rows(ask: Ask, **_: Any) -> Answer:
            return page(ask, [row for row in state[name] if keep(row, ask) and _matches(row, ask)])

    listed("/api/v2/deals", _v2, _deal)
    listed("/api/v2/deals/archived", _v2, lambda row, _: bool(row["is_archived"]))
    listed("/api/v2/activities", _v2, lambda row, _: True)
    listed("/api/v1/leads", _v1, lambda row, _: not row["is_archived"])
    listed("/api/v1/leads/archived", _v1, lambda row, _: bool(row["is_archived"]))
    listed("/api/v1/notes", _v1, lambda row, _: True)
    listed("/api/v1/callLogs", _v1, lambda row, _: True)
    listed("/api/v2/projects", _v2, lambda row, _: row["archive_time"] is None)
    listed("/api/v2/projects/archived", _v2, lambda row, _: row["archive_time"] is not None)
    listed("/api/v2/tasks", _v2, lambda row, _: True)
    for fields in ("personFields", "dealFields", "organizationFields"):
        listed(f"/api/v2/{fields}", _v2, lambda row, _: True)

    @api.on("GET", "/api/v1/deals/<int:number>/participants")
    def participants(ask: Ask, number: int) -> Answer:
        return _v1(ask, state["participants"].get(str(number), []))

    @api.on("GET", "/api/v2/deals/<int:number>/products")
    def products(ask: Ask, number: int) -> Answer:
        return _v2(ask, [row for row in state["deal_products"] if row["deal_id"] == number])

    @api.on("GET", "/api/v1/notes/<int:number>/comments")
    def comments(ask: Ask, number: int) -> Answer:
        return _v1(ask, [row for row in state["comments"] if row["object_id"] == str(number)])


def _deal(row: Row, ask: Ask) -> bool:
    """Without a status all that are not deleted; archived ones have a list of their own."""
    deleted = ask.args.get("status") == "deleted"
    return not row["is_archived"] and row["is_deleted"] == deleted


def _matches(row: Row, ask: Ask) -> bool:
    for key in ("person_id", "deal_id", "lead_id", "org_id", "project_id"):
        wanted = ask.args.get(key)
        if wanted is not None and wanted not in {str(row.get(key)), *map(str, row.get(f"{key}s") or [])}:
            return False
    return True


def _writes(api: Api, state: dict[str, Any]) -> None:
    @api.on("PATCH", "/api/v2/persons/<int:number>")
    def update(ask: Ask, number: int) -> Answer:
        found = next((one for one in state["persons"] if one["id"] == number), None)
        if found is None:
            return _not_found()
        body = ask.get_json()
        if wrong := _wrong(body):
            return answer({"success": False, "error": f"Validation failed: {wrong}", "code": "ERR_SCHEMA"}, 400)
        if "name" in body:
            first, _, last = body["name"].partition(" ")
            body |= {"first_name": first, "last_name": last}
        body["custom_fields"] = {**found["custom_fields"], **body.get("custom_fields", {})}
        found.update(body, update_time=_later(found["update_time"]))
        return _success(found)


def _wrong(body: Row) -> str:
    """What the vendor refuses: fields that it does not know or cannot be written, lists that are none."""
    known = {"name", "emails", "phones", "postal_address", "birthday", "job_title", "custom_fields"}
    if unknown := set(body) - known:
        return f"unknown {sorted(unknown)}"
    for key in ("emails", "phones"):
        for row in body.get(key, []):
            if not isinstance(row, dict) or not row.get("value") or set(row) - {"value", "primary", "label"}:
                return key
    texts = {key: body[key] for key in ("job_title", "birthday") if key in body} | body.get("postal_address", {})
    if nulls := [key for key, text in texts.items() if not isinstance(text, str)]:
        return f"{nulls} must be texts"
    return "" if body.get("name", "x") else "name"


def _later(time: str) -> str:
    moment = datetime.fromisoformat(time) + timedelta(minutes=1)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _files(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/api/v1/persons/<int:number>/files")
    def of_person(ask: Ask, number: int) -> Answer:
        return _v1(ask, [row for row in state["files"] if row["person_id"] == number])

    @api.on("GET", "/api/v1/deals/<int:number>/files")
    def of_deal(ask: Ask, number: int) -> Answer:
        return _v1(ask, [row for row in state["files"] if row["deal_id"] == number])

    @api.on("GET", "/api/v1/files/<int:number>/download")
    def download(ask: Ask, number: int) -> Answer:
        return Answer(status=302, headers={"Location": elsewhere(ask, f"/stored/{number}")})

    @api.on("GET", "/stored/<int:number>")
    def stored(ask: Ask, number: int) -> Answer:
        return Answer(f"file {number}\n" * 50, content_type="text/plain")

    @api.on("GET", "/stored/p512.jpg")
    def picture(ask: Ask) -> Answer:
        return Answer(b"\xff\xd8\xff\xe0 picture", content_type="image/jpeg")
