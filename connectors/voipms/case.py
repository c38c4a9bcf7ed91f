"""What all parts of one search share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from msgspec import structs

from sar.sdk import Attachment, Download, Gap, Identifier, Match, Search, canonical

from .api import Api
from .numbers import number_in, resembles
from .times import Window, in_utc, tomorrow, windows

Row = dict[str, Any]
EXTENSIONS = {
    "audio/mpeg": ".mp3", "audio/wav": ".wav", "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png",
    "image/gif": ".gif", "video/mp4": ".mp4", "video/3gpp": ".3gp", "text/vcard": ".vcf", "audio/amr": ".amr",
}  # fmt: skip


@dataclass
class Case:
    """One search in one account."""

    api: Api
    search: Search
    since: date
    hours: float
    """The fixed offset from UTC in which times are asked for and given."""
    own: set[str] = field(default_factory=set)
    """The firm's own numbers: whoever calls one of them is not its owner."""
    clients: list[str] = field(default_factory=list)
    """A reseller's clients by their numbers; each has calls and messages of its own."""
    given: set[tuple[str, str]] = field(default_factory=set)

    @property
    def zone(self) -> str:
        """The offset as VoIP.ms takes it."""
        return f"{self.hours:g}"

    @property
    def phones(self) -> tuple[Identifier, ...]:
        """The numbers to search by, but for the firm's own."""
        return tuple(one for one in self.search.of("phone") if one.canonical not in self.own)

    def windows(self, days: int) -> Iterator[Window]:
        """From the setting's day until now."""
        return windows(self.since, tomorrow(), days)

    def first(self, type_: str, number: str) -> bool:
        """Whether this is met for the first time; notes that it was."""
        new = (type_, number) not in self.given
        self.given.add((type_, number))
        return new

    def at(self, text: str) -> datetime | None:
        """A time of VoIP.ms in UTC."""
        return in_utc(text, self.hours)

    def parsed(self, row: Row, **keys: str) -> Row:
        """The numbers in these keys of a row, such as `from_="callerid"`; those without one are left out."""
        numbers = {name.rstrip("_"): number_in(row.get(key)) for name, key in keys.items()}
        return {name: number for name, number in numbers.items() if number}

    def attach(self, name: str, fetch: Callable[[int], Download]) -> Attachment | Gap:
        """A file under a name that tells what it is."""
        file = self.search.attach(name, fetch)
        if isinstance(file, Gap):
            return file
        return structs.replace(file, name=name + EXTENSIONS.get(file.media_type, ""))

    def proof(self, raw: Row, *names: str) -> Match | None:
        """The proof that one of these parsed numbers is the subject's and not the firm's."""
        places = [f"/parsed/{name}" for name in names if self._is_foreign(raw, name)]
        found = self.search.prove(raw, "phone", *places)
        return found if found and found.identifier.confidence != "weak" else None

    def is_near(self, raw: Row, *names: str) -> bool:
        """Whether a number may be meant for the subject's, or is one that many use."""
        numbers = [raw["parsed"][name] for name in names if self._is_foreign(raw, name)]
        known = self.search.matcher.of("phone")
        return any(one.same_as(number) or resembles(number, one.canonical) for number in numbers for one in known)

    def others(self, raw: Row, *names: str) -> list[str]:
        """Numbers of people in a row who are neither the subject nor the firm."""
        numbers = [raw["parsed"][name] for name in names if self._is_foreign(raw, name)]
        return [one for one in numbers if one.startswith("+") and not self.search.matcher.match("phone", one)]

    def _is_foreign(self, raw: Row, name: str) -> bool:
        number = raw["parsed"].get(name)
        return bool(number) and canonical("phone", number) not in self.own
