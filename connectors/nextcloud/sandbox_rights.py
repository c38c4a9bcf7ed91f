"""Which collections of the imitation an account sees, and what it may change in them."""

import hashlib
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

D, SHARED = "{DAV:}", "_shared_by_"


def seen(state: dict[str, Any], kind: str, who: str) -> list[tuple[str, str, str]]:
    """Owner, name and the name under which the account sees each collection."""
    own = {(path.split("/")[1], path.split("/")[2]) for path in state["tree"] if path.startswith(f"{kind}/")}
    found = [(owner, name, name) for owner, name in sorted(own) if owner == who and name != "trashbin"]
    shared = [one.split("/") for one in state["collections_shared"].get(who, []) if one.startswith(kind)]
    return found + [(owner, name, f"{name}{SHARED}{owner}") for _, owner, name in shared]


def writable(state: dict[str, Any], kind: str, owner: str, name: str, who: str) -> bool:
    """What the server makes itself, the inbox, and what is shared for reading only, nobody else writes."""
    made = name.startswith("z-") or name in {"contact_birthdays", "inbox", "trashbin"}
    return not made and (owner == who or f"{kind}/{owner}/{name}" not in state["shared_for_reading"])


def privileges(writes: bool) -> list[Element]:
    """As a collection tells them."""
    made = []
    for name in ("read", *(("write", "write-content", "bind", "unbind") if writes else ())):
        one = Element(f"{D}privilege")
        SubElement(one, f"{D}{name}")
        made.append(one)
    return made


def place_of(state: dict[str, Any], who: str, path: str) -> tuple[str, bool]:
    """Where an object that an account addresses stands in the tree (empty: nowhere), and whether it may write it."""
    kind, *parts = unquote(path).strip("/").split("/")
    parts = parts[1:] if kind == "addressbooks" else parts
    if len(parts) == 4 and parts[:3] == [who, "trashbin", "objects"]:
        return f"calendars/{who}/trashbin/{parts[3]}", False
    if len(parts) != 3 or parts[0] != who or kind not in {"addressbooks", "calendars"}:
        return "", False
    known = next(((owner, name) for owner, name, one in seen(state, kind, who) if one == parts[1]), None)
    if known is None:
        return "", False
    return f"{kind}/{known[0]}/{known[1]}/{parts[2]}", writable(state, kind, *known, who)


def etag_of(text: str) -> str:
    """The version of a text."""
    return f'"{hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()}"'
