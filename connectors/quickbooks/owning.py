"""Which values of an object are surely the person's, where others share it or it hangs below theirs.

A sub-customer may be a job of theirs or another member of a team; one entry may have the addresses of a household.
Of these only what is said to be wrong, or stands the same in an entry that is the person's alone, is theirs.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sar.sdk import Correction, Held, Record, Via, same, text_of

from . import addresses, holding

Row = dict[str, Any]


class Owning:
    """Looks at one object after the other."""

    def __init__(self, correction: Correction, records: Sequence[Record]) -> None:
        self._correction = correction
        self._own = [one for one in records if not self.restricted(one)]
        """Entries of the person alone."""

    def restricted(self, record: Record) -> bool:
        """Whether it hangs below another one, or has several e-mail addresses."""
        return isinstance(record.proof, Via) or self.shared(record)

    def shared(self, record: Record) -> bool:
        """Whether it has e-mail addresses beside the one by which it was found."""
        return not isinstance(record.proof, Via) and len(holding.emails(record.raw)) > 1

    def another(self, record: Record) -> bool:
        """Whether what hangs below speaks of somebody else: it has an address or a family name of its own."""
        if not isinstance(record.proof, Via):
            return False
        family = text_of(record.raw, "FamilyName")
        return bool(holding.emails(record.raw)) or bool(family and _name(record.raw) not in self._names)

    def bears_the_name(self, record: Record) -> bool:
        """Whether the entry's own name, where it has one, is surely the person's."""
        given, family = _name(record.raw)
        return not self.restricted(record) or not given + family or (given, family) in self._names

    def places(self, record: Record, found: dict[str, Row]) -> dict[str, Row]:
        """The addresses that are surely the person's."""
        if not self.restricted(record):
            return found
        mine = [one for own in self._own for one in addresses.of(own.type, own.raw).values()]
        names = tuple(name for one in (record, *self._own) for name in holding.names(one.raw))
        return {place: one for place, one in found.items() if any(_one_place(one, other, names) for other in mine)}

    def surely(self, record: Record, values: Iterable[Held]) -> Iterator[Held]:
        """The values that are surely the person's."""
        for one in values:
            if not self.restricted(record) or one.field.startswith(("email", "address.")) or self._known(one):
                yield one

    @property
    def _names(self) -> set[tuple[str, str]]:
        return {_name(one.raw) for one in self._own}

    def _known(self, one: Held) -> bool:
        was = self._correction.was.get(one.field)
        if was:
            return same(one.field, one.value, was)
        held = (mine for own in self._own for mine in holding.held(own.type, own.raw, self._correction, ()))
        return bool(one.value) and any(
            mine.field == one.field and same(one.field, mine.value, one.value) for mine in held
        )


def _name(row: Row) -> tuple[str, str]:
    return text_of(row, "GivenName").casefold(), text_of(row, "FamilyName").casefold()


def _one_place(one: Row, other: Row, names: tuple[str, ...]) -> bool:
    street = addresses.street(one, names)
    return bool(street) and street == addresses.street(other, names) and addresses.agree(one, other, names)
