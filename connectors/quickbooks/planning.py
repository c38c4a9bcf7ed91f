"""The plan for customers, vendors and employees: one change for each entry, and what a person must look at."""

from collections.abc import Iterator, Sequence
from typing import Any

from sar.sdk import Alteration, ByHand, Change, Correction, Held, Record, Said, planned, text_of

from . import addresses, display, documents, holding, lookout
from .api import Api
from .fitting import Fitting
from .owning import Owning

Row = dict[str, Any]
HOW = "The entry is changed by a sparse update; transactions keep what they were recorded with."
SEVERAL = "{title}: it has several addresses, and which one is wrong is not said."
SAY_STREET = "Say which with --was address.street=VALUE, and plan again."
PARTS_ONLY = "{title}: QuickBooks holds the parts of an address, not the whole."
SAY_PARTS = "Say the parts, such as --set address.street=VALUE, and plan again."
ANOTHER = "{title}: it stands below the person's entry and holds the same, but seems to be about somebody else."
SHARED = "{title}: it has the e-mail addresses of several people; only what is surely the person's is changed."


class Planning:
    """One plan over all records of the person's own."""

    def __init__(self, api: Api, correction: Correction, records: Sequence[Record]) -> None:
        self._correction, self._records = correction, records
        self._objects = [one for one in records if one.type in addresses.PLACES]
        self._owning, self._fitting = Owning(correction, self._objects), Fitting(api)

    def all(self) -> Iterator[Change | ByHand]:
        """Entries first, then what of their transactions stays."""
        old: list[Alteration] = []
        for record in self._objects:
            for item in self._of(record):
                old += item.alterations if isinstance(item, Change) else ()
                yield item
        yield from documents.staying(self._correction, self._records, old)

    def _of(self, record: Record) -> Iterator[Change | ByHand]:
        found = self._owning.places(record, addresses.of(record.type, record.raw))
        picked = addresses.chosen(self._correction, found, holding.names(record.raw))
        everything = list(holding.held(record.type, record.raw, self._correction, picked.places))
        mine = list(self._owning.surely(record, everything))
        items = list(planned(self._correction, record, mine, Said(HOW)))
        weighed = [one for item in items if isinstance(item, Change) for one in item.alterations]
        if self._owning.another(record):
            yield from [lookout.said(record, ANOTHER, lookout.LOOK)] if weighed else []
            return
        yield from self._changed(record, weighed)
        yield from (one for one in items if isinstance(one, ByHand))
        yield from self._in_doubt(record, bool(found), picked.unclear)
        if self._owning.shared(record) and self._left(everything, mine):
            yield lookout.said(record, SHARED, lookout.LOOK)

    def _changed(self, record: Record, weighed: list[Alteration]) -> Iterator[Change | ByHand]:
        """What fits as one change, what does not as a doubt, and what else in the entry must be looked at."""
        refused = {one: why for one in weighed if (why := self._fitting.unfit(record, one)) is not None}
        if not any(one.field in lookout.NAMES for one in refused):
            whole = list(self._renamed(record))
            refused |= {one: why for one in whole if (why := self._fitting.unfit(record, one)) is not None}
            weighed = [*weighed, *whole]
        fit = tuple(one for one in weighed if one not in refused)
        if fit:
            title, stamp = Said(record.title, record.values), text_of(record.raw, "SyncToken")
            number = record.source_id
            yield Change(record.processor, record.type, number, record.id, title, fit, Said(HOW), stamp, record.url)
        for one, (said, task) in refused.items():
            yield lookout.said(record, said, task, one.field, key=one.path.split("/")[1])
        if self._owning.bears_the_name(record):
            yield from lookout.texts(record, self._correction, fit, {one.path for one in weighed})

    def _renamed(self, record: Record) -> Iterator[Alteration]:
        """Names in one piece: of the entry itself, and above the streets of its addresses."""
        row = record.raw
        if not lookout.NAMES & set(self._correction.new) or not self._owning.bears_the_name(record):
            return
        found = {f"/{key}": text_of(row, key) for key in display.KEYS}
        for place, address in self._owning.places(record, addresses.of(record.type, row)).items():
            named = addresses.named(address, holding.names(row))
            found |= {f"/{place}/{key}": text_of(address, key) for key in named}
        for path, text in found.items():
            new = display.renamed(text, row, self._correction, record.processor) if text else None
            if new and new != text:
                yield Alteration("full_name", path, text, new)

    def _in_doubt(self, record: Record, has_address: bool, unclear: bool) -> Iterator[ByHand]:
        parts = {name for name in self._correction.new if name.startswith("address.")}
        if unclear:
            yield lookout.said(record, SEVERAL, SAY_STREET, "address.full")
        if has_address and parts == {"address.full"}:
            yield lookout.said(record, PARTS_ONLY, SAY_PARTS, "address.full")

    def _left(self, everything: list[Held], mine: list[Held]) -> bool:
        """Whether something is not changed because it may be somebody else's."""
        new = self._correction.new
        return any(one.value and one.value != new.get(one.field, one.value) for one in everything if one not in mine)
