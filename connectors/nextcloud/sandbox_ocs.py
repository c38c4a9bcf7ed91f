"""Accounts, capabilities, shares and the unified search of the imitation."""

from typing import Any

from sar.sandbox import Answer, Api, Ask, answer

from . import sandbox_rows as rows

Row = dict[str, Any]
CAP = 25
"""The server's cap of the unified search, whatever is asked."""


def ok(data: Any, **headers: Any) -> Answer:
    """OCS's envelope."""
    meta = {"status": "ok", "statuscode": 200, "message": "OK"}
    return answer({"ocs": {"meta": meta, "data": data}}, **headers)


def failed(code: int, message: str, status: int) -> Answer:
    """A failure in the envelope, with its status outside too."""
    meta = {"status": "failure", "statuscode": code, "message": message}
    return answer({"ocs": {"meta": meta, "data": []}}, status)


def uid(ask: Ask) -> str:
    """Who asks."""
    return str(ask.environ["account"])


def views(api: Api, state: dict[str, Any]) -> None:
    """Everything below /ocs/v2.php that is no app of its own."""
    _accounts(api, state)
    _shares(api, state)
    _search(api, state)


def _accounts(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/ocs/v2.php/cloud/user")
    def me(ask: Ask) -> Answer:
        return ok(state["users"][uid(ask)])

    @api.on("GET", "/ocs/v2.php/cloud/users/details")
    def details(ask: Ask) -> Answer:
        if "admin" not in state["users"][uid(ask)]["groups"]:
            return failed(403, "Logged in account must be an admin or sub admin", 403)
        # additional addresses are not among what is searched
        wanted = ask.args.get("search", "").casefold()
        found = [
            one
            for one in state["users"].values()
            if any(wanted in str(one[key] or "").casefold() for key in ("id", "displayname", "email"))
        ]
        start = int(ask.args.get("offset", 0))
        page = found[start : start + int(ask.args.get("limit", len(found)))]
        return ok({"users": {one["id"]: one for one in page} or []})

    @api.on("GET", "/ocs/v2.php/cloud/capabilities")
    def capabilities(ask: Ask) -> Answer:
        version = {"major": 32, "minor": 0, "micro": 1, "string": "32.0.1", "edition": "", "extendedSupport": False}
        return ok({"version": version, "capabilities": state["capabilities"]})


def _shares(api: Api, state: dict[str, Any]) -> None:
    base = "/ocs/v2.php/apps/files_sharing/api/v1"

    def row(given: Row) -> Row:
        file = next(one for one in state["files"] if one["id"] == given["file"])
        return rows.share(given, file["path"], state["users"][file["owner"]])

    def listed(wanted: Any) -> Answer:
        return ok([row(one) for one in state["shares"] if wanted(one)])

    def own(one: Row, who: str) -> bool:
        return any(file["id"] == one["file"] and file["owner"] == who for file in state["files"])

    @api.on("GET", f"{base}/shares")
    def shares(ask: Ask) -> Answer:
        """One's own only: an administrator sees nobody else's."""
        who = uid(ask)
        if ask.args.get("shared_with_me") == "true":
            return listed(lambda one: one["share_type"] == 0 and one["share_with"] == who and "state" not in one)
        return listed(lambda one: own(one, who) and "state" not in one)

    @api.on("GET", f"{base}/shares/pending")
    def pending(ask: Ask) -> Answer:
        return listed(lambda one: one.get("state") == "pending" and one["share_with"] == uid(ask))

    @api.on("GET", f"{base}/deletedshares")
    def deleted(ask: Ask) -> Answer:
        found = [one for one in state["shares"] if one.get("state") == "deleted" and one["share_with"] == uid(ask)]
        return ok([{**row(one), "id": f"ocinternal:{one['id']}"} for one in found])


def _search(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/ocs/v2.php/search/providers")
    def providers(ask: Ask) -> Answer:
        more = {"icon": "", "order": 1, "triggers": [], "filters": {"term": "string"}, "inAppSearch": False}
        return ok([{**more, "name": one["id"], **one} for one in state["providers"]])

    @api.on("GET", "/ocs/v2.php/search/providers/<name>/search")
    def search(ask: Ask, name: str) -> Answer:
        term, start = ask.args.get("term", "").casefold(), int(ask.args.get("cursor", 0))
        if name == "talk-message":
            found = _messages(state, uid(ask), term)
        elif name == "comments":
            found = _comments(state, uid(ask), term)
        else:
            found = [one for one in state["hits"].get(name, []) if term in repr(one).casefold()]
        limit = min(int(ask.args.get("limit", 5)), CAP)
        page = found[start : start + limit]
        more = {"thumbnailUrl": "", "icon": "", "rounded": False, "attributes": [], "resourceUrl": "", "subline": ""}
        entries = [{**more, **one} for one in page]
        # a paginated provider says so to the last, empty page
        paginated = name != "comments"
        return ok({"name": name, "isPaginated": paginated, "entries": entries, "cursor": start + limit})


def _messages(state: dict[str, Any], who: str, term: str) -> list[Row]:
    rooms = {room["token"] for room in state["rooms"] if who in room["accounts"]}
    return [
        {
            "title": one.get("name", ""), "subline": one["message"],
            "attributes": {"conversation": one["room"], "messageId": str(one["id"])},
        }
        for one in state["messages"] if one["room"] in rooms and term in one["message"].casefold()
    ]  # fmt: skip


def _comments(state: dict[str, Any], who: str, term: str) -> list[Row]:
    """The comment is cut; of the file only the path is told."""
    files = {file["id"]: file for file in state["files"] if file["owner"] == who}
    return [
        {"title": one["message"][:30] + "…", "subline": files[one["file"]]["path"]}
        for one in state["comments"] if one["file"] in files and term in one["message"].casefold()
    ]  # fmt: skip
