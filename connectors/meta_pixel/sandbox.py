"""An imitation of Meta's Graph API: errors as 400, only the fields that are asked for, the token in next addresses."""

import re
from typing import Any

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer

TOKEN = "sandbox-meta-token"  # noqa: S105 - opens nothing
CAP = 3
"""Rows a page here; the vendor's is some hundreds."""
ROOT = "/v26.0"

Row = dict[str, Any]


def imitate(world: World) -> Imitation:
    """A pixel, two ad accounts and two lead forms over `fixtures/meta_pixel/meta.json`."""
    state: dict[str, Any] = world.load("meta.json")
    api = Api(_guard)
    _objects(api, state)
    _edges(api, state)
    settings = {
        "pixels": ["400000000000001"], "token": TOKEN, "forms": ["700001", "700002"],
        "url": f"https://graph.facebook.com{ROOT}",
    }  # fmt: skip
    return Imitation(api, settings, state, path=ROOT)


def refused(code: int, message: str, **more: Any) -> Answer:
    """An error as Graph writes it, with the status that it has for nearly all of them."""
    return answer(
        {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A0", **more}}, 400
    )


def _guard(ask: Ask) -> Answer | None:
    sent = ask.args.get("access_token") or ask.headers.get("authorization", "").removeprefix("Bearer ")
    return None if sent == TOKEN else refused(190, "Invalid OAuth access token - Cannot parse access token")


def _missing(number: str) -> Answer:
    """Graph says the same of what is not there and of what the token may not see."""
    message = f"Unsupported get request. Object with ID '{number}' does not exist or cannot be loaded"
    return refused(100, message, error_subcode=33)


def _objects(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", f"{ROOT}/<number>")
    def one(ask: Ask, number: str) -> Answer:
        found = state["pixels"].get(number) or state["forms"].get(number)
        return answer(_asked(ask, found)) if found else _missing(number)


def _edges(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", f"{ROOT}/<number>/shared_accounts")
    def shared(ask: Ask, number: str) -> Answer:
        if "business" not in ask.args:
            return refused(100, "(#100) The parameter business is required")
        return _page(ask, state["shared"].get(number, []))

    @api.on("GET", f"{ROOT}/<number>/stats")
    def stats(ask: Ask, number: str) -> Answer:
        return answer({"data": state["stats"].get(number, [])})

    @api.on("GET", f"{ROOT}/<account>/customaudiences")
    def audiences(ask: Ask, account: str) -> Answer:
        return _page(ask, state["audiences"][account]) if account in state["audiences"] else _missing(account)

    @api.on("GET", f"{ROOT}/<number>/leads")
    def leads(ask: Ask, number: str) -> Answer:
        if number not in state["forms"]:
            return _missing(number)
        return _page(ask, [row for row in state["leads"] if row["form_id"] == number])


def _asked(ask: Ask, row: Row) -> Row:
    """The fields that were asked for, and always the id; without any, id and name."""
    fields = re.sub(r"\{[^}]*\}", "", ask.args.get("fields", "name")).split(",")
    return {key: value for key, value in row.items() if key in {"id", *fields}}


def _page(ask: Ask, rows: list[Row]) -> Answer:
    start = int(ask.args.get("after", "c0").removeprefix("c"))
    end = start + min(int(ask.args.get("limit", 25)), CAP)
    data = [_asked(ask, row) for row in rows[start:end]]
    if not data:
        return answer({"data": []})
    cursors = {"before": f"c{start}", "after": f"c{min(end, len(rows))}"}
    more = {"next": f"{ask.base_url}?access_token={TOKEN}&after=c{end}"} if end < len(rows) else {}
    return answer({"data": data, "paging": {"cursors": cursors, **more}})
