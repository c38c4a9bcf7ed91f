"""How the imitated Redmine changes an account, as 5.0 does: unknown keys are ignored, all or nothing is taken."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from .sandbox_rows import Row, State

NAMES = {"firstname": "First name", "lastname": "Last name"}
LONGEST = 30
ADDRESS = re.compile(r"[^@\s]+@(?:[-a-z0-9]+\.)+[a-z]{2,}", re.IGNORECASE)
TAKEN = "Email has already been taken"


def written(user: Row, sent: Row, state: State) -> list[str]:
    """Change an account; what is wrong with the new values, and then nothing is changed."""
    fields = {field["id"]: field for field in state["custom_fields"] if field["customized_type"] == "user"}
    custom = [one for one in sent.get("custom_fields", []) if one["id"] in fields]
    new = {key: str(sent[key]) for key in (*NAMES, "language") if key in sent}
    values = _with(user, custom, fields)
    errors = [error for key, name in NAMES.items() if key in new for error in _of_name(name, new[key])]
    if "mail" in sent:
        errors += _of_mail(user, str(sent["mail"]).strip(), state)
    if custom:  # all of them are looked at when one is sent
        errors += [error for one in values for error in _of_custom(fields.get(one["id"], {}), one["value"])]
    if errors:
        return errors
    moved = any(user.get(key) != value for key, value in new.items()) or values != user["custom_fields"]
    user.update(new, custom_fields=values)
    if "mail" in sent:
        user["mail"] = str(sent["mail"]).strip()  # another table, so that the account's time of change stays
    if moved:
        user["updated_on"] = _later(user["updated_on"])
    return []


def _with(user: Row, sent: list[Row], fields: dict[int, Row]) -> list[Row]:
    values = {one["id"]: dict(one) for one in user["custom_fields"]}
    for one in sent:
        field = fields[one["id"]]
        held = values.setdefault(one["id"], {"id": one["id"], "name": field["name"]})
        held["value"] = _cleaned(one["value"], field)
    return list(values.values())


def _cleaned(value: Any, field: Row) -> Any:
    """Several values are kept once each, in the order of the field's choices."""
    if not isinstance(value, list):
        return "" if value is None else str(value)
    choices = [choice["value"] for choice in field.get("possible_values", [])]
    kept = dict.fromkeys(str(one) for one in value if str(one).strip())
    return sorted(kept, key=lambda one: choices.index(one) if one in choices else len(choices))


def _of_name(name: str, value: str) -> list[str]:
    if not value.strip():
        return [f"{name} cannot be blank"]
    return [f"{name} is too long (maximum is {LONGEST} characters)"] if len(value) > LONGEST else []


def _of_mail(user: Row, mail: str, state: State) -> list[str]:
    """No two accounts have an address, nor one account the same one twice, whatever its capitals."""
    if not mail:
        return ["Email cannot be blank"]
    others = [one["mail"] for one in state["users"] if one is not user]
    others += [address for one in state["users"] for address in one.get("additional", [])]
    if mail.casefold() in {one.casefold() for one in others}:
        return [TAKEN]
    return [] if ADDRESS.fullmatch(mail) else ["Email is invalid"]


def _of_custom(field: Row, value: Any) -> list[str]:
    name, values = field.get("name"), value if isinstance(value, list) else [value or ""]
    if not any(values):
        return [f"{name} cannot be blank"] if field.get("is_required") else []
    choices = [choice["value"] for choice in field.get("possible_values", [])]
    if choices and not set(values) <= set(choices):
        return [f"{name} is not included in the list"]
    if field.get("max_length") and any(len(one) > field["max_length"] for one in values):
        return [f"{name} is too long (maximum is {field['max_length']} characters)"]
    if field.get("regexp") and not all(re.search(field["regexp"], one) for one in values):
        return [f"{name} is invalid"]
    return [f"{name} is not a valid date"] if field["field_format"] == "date" and not _is_date(values[0]) else []


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _later(time: str) -> str:
    return (datetime.fromisoformat(time) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
