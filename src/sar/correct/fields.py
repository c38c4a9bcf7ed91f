"""What can be corrected, by its normalised name, and what counts as a valid value and as the same one."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from sar import identifiers
from sar.errors import CallError
from sar.identifiers import Identifier, Kind, canonical

NAMES = (
    "given_name", "family_name", "full_name", "email", "phone", "organisation", "job_title", "language", "birthday",
    "address.full", "address.street", "address.line2", "address.city", "address.region",
    "address.postal_code", "address.country",
)  # fmt: skip
CUSTOM = re.compile(r"custom:([a-z0-9_-]+):(.+)")
"""`custom:PROCESSOR:FIELD`: a field of one processor, by its own key."""
KINDS: dict[str, Kind] = {"email": "email", "phone": "phone"}
LONGEST = 500
LANGS = ("en", "fr")
"""Languages in which processors write countries out."""
UNKNOWN = "{name} is no field that can be corrected"


def parse(pairs: Mapping[str, str], region: str) -> dict[str, str]:
    """Field → valid new value in its normal form; an empty value deletes. CallError says what is wrong."""
    if not pairs:
        raise CallError("what to correct is missing", "Give --set field=value, such as --set phone=+15145550123.")
    return {name: valid(name, value.strip(), region) for name, value in pairs.items()}


def valid(name: str, value: str, region: str) -> str:
    """One value, checked as its field demands."""
    if name not in NAMES and not CUSTOM.fullmatch(name):
        known = ", ".join((*NAMES, "custom:PROCESSOR:FIELD"))
        raise CallError(UNKNOWN, "Known: {known}.", name=repr(name[:40]), known=known)
    if len(value) > LONGEST or any(ord(char) < 32 for char in value):
        raise CallError(
            "the new value of {name} is too long or holds control characters",
            "Give at most {longest} characters on one line.", name=name, longest=LONGEST,
        )  # fmt: skip
    check = {
        "email": _email,
        "phone": _phone,
        "birthday": _birthday,
        "address.country": _country,
        "language": _language,
    }
    return check[name](value, region) if value and name in check else value


def same(name: str, one: str | None, other: str | None) -> bool:
    """Whether two values say the same, as far as the field's normal form goes."""
    first, second = (one or "").strip(), (other or "").strip()
    if name == "address.country":
        return _code(first) == _code(second)
    if name == "language":
        return first.replace("_", "-").casefold() == second.replace("_", "-").casefold()
    if name in KINDS and first and second:
        return canonical(KINDS[name], first) == canonical(KINDS[name], second)
    return first == second


def like(name: str, old: str, new: str) -> str:
    """The new value in the old one's style: a country's name where a name stood."""
    if name != "address.country" or not new or re.fullmatch(r"[A-Za-z]{2}", old):
        return new
    from babel import Locale

    lang = next((lang for lang in LANGS if old.casefold() in _countries(lang)), LANGS[0])
    return str(Locale(lang).territories.get(new, new))


def identifier(name: str, value: str) -> Identifier | None:
    """The identifier that a value is, where its field is one to search by."""
    return Identifier(KINDS[name], value) if name in KINDS and value else None


def _email(value: str, region: str) -> str:
    try:
        return identifiers.parse(f"email:{value}").value
    except CallError:
        raise CallError("the new e-mail address is not valid", "Write it as name@example.com.") from None


def _phone(value: str, region: str) -> str:
    try:
        return identifiers.parse(f"phone:{value}", region).value
    except CallError:
        raise CallError("the new phone number is not valid", "Write it as +15145550123.") from None


def _birthday(value: str, region: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise CallError("the birthday is not a date", "Write it as 1980-05-06.") from None


def _country(value: str, region: str) -> str:
    from babel import Locale

    if not re.fullmatch(r"[A-Z]{2}", value) or value not in Locale("en").territories:
        raise CallError("the country is not an ISO code", "Write it as CA, FR, US.")
    return value


def _code(country: str) -> str:
    """The ISO code of a country that may be written out in one of our languages."""
    if re.fullmatch(r"[A-Za-z]{2}", country):
        return country.upper()
    return next((found for lang in LANGS if (found := _countries(lang).get(country.casefold()))), country)


@cache
def _countries(lang: str) -> dict[str, str]:
    from babel import Locale

    return {name.casefold(): code for code, name in Locale(lang).territories.items() if len(code) == 2}


def _language(value: str, region: str) -> str:
    if not re.fullmatch(r"[a-z]{2}([-_][A-Z]{2})?", value):
        raise CallError("the language is not a code", "Write it as fr, en or fr-CA.")
    return value
