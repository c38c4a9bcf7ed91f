"""Visits by every way that leads to one, judged, with their raw rows."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Known, Match, Record, Search, guarded, id_of, text_of

from . import records
from .api import Api, Unsupported
from .exported import Exported, export
from .segments import equals
from .sites import Sites
from .whose import Whose

Row = dict[str, Any]
Found = Iterator[Record | Gap]
PAGE = 200
"""Visits asked for at once, of the log and of the export."""
NOT_EXPORTED = "The raw rows of {visits} visits were not in the export; what the visits log shows is there."


class Visits:
    """One search's visits; none is given twice, whatever leads to it."""

    def __init__(self, api: Api, search: Search, sites: Sites, whose: Whose) -> None:
        self._api, self._search, self._sites, self._whose = api, search, sites, whose
        self._seen: set[str] = set()
        self._strangers: set[str] = set()
        self._shared: dict[str, bool] = {}
        self._labels: dict[str, dict[str, Known]] = {}

    def where(self, segment: str, sites: str = "", **more: object) -> Found:
        """The visits of one segment, page by page."""
        for page in self._api.all_visits(sites or self._sites.all, segment, size=PAGE, **more):
            judged = [self._judged(row) for row in page if self._is_new(row)]
            hers = [raw["visit"] for raw, proof in judged if proof and proof.how != "mention"]
            exported = Exported({})
            for item in guarded("The raw rows of visits", self._export(hers)):
                if isinstance(item, Gap):
                    yield item
                else:
                    exported = item
            yield from self._records(judged, exported)

    def _is_new(self, row: Row) -> bool:
        number = id_of(row, "idVisit")
        new = number not in self._seen
        self._seen.add(number)
        return new and not self._search.holds("visit", number)

    def _judged(self, row: Row) -> tuple[Row, Match | None]:
        return self._whose.judged(row, self._sites.dimensions.get(text_of(row, "idSite"), []))

    def _export(self, visits: list[Row]) -> Iterator[Exported | Gap]:
        if not visits:
            return
        exported = export(self._api, [(id_of(visit, "idSite"), id_of(visit, "idVisit")) for visit in visits])
        yield exported
        lacking = {id_of(visit, "idVisit") for visit in visits} - exported.visits
        if lacking:
            yield Gap(NOT_EXPORTED, "Run again with --resume.", {"visits": str(len(lacking))})

    def _records(self, judged: list[tuple[Row, Match | None]], exported: Exported) -> Found:
        for raw, proof in judged:
            if proof is None and self._is_known_stranger(raw["visit"]):
                continue
            hers, weak = bool(proof and proof.how != "mention"), False
            if hers:
                visitor = text_of(raw["visit"], "visitorId")
                yield from guarded("Whether a browser was shared", self._look_who_shares(raw["visit"]))
                weak = self._shared.get(visitor, True)
            whole = exported.beside(raw) if hers else raw
            yield records.visit(
                self._search, self._api.root, whole, proof, labels=self._labels_of(raw["visit"]), weak=weak
            )

    def _is_known_stranger(self, visit: Row) -> bool:
        """Of somebody else's visits one near match is enough for the officer."""
        user = text_of(visit, "userId")
        known = user in self._strangers
        if user:
            self._strangers.add(user)
        return known

    def _look_who_shares(self, visit: Row) -> Iterator[Gap]:
        """Whether the same browser was also logged in as somebody else."""
        visitor = text_of(visit, "visitorId")
        if not visitor or visitor in self._shared:
            return
        if records.is_derived(visitor, text_of(visit, "userId")):
            self._shared[visitor] = False
            return
        self._shared[visitor] = True
        segment = f"{equals('visitorId', visitor)};userId!="
        pages = self._api.all_visits(self._sites.all, segment, size=PAGE, doNotFetchActions=1)
        try:
            self._shared[visitor] = any(self._whose.is_anothers(row) for page in pages for row in page)
        except Unsupported:  # said once for the whole search
            return
        yield from ()

    def _labels_of(self, visit: Row) -> dict[str, Known]:
        site = text_of(visit, "idSite")
        if site not in self._labels:
            self._labels[site] = self._sites.labels(site)
        return self._labels[site]
