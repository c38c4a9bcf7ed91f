"""Campaigns that went to the subject, with what they did with each."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Missing, Record, Search, guarded, id_of, inner, text_of

from . import records
from .api import Api, safe_id
from .audiences import hashes

Row = dict[str, Any]
PARTS = {
    "sent_to": "sent-to",
    "email_activity": "email-activity",
    "opens": "open-details",
    "unsubscribed": "unsubscribed",
}
"""Our name → the report; the clicks of click-details stand in the e-mail activity, with addresses and times."""


class Campaigns:
    """One record per campaign and address."""

    def __init__(self, api: Api, search: Search, complaints: set[str]) -> None:
        self._api, self._search, self._shown = api, search, complaints

    def find(self) -> Iterator[Record | Gap]:
        """By member id, which needs no audience: archived and removed members keep their reports."""
        for member in hashes(self._search):
            yield from guarded("Campaigns", self._of(member))

    def _of(self, member: str) -> Iterator[Record | Gap]:
        for row in self._api.rows("/campaigns", "campaigns", member_id=member):
            yield from guarded("A campaign's reports", self._campaign(safe_id(id_of(row)), row, member))

    def _campaign(self, number: str, row: Row, member: str) -> Iterator[Record | Gap]:
        settings = {"id": number, "send_time": row.get("send_time"), "subject": inner(row, "settings", "subject_line")}
        whole: Row = {"campaign": {**settings, "title": inner(row, "settings", "title")}}
        for name, report in PARTS.items():
            for item in guarded("The report {report}", self._report(number, report, member), report=report):
                if isinstance(item, Gap):
                    yield item
                else:
                    whole[name] = item
        proof = self._search.prove(whole, "email", *(f"/{name}/email_address" for name in PARTS))
        yield records.record(self._search, "campaign", whole, proof, f"{number}/{member}")
        yield from guarded("Complaints about a campaign", self._complaints(number))

    def _report(self, number: str, report: str, member: str) -> Iterator[Row]:
        try:
            yield self._api.one(f"/reports/{number}/{report}/{member}")
        except Missing:
            return  # no such thing was done

    def _complaints(self, number: str) -> Iterator[Record]:
        for row in self._api.all(f"/reports/{number}/abuse-reports", "abuse_reports"):
            proof = self._search.prove(row, "email", "/email_address")
            source_id = f"{text_of(row, 'list_id')}/{id_of(row)}"
            if proof and source_id not in self._shown:
                self._shown.add(source_id)
                yield records.record(self._search, "abuse_report", row, proof, source_id)
