"""What WordPress and WooCommerce do with a change: what they refuse, fill in themselves, and tell by e-mail."""

import re
from collections.abc import Callable
from typing import Any

from sar.sandbox import Answer, Api, Ask

from .sandbox_core import Row, State, basic, item, may_change, refused

EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
OURS = "203.0.113.9"
"""From where our own requests come."""
ADDRESS = ("first_name", "last_name", "company", "address_1", "address_2", "city", "state", "postcode", "country")
PARTS = {"billing": (*ADDRESS, "email", "phone"), "shipping": (*ADDRESS, "phone")}
WRITABLE = ("name", "first_name", "last_name", "nickname", "slug", "url", "description", "email", "locale")
MIRRORED = ("email", "first_name", "last_name")
"""A customer is an account: the shop shows these of it."""


def writes(api: Api, state: State) -> None:
    """POST to one object; all that it does not name stays."""
    state["mails"] = []
    state["shop_keys"] = {basic("ck_reads", "cs_reads"): "read", basic("ck_both", "cs_both"): "read_write"}
    api.on("POST", "/wp-json/wp/v2/users/<int:number>")(_write(state, "users", "rest_user_invalid_id", _account))
    api.on("POST", "/wp-json/wp/v2/comments/<int:number>")(
        _write(state, "comments", "rest_comment_invalid_id", _comment)
    )
    api.on("POST", "/wp-json/wc/v3/customers/<int:number>")(
        _write(state, "customers", "woocommerce_rest_invalid_id", _customer)
    )


def _write(state: State, rows: str, unknown: str, change: Callable[..., Answer | None]) -> Callable[..., Answer]:
    def view(ask: Ask, number: int) -> Answer:
        found = next((row for row in state[rows] if row["id"] == number), None)
        key = state["shop_keys"].get(ask.headers.get("Authorization", "")) if rows == "customers" else None
        if key == "read":
            return refused("woocommerce_rest_authentication_error", 401)
        if not may_change(ask, state) and key is None:
            return refused("rest_cannot_edit", 403)
        if found is None:
            return refused(unknown, 400 if rows == "customers" else 404)
        return change(state, found, ask) or item(ask, state, found)

    return view


def _invalid(name: str) -> Answer:
    return refused("rest_invalid_param", 400, params={name: "Invalid parameter."})


def _account(state: State, row: Row, ask: Ask) -> Answer | None:
    asked = ask.get_json()
    if "email" in asked and not EMAIL.fullmatch(asked["email"]):
        return _invalid("email")
    if asked.get("locale", "") not in state["locales"]:
        return _invalid("locale")
    others = [one for one in state["users"] if one is not row]
    if any(one["email"].casefold() == asked.get("email", "").casefold() for one in others):
        return refused("rest_user_invalid_email", 400)
    if asked.get("username", row["username"]) != row["username"]:
        return refused("rest_user_invalid_argument", 400)
    if asked.get("email", row["email"]) != row["email"]:
        state["mails"].append({"to": row["email"], "text": f"Your address is now {asked['email']}."})
    row.update({key: _clean(asked[key]) for key in WRITABLE if key in asked})
    for key in ("name", "nickname"):
        row[key] = row.get(key) or row["username"]
    if asked.get("meta"):
        row["meta"] = {**(row["meta"] or {}), **asked["meta"]}
    for customer in (one for one in state["customers"] if one["id"] == row["id"]):
        customer.update({key: row[key] for key in MIRRORED if key in row})
        _touch(customer)
    return None


def _clean(text: str) -> str:
    """As WordPress keeps a line of text: without tags, and one space for several."""
    return " ".join(re.sub(r"<[^>]*>", "", text).split())


def _comment(state: State, row: Row, ask: Ask) -> Answer | None:
    asked = ask.get_json()
    if asked.get("author_email") and not EMAIL.fullmatch(asked["author_email"]):
        return _invalid("author_email")
    if "author_ip" in asked and not re.fullmatch(r"[0-9.]+|[0-9a-f:]+", asked["author_ip"]):
        return _invalid("author_ip")
    row.update({key: asked[key] for key in ("author_name", "author_email", "author_url") if key in asked})
    # those of the request, unless it names the comment's own
    row["author_ip"] = asked.get("author_ip", OURS)
    if agent := asked.get("author_user_agent") or ask.headers.get("User-Agent"):
        row["author_user_agent"] = agent
    return None


def _customer(state: State, row: Row, ask: Ask) -> Answer | None:
    asked = ask.get_json()
    for email in (asked.get("email"), asked.get("billing", {}).get("email")):
        if email is not None and not EMAIL.fullmatch(email):
            return _invalid("billing")
    for part, keys in PARTS.items():
        given = asked.get(part, {})
        # what is null is passed over
        row.setdefault(part, {}).update({key: given[key] for key in keys if given.get(key) is not None})
    for meta in asked.get("meta_data", []):
        _meta(row["meta_data"], meta)
    row.update({key: asked[key] for key in MIRRORED if key in asked})
    settings = state["inside"]["settings"].get(str(row["id"]), {"meta": {}})["meta"]
    for part, keys in PARTS.items():
        for key in (key for key in keys if f"{part}_{key}" in settings):
            settings[f"{part}_{key}"] = [row[part][key]]
    _touch(row)
    return None


def _meta(held: list[Row], asked: Row) -> None:
    one = next(meta for meta in held if meta["id"] == asked["id"])
    if asked["value"] is None:
        held.remove(one)
    else:
        one.update(key=asked["key"], value=asked["value"])


def _touch(row: dict[str, Any]) -> None:
    """Any change of an account, or of a customer, moves the customer's time by a minute here."""
    day, _, minutes = row["date_modified_gmt"].rpartition("T")
    hour, minute, second = minutes.split(":")
    row["date_modified_gmt"] = f"{day}T{hour}:{int(minute) + 1:02d}:{second}"
