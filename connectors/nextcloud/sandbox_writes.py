"""What the imitation lets be changed: single values of profiles, and DAV objects under their version."""

import re
from typing import Any

from sar.sandbox import Answer, Api, Ask

from .sandbox_dav import ROOT
from .sandbox_ocs import failed, ok, uid
from .sandbox_rights import etag_of, place_of

Row = dict[str, Any]
EDITABLE = (
    "displayname", "email", "additional_mail", "phone", "address", "website", "twitter", "fediverse", "organisation",
    "role", "headline", "biography", "profile_enabled",
)  # fmt: skip
HIDDEN = {"language", "locale", "pronouns", "notify_email"}
"""What can be changed and is not in the server's list of such fields."""
LANGUAGES = {"en", "en_GB", "fr", "de", "es"}
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def views(api: Api, state: dict[str, Any]) -> None:
    """Reading one, and writing."""
    _profiles(api, state)
    _objects(api, state)


def _profiles(api: Api, state: dict[str, Any]) -> None:
    base = "/ocs/v2.php/cloud"

    def reached(ask: Ask, name: str) -> Row | None:
        """One's own profile, and for administrators everybody's; another's is not there."""
        mine = name == uid(ask) or "admin" in state["users"][uid(ask)]["groups"]
        found: Row | None = state["users"].get(name) if mine else None
        return found

    @api.on("GET", f"{base}/users/<name>")
    def one(ask: Ask, name: str) -> Answer:
        row = reached(ask, name)
        return ok(row) if row else failed(404, "User does not exist", 404)

    @api.on("GET", f"{base}/user/fields/<name>")
    def fields(ask: Ask, name: str) -> Answer:
        row = reached(ask, name)
        if row is None:
            return failed(404, "", 404)
        hidden = set() if row["backendCapabilities"]["setDisplayName"] else {"displayname"}
        # a rule about people's own names hides both from administrators too
        hidden |= {"displayname", "email"} if state.get("names_are_fixed") else set()
        return ok([key for key in EDITABLE if key not in hidden | set(state.get("foreign", []))])

    @api.on("PUT", f"{base}/users/<name>")
    def edit(ask: Ask, name: str) -> Answer:
        row, body = reached(ask, name), ask.get_json()
        refused = _refused(ask, row)
        return refused or _set(state, row or {}, str(body["key"]), str(body["value"]))

    @api.on("PUT", f"{base}/users/<name>/additional_mail")
    def exchange(ask: Ask, name: str) -> Answer:
        """Removes the address given as the key, to the letter, and adds the other one, unconfirmed, at the end."""
        row, body = reached(ask, name), ask.get_json()
        if refused := _refused(ask, row):
            return refused
        kept = [one for one in (row or {})["additional_mail"] if one != body["key"]]
        if body["value"] == "" and (row or {})["notify_email"] == body["key"]:
            (row or {})["notify_email"] = None
        (row or {})["additional_mail"] = [*kept, *([body["value"]] if body["value"] else [])]
        return ok([])


def _refused(ask: Ask, row: Row | None) -> Answer | None:
    if ask.environ["reads_only"]:
        return failed(403, "Forbidden", 403)
    return failed(404, "User does not exist", 404) if row is None else None


def _set(state: dict[str, Any], row: Row, key: str, value: str) -> Answer:
    if key not in {*EDITABLE, *HIDDEN} or (key == "displayname" and not row["backendCapabilities"]["setDisplayName"]):
        return failed(113, "", 400)
    if wrong := _wrong(row, key, value):
        return failed(101, wrong, 400)
    if key == "additional_mail":
        row[key] = [*row[key], value]
    elif key == "displayname":
        row[key] = row["display-name"] = value
    elif key == "email":
        if row["email"] != value.lower():
            state["sent"].append(f"{row['id']}: the address was changed")
        row[key] = value.lower() or None
    else:
        row[key] = value
    return ok([])


def _wrong(row: Row, key: str, value: str) -> str:
    """What the server refuses of a value."""
    if key == "displayname" and not value.strip():
        return "Invalid displayname"
    if key in {"email", "additional_mail"} and not (ADDRESS.fullmatch(value) or (key == "email" and not value)):
        return "Invalid address"
    if key == "additional_mail" and value in {*row[key], row["email"]}:
        return "The address is there already"
    if key == "notify_email":
        return "The address is not confirmed"
    if key == "phone" and value and not re.fullmatch(r"\+\d{8,15}", value):
        return "Invalid phone"
    return "Invalid language" if key == "language" and value not in LANGUAGES else ""


def _objects(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", f"{ROOT}/<path:path>")
    def read(ask: Ask, path: str) -> Answer:
        place, _ = place_of(state, uid(ask), path)
        text = state["tree"].get(place)
        if text is None:
            return _error("NotFound", 404)
        return Answer(text, headers={"ETag": etag_of(text)}, content_type="text/plain; charset=utf-8")

    @api.on("PUT", f"{ROOT}/<path:path>")
    def write(ask: Ask, path: str) -> Answer:
        place, writes = place_of(state, uid(ask), path)
        text, old = ask.get_data().decode(), state["tree"].get(place)
        if not place or not writes or ask.environ["reads_only"]:
            return _error("Forbidden", 403)
        if "If-Match" in ask.headers and (old is None or ask.headers["If-Match"] != etag_of(old)):
            return _error("PreconditionFailed", 412)
        if place.startswith("addressbooks") and "VERSION:2.1" in text:
            return _error("UnsupportedMediaType", 415)
        if place.startswith("calendars") and "F" not in {ask.headers.get("Schedule-Reply")}:
            state["sent"] += sorted(_attending(text) ^ _attending(old or ""))
        state["tree"][place] = text
        _birthday(state, place, text)
        return Answer(status=204, headers={"ETag": etag_of(text)})


def _attending(text: str) -> set[str]:
    return set(re.findall(r"mailto:(\S+)", text, re.IGNORECASE)) if "ORGANIZER" in text else set()


def _birthday(state: dict[str, Any], place: str, text: str) -> None:
    """The server makes the birthday of a card anew when the card is written."""
    kind, owner, *rest = place.split("/")
    made = f"calendars/{owner}/contact_birthdays/{'-'.join(rest)}.ics"
    day, name = re.search(r"^BDAY:([\d-]+)", text, re.MULTILINE), re.search(r"^FN:(.*?)\r?$", text, re.MULTILINE)
    if kind != "addressbooks" or made not in state["tree"] or day is None or name is None:
        return
    digits = day[1].replace("-", "")
    event = re.sub(r"(DTSTART;VALUE=DATE:)\d+", rf"\g<1>{digits}", state["tree"][made])
    state["tree"][made] = re.sub(r"SUMMARY:.*?\r", lambda _: f"SUMMARY:{name[1]} ({digits[:4]})\r", event)


def _error(name: str, status: int) -> Answer:
    return Answer(f"<d:error xmlns:d='DAV:'>{name}</d:error>", status, content_type="application/xml")
