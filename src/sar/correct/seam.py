"""What a connector that can correct must offer beside the search."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from sar.correct.model import ByHand, Change, Correction, Reading
from sar.outcomes import Gap, Said
from sar.records import Record
from sar.sdk import Connector, Finding


class Correcting(Connector, Protocol):
    """A connector whose manifest says `correct`; `plan` and `read` only read, one `apply` is one write."""

    def may_write(self) -> Iterator[Finding]:
        """Whether the key may change what `plan` names, found out without changing anything."""
        ...

    def plan(self, correction: Correction, records: Sequence[Record]) -> Iterator[Change | ByHand | Gap]:
        """What to change of the objects that these records stand for: proven, and the subject's own."""
        ...

    def read(self, change: Change) -> Reading:
        """The object now, with the value of each alteration; `Missing` when it is gone."""
        ...

    def apply(self, change: Change, now: Reading) -> None:
        """Write the alterations to the object as it was read, under the vendor's lock where there is one."""
        ...


def lack(connector: Correcting) -> tuple[Said, Said] | None:
    """What the key may not write, and what to do; None when nothing stands against writing."""
    found = next((one for one in connector.may_write() if one.level == "error"), None)
    return (Said(found.text, found.values), Said(found.remedy, found.values)) if found else None
