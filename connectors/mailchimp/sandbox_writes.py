"""What the imitation does with a PATCH of a contact and with its tags: Mailchimp's refusals and side effects."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
Refused = tuple[str, list[Row]]
"""The title of a problem, empty where there is none, and its errors by field."""
KNOWN = {
    "email_address", "email_type", "interests", "ip_opt", "ip_signup", "language", "location", "marketing_permissions",
    "merge_fields", "status", "timestamp_opt", "timestamp_signup", "vip",
}  # fmt: skip
LANGUAGES = {"en", "fr", "fr_CA", "de", "es", "es_ES", "pt", "pt_PT"}


def member_hash(email: str) -> str:
    """Mailchimp's id of an address."""
    return hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()


def patched(state: dict[str, Any], member: Row, body: Row, *, skip: bool) -> Refused:
    """Change a contact by what is named, all of it or nothing."""
    merged = {**member["merge_fields"], **body.get("merge_fields", {})}
    if set(body) - KNOWN:
        return "Invalid Resource", [{"field": "", "message": "Schema describes object, unknown property found"}]
    refused = _address(state, member, body.get("email_address", ""))
    if refused[0]:
        return refused
    errors = [one for row in state["merge_fields"] for one in _of_field(row, merged, body, skip=skip)]
    if errors or body.get("language", "") not in LANGUAGES | {""}:
        return "Invalid Resource", errors or [{"field": "language", "message": "Unknown language"}]
    tags = {row["tag"] for row in state["merge_fields"]}
    merged = {tag: value for tag, value in merged.items() if tag in tags}
    member.update({**body, "interests": {**member["interests"], **body.get("interests", {})}, "merge_fields": merged})
    member["full_name"] = f"{merged.get('FNAME', '')} {merged.get('LNAME', '')}".strip()
    if "email_address" in body:
        member["id"] = member_hash(body["email_address"])
        member["unique_email_id"] = member["id"][:10]
    _touch(member)
    return "", []


def _address(state: dict[str, Any], member: Row, new: str) -> Refused:
    if not new or member_hash(new) == member["id"]:
        return "", []
    if member_hash(new) in state.get("forgotten", []):
        return "Forgotten Email Not Subscribed", []
    said = f'This member\'s status is "{member["status"]}." You can only update email addresses for members with a '
    said += 'status of "subscribed."'
    if member["status"] != "subscribed":
        return "Invalid Resource", [{"field": "email_address", "message": said}]
    for other in state["members"]:
        if other["list_id"] == member["list_id"] and other["id"] == member_hash(new):
            said = f'"{new}" is already in this list with a status of "{other["status"]}."'
            return "Invalid Resource", [{"field": "email_address", "message": said}]
    return "", []


def _of_field(row: Row, merged: Row, body: Row, *, skip: bool) -> list[Row]:
    tag, type_, options = row["tag"], row["type"], row.get("options", {})
    value, sent = merged.get(tag, ""), tag in body.get("merge_fields", {})
    if row.get("required") and not value and not skip:
        return [{"field": tag, "message": "Please enter a value"}]
    if not sent or value == "":
        return []
    whole = isinstance(value, dict) and all(value.get(key) for key in ("addr1", "city", "state", "zip"))
    right = {
        "address": whole,
        "phone": options.get("phone_format") != "US" or bool(re.fullmatch(r"\d{3}-\d{3}-\d{4}", str(value))),
        "birthday": bool(re.fullmatch(r"(0\d|1[0-2])/[0-3]\d", str(value))),
        "number": isinstance(value, int | float),
        "dropdown": value in options.get("choices", []),
        "radio": value in options.get("choices", []),
    }
    said = "Please enter a complete address" if type_ == "address" else "Please enter a valid value"
    return [] if right.get(type_, True) else [{"field": tag, "message": said}]


def tagged(state: dict[str, Any], member: Row, wanted: list[Row]) -> None:
    """Put tags on and take them off; they are the same in whatever case, and one that is new is made."""
    owner = f"{member['list_id']}/{member['contact_id']}"
    for one in wanted:
        name = one["name"].casefold()
        mine = [row for row in state["tags"] if row["of"] == owner and row["name"].casefold() == name]
        if one["status"] == "inactive":
            state["tags"] = [row for row in state["tags"] if row not in mine]
        elif not mine:
            number = next((row["id"] for row in state["tags"] if row["name"].casefold() == name), 900 + len(name))
            state["tags"].append({"of": owner, "id": number, "name": one["name"], "date_added": member["last_changed"]})
    rows = [row for row in state["tags"] if row["of"] == owner]
    member["tags"] = [{"id": row["id"], "name": row["name"]} for row in rows]
    member["tags_count"] = len(rows)
    _touch(member)


def _touch(member: Row) -> None:
    moved = datetime.fromisoformat(member["last_changed"]) + timedelta(minutes=1)
    member["last_changed"] = moved.isoformat()
