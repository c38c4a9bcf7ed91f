"""Correcting accounts, comments and the shop's customers: one POST for each, with nothing but what changes.

WordPress has no lock, and accounts and comments have no time of change: what says whose an object is, and an
address as a whole, is compared by a digest. A customer has a time of change, but a change of the account moves it too.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sar.sdk import Alteration, ByHand, Change, Correction, Reading, Record, at, content_id, inner, some_rows, text_of

from . import correct_accounts, correct_comments, correct_customers, correct_settings, language
from .accounts import USERS
from .api import Api, Row
from .comments import COMMENTS
from .correct_names import Names
from .shop import SHOP

ROUTES = {"account": USERS, "comment": COMMENTS, "customer": f"{SHOP}/customers"}
WHOSE = {
    "account": ("username", "email", "name", "first_name", "last_name", "nickname"),
    "comment": ("author", "author_name", "author_email"),
}
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - what WordPress itself writes for a visitor's address that was taken away


def plan(api: Api, correction: Correction, records: Sequence[Record]) -> Iterator[Change | ByHand]:
    """The changes of all objects, and what of them a person has to do."""
    names = Names(correction, [one.raw for one in records if one.type == "account" and isinstance(one.raw, dict)])
    by_type = {type_: [one for one in records if one.type == type_] for type_ in (*ROUTES, "profile")}
    accounts = {one.source_id for one in by_type["account"]}
    shop = {one.source_id for one in by_type["customer"]}
    for record in by_type["account"]:
        yield from correct_accounts.plan(api, correction, record, names)
    for record in by_type["customer"]:
        yield from correct_customers.plan(correction, record, names, account=record.source_id in accounts)
    yield from correct_comments.plan(api, correction, by_type["comment"], names)
    for record in by_type["profile"]:
        yield from correct_settings.plan(correction, record, shop=record.source_id in shop)


def version(type_: str, row: Row) -> str:
    """What must be as it was planned, beside the values themselves."""
    if type_ == "customer":
        return content_id([inner(row, part) for part in correct_customers.PARTS])
    return content_id([text_of(row, key) for key in WHOSE[type_]])


def read(api: Api, change: Change) -> Reading:
    """The object now."""
    row = api.one(f"{ROUTES[change.type]}/{change.source_id}")
    values = {one.path: _value(row, one) for one in change.alterations}
    return Reading(values, version(change.type, row), row)


def apply(api: Api, change: Change, now: Reading) -> None:
    """One POST: all that it does not name stays, but for what a comment would lose."""
    path, body = f"{ROUTES[change.type]}/{change.source_id}", _body(change, now.held)
    if change.type == "comment":
        api.write(path, {**body, **_kept(now.held)}, **_unsigned(now.held))
    else:
        api.write(path, body)


def _value(row: Row, one: Alteration) -> str:
    if one.path.startswith("/meta_data/"):
        number = one.path.rpartition("/")[2]
        return next(
            (text_of(meta, "value") for meta in some_rows(row, "meta_data") if text_of(meta, "id") == number), ""
        )
    try:
        value = at(row, one.path)
    except LookupError:
        return ""
    text = "" if value is None else str(value)
    return language.alike(text, one) if one.path == language.PATH else text


def _body(change: Change, row: Row) -> Row:
    body: Row = {}
    for one in change.alterations:
        first, *rest = [part.replace("~1", "/").replace("~0", "~") for part in one.path[1:].split("/")]
        if first == "meta_data":
            named = next(meta for meta in some_rows(row, first) if text_of(meta, "id") == rest[0])
            meta = {"id": named["id"], "key": named.get("key"), "value": one.new or None}
            body.setdefault(first, []).append(meta)
        elif rest:
            body.setdefault(first, {})[rest[0]] = (one.new or None) if first == "meta" else one.new
        else:
            body[first] = language.code(one.new, change.extra) if one.path == language.PATH else one.new
    return body


def _kept(row: Row) -> Row:
    """What WordPress would take from our own request instead: its IP address, and its program's name."""
    kept = {"author_ip": text_of(row, "author_ip") or NO_ADDRESS}
    agent = text_of(row, "author_user_agent")
    return {**kept, "author_user_agent": agent} if agent else kept


def _unsigned(row: Row) -> dict[str, Any]:
    """A comment without a program's name keeps none only when our request names none either."""
    return {} if text_of(row, "author_user_agent") else {"headers": {"User-Agent": ""}}
