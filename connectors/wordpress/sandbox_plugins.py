"""Gravity Forms and WooCommerce: their own routes, and their own defaults that hide."""

import json
from typing import Any

from sar.sandbox import Answer, Api, Ask, answer

from .sandbox_core import Row, State, is_administrator, page, refused

OPEN = {"pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed"}


def gravity(api: Api, state: State) -> None:
    """Entries: active ones unless another status is named, in pages of their own kind."""

    @api.on("GET", "/wp-json/gf/v2/entries")
    def entries(ask: Ask) -> Answer:
        if not is_administrator(ask, state):
            return refused("rest_forbidden", 401)
        search = json.loads(ask.args.get("search", "{}"))
        rows = [row for row in state["entries"] if row["status"] == search.get("status", "active")]
        for wanted in search.get("field_filters", []):
            rows = [row for row in rows if _filtered(row, wanted)]
        size, number = int(ask.args.get("paging[page_size]", 10)), int(ask.args.get("paging[current_page]", 1))
        labels = {"_labels": state["field_labels"]} if ask.args.get("_labels") else {}
        shown = [{**row, **labels} for row in rows[(number - 1) * size : number * size]]
        return answer({"total_count": len(rows), "entries": shown})

    @api.on("GET", "/wp-json/gf/v2/entries/<int:number>/notes")
    def notes(ask: Ask, number: int) -> Answer:
        return answer(state["entry_notes"].get(str(number), {}))


def _filtered(row: Row, wanted: Row) -> bool:
    value = str(wanted["value"]).casefold()
    if wanted["key"] in {"0", None}:
        return any(value in str(row[key]).casefold() for key in row if key[:1].isdigit())
    held = str(row.get(wanted["key"]) or "").casefold()
    return held == value if wanted["operator"] == "is" else value in held


def shop(api: Api, state: State) -> None:
    """Customers by exact address, orders by a part of one, reviews as comments."""
    root = "/wp-json/wc/v3"

    def listed(ask: Ask, rows: list[Row]) -> Answer:
        if not (is_administrator(ask, state) or ask.headers.get("Authorization") in state["shop_keys"]):
            return refused("woocommerce_rest_cannot_view", 401)
        return page(ask, rows)

    @api.on("GET", f"{root}/customers")
    def customers(ask: Ask) -> Answer:
        email, role = ask.args.get("email", "").casefold(), ask.args.get("role", "customer")
        rows = [row for row in state["customers"] if role in {"all", row["role"]}]
        return listed(ask, [row for row in rows if not email or row["email"].casefold() == email])

    @api.on("GET", f"{root}/customers/<int:number>")
    def customer(ask: Ask, number: int) -> Answer:
        found = next((row for row in state["customers"] if row["id"] == number), None)
        return answer(found) if found else refused("woocommerce_rest_invalid_id", 404)

    @api.on("GET", f"{root}/customers/<int:number>/downloads")
    def downloads(ask: Ask, number: int) -> Answer:
        return answer(state["downloads"].get(str(number), []))

    @api.on("GET", f"{root}/orders")
    def orders(ask: Ask) -> Answer:
        return listed(ask, [row for row in state["orders"] if _ordered(row, ask)])

    @api.on("GET", f"{root}/orders/<int:number>/notes")
    def notes(ask: Ask, number: int) -> Answer:
        return answer(state["order_notes"].get(str(number), []))

    @api.on("GET", f"{root}/products/reviews")
    def reviews(ask: Ask) -> Answer:
        email, status = ask.args.get("reviewer_email", "").casefold(), ask.args.get("status", "approved")
        rows = [row for row in state["comments"] if row["type"] == "review" and row["author_email"].casefold() == email]
        known = {"approved", "hold"} if status == "all" else {status}
        return listed(ask, [_review(row) for row in rows if row["status"] in known])


def _ordered(row: Row, ask: Ask) -> bool:
    status, search = ask.args.get("status", "any"), ask.args.get("search", "").casefold()
    billing = json.dumps(row["billing"], ensure_ascii=False).casefold()
    return (
        row["status"] in (OPEN if status == "any" else {status})
        and (not search or search in billing)
        and ("customer" not in ask.args or str(row["customer_id"]) == ask.args["customer"])
    )


def _review(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"], "date_created_gmt": row["date_gmt"], "reviewer": row["author_name"], "status": row["status"],
        "reviewer_email": row["author_email"], "review": row["content"]["rendered"], "rating": 5, "product_id": 60,
    }  # fmt: skip
