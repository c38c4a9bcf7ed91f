"""Profiles of the server's accounts: whose is the subject's, and which accounts are not searched."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from sar.sdk import Gap, Identifier, Known, Person, Record, Said, Search, as_object, fields, id_of, text_of

from .account import Account
from .ocs import PAGE, offset_pages
from .sieve import similar

Row = dict[str, Any]
KNOWN = {
    "displayname": Known("full_name", "Name", "Name"),
    "email": Known("email", "E-mail", "EmailAddress"),
    "additional_mail": Known("email", "Further e-mail", "EmailAddress"),
    "notify_email": Known("notify_email", "E-mail for notifications", "EmailAddress"),
    "phone": Known("phone", "Phone", "TelephoneNumber"),
    "address": Known("address.full", "Address", "PhysicalAddress"),
    "organisation": Known("organisation", "Organization", "CurrentEmployment"),
    "role": Known("role", "Role", "Professional"),
    "headline": Known("headline", "Headline", "Professional"),
    "biography": Known("biography", "About", ""),
    "website": Known("website", "Website", "Contact"),
    "twitter": Known("twitter", "Twitter", "Contact"),
    "fediverse": Known("fediverse", "Fediverse", "Contact"),
    "pronouns": Known("pronouns", "Pronouns", "Gender"),
    "language": Known("language", "Language", "Language"),
    "enabled": Known("enabled", "May log in"),
    "groups": Known("groups", "Groups"),
    "lastLoginTimestamp": Known("last_login", "Last log-in", "", "observed"),
    "firstLoginTimestamp": Known("first_login", "First log-in", "", "observed"),
}
SKIPPED = frozenset({"display-name", "backendCapabilities", "lastLogin", "storageLocation"})
NAMES_AT_MOST = 40
UNCOVERED = "These accounts of the server were not searched: {accounts}."
LEFT_OUT = "By decision of the organisation these accounts were not searched: {accounts}."
UNLISTED = "Whether the server has further accounts is not known: none of those searched is an administrator's."
UNREAD = "The profiles of {number} accounts could not be read."
EXPORT = "What is in the subject's own account {account} is not listed here; an export of the account holds it."


class Profiles:
    """The profiles of all accounts if one of those searched is an administrator's, else their own."""

    def __init__(self, search: Search, accounts: list[Account], left_out: list[str]) -> None:
        self._search, self._accounts, self._left_out = search, accounts, left_out
        self.listed = False
        """Whether the profiles of all accounts were read, to the last."""

    def find(self) -> Iterator[Record | Gap]:
        """The subject's accounts, and what of the server's accounts is not covered."""
        rows = {account.id: account.profile for account in self._accounts if account.profile}
        administrator = next((one for one in self._accounts if one.administrator), None)
        if administrator:
            rows.update({id_of(row): row for row in listed(administrator)})
            self.listed = True
        yield from coverage(rows, self._accounts, self._left_out, self.listed)
        unread = [row for row in rows.values() if len(row) == 1]
        if unread:
            yield Gap(UNREAD, "Ask the administrator why; run again with --resume.", {"number": str(len(unread))})
        for row in rows.values():
            yield from self._profile(row)

    def _profile(self, row: Row) -> Iterator[Record | Gap]:
        proof = (
            self._search.prove(row, "email", "/email", "/additional_mail/*", "/notify_email")
            or self._search.prove(row, "user_id", "/id")
            or self._search.prove(row, "phone", "/phone")
            or self._search.mention(row)
        )
        if proof is None and not similar(self._search, row):
            return
        own = proof is not None and proof.how != "mention"
        yield self._search.record(
            "account",
            id_of(row),
            kind="account",
            title=text_of(row, "displayname") or Said("Account"),
            proof=proof,
            raw=row,
            fields=fields(row, KNOWN, SKIPPED),
            people=(_person(row, "subject" if own else "account", self._search.processor),),
        )
        if own:
            yield Gap(EXPORT, values={"account": id_of(row)})


def listed(administrator: Account) -> list[Row]:
    """All profiles of the server: a search would not find additional addresses."""

    def page(offset: int) -> list[Row]:
        answer = as_object(administrator.ocs.same("cloud/users/details", limit=PAGE, offset=offset), "the accounts")
        # PHP writes an empty table as a list
        users = as_object(answer.get("users") or {}, "the accounts")
        return [as_object(row, "an account") for row in users.values()]

    return list(offset_pages(page))


def coverage(rows: dict[str, Row], accounts: list[Account], left_out: list[str], whole: bool) -> Iterator[Gap]:
    """What the accounts that were opened leave unseen."""
    if not whole:
        yield Gap(UNLISTED, "Add an administrator's app password to `accounts` in credentials.toml.")
    opened = {account.id for account in accounts}
    others = [uid for uid in rows if uid not in opened]
    skipped = [uid for uid in others if any(fnmatchcase(uid, pattern) for pattern in left_out)]
    missing = [uid for uid in others if uid not in skipped]
    if skipped:
        yield Gap(LEFT_OUT, values={"accounts": _names(skipped)})
    if missing:
        remedy = "Add an app password of each to `accounts` in credentials.toml, or name them in `left_out`."
        yield Gap(UNCOVERED, remedy, {"accounts": _names(missing)})


def _names(uids: list[str]) -> str:
    more = len(uids) - NAMES_AT_MOST
    return ", ".join(uids[:NAMES_AT_MOST]) + (f" (+{more})" if more > 0 else "")


def _person(row: Row, role: str, processor: str) -> Person:
    more = row.get("additional_mail")
    emails = [text_of(row, "email"), *(one for one in (more if isinstance(more, list) else []) if isinstance(one, str))]
    phone = text_of(row, "phone")
    return Person(
        role,
        text_of(row, "displayname"),
        (
            *(Identifier("email", one, confidence="strong") for one in dict.fromkeys(emails) if one),
            *((Identifier("phone", phone, confidence="strong"),) if phone else ()),
            Identifier("user_id", id_of(row), processor=processor, confidence="strong"),
        ),
    )
