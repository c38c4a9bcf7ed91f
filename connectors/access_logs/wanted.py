"""Whose a line may be: the identifiers of all searches in one index, so that a line is looked up once for all."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sar.sdk import Search, canonical

from .lines import Line
from .mail import Mail, folded
from .readable import decoded
from .sieve import Wish

WINDOW = timedelta(hours=13)
"""How long around the moment of an identifier a file is read: an hour more than it counts, since lines are late."""

Span = tuple[datetime, ...] | None
"""The moments around which a search looks; None for all times."""
LOOKED = 500
"""Characters of a line in no known form in which addresses are looked for."""
_ADDRESSES = re.compile(r"[0-9A-Fa-f:.]{3,}")


class Wanted:
    """The identifiers that several searches look for now."""

    def __init__(self, searches: Sequence[Search]) -> None:
        self._ips: dict[str, set[int]] = defaultdict(set)
        self._users: dict[str, set[int]] = defaultdict(set)
        self._emails: dict[str, set[int]] = defaultdict(set)
        self.spans: dict[Span, list[int]] = defaultdict(list)
        """Which searches look at the same times, so that the same files are read for them."""
        for number, search in enumerate(searches):
            self._add(number, search)
        self._mail = Mail(self._emails)

    @property
    def wish(self) -> Wish:
        """What the sieve keeps lines for."""
        return Wish(tuple(sorted(self._ips)), tuple(sorted(self._emails)), tuple(sorted(self._users)))

    def whose(self, line: Line | None, texts: Sequence[str]) -> list[int]:
        """The searches that a line, with its texts decoded, may belong to."""
        found: set[int] = set()
        for address in (line.address, *line.forwarded) if line else _ADDRESSES.findall(texts[0][:LOOKED]):
            found |= self._ips.get(canonical("ip", address), set())
        if line and line.user and self._users:
            found |= self._users.get(canonical("username", decoded(line.user)), set())
        for text in texts if self._emails else ():
            for email in self._mail.within(text):
                found |= self._emails[email]
        return sorted(found)

    def _add(self, number: int, search: Search) -> None:
        for one in search.of("ip"):
            self._ips[one.canonical].add(number)
        for one in search.of("username"):
            self._users[one.canonical].add(number)
        for email in search.emails:
            for spelled in {folded(email), folded(canonical("email", email))}:
                self._emails[spelled].add(number)
        moments = [one.seen for one in search.of("ip", "username", "email")]
        always = None in moments
        self.spans[None if always else tuple(sorted(one for one in moments if one))].append(number)


def covers(span: Span, first: datetime, last: datetime) -> bool:
    """Whether anything is looked for in this time: an address that is tied to a moment is not at other times."""
    return span is None or any(first - WINDOW <= one <= last + WINDOW for one in span)
