"""Correcting contacts: one PATCH for each contact of an audience, and one POST for its tags; never PUT, which creates.

https://mailchimp.com/developer/marketing/api/list-members/update-list-member/. There is no lock: `last_changed` is
compared. The status is never sent: a correction neither subscribes nor unsubscribes anybody.
"""

from collections.abc import Iterator
from typing import Any

from sar.sdk import (
    ByHand,
    Change,
    Correction,
    Held,
    Reading,
    Record,
    Said,
    lists_now,
    planned,
    some_rows,
    text_of,
)

from .api import Api
from .contact import body_of, found_again, marks_of, sifted, value_now
from .limits import CLEANED, SIGN_UP
from .merging import Merging

Row = dict[str, Any]
HOW = "The contact is changed in Mailchimp; its status stays as it is."
TAGGED = "The old tag is taken off the contact in Mailchimp, and the new one is put on."
MADE = "Mailchimp makes the whole name of the first and the last name."
PARTS = "Plan again with --set given_name=VALUE and --set family_name=VALUE."
COPY = "What Mailchimp knows of a shop's customer is a copy: the shop would overwrite it."
AT_SHOP = "Correct it in the shop, which passes it on to Mailchimp."
CUSTOMER = {
    "email": "email_address", "given_name": "first_name", "family_name": "last_name", "organisation": "company",
    "address.street": "address/address1", "address.line2": "address/address2", "address.city": "address/city",
    "address.region": "address/province", "address.postal_code": "address/postal_code",
    "address.country": "address/country",
}  # fmt: skip


def plan(api: Api, merging: Merging, correction: Correction, record: Record) -> Iterator[Change | ByHand]:
    """The changes of one contact: what it says, and its tags."""
    member, marks = record.raw, marks_of(record.raw, correction)
    if _is_made(member, correction):
        yield ByHand(record.processor, Said(MADE), Said(PARTS), field="full_name")
    items = list(_tags(correction, record, marks))
    # a change of tags may move the time of change: then the values alone are compared
    stamp = "" if any(isinstance(one, Change) for one in items) else text_of(member, "last_changed")
    own = planned(correction, record, held(member, merging, correction), Said(HOW), stamp=stamp, extra=marks)
    for item in (*own, *items):
        if not isinstance(item, Change):
            yield item
        elif text_of(member, "status") == "cleaned":
            yield ByHand(record.processor, Said(CLEANED), Said(SIGN_UP), field=item.alterations[0].field)
        else:
            yield from sifted(api, item, member, merging)


def held(member: Row, merging: Merging, correction: Correction) -> Iterator[Held]:
    """Everything of a contact that can be written, but for its tags."""
    yield Held("email", "/email_address", text_of(member, "email_address"))
    yield Held("language", "/language", text_of(member, "language").replace("_", "-"))
    yield from merging.held(member, correction)
    interests = member.get("interests")
    for number, answer in interests.items() if isinstance(interests, dict) else ():
        if isinstance(answer, bool):
            yield Held(f"custom:{number}", f"/interests/{number}", "yes" if answer else "no")


def copied(correction: Correction, record: Record) -> Iterator[ByHand]:
    """A shop's customer who holds a value that is to be corrected."""
    values = (Held(name, f"/{path}", text_of(record.raw, *path.split("/"))) for name, path in CUSTOMER.items())
    for item in planned(correction, record, values, Said(COPY)):
        fields = [one.field for one in item.alterations] if isinstance(item, Change) else [item.field]
        yield ByHand(record.processor, Said(COPY), Said(AT_SHOP), field=fields[0])


def read(api: Api, change: Change) -> Reading:
    """The contact now, whatever its address has become."""
    member = found_again(api, change)
    if change.type == "tags":
        path = f"/lists/{text_of(member, 'list_id')}/members/{text_of(member, 'id')}/tags"
        names = [text_of(row, "name") for row in api.rows(path, "tags")]
        return Reading({one.path: lists_now(one, names) for one in change.alterations}, held=member)
    values = {one.path: value_now(one, member, change.extra) for one in change.alterations}
    return Reading(values, text_of(member, "last_changed") if change.stamp else "", member)


def apply(api: Api, change: Change, now: Reading) -> None:
    """One request, to the contact as it was found."""
    path = f"/lists/{text_of(now.held, 'list_id')}/members/{text_of(now.held, 'id')}"
    if change.type == "tags":
        statuses = {one.old: "inactive" for one in change.alterations}
        statuses |= {one.new: "active" for one in change.alterations if one.new}
        api.write("POST", f"{path}/tags", {"tags": [{"name": name, "status": to} for name, to in statuses.items()]})
        return
    # a field that was empty before and that the firm requires since is not what is corrected here
    api.write("PATCH", path, body_of(change, now.held), skip_merge_validation="true")


def _is_made(member: Row, correction: Correction) -> bool:
    """Whether only the whole name is to be corrected, which nobody can write."""
    asked = set(correction.new) & {"full_name", "given_name", "family_name"} == {"full_name"}
    return asked and text_of(member, "full_name") not in {"", correction.new["full_name"]}


def _tags(correction: Correction, record: Record, marks: Row) -> Iterator[Change | ByHand]:
    names = [text_of(row, "name") for row in some_rows(record.raw, "tags")]
    values = (Held(f"custom:tag:{name}", f"/tags/{place}/name", name) for place, name in enumerate(names))
    yield from planned(correction, record, values, Said(TAGGED), type="tags", extra=marks)
