"""Forms, Tables and Talk of the imitation."""

import re
from typing import Any

from sar.sandbox import Answer, Api, Ask, answer

from . import sandbox_rows as rows
from .sandbox_ocs import failed, ok, uid

Row = dict[str, Any]


def views(api: Api, state: dict[str, Any]) -> None:
    """The three apps."""
    _forms(api, state)
    _tables(api, state)
    _talk(api, state)


def _window(ask: Ask, found: list[Any]) -> list[Any]:
    start = int(ask.args.get("offset", 0))
    return found[start : start + int(ask.args.get("limit", len(found)))]


def _like(pattern: str, text: str) -> bool:
    """ILIKE as Forms builds it: `_` and `%` of what is asked are wildcards."""
    regular = "".join({"_": ".", "%": ".*"}.get(char, re.escape(char)) for char in pattern)
    return re.search(regular, text, re.IGNORECASE | re.DOTALL) is not None


def _forms(api: Api, state: dict[str, Any]) -> None:
    base = "/ocs/v2.php/apps/forms/api/v3/forms"

    @api.on("GET", base)
    def forms(ask: Ask) -> Answer:
        shared = ask.args.get("type", "owned") == "shared"
        found = [one for one in state["forms"] if (one["owner"] != uid(ask)) == shared]
        found = [one for one in found if not shared or uid(ask) in one["shared_with"]]
        rights = ["edit", "results", "results_delete", "submit"]
        return ok([rows.form({**one, "permissions": ["submit"] if shared else rights}) for one in found])

    @api.on("GET", f"{base}/<int:number>/submissions")
    def submissions(ask: Ask, number: int) -> Answer:
        form = next(one for one in state["forms"] if one["id"] == number)
        if form["owner"] != uid(ask):
            return failed(403, "The current user has no permission to get the results for this form", 403)
        found = [rows.submission(one) for one in state["submissions"] if one["form"] == number]
        query = ask.args.get("query", "")
        found = [one for one in found if _like(query, " ".join([one["userId"], *(a["text"] for a in one["answers"])]))]
        questions = [rows.question(one) for one in state["questions"] if one["form"] == number]
        page = _window(ask, found)
        return ok({"submissions": page, "questions": questions, "filteredSubmissionsCount": len(found)})


def _tables(api: Api, state: dict[str, Any]) -> None:
    def sees(one: Row, who: str) -> bool:
        return one["owner"] == who or who in one["shared_with"]

    @api.on("GET", "/ocs/v2.php/apps/tables/api/2/init")
    def start(ask: Ask) -> Answer:
        who = uid(ask)
        tables = [rows.table(one, who) for one in state["tables"] if sees(one, who)]
        return ok({"tables": tables, "views": [rows.view(one, who) for one in state["views"] if sees(one, who)]})

    def table_of(kind: str, number: int, who: str) -> int | None:
        one = next((one for one in state[kind] if one["id"] == number and sees(one, who)), None)
        return None if one is None else int(one.get("table", one["id"]))

    @api.on("GET", "/index.php/apps/tables/api/1/<kind>/<int:number>/columns")
    def columns(ask: Ask, kind: str, number: int) -> Answer:
        table = table_of(kind, number, uid(ask))
        titles = {1: "E-mail", 2: "Remark", 3: "Responsible"}
        return answer([rows.column(key, title, table or 0) for key, title in titles.items()]) if table else _forbidden()

    @api.on("GET", "/index.php/apps/tables/api/1/<kind>/<int:number>/rows")
    def listed(ask: Ask, kind: str, number: int) -> Answer:
        table = table_of(kind, number, uid(ask))
        found = [rows.cells(one) for one in state["rows"] if one["table"] == table]
        return answer(_window(ask, found)) if table else _forbidden()


def _forbidden() -> Answer:
    return answer({"message": "Permission error"}, 403)


def _talk(api: Api, state: dict[str, Any]) -> None:
    base = "/ocs/v2.php/apps/spreed/api"

    def room_of(ask: Ask, token: str) -> Row | None:
        return next((one for one in state["rooms"] if one["token"] == token and uid(ask) in one["accounts"]), None)

    @api.on("GET", f"{base}/v4/room")
    def rooms(ask: Ask) -> Answer:
        return ok([rows.room(one, uid(ask)) for one in state["rooms"] if uid(ask) in one["accounts"]])

    @api.on("GET", f"{base}/v4/room/<token>/participants")
    def participants(ask: Ask, token: str) -> Answer:
        room = room_of(ask, token)
        if room is None:
            return failed(404, "", 404)
        accounts = [{"actor": f"users/{one}", "name": one} for one in room["accounts"]]
        everybody = [*accounts, *room.get("others", [])]
        return ok([rows.participant(one, token, place) for place, one in enumerate(everybody)])

    @api.on("GET", f"{base}/v1/chat/<token>")
    def chat(ask: Ask, token: str) -> Answer:
        """The latest first; the header says from where to go on, 304 that there is nothing older."""
        last, limit = int(ask.args.get("lastKnownMessageId", 0)), min(int(ask.args.get("limit", 100)), 200)
        found = [one for one in state["messages"] if one["room"] == token and (not last or one["id"] < last)]
        page = sorted(found, key=lambda one: one["id"], reverse=True)[:limit]
        if room_of(ask, token) is None:
            return failed(404, "", 404)
        if not page:
            return Answer(status=304)
        return ok([rows.message(one) for one in page], X_Chat_Last_Given=str(page[-1]["id"]))

    @api.on("GET", f"{base}/v1/chat/<token>/<int:number>/context")
    def context(ask: Ask, token: str, number: int) -> Answer:
        found = [one for one in state["messages"] if one["room"] == token and abs(one["id"] - number) <= 1]
        return ok([rows.message(one) for one in found]) if room_of(ask, token) else failed(404, "", 404)
