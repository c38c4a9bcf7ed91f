"""All that hangs on a person: deals, activities, leads, notes, files, mail, history, projects."""

from collections.abc import Callable, Iterator
from typing import Any

from sar.sdk import Attachment, Gap, Proof, Record, Search, Via, guarded, id_of, inner, text_of

from . import records
from .api import V1, V2, Api

Row = dict[str, Any]
Rows = Iterator[Record | Gap]
IN_FLOW_ONLY = {"deal", "activity", "note", "file", "mailMessage", "personChange", "participant", "lead"}
"""Objects of the flow that are read in full elsewhere."""


class Hanging:
    """One person's surroundings at a time; `shown` keeps anything from coming twice."""

    def __init__(self, api: Api, search: Search, labels: dict[str, str], shown: set[tuple[str, str]]) -> None:
        self._api, self._search, self._labels, self._shown = api, search, labels, shown

    def of(self, person: Record) -> Rows:
        """Every part in its turn; a part that fails is a gap, and the rest goes on."""
        parts: tuple[tuple[str, Callable[[Record], Rows], str], ...] = (
            ("Deals", self._deals, ""),
            ("Participation in deals of others", self._participations, ""),
            ("Activities", self._activities, ""),
            ("Leads", self._leads, ""),
            ("Notes", self._notes, ""),
            ("Files", self._files, ""),
            ("Mail", self._mail, "This Pipedrive has no mail synchronisation."),
            ("The history of changes", self._changes, ""),
            ("Followers", self._followers, ""),
            ("The picture", self._picture, "The person has no picture."),
            ("Products", self._products, ""),
            ("Call logs", self._calls, "This Pipedrive keeps no call logs."),
            ("Projects", self._projects, "This Pipedrive's plan has no projects."),
        )
        for name, part, absent in parts:
            self._search.progress(name)
            yield from guarded(name, part(person), absent=absent)

    def _new(self, type_: str, number: str) -> bool:
        fresh = (type_, number) not in self._shown
        self._shown.add((type_, number))
        return fresh

    def _record(self, type_: str, row: Row, proof: Proof | None, source_id: str = "", **more: Any) -> Record:
        return records.record(
            self._search, self._api.root, type_, row, proof, labels=self._labels, source_id=source_id, **more
        )

    def _by(self, type_: str, parent: Record, path: str, key: str, **params: Any) -> Iterator[Record]:
        """Rows of a list that name their parent under `key`; a filter alone is not believed."""
        for row in self._api.rows(path, **params):
            if text_of(row, key) == parent.source_id and self._new(type_, id_of(row)):
                yield self._record(type_, row, Via(parent.id, path=f"/{key}"))

    def _deals(self, person: Record) -> Rows:
        lists: tuple[tuple[str, Row], ...] = (
            (f"{V2}deals", {}),
            (f"{V2}deals", {"status": "deleted"}),
            (f"{V2}deals/archived", {}),
        )
        for path, params in lists:
            for deal in self._by("deal", person, path, "person_id", person_id=person.source_id, **params):
                yield deal
                yield from self._around_deal(deal)

    def _around_deal(self, deal: Record) -> Rows:
        number = deal.source_id
        yield from guarded("Notes of a deal", self._notes_by("deal_id", deal))
        yield from guarded("Files of a deal", self._files_of(f"{V1}deals/{number}/files", deal, "deal_id"))
        products = self._by("deal_product", deal, f"{V2}deals/{number}/products", "deal_id")
        yield from guarded("Products of a deal", products)

    def _participations(self, person: Record) -> Rows:
        path = f"{V1}persons/{person.source_id}/flow"
        for row in self._api.rows(path, limit=100, items="participant,deal"):
            deal = text_of(row, "data", "deal_id") or (
                text_of(row, "data", "id") if row.get("object") == "deal" else ""
            )
            if deal and ("deal", deal) not in self._shown and self._new("participation", deal):
                yield from guarded("Participants of a deal", self._participants(person, deal))

    def _participants(self, person: Record, deal: str) -> Iterator[Record]:
        for row in self._api.rows(f"{V1}deals/{deal}/participants", limit=100):
            if text_of(row, "person_id", "value") == person.source_id:
                own = {key: row.get(key) for key in ("id", "person_id", "add_time", "active_flag", "related_item_data")}
                yield self._record("participant", own, Via(person.id, path="/person_id/value"))

    def _activities(self, person: Record) -> Rows:
        shared: list[tuple[str, str]] = [("person_id", person.source_id), ("org_id", text_of(person.raw, "org_id"))]
        shared += [(f"{type_}_id", number) for type_, number in self._shown if type_ in {"deal", "lead"}]
        for key, number in shared:
            if number:
                asked: Row = {key: number, "include_fields": "attendees"}
                rows = self._api.rows(f"{V2}activities", **asked)
                yield from guarded("Activities", self._theirs(person, rows))

    def _theirs(self, person: Record, rows: Iterator[Row]) -> Iterator[Record]:
        """Of shared lists only the activities that name the person, or invite their address."""
        for row in rows:
            proof = self._part_in(person, row)
            if proof and self._new("activity", id_of(row)):
                yield self._record("activity", row, proof)

    def _part_in(self, person: Record, row: Row) -> Proof | None:
        number = person.source_id
        if text_of(row, "person_id") == number:
            return Via(person.id, path="/person_id")
        for key in ("participants", "attendees"):
            listed = row.get(key) or []
            for place in range(len(listed) if isinstance(listed, list) else 0):
                if text_of({"one": listed[place]}, "one", "person_id") == number:
                    return Via(person.id, path=f"/{key}/{place}/person_id")
        return self._search.prove(row, "email", "/attendees/*/email")

    def _leads(self, person: Record) -> Rows:
        for path in (f"{V1}leads", f"{V1}leads/archived"):
            for lead in self._by("lead", person, path, "person_id", limit=100, person_id=person.source_id):
                yield lead
                yield from guarded("Notes of a lead", self._notes_by("lead_id", lead))

    def _notes(self, person: Record) -> Rows:
        yield from self._notes_by("person_id", person)

    def _notes_by(self, key: str, parent: Record) -> Rows:
        for note in self._by("note", parent, f"{V1}notes", key, limit=100, **{key: parent.source_id}):
            yield note
            path = f"{V1}notes/{note.source_id}/comments"
            yield from guarded("Comments of a note", self._comments(path, note))

    def _comments(self, path: str, note: Record) -> Iterator[Record]:
        for row in self._api.rows(path, limit=100):
            if text_of(row, "object_id") == note.source_id:
                yield self._record("comment", row, Via(note.id, path="/object_id"), id_of(row, "uuid"))

    def _files(self, person: Record) -> Rows:
        yield from self._files_of(f"{V1}persons/{person.source_id}/files", person, "person_id")

    def _files_of(self, path: str, parent: Record, key: str) -> Rows:
        for row in self._api.rows(path, limit=100):
            number = id_of(row)
            if self._new("file", number):
                named = text_of(row, key) == parent.source_id
                proof = Via(parent.id, path=f"/{key}") if named else Via(parent.id, asked=path)
                yield from self._with_bytes(
                    "file", row, proof, f"{V1}files/{number}/download", text_of(row, "file_name")
                )

    def _with_bytes(self, type_: str, row: Row, proof: Proof, address: str, name: str) -> Rows:
        if self._search.holds(type_, id_of(row)):
            return
        file = self._search.attach(name or type_, lambda cap: self._api.download(address, cap))
        if isinstance(file, Gap):
            yield file
        yield self._record(type_, row, proof, files=(file,) if isinstance(file, Attachment) else ())

    def _mail(self, person: Record) -> Rows:
        path = f"{V1}persons/{person.source_id}/mailMessages"
        for row in self._api.rows(path, limit=50, include_body="1"):
            number = id_of({"id": inner(row, "data", "id")})
            proof = self._search.prove(row, "email", *(f"/data/{role}/*/email_address" for role in _ROLES))
            if self._new("mail", number):
                yield self._record("mail", row, proof or Via(person.id, asked=path), number)

    def _changes(self, person: Record) -> Rows:
        path = f"{V1}persons/{person.source_id}/changelog"
        for row in self._api.rows(path, limit=100):
            key = f"{person.source_id}/{text_of(row, 'time')}/{text_of(row, 'field_key')}"
            if self._new("change", key):
                yield self._record("change", row, Via(person.id, asked=path), key)
        path = f"{V1}persons/{person.source_id}/flow"
        for row in self._api.rows(path, limit=100, all_changes="1"):
            key = f"{text_of(row, 'object')}/{text_of(row, 'data', 'id')}"
            if row.get("object") not in IN_FLOW_ONLY and self._new("flow", key):
                yield self._record("flow", row, Via(person.id, asked=path), key)

    def _followers(self, person: Record) -> Rows:
        number = person.source_id
        path = f"{V2}persons/{number}/followers"
        for row in self._api.rows(path):
            source_id = f"{number}/{id_of(row, 'user_id')}"
            yield self._record("follower", row, Via(person.id, asked=path), source_id)
        path = f"{V2}persons/{number}/followers/changelog"
        for row in self._api.rows(path):
            source_id = f"{number}/{text_of(row, 'time')}/{text_of(row, 'follower_user_id')}/{text_of(row, 'action')}"
            if self._new("follower_change", source_id):
                yield self._record("follower_change", row, Via(person.id, asked=path), source_id)
        path = f"{V1}persons/{number}/permittedUsers"
        users = self._api.list_of(path)
        if users:
            yield self._record("permitted_users", {"users": users}, Via(person.id, asked=path), number)

    def _picture(self, person: Record) -> Rows:
        if not text_of(person.raw, "picture_id"):
            return
        row = self._api.one(f"{V2}persons/{person.source_id}/picture")
        address = text_of(row, "pictures", "512") or text_of(row, "pictures", "128")
        if text_of(row, "item_id") == person.source_id and address:
            yield from self._with_bytes("picture", row, Via(person.id, path="/item_id"), address, "picture.jpg")

    def _products(self, person: Record) -> Rows:
        path = f"{V1}persons/{person.source_id}/products"
        for row in self._api.rows(path, limit=100):
            source_id = f"{person.source_id}/{'-'.join(sorted(row))}"
            yield self._record("product", row, Via(person.id, asked=path), source_id)

    def _calls(self, person: Record) -> Rows:
        yield from self._by("call", person, f"{V1}callLogs", "person_id", limit=50)

    def _projects(self, person: Record) -> Rows:
        lists: tuple[tuple[str, Row], ...] = (
            (f"{V2}projects", {"person_id": person.source_id}),
            (f"{V2}projects/archived", {}),
        )
        for path, params in lists:
            for row in self._api.rows(path, **params) if params else self._api.all(path):
                numbers = [str(one) for one in row.get("person_ids") or []]
                if person.source_id in numbers and self._new("project", id_of(row)):
                    place = numbers.index(person.source_id)
                    project = self._record("project", row, Via(person.id, path=f"/person_ids/{place}"))
                    yield project
                    tasks = self._by("task", project, f"{V2}tasks", "project_id", project_id=project.source_id)
                    yield from guarded("Tasks of a project", tasks)


_ROLES = ("from", "to", "cc", "bcc")
