"""What Redmine would refuse: told when it is planned, not when it is written.

Patterns are Ruby's, and lengths of names differ by version: those are left to Redmine, whose refusal changes nothing.
"""

from collections.abc import Mapping

from sar.sdk import ByHand, Correction, Held, Record, Said, some_rows, text_of

from .addresses import Addresses
from .api import Row, number_of

TAKEN = "Another account has the new address already, and Redmine gives no address to two."
MERGE = "Decide which of the accounts is to keep it, and remove it from the other under Administration > Users."
TAKEN_ITSELF = "The account has the new address already, beside the main one, and Redmine does not take it twice."
SWAP = "Remove it from the additional addresses of the account under Administration > Users, and plan again."
REQUIRED = "{part}: Redmine does not let it be empty."
CHOICES = "{part}: Redmine takes only the values that are set up for it."
LENGTH = "{part}: Redmine demands another length of it."
OTHER_VALUE = "Give another value, or change what the field allows under Administration > Custom fields."
FILLED = "Give a value in place of the empty one."
MUST = {"/firstname": "First name", "/lastname": "Last name", "/mail": "E-mail"}


class Limits:
    """Looks at new values before they are planned."""

    def __init__(self, addresses: Addresses, processor: str, correction: Correction, fields: Mapping[str, Row]) -> None:
        self._addresses, self._processor, self._correction, self._fields = addresses, processor, correction, fields

    def refused(self, record: Record, one: Held, number: str) -> ByHand | None:
        """What is to be done where the new value would be refused; `number` is the custom field's, if it is one."""
        name = one.field.replace("custom:", f"custom:{self._processor}:", 1)
        new = self._correction.new.get(name, "")
        if one.path in MUST and not new:
            return self._told(record, name, Said(REQUIRED, {"part": MUST[one.path]}), FILLED)
        if one.path == "/mail":
            return self._taken(record, new)
        definition = self._fields.get(number, {})
        why = _against(definition, new)
        if not why:
            return None
        called = text_of(definition, "name") or name
        return self._told(record, name, Said(why, {"part": called}), FILLED if why == REQUIRED else OTHER_VALUE)

    def _taken(self, record: Record, new: str) -> ByHand | None:
        """By another account, or by this one as one of its further addresses."""
        holders = {number_of(row) for row in self._addresses.taken(new)}
        if holders - {record.source_id}:
            return self._told(record, "email", Said(TAKEN), MERGE)
        return self._told(record, "email", Said(TAKEN_ITSELF), SWAP) if holders else None

    def _told(self, record: Record, field: str, why: Said, task: str) -> ByHand:
        return ByHand(record.processor, why, Said(task), field, url=record.url)


def _against(field: Row, new: str) -> str:
    """Which of a custom field's demands a value does not meet."""
    if not new:
        return REQUIRED if field.get("is_required") is True and field.get("multiple") is not True else ""
    choices = {text_of(one, "value") for one in some_rows(field, "possible_values")}
    if choices and new not in choices:
        return CHOICES
    shortest, longest = (_length(field, key) for key in ("min_length", "max_length"))
    return LENGTH if (shortest and len(new) < shortest) or (longest and len(new) > longest) else ""


def _length(field: Row, key: str) -> int:
    value = field.get(key)
    return value if isinstance(value, int) else 0
