"""Reading the parts: which entries are asked for, and whose they are."""

import re
from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Identifier, Match, Record, Search, canonical, guarded, pointer

from .api import Api, entry, filled
from .parts import PRODUCTS, Part
from .records import record

ABSENT = "OVHcloud offers this account no such thing: {part}."
_NOT_DIGITS = re.compile(r"\D+")


class Reader:
    """One search through the parts of an account."""

    def __init__(self, api: Api, search: Search) -> None:
        self._api, self._search = api, search
        self._told: set[str] = set()
        self._seen: set[tuple[str, str]] = set()

    def find(self, part: Part) -> Iterator[Record | Gap]:
        """The entries of one part that are the subject's or look like it."""
        if not self._wanted(part):
            return
        yield from guarded(part.what, self._lists(part))
        yield from self.absences(part.what)

    def absences(self, otherwise: str) -> Iterator[Gap]:
        """What the region does not sell, as far as it was asked for since."""
        for path in sorted(self._api.absent - self._told):
            self._told.add(path)
            yield Gap(ABSENT, "", {"part": PRODUCTS.get(path, otherwise)})

    def judged(self, part: Part, raw: dict[str, Any], source_id: str) -> Record | None:
        """An entry as a record; None for one that is somebody else's and not like the subject's."""
        proof = self._own(part, raw) or self._search.mention(raw)
        if proof is None and not any(self._alike(raw.get(key)) for key in (*part.emails, *part.phones)):
            return None
        if (part.type, source_id) in self._seen:
            return None
        self._seen.add((part.type, source_id))
        return record(self._search, part, raw, source_id, proof)

    def _wanted(self, part: Part) -> bool:
        """Whether anything that is searched by now can stand there; an exhaustive search reads every text."""
        search = self._search
        return bool(
            (part.emails and search.of("email"))
            or (part.phones and search.of("phone"))
            or (part.text and search.exhaustive)
        )

    def _lists(self, part: Part) -> Iterator[Record | Gap]:
        for names in self._services(part.within):
            yield from guarded(part.what, self._entries(part, names))

    def _services(self, within: tuple[str, ...], names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        """Every combination of names that the lists give, each list asked with the names before it."""
        if len(names) == len(within):
            yield names
            return
        for name in self._api.names(filled(within[len(names)], names)):
            yield from self._services(within, (*names, name))

    def _entries(self, part: Part, names: tuple[str, ...]) -> Iterator[Record]:
        path = filled(part.path, names)
        for name in self._ids(part, path):
            if part.keyed and not self._alike(name):
                continue
            found = self.judged(part, self._api.one(entry(path, name)), "/".join([*names[: part.depth], name]))
            if found:
                yield found

    def _ids(self, part: Part, path: str) -> list[str]:
        if not part.filter or self._search.exhaustive:
            return self._api.names(path)
        ids = (
            name
            for one in self._search.of("phone")
            for spelling in _spellings(one)
            for name in self._api.names(path, **{part.filter: spelling})
        )
        return list(dict.fromkeys(ids))

    def _own(self, part: Part, raw: dict[str, Any]) -> Match | None:
        by_mail = self._search.prove(raw, "email", *map(pointer, part.emails)) if part.emails else None
        return by_mail or (self._search.prove(raw, "phone", *map(pointer, part.phones)) if part.phones else None)

    def _alike(self, value: Any) -> bool:
        """Whether a value holds one of the subject's addresses or numbers, be it within a longer one."""
        if not isinstance(value, str) or not value:
            return False
        folded, digits = canonical("email", value), _NOT_DIGITS.sub("", value)
        matcher = self._search.matcher
        return any(one.canonical in folded or one.canonical in value.casefold() for one in matcher.of("email")) or any(
            _digits(one)[-10:] in digits for one in matcher.of("phone")
        )


def _spellings(one: Identifier) -> tuple[str, ...]:
    """How a number may be written there; the filter takes it letter by letter."""
    digits = _digits(one)
    return f"+{digits}", f"00{digits}", digits, digits[-10:]


def _digits(one: Identifier) -> str:
    return _NOT_DIGITS.sub("", one.canonical)
