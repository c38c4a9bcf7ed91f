"""Telephone numbers as VoIP.ms writes them."""

import re

from sar.sdk import canonical

ANGLE = re.compile(r"<([^<>]*)>[\"',\s]*$")
NATIONAL = 10
LOCAL = 7


def number_in(caller_id: object) -> str:
    """The number of `"Ann A" <5145550101>` or of a bare number, in E.164 where it is long enough.

    What stands in the name is never taken: the caller chooses it.
    """
    text = str(caller_id) if isinstance(caller_id, str | int) and not isinstance(caller_id, bool) else ""
    found = ANGLE.search(text)
    bare = re.sub(r"[\s().\-\"']", "", found.group(1) if found else text)
    if not re.fullmatch(r"\+?\d{3,20}", bare):
        return ""
    return canonical("phone", bare) if len(bare) >= NATIONAL else bare


def as_contact(number: str) -> str:
    """As messages are filtered by it: ten digits in North America, all digits elsewhere."""
    digits = re.sub(r"\D", "", number)
    return digits[1:] if digits.startswith("1") and len(digits) == NATIONAL + 1 else digits


def resembles(number: str, wanted: str) -> bool:
    """Whether a number may be meant for another: without its area code, or with a foreign prefix."""
    digits, theirs = re.sub(r"\D", "", number), as_contact(wanted)
    if len(theirs) < NATIONAL or not digits:
        return False
    return digits == theirs[-LOCAL:] or digits.endswith(theirs[-NATIONAL:])
