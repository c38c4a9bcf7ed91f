"""Segments, Matomo's conditions on visits, and the spellings in which an address stands in a web address."""

from urllib.parse import quote

QUOTINGS = 3
"""Matomo decodes a condition three times after the form: with fewer, `a+b@` becomes `a b@` and nothing is found."""


def equals(name: str, value: str) -> str:
    """Visits where it is the value; other case and other accents match as well."""
    return f"{name}=={quoted(value)}"


def contains(name: str, value: str) -> str:
    """Visits where it holds the value, alone or inside a longer word."""
    return f"{name}=@{quoted(value)}"


def any_of(*conditions: str) -> str:
    """Visits that meet one of them."""
    return ",".join(conditions)


def quoted(value: str) -> str:
    """The value as it survives Matomo's decodings; the signs between conditions are quoted with it."""
    for _ in range(QUOTINGS):
        value = quote(value, safe="")
    return value


def spellings(value: str) -> tuple[str, ...]:
    """A value as it is and as web addresses hold it: percent-encoded wholly, or but for some signs."""
    encoded = [quote(value, safe=signs) for signs in ("@+'", "@", "+'", "")]
    return tuple(dict.fromkeys([value, *encoded]))
