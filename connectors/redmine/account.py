"""What of an account only a person can correct."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from sar.sdk import ByHand, Correction, Record, Said, text_of

from .addresses import Addresses, is_same
from .api import Row
from .fields import TEXTS
from .held import BY_VALUE, OWN, Custom, customs, wrong

LOGIN = "The log-in name of the account is the old address: with a new one the person could not log in as before."
CHANGE_LOGIN = "Agree on it with the person, and change it under Administration > Users."
ADDITIONAL = "The account has an additional address that is or contains the old one; no program can change it."
CHANGE_ADDITIONAL = "Open the account under Administration > Users, and change its additional addresses."
UNSEEN_LANGUAGE = "Redmine shows no program in which language the account is used."
CHANGE_LANGUAGE = "Look at it under Administration > Users, and change it there if it is wrong."
DIRECTORY = "The account logs in by {source}, a directory that holds names and an address of its own."
CHANGE_DIRECTORY = "Correct them there too."
APART = "Redmine holds first and last name apart, and the full name alone does not tell which is which."
SAY_APART = "Say them with --set given_name=VALUE and --set family_name=VALUE, and plan again."
STATED = "The custom field {field} holds the value that is said to be wrong."
SAY_KEY = "Say --set {key}=VALUE if it must be changed too, and plan again."
PHONE = "The custom field {field} holds a phone number, and whether it is the wrong one is not said."
SAY_PHONE = "Say --was phone=VALUE, or --set {key}=VALUE, and plan again."
HIDDEN = "The custom field {field} is hidden: Redmine shows no program what it holds."
CHANGE_HIDDEN = "Look at it in the account under Administration > Users, and change it there if it is wrong."
UNKNOWN = "Accounts of this Redmine have no custom field {key}."
SAY_ANOTHER = "Name one of theirs: {known}."
NUMBER = re.compile(r"\+?[\d\s().-]{10,24}")


class Account:
    """Looks at accounts for what is left to people."""

    def __init__(self, addresses: Addresses, processor: str, correction: Correction, fields: Mapping[str, Row]) -> None:
        self._addresses, self._processor, self._correction, self._fields = addresses, processor, correction, fields

    def by_hand(self, record: Record) -> Iterator[ByHand]:
        """What one account holds and is not written."""
        new, was, row = self._correction.new, self._correction.was, record.raw
        if "email" in new and is_same(text_of(row, "login"), was.get("email") or text_of(row, "mail")):
            yield _told(record, "email", Said(LOGIN), Said(CHANGE_LOGIN))
        if "email" in new and record.source_id in self._additional:
            yield _told(record, "email", Said(ADDITIONAL), Said(CHANGE_ADDITIONAL))
        if "language" in new and not text_of(row, "language"):
            yield _told(record, "language", Said(UNSEEN_LANGUAGE), Said(CHANGE_LANGUAGE))
        source = text_of(row, "auth_source", "name")
        if source and {*OWN} - {"language"} & {*new}:
            yield _told(record, "", Said(DIRECTORY, {"source": source}), Said(CHANGE_DIRECTORY))
        if "full_name" in new and not {"given_name", "family_name"} & {*new} and self._is_called_otherwise(row):
            yield _told(record, "full_name", Said(APART), Said(SAY_APART))
        for one in customs(row):
            yield from self._in_field(record, one)

    def nowhere(self) -> Iterator[ByHand]:
        """Custom fields that are to be corrected and are shown nowhere."""
        known = {f"cf_{number}": field for number, field in self._fields.items()}
        for name in self._correction.new:
            prefix, _, key = name.partition(f"custom:{self._processor}:")
            if prefix or not key:
                continue
            if key not in known:
                shown = ", ".join(f"custom:{self._processor}:{one}" for one in known) or "-"
                yield ByHand(self._processor, Said(UNKNOWN, {"key": key}), Said(SAY_ANOTHER, {"known": shown}), name)
            elif known[key].get("visible") is False:
                why = Said(HIDDEN, {"field": text_of(known[key], "name")})
                yield ByHand(self._processor, why, Said(CHANGE_HIDDEN), name)

    @cached_property
    def _additional(self) -> set[str]:
        was = self._correction.was.get("email", "")
        return self._addresses.additional(was) if was else set()

    def _is_called_otherwise(self, row: Row) -> bool:
        called = f"{text_of(row, 'firstname')} {text_of(row, 'lastname')}"
        return called.casefold().split() != self._correction.new["full_name"].casefold().split()

    def _in_field(self, record: Record, one: Custom) -> Iterator[ByHand]:
        """A custom field that holds what is said to be wrong, or perhaps does, and that nobody named."""
        new, was = self._correction.new, self._correction.was
        name = f"custom:{self._processor}:{one.key}"
        if name in new or not one.value or wrong(self._correction, one.value):
            return
        places = {"field": one.name or name}
        if any(was.get(field) == one.value for field in new if field not in BY_VALUE):
            yield _told(record, name, Said(STATED, places), Said(SAY_KEY, {"key": name}))
        elif "phone" in new and "phone" not in was and self._is_number(one):
            yield _told(record, name, Said(PHONE, places), Said(SAY_PHONE, {"key": name}))

    def _is_number(self, one: Custom) -> bool:
        is_text = self._fields.get(one.number, {}).get("field_format") in TEXTS
        return is_text and bool(NUMBER.fullmatch(one.value)) and sum(char.isdigit() for char in one.value) >= 10


def _told(record: Record, field: str, why: Said, task: Said) -> ByHand:
    return ByHand(record.processor, why, task, field, url=record.url)
