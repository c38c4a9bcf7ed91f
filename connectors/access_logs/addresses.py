"""IP addresses as logs write them.

Standard library only: the scanning processes import this too.
"""

import ipaddress
from collections.abc import Iterator
from functools import lru_cache

_INSIDE = tuple(
    ipaddress.ip_network(net)
    for net in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "::1/128", "fe80::/10", "fc00::/7",
    )
)  # fmt: skip
"""Networks that nobody reaches from outside, so that their addresses are a proxy's; not those of documentation."""


def bare(text: str) -> str:
    """The address without brackets, port and zone; anything else as it is."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1 and "." in text:
        text = text.partition(":")[0]
    return text.partition("%")[0]


@lru_cache(maxsize=65536)
def is_address(text: str) -> bool:
    """Whether this is an IP address and nothing else."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def inside(text: str) -> bool:
    """Whether an address belongs to a private network, so that it cannot be a visitor's from outside."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in net for net in _INSIDE)


def spellings(text: str) -> Iterator[str]:
    """Every way in which servers write this address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        yield text
        return
    forms = list(_written(address))
    yield from forms
    yield from (form.upper() for form in forms)


def _written(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Iterator[str]:
    if isinstance(address, ipaddress.IPv4Address):
        yield str(address)
        yield f"::ffff:{address}"
        yield f"0:0:0:0:0:ffff:{address}"
        return
    groups = address.exploded.split(":")
    yield address.compressed
    yield address.exploded
    yield ":".join(group.lstrip("0") or "0" for group in groups)
    # only the longest run of zeros is left out by most; a single zero by some
    if address.compressed.count(":0:") == 1 and "::" not in address.compressed:
        yield address.compressed.replace(":0:", "::")
