"""Answers to lead forms (Lead Ads): there is no search, so all are read and compared here."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Kind, Match, Record, Search, canonical, guarded, some_rows, text_of

from . import records
from .api import Api

Row = dict[str, Any]
Rows = Iterator[Record | Gap]
QUESTIONS, ANSWERS = "The questions of lead form {form}", "The answers to lead form {form}"
FORM = "id,name,questions{key,label,type}"
LEAD = (
    "id,created_time,field_data,form_id,ad_id,ad_name,campaign_id,campaign_name,is_organic,platform,"
    "custom_disclaimer_responses"
)
OWN: dict[str, Kind] = {"EMAIL": "email", "WORK_EMAIL": "email", "PHONE": "phone", "WORK_PHONE_NUMBER": "phone"}
"""Types of questions that ask for the person's own address or number."""
NAMES: dict[str, Kind] = {
    "email": "email",
    "work_email": "email",
    "phone_number": "phone",
    "work_phone_number": "phone",
}
"""Their names where the form itself cannot be read."""


class Form:
    """One lead form."""

    def __init__(self, api: Api, search: Search, number: str) -> None:
        self._api, self._search, self._number = api, search, number
        self._form: Row = {"id": number}

    @staticmethod
    def readable(api: Api, number: str) -> Iterator[Gap]:
        """What of a form cannot be read; a missing `leads_retrieval` shows on its answers only."""

        def questions() -> Iterator[Row]:
            yield api.one(number, FORM)

        answers = api.rows(f"{number}/leads", limit=1, fields="id")
        for what, rows in ((QUESTIONS, questions()), (ANSWERS, answers)):
            first = next(guarded(what, rows, form=number), None)
            if isinstance(first, Gap):
                yield first

    def find(self) -> Rows:
        """The form's questions first: they say which answer is the person's own address."""
        for one in guarded(QUESTIONS, self._questions(), form=self._number):
            if isinstance(one, Gap):
                yield one
            else:
                self._form = one
        yield from guarded(ANSWERS, self._leads(), form=self._number)

    def _questions(self) -> Iterator[Row]:
        yield self._api.one(self._number, FORM)

    def _leads(self) -> Iterator[Record]:
        for row in self._api.rows(f"{self._number}/leads", fields=LEAD):
            proof = self._own(row) or self._search.mention(row, "/field_data/*/values/*")
            if proof or self._alike(row):
                yield records.lead(self._search, row, self._form, proof)

    def _own(self, row: Row) -> Match | None:
        """By the person's own address or number; anybody's may stand in the answer to another question."""
        kinds = {text_of(one, "key"): OWN[text_of(one, "type")] for one in self._asked()} or NAMES
        for place, answer in enumerate(some_rows(row, "field_data")):
            kind = kinds.get(text_of(answer, "name"))
            proof = self._search.prove(row, kind, f"/field_data/{place}/values/*") if kind else None
            if proof:
                return proof
        return None

    def _asked(self) -> list[Row]:
        return [one for one in some_rows(self._form, "questions") if text_of(one, "type") in OWN]

    def _alike(self, row: Row) -> bool:
        """Whether an address is a part of an answer, as any list's search would find it: for the officer to see."""
        said = " ".join(records.answers(one) for one in some_rows(row, "field_data")).casefold()
        return any(canonical("email", one.value) in said for one in self._search.matcher.of("email"))
