"""Classic automations, surveys and legacy conversations."""

from collections.abc import Iterator

from sar.sdk import Gap, Missing, Record, Search, Via, guarded, id_of, text_of

from . import records
from .api import Api, safe_id
from .audiences import hashes


class Rest:
    """What is neither audience, campaign nor shop."""

    def __init__(self, api: Api, search: Search) -> None:
        self._api, self._search = api, search

    def find(self, audiences: list[str]) -> Iterator[Record | Gap]:
        """Each part in its turn."""
        yield from guarded("Automations", self._automations(), absent="This account has no classic automations.")
        yield from guarded("Surveys", self._surveys(), absent="This account has no surveys.")
        for audience in audiences:
            absent = "This account has no legacy conversations."
            yield from guarded("Conversations", self._conversations(audience), absent=absent)

    def _automations(self) -> Iterator[Record | Gap]:
        for row in self._api.all("/automations", "automations"):
            path = f"/automations/{safe_id(id_of(row))}"
            for email in self._api.whole(f"{path}/emails", "emails"):
                queue = f"{path}/emails/{safe_id(id_of(email))}/queue"
                yield from guarded("The queue of an automation", self._single("queued", queue))
            yield from guarded(
                "Those removed from an automation", self._single("removed", f"{path}/removed-subscribers")
            )

    def _single(self, type_: str, path: str) -> Iterator[Record]:
        for member in hashes(self._search):
            try:
                row = self._api.one(f"{path}/{member}")
            except Missing:
                continue  # not in it
            proof = self._search.prove(row, "email", "/email_address")
            yield records.record(self._search, type_, row, proof, f"{path}/{member}")

    def _surveys(self) -> Iterator[Record | Gap]:
        for survey in self._api.all("/reporting/surveys", "surveys"):
            yield from guarded("Answers of a survey", self._answers(safe_id(id_of(survey)), text_of(survey, "title")))

    def _answers(self, survey: str, title: str) -> Iterator[Record]:
        path = f"/reporting/surveys/{survey}/responses"
        for row in self._api.all(path, "responses"):
            if self._search.prove(row, "email", "/contact/email"):
                number = safe_id(id_of(row, "response_id"))
                whole = {**row, **self._api.one(f"{path}/{number}"), "survey": {"id": survey, "title": title}}
                proof = self._search.prove(whole, "email", "/contact/email")
                yield records.record(self._search, "response", whole, proof, f"{survey}/{number}")

    def _conversations(self, audience: str) -> Iterator[Record | Gap]:
        for row in self._api.all("/conversations", "conversations", list_id=audience):
            proof = self._search.prove(row, "email", "/from_email")
            if proof:
                talk = records.record(self._search, "conversation", row, proof, safe_id(id_of(row)))
                yield talk
                yield from guarded("Messages of a conversation", self._messages(talk))

    def _messages(self, talk: Record) -> Iterator[Record]:
        for row in self._api.rows(f"/conversations/{talk.source_id}/messages", "conversation_messages"):
            proof = Via(talk.id, path="/conversation_id")
            yield records.record(self._search, "message", row, proof, f"{talk.source_id}/{id_of(row)}")
