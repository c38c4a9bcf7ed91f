"""Correcting profiles: the provisioning API sets one value a request, so that one change is one value.

https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-user-data-api.html. There is no lock and
no time of change: values are compared. The server tells the account's owner when their main address was changed.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from sar.sdk import (
    Alteration,
    ByHand,
    Change,
    Correction,
    Denied,
    Reading,
    Record,
    Rejected,
    Said,
    as_object,
    lists_now,
    planned,
    text_of,
)

from .account import Account
from .profile_fields import MORE, changeable, further, held

Row = dict[str, Any]
HOW = "The value is set in the account's profile on the server."
FOREIGN = (
    "{field}: the account {account} has it from another directory or by a rule, and the server does not change it."
)
AT_SOURCE = "Change it in the directory that the account comes from, or ask the server's administrator."
NAMELESS = "An account cannot be without a name."
NOTIFIED = "The account {account} gets its notifications at the old address."
CONFIRM = "The server takes another address for them only from its owner, who has to confirm it: ask them to."
LOOK = "Look what of it is the person's, and change it by hand."
ANEW = "the server asks for the account's password itself before a profile is changed"
UNACCEPTED = "the server does not accept the new value for the profile"
LESS = "It may not know that language, region or form: choose one that it offers, or change it there by hand."


def plan(correction: Correction, record: Record, account: Account) -> Iterator[Change | ByHand]:
    """One change for each value of the profile, and what of it the server does not change."""
    row, uid = as_object(record.raw, "an account"), record.source_id
    extra = {"account": account.login, "uid": uid}
    open_: set[str] | None = None
    for item in planned(correction, record, held(row), Said(HOW), extra=extra):
        if isinstance(item, ByHand):
            yield item
            continue
        open_ = changeable(account, uid, row)
        for one in item.alterations:
            key = one.path.split("/")[1]
            if open_ is not None and key not in open_:
                told = {"field": one.field.rpartition(":")[2].replace("_", " "), "account": uid}
                yield ByHand(record.processor, Said(FOREIGN, told), Said(AT_SOURCE), field=told["field"])
            elif key == "displayname" and not one.new:
                yield ByHand(record.processor, Said(NAMELESS), Said(LOOK), field="full name")
            else:
                yield _single(item, one)
                yield from _notified(record, row, one)


def read(account: Account, change: Change) -> Reading:
    """The profile now; an address counts as corrected where the account has the new one in either place."""
    row = as_object(account.ocs.data(_path(change)), "an account")
    return Reading({one.path: _now(row, one) for one in change.alterations}, "", row)


def apply(account: Account, change: Change, now: Reading) -> None:
    """One value; a further address is exchanged, or removed where the new one is there already."""
    (one,) = change.alterations
    key, path, value = one.path.split("/")[1], _path(change), one.new
    if key == "language":
        value = value.replace("-", "_")
    try:
        if key == MORE and one.old:
            there = one.new and _lists(now.held, one, old=False)
            account.ocs.put(f"{path}/{MORE}", _lists(now.held, one, old=True), "" if there else value)
        else:
            account.ocs.put(path, key, value)
    except Denied as error:
        if b"assword confirmation" in error.body:
            raise Denied(ANEW, status=error.status) from None
        raise
    except Rejected as error:
        raise Rejected(UNACCEPTED, LESS, status=error.status) from None


def _single(change: Change, one: Alteration) -> Change:
    number = f"{change.source_id}:{one.path[1:].replace('/', ':')}"
    return Change(
        change.processor, change.type, number, change.record, change.title, (one,), change.how, extra=change.extra
    )


def _notified(record: Record, row: Row, one: Alteration) -> Iterator[ByHand]:
    """An address that is exchanged stays the one for notifications, and the server takes no unconfirmed one."""
    if one.field == "email" and one.new and text_of(row, "notify_email") == one.old:
        told = Said(NOTIFIED, {"account": record.source_id})
        yield ByHand(record.processor, told, Said(CONFIRM), field="email")


def _now(row: Row, one: Alteration) -> str:
    key = one.path.split("/")[1]
    if key != MORE:
        return text_of(row, key)
    found = lists_now(one, further(row))
    return found or lists_now(one, [text_of(row, "email")] if one.new else [])


def _lists(row: Row, one: Alteration, *, old: bool) -> str:
    """The address as the server spells it, which it wants to the letter; empty where there is none."""
    wanted = Alteration(one.field, one.path, one.old if old else one.new, "")
    return lists_now(wanted, [*further(row), *([] if old else [text_of(row, "email")])])


def _path(change: Change) -> str:
    return f"cloud/users/{quote(str(change.extra['uid']), safe='')}"
