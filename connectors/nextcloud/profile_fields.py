"""The values of a profile, and which of them the server lets be changed."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from sar.sdk import Held, Missing, Rejected, inner, text_of

from .account import Account

Row = dict[str, Any]
PLAIN = {
    "displayname": "full_name", "email": "email", "phone": "phone", "address": "address.full",
    "organisation": "organisation", "role": "job_title", "language": "language", "birthdate": "birthday",
    "website": "custom:website", "twitter": "custom:twitter", "fediverse": "custom:fediverse",
    "headline": "custom:headline", "biography": "custom:biography", "pronouns": "custom:pronouns",
    "locale": "custom:locale",
}  # fmt: skip
MORE = "additional_mail"
ALWAYS = {"language", "locale", "pronouns", "birthdate"}
"""What the server lets be changed and leaves out of its list of such fields, all versions or older ones."""


def held(row: Row) -> Iterator[Held]:
    """Everything of a profile that can be corrected."""
    for key, field in PLAIN.items():
        yield Held(field, f"/{key}", text_of(row, key))
    for place, address in enumerate(further(row)):
        yield Held("email", f"/{MORE}/{place}", address)


def changeable(account: Account, uid: str, row: Row) -> set[str] | None:
    """Fields that the server lets be changed; None where it does not say.

    A rule that people may not change their own name hides name and address here from administrators too, who may.
    """
    named = inner(row, "backendCapabilities", "setDisplayName") is not False
    try:
        said = account.ocs.data(f"cloud/user/fields/{quote(uid, safe='')}")
    except (Missing, Rejected):
        return None if named else {*PLAIN, MORE} - {"displayname"}
    fields = {one for one in said if isinstance(one, str)} if isinstance(said, list) else set[str]()
    hidden = {"displayname", "email"} if named and "displayname" not in fields and account.administrator else set()
    return (fields | ALWAYS | hidden) - (set() if named else {"displayname"})


def further(row: Row) -> list[str]:
    """The addresses beside the main one."""
    found = row.get(MORE)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
