"""The imitation's phonebook and filters: read one or all, and written whole, as the vendor does."""

import re

from .sandbox_base import Asked, Refused, Row, some

NOTE = 50
"""Characters of a note at most."""
PHONEBOOK = ("speed_dial", "name", "number", "callerid", "note", "group")
FILTER = ("callerid", "did", "routing", "failover_unreachable", "failover_busy", "failover_noanswer", "note")


def phonebook(state: Row, asked: Asked) -> Row:
    """Entries by a part of the name, or the one of this number."""
    wanted = asked.get("name", "").casefold()
    rows = _numbered(state["phonebook"], asked, "phonebook")
    return some([row for row in rows if wanted in row["name"].casefold()], "phonebooks", "no_phonebook")


def filters(state: Row, asked: Asked) -> Row:
    """Filters, all or the one of this number; where the number has a name, it is shown with it."""
    return some([_shown(row) for row in _numbered(state["filters"], asked, "filtering")], "filtering", "no_filter")


def set_phonebook(state: Row, asked: Asked) -> Row:
    """An entry anew: what is not given is emptied, and without its number a further one is made."""
    _demand(asked, "name", "number")
    if not re.fullmatch(r"\d{3,20}|sip:.+", asked["number"]):
        raise Refused("invalid_number")
    if re.search(r"[<>\"]", asked["name"]):
        raise Refused("invalid_name")
    if asked.get("callerid") and not re.search(r"\d{3,}", asked["callerid"]):
        raise Refused("invalid_callerid")
    row = _written(state["phonebook"], asked, "phonebook", "phonebook", PHONEBOOK)
    groups = {one["group"]: one["group_name"] for one in state["phonebook"] if one is not row}
    row["group_name"] = groups.get(row["group"], "")
    return {"phonebook": int(row["phonebook"])}


def set_filter(state: Row, asked: Asked) -> Row:
    """A filter anew; its number is the parameter `filter`, and `filtering` is not looked at."""
    _demand(asked, "callerid", "did", "routing")
    if not re.fullmatch(r"\d{10}|[0i]|s[bc]?|p(:\d+)?", asked["callerid"]):
        raise Refused("invalid_callerid")
    same = [one for one in state["filters"] if all(one[key] == asked[key] for key in ("callerid", "did"))]
    if any(one["filtering"] != asked.get("filter") for one in same):
        raise Refused("used_filter")
    row = _written(state["filters"], asked, "filter", "filtering", FILTER)
    return {"filtering": int(row["filtering"])}


def merge(state: Row, kind: str) -> None:
    """Fills up the rows of a kind from its template, so that what is written is all that changes."""
    state[kind] = [{**state["templates"][kind], **row} for row in state[kind]]


def _numbered(rows: list[Row], asked: Asked, key: str) -> list[Row]:
    return [row for row in rows if asked.get(key, "") in {"", row[key]}]


def _shown(row: Row) -> Row:
    shown = {key: value for key, value in row.items() if key != "caller"}
    return {**shown, "callerid": f"{row['caller']} <{row['callerid']}>"} if row.get("caller") else shown


def _demand(asked: Asked, *keys: str) -> None:
    for key in keys:
        if not asked.get(key):
            raise Refused(f"missing_{key}")
    if len(asked.get("note", "")) > NOTE:
        raise Refused("invalid_note")


def _written(rows: list[Row], asked: Asked, named: str, key: str, keys: tuple[str, ...]) -> Row:
    number = asked.get(named, "")
    row = next((one for one in rows if one[key] == number), None)
    if number and row is None:
        raise Refused(f"invalid_{named}")
    if row is None:
        row = {key: str(max(int(one[key]) for one in rows) + 1)}
        rows.append(row)
    row.update({one: asked.get(one, "") for one in keys})
    return row
