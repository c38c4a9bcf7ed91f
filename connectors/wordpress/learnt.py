"""Further identifiers of the subject, from records that are proven to be theirs."""

import ipaddress
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sar.sdk import Identifier, moment

IP_KEYS = frozenset({"remote_ip", "ip", "ip_address", "user_ip", "customer_ip_address", "author_ip"})
PHONE = re.compile(r"(^|[^a-z])(tel|phone|telephone|mobile|téléphone|telefon)([^a-z]|$)", re.IGNORECASE)
NUMBER = re.compile(r"[+(\d][\d\s().\-/+]{6,24}")
_NOBODYS = tuple(
    ipaddress.ip_network(text)
    for text in ("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
                 "::/127", "fc00::/7", "fe80::/10")
)  # fmt: skip
"""The proxy's, the server's or nobody's: never a visitor's."""


def ip(value: Any, seen: datetime | None) -> Iterator[Identifier]:
    """An IP address at its moment; neither a masked nor an inner one, nor one without a moment."""
    try:
        address = ipaddress.ip_address(str(value).strip())
    except ValueError:
        return
    masked = int(address) & (0xFF if address.version == 4 else 0xFFFFFFFFFFFFFFFF) == 0
    if seen and not masked and not any(address.version == net.version and address in net for net in _NOBODYS):
        yield Identifier("ip", str(address), confidence="strong", seen=seen)


def email(value: Any) -> Iterator[Identifier]:
    """A further address in a record of theirs."""
    if isinstance(value, str) and re.fullmatch(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", value.strip()):
        yield Identifier("email", value.strip(), confidence="weak")


def phone(value: Any, *, sure: bool = False) -> Iterator[Identifier]:
    """A phone number: strong where the processor itself asks for it, weak where only a label says so."""
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        yield Identifier("phone", value.strip(), confidence="strong" if sure else "weak")


def of_form(values: Any, when: Any) -> tuple[Identifier, ...]:
    """What a form's entry tells by the names of its values, at any depth."""
    found = [one for name, value in _named(values, "") for one in _one(name, value, moment(when))]
    return tuple(dict.fromkeys(found))


def _one(name: str, value: Any, seen: datetime | None) -> Iterator[Identifier]:
    if name.strip("_").casefold() in IP_KEYS:
        yield from ip(value, seen)
    elif PHONE.search(name):
        yield from phone(value)


def _named(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _named(inner, str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner, name)
    else:
        yield name, value
