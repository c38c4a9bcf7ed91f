"""`contacts.vcf`: contacts and accounts as vCard 4.0 (RFC 6350), for address books.

Written here, since the library at hand writes version 3.0 only.
"""

import re
import uuid
from collections.abc import Iterator

from sar.dossier.portable.contentlines import escaped, folded, one_text, structured
from sar.records import Field, Record
from sar.shaping import moment

KINDS = frozenset({"contact", "account"})
SIMPLE = {
    "nickname": "NICKNAME", "phone": "TEL", "job_title": "TITLE", "organisation": "ORG",
    "role": "ROLE",
}  # fmt: skip
"""Normalised names of fields → properties of one text."""
NAMES = ("family_name", "given_name", "middle_name", "name_prefix", "name_suffix")
STREET = ("line1", "line2", "line3", "street", "full")
PLACES = ("city", "region", "postal_code", "country")
URIS = {"website": "URL", "url": "URL", "im": "IMPP"}
SEXES = {"m": "M", "male": "M", "f": "F", "female": "F", "o": "O", "other": "O", "n": "N", "none": "N"}
_URI = re.compile(r"(?:https?|xmpp|sips?|im|irc|matrix|skype|tel):[A-Za-z0-9!#$%&'()*+,/:;=?@._~\[\]-]+", re.IGNORECASE)
"""Addresses that lead somewhere and run nothing."""
_EMAIL = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"@]+")
_MASKED = re.compile(r"\[[^\[\]]*\d+\]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*")
Places = dict[str, str]


def card(record: Record) -> bytes:
    """One card; what has no place in a card stands in the tables only."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", "PRODID:-//sar//portable 1//EN", f"UID:urn:uuid:{uuid.UUID(record.id)}"]
    return b"".join(map(folded, [*lines, *_properties(record), "END:VCARD"]))


def _properties(record: Record) -> Iterator[str]:
    values: dict[str, str] = {}
    for field in record.fields:
        values.setdefault(field.name, field.value)
    yield f"FN:{escaped(_full_name(record, values))}"
    if values.keys() & set(NAMES):
        yield f"N:{structured(values.get(name, '') for name in NAMES)}"
    for field in record.fields:
        yield from _property(field)
    for places in _addresses(record.fields):
        yield f"ADR:{_address(places)}"


def _full_name(record: Record, values: dict[str, str]) -> str:
    """What the card must have: a name, else whatever it is known by."""
    parts = " ".join(values[name] for name in ("given_name", "family_name") if values.get(name))
    known = (values.get("full_name"), parts, record.title, values.get("email"), record.id)
    return next(text for text in known if text and text.strip())


def _property(field: Field) -> Iterator[str]:
    name, value = field.name, field.value
    if name == "email":
        yield from (f"EMAIL:{escaped(address)}" for address in _EMAIL.findall(value))
    elif name in SIMPLE and not _MASKED.fullmatch(value):
        yield f"{SIMPLE[name]}:{escaped(value)}"
    elif name in URIS and _URI.fullmatch(value):
        yield f"{URIS[name]}:{value}"
    elif name == "birthday":
        yield _birthday(value)
    elif name == "gender":
        yield f"GENDER:{SEXES.get(value.casefold(), f';{escaped(value)}')}"
    elif name == "language" and _LANGUAGE.fullmatch(value):
        yield f"LANG:{value.replace('_', '-')}"


def _birthday(value: str) -> str:
    day = moment(value) if re.fullmatch(r"\d{4}-\d\d-\d\d([T ].*)?", one_text(value)) else None
    return f"BDAY:{day.year:04}{day:%m%d}" if day else f"BDAY;VALUE=text:{escaped(value)}"


def _addresses(fields: tuple[Field, ...]) -> Iterator[Places]:
    """Parts of addresses put together; a part that comes again begins another."""
    open_: dict[str, Places] = {}
    for field in fields:
        prefix, _, part = field.name.rpartition(".")
        if not prefix.endswith("address") or part not in (*STREET, *PLACES):
            continue
        if part in open_.get(prefix, {}):
            yield open_.pop(prefix)
        open_.setdefault(prefix, {})[part] = field.value
    yield from open_.values()


def _address(places: Places) -> str:
    """Post office box and extended address stay empty, as the standard recommends."""
    street = ", ".join(places[part] for part in STREET if places.get(part))
    return structured(("", "", street, *(places.get(part, "") for part in PLACES)))
