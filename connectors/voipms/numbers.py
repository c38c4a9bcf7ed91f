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


def as_dialled(number: str) -> str:
    """As VoIP.ms writes it: ten digits in North America, elsewhere what is dialled from there; empty stays empty.

    What has only digits comes back as it is: it may be what stood there before.
    """
    if (number.isascii() and number.isdigit()) or not number:
        return number
    whole = canonical("phone", number)
    digits = as_contact(whole)
    return digits if whole.startswith("+1") and len(digits) == NATIONAL else f"011{digits}"


def in_callerid(text: str) -> tuple[str, str]:
    """The name and the number of `"Ann A" <5145550101>` or of a bare number; both empty where it is no number."""
    if not number_in(text):
        return "", ""
    found = ANGLE.search(text)
    return (text[: found.start()].strip(" \"'"), found.group(1).strip()) if found else ("", text.strip())


def with_number(text: str, number: str) -> str:
    """A caller ID with another number, and all else as it stood; without one it is empty."""
    found = ANGLE.search(text)
    return f"{text[: found.start(1)]}{number}{text[found.end(1) :]}" if found and number else number


def with_name(text: str, name: str) -> str:
    """A caller ID with another name, and all else as it stood."""
    return text.replace(in_callerid(text)[0], name, 1).strip()


def caller(text: str) -> str:
    """The number alone of a caller ID, as it is written there; empty where there is none."""
    return in_callerid(text)[1]
