"""One contact of an audience: found again under a changed address, read, and what is sent of it."""

from collections.abc import Iterator
from typing import Any

from msgspec import structs

from sar.sdk import Alteration, ByHand, Change, Correction, Missing, Said, at, text_of

from .api import Api, safe_id
from .audiences import member_hash
from .limits import Refusal, refused
from .merging import Merging, address_of, shown, written

Row = dict[str, Any]
MOVES = (
    "The contact gets the new address in Mailchimp and keeps its status; its activity in campaigns may be lost there."
)


def marks_of(member: Row, correction: Correction) -> Row:
    """By what a contact is found again when its address, and with it its hash, has changed."""
    hashes = [text_of(member, "id"), *([member_hash(new)] if (new := correction.new.get("email")) else [])]
    named = {key: text_of(member, key) for key in ("contact_id", "web_id")}
    return {"audience": text_of(member, "list_id"), "hashes": hashes, **named}


def found_again(api: Api, change: Change) -> Row:
    """The same contact, never another one that has taken the address since."""
    marks = change.extra
    for name in dict.fromkeys((*marks["hashes"], marks["contact_id"])):
        try:
            row = api.one(f"/lists/{safe_id(marks['audience'])}/members/{safe_id(name)}") if name else {}
        except Missing:
            continue
        key = "contact_id" if marks["contact_id"] and text_of(row, "contact_id") else "web_id"
        if marks[key] and text_of(row, key) == marks[key]:
            safe_id(text_of(row, "list_id")), safe_id(text_of(row, "id"))
            return row
    raise Missing("the contact is not in its audience any more")


def sifted(api: Api, change: Change, member: Row, merging: Merging) -> Iterator[Change | ByHand]:
    """The change with what Mailchimp would take, and the rest for a person."""
    forms = {one.path: merging.form(one.path.split("/")[2]) for one in change.alterations if _is_plain_field(one)}
    altered = {**member, "merge_fields": _addresses(change, member)}
    taken, sent = _taken(api, change), []
    left: list[tuple[Refusal, str]] = []
    for one in change.alterations:
        if refusal := refused(one, altered, member, merging, taken=taken):
            left += [] if refusal in (told for told, _ in left) else [(refusal, one.field)]
        else:
            sent.append(one)
    for (why, task), field in left:
        yield ByHand(change.processor, why, task, field=field)
    if sent:
        how = Said(MOVES) if any(one.field == "email" for one in sent) else change.how
        extra = {**change.extra, "forms": {one.path: forms[one.path] for one in sent if one.path in forms}}
        yield structs.replace(change, alterations=tuple(sent), how=how, extra=extra)


def value_now(one: Alteration, member: Row, extra: Row) -> str:
    """The value at an alteration's place, in its normal form."""
    try:
        value = at(member, one.path)
    except LookupError:
        return ""
    if one.path.startswith("/interests/") and isinstance(value, bool):
        return "yes" if value else "no"
    text = shown(extra["forms"].get(one.path, ""), value, (one.new, one.old))
    return text.replace("_", "-") if one.path == "/language" else text


def body_of(change: Change, member: Row) -> Row:
    """Nothing but what changes; an address is written as a whole, since its parts that are left out would be lost."""
    body: Row = {}
    for one in change.alterations:
        first, *rest = one.path[1:].split("/")
        if _is_plain_field(one):
            body.setdefault(first, {})[rest[0]] = written(change.extra["forms"].get(one.path, ""), one.new)
        elif first == "interests":
            body.setdefault(first, {})[rest[0]] = one.new == "yes"
        elif not rest:
            body[first] = one.new.replace("-", "_") if first == "language" else one.new
    if addresses := _addresses(change, member):
        body["merge_fields"] = {**body.get("merge_fields", {}), **addresses}
    return body


def _is_plain_field(one: Alteration) -> bool:
    return one.path.startswith("/merge_fields/") and one.path.count("/") == 2


def _addresses(change: Change, member: Row) -> Row:
    """By tag: the address that changes, as a whole; empty where nothing but a country would be left of it."""
    found: dict[str, dict[str, str]] = {}
    for one in change.alterations:
        first, *rest = one.path[1:].split("/")
        if first == "merge_fields" and len(rest) == 2:
            found.setdefault(rest[0], address_of(member, rest[0]))[rest[1]] = one.new
    return {
        tag: one if any(text for key, text in one.items() if key != "country") else "" for tag, one in found.items()
    }


def _taken(api: Api, change: Change) -> bool:
    """Whether a contact of the audience, in whatever state, has the new address already."""
    new = next((one.new for one in change.alterations if one.field == "email"), "")
    if not new:
        return False
    try:
        api.one(f"/lists/{safe_id(change.extra['audience'])}/members/{member_hash(new)}")
    except Missing:
        return False
    return True
