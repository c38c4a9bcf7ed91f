"""The ways that lead to visits: who was logged in, the browser, the address, and words that name somebody."""

from collections.abc import Iterator
from datetime import timedelta
from re import fullmatch
from typing import NamedTuple

from sar.sdk import Gap, Identifier, Search, id_of

from .segments import any_of, contains, equals, spellings
from .sites import Sites
from .whose import hashes

PROFILE = (
    "Visits could not be searched by user id or visitor id, since the visitor profile is switched off in this Matomo."
)
PROFILE_ON = "Switch the visitor profile on (Administration > General settings > Live), then --resume."
NO_VISITOR_ID = "An identifier that was given is not the visitor id of a Matomo (16 hexadecimal digits)."
GIVE_VISITOR_ID = "Take the visitor id from the _pk_id cookie of the browser: the part before the first full stop."
MARGIN = timedelta(days=2)
"""Around the moments at which an address was the subject's, for any time zone of a site."""


class Way(NamedTuple):
    """One part of the search."""

    name: str
    """As it stands in a gap when it fails."""
    segment: str
    absent: Gap | None = None
    """What it means when Matomo does not know such a segment; None: a failure like any other."""
    sites: str = ""
    date: str = ""


class Words(NamedTuple):
    """Segments over the words of a visit's actions."""

    name: str
    segments: tuple[str, ...]
    encoded: bool = False
    """Whether Matomo keeps them as web addresses, percent-encoded."""
    absent: str = ""


WORDS = (
    Words("Visits by the addresses of pages", ("pageUrl",), True),
    Words("Visits by links and downloads", ("outlinkUrl", "downloadUrl"), True),
    Words("Visits by where they came from", ("referrerUrl", "referrerName", "referrerKeyword"), True),
    Words("Visits by titles of pages", ("pageTitle",)),
    Words("Visits by searches on the site", ("siteSearchKeyword",), True),
    Words(
        "Visits by events", ("eventCategory", "eventAction", "eventName"), True, "This Matomo keeps no events."
    ),
    Words(
        "Visits by contents", ("contentName", "contentPiece", "contentTarget"), True,
        "This Matomo keeps no views of contents.",
    ),
    Words(
        "Visits by custom variables", ("customVariableName", "customVariableValue"), False,
        "This Matomo has no custom variables.",
    ),
)  # fmt: skip


def ways(search: Search, sites: Sites, salt: str) -> Iterator[Way]:
    """Every way, the surest first."""
    off = Gap(PROFILE, PROFILE_ON)
    for one in search.of("email", "user_id"):
        yield Way("Visits by user id", equals("userId", one.value), off)
        for pseudonym in hashes(one.value, salt):
            yield Way("Visits by pseudonym", equals("userId", pseudonym), off)
    for one in search.of("visitor_id"):
        if is_visitor_id(one.value):
            yield Way("Visits by visitor id", equals("visitorId", one.value.casefold()), off)
    yield from _addresses(search.of("ip"))
    for email in search.emails:
        yield Way("Visits by a part of the user id", contains("userId", email), off)
        yield from _dimensions(email, sites)
        yield from _words(email)


def is_visitor_id(value: str) -> bool:
    """Whether Matomo can look for it at all."""
    return bool(fullmatch(r"[0-9a-fA-F]{16}", value))


def _addresses(known: tuple[Identifier, ...]) -> Iterator[Way]:
    """Each address once, in the days in which it was the subject's; the moments are compared afterwards."""
    for address in dict.fromkeys(one.value for one in known):
        moments = [one.seen for one in known if one.value == address]
        seen = [moment for moment in moments if moment]
        days = f"{min(seen) - MARGIN:%Y-%m-%d},{max(seen) + MARGIN:%Y-%m-%d}" if len(seen) == len(moments) else ""
        yield Way("Visits by IP address", equals("visitIp", address), date=days)


def _dimensions(email: str, sites: Sites) -> Iterator[Way]:
    for site, rows in sites.dimensions.items():
        if rows:
            names = [f"dimension{id_of(row, 'idcustomdimension')}" for row in rows]
            segment = any_of(*(contains(name, email) for name in names))
            yield Way("Visits by custom dimensions", segment, sites=site)


def _words(email: str) -> Iterator[Way]:
    for words in WORDS:
        forms = spellings(email) if words.encoded else (email,)
        segment = any_of(*(contains(name, form) for name in words.segments for form in forms))
        yield Way(words.name, segment, Gap(words.absent) if words.absent else None)
