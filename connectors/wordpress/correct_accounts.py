"""Accounts: names, address, language, and fields that plug-ins add; the log-in name lasts for ever."""

from collections.abc import Iterator

from sar.sdk import (
    ByHand,
    Change,
    Correction,
    Held,
    Kind,
    Record,
    Said,
    as_object,
    canonical,
    mentions,
    planned,
    pointer,
    text_of,
)

from . import correct, language
from .accounts import USERS
from .api import Api, Row
from .correct_empty import filled, without
from .correct_names import Names, folded

HOW = "The account is changed in WordPress."
TELLS = "The account is changed in WordPress, which writes to the old address that the new one has taken its place."
TAKEN = "email: another account has the new address already, and WordPress lets only one have it."
UNTAKE = "Change or delete the other account by hand, and plan again."
LOGIN = "The log-in name is the old address, and WordPress lets nobody change a log-in name."
ANOTHER = "Tell the person, who goes on logging in with it; or make a new account and delete this one."
UNKNOWN = "full_name: a name is shown that no account of the person holds."
SAY = "Look whether it is theirs; if so, say it with --was full_name=VALUE and plan again, or change it by hand."
BIOGRAPHY = "The account's biography holds the old value of {field}."
REWRITE = "Read it, and change it in the account, or write it anew with --set custom:{processor}:description=TEXT."
PLAIN = {"email": "email", "given_name": "first_name", "family_name": "last_name"}
KINDS: dict[str, Kind] = {"email": "email", "phone": "phone"}
CUSTOM = ("nickname", "url", "description", "slug")


def plan(api: Api, correction: Correction, record: Record, names: Names) -> Iterator[Change | ByHand]:
    """The change of one account."""
    row = as_object(record.raw, "an account")
    own = language.spoken(api, correction, record.processor, row)
    yield from own.by_hand
    held, stamp = (*_held(row, names), *own.held), correct.version("account", row)
    extra = {"codes": own.codes} if own.held else {}
    items = planned(correction, record, held, Said(HOW), stamp=stamp, extra=extra)
    for item in filled(items):
        yield from _told(api, item) if isinstance(item, Change) else (item,)
    shown = text_of(row, "name")
    if names.concerned and shown and not names.field_of(shown) and folded(shown) not in names.logins:
        yield ByHand(record.processor, Said(UNKNOWN), Said(SAY), "full_name", url=record.url)
    yield from _log_in(correction, record, row)
    yield from _biography(correction, record, row)


def _held(row: Row, names: Names) -> Iterator[Held]:
    for field, key in PLAIN.items():
        yield Held(field, f"/{key}", text_of(row, key))
    for key in ("name", "nickname"):
        text = text_of(row, key)
        # WordPress puts the log-in name there where nothing else is said: that is nobody's name
        if text != text_of(row, "username") and not names.asked(key) and (field := names.field_of(text)):
            yield Held(field, f"/{key}", text)
    for key in CUSTOM:
        yield Held(f"custom:{key}", f"/{key}", text_of(row, key))
    yield from registered(row)


def registered(row: Row) -> Iterator[Held]:
    """What plug-ins store with an account or comment and show to REST."""
    meta = row.get("meta")  # an empty one is a list
    for key, value in meta.items() if isinstance(meta, dict) else ():
        if isinstance(value, str):
            yield Held(f"custom:{key}", pointer("meta", key), value)


def _told(api: Api, change: Change) -> Iterator[Change | ByHand]:
    """A new address that another account has is refused by WordPress: known beforehand."""
    new = next((one for one in change.alterations if one.path == "/email"), None)
    if new is None:
        yield change
    elif _taken(api, new.new, change.source_id):
        yield ByHand(change.processor, Said(TAKEN), Said(UNTAKE), "email", url=change.url)
        yield from without(change, (new,))
    else:
        yield from without(change, (), Said(TELLS))


def _taken(api: Api, email: str, number: str) -> bool:
    wanted = canonical("email", email)
    found = (row for row in api.rows(USERS, search=email) if canonical("email", text_of(row, "email")) == wanted)
    return any(text_of(row, "id") != number for row in found)


def _log_in(correction: Correction, record: Record, row: Row) -> Iterator[ByHand]:
    name = text_of(row, "username")
    old = {canonical("email", one) for one in (correction.was.get("email", ""), text_of(row, "email")) if one}
    if "email" in correction.new and canonical("email", name) in old - {canonical("email", correction.new["email"])}:
        yield ByHand(record.processor, Said(LOGIN), Said(ANOTHER), "email", url=record.url)


def _biography(correction: Correction, record: Record, row: Row) -> Iterator[ByHand]:
    """A text of many words is nobody's to change by program, unless all of it is said anew."""
    text, new = text_of(row, "description"), correction.new
    was = {"email": text_of(row, "email"), **correction.was}
    for field, kind in KINDS.items():
        if field in new and was.get(field) and any(True for _ in mentions(kind, was[field], text)):
            task = Said(REWRITE, {"processor": record.processor})
            yield ByHand(record.processor, Said(BIOGRAPHY, {"field": field}), task, field, url=record.url)
