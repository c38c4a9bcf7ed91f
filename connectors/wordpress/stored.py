"""What PHP inside the site found where REST does not look: settings of accounts, entries of plug-ins, other tables."""

import re
from collections.abc import Iterator

from sar.sdk import (
    Gap,
    Person,
    Proof,
    Record,
    RecordKind,
    Said,
    Via,
    as_object,
    at,
    id_of,
    moment,
    plain,
    record_id,
    some_rows,
    text_of,
)

from . import learnt
from .api import Row
from .case import Case
from .exports import Item
from .records import pairs, record, stored

KINDS: dict[str, RecordKind] = {
    "flamingo_inbound": "submission", "nf_sub": "submission", "feedback": "submission", "wpcf7s": "submission",
    "flamingo_contact": "contact", "revision": "history", "user_request": "consent", "shop_order": "deal",
}  # fmt: skip
FORMS = re.compile(r"form|entr|submi|lead|contact|book|appoint|subscri", re.IGNORECASE)
SAME = {"shop_order": "order", "revision": "revision", "attachment": "media"}
"""Type in the database → the type under which REST gives the same thing."""
NAMES = {"nickname", "first_name", "last_name"}
"""What an account is called proves nothing: anybody may write an address there."""
CUT = "Of {part} only the first rows in which the address stands were read."
FAILED = "{part} could not be read inside the site."


class Stored:
    """What the site's own database holds beyond REST."""

    def __init__(self, case: Case, answer: Row) -> None:
        self._case, self._answer = case, answer

    def find(self) -> Iterator[Record | Gap]:
        """Settings of accounts, then what the exporters alone told, then posts of other types, then other tables."""
        for row in some_rows(self._answer, "accounts"):
            yield from self._profile(row)
        yield from self._exported()
        for row in some_rows(self._answer, "posts"):
            yield from self._post(row)
        for row in some_rows(self._answer, "entries"):
            yield from self._entry(row)
        for row in some_rows(self._answer, "short"):
            cut, values = text_of(row, "why") == "cut", {"part": text_of(row, "part")}
            yield Gap(CUT if cut else FAILED, "Export the rest with that plug-in's own tools.", values)

    def _profile(self, row: Row) -> Iterator[Record]:
        search = self._case.search
        proof = search.prove(row, "email", "/user_email") or search.prove(row, "user_id", "/ID")
        if proof and self._case.first("profile", id_of(row, "ID")):
            known = [*learnt.of_form(row.get("meta"), None)]
            for session in some_rows(row, "sessions"):
                known += learnt.ip(session.get("ip"), moment(session.get("login")))
            people = (Person("subject", "", tuple(known)),)
            shown = stored({key: row[key] for key in row if key != "meta"}, _held(row))
            yield record(search, "profile", row, proof, source_id=id_of(row, "ID"), people=people, fields=shown)

    def _exported(self) -> Iterator[Record]:
        emails = self._case.search.emails  # in a later round, what was given for the others stands already
        for row in [row for row, email in self._case.exports.rows if email in emails]:
            proof = self._case.search.prove(row, "email", "/held/*/value", "/about/*/value")
            if self._case.first("export", id_of(row)):
                yield record(self._case.search, "export", row, proof, kind="document", fields=(),
                             title="Personal-data export of the site")  # fmt: skip
        for (type_, number), items in self._case.exports.left(emails):
            if self._case.first(type_, number):
                yield self._item(type_, number, items)

    def _item(self, type_: str, number: str, items: list[Item]) -> Record:
        first = items[0]
        raw = {**first.said, "export": first.export, "exported": [item.said for item in items[1:]]}
        proof: Proof | None = self._case.search.prove(raw, "email", "/data/*/value", "/data/*/read")
        if not proof and type_ not in {"account", "comment"}:
            proof = Via(record_id(self._case.search.processor, "export", first.export), path="/export")
        title = plain(text_of(raw, "group_label")) or type_
        kind: RecordKind = {"account": "account", "comment": "message", "media": "file"}.get(type_, "document")  # type: ignore[assignment]
        return record(self._case.search, type_, raw, proof, source_id=number, kind=kind, title=title,
                      fields=pairs(raw))  # fmt: skip

    def _post(self, row: Row) -> Iterator[Record]:
        post = as_object(row.get("post"), "a post")
        type_ = text_of(post, "post_type")
        name, number = SAME.get(type_, type_), id_of(post, "ID")
        proof = self._post_proof(row, type_)
        if type_ in self._public():
            name = f"{name}_meta"  # what REST shows of it is a record of its own
        if not self._case.first(name, number):
            return
        when = moment(post.get("post_date_gmt"))
        own = proof is not None and getattr(proof, "how", "") != "mention"
        known = learnt.of_form(row.get("meta"), post.get("post_date_gmt")) if own else ()
        yield record(
            self._case.search, name, row, proof, source_id=number, kind=KINDS.get(type_, "document"), occurred_at=when,
            title=plain(text_of(post, "post_title")) or f"{type_} {number}", text=plain(text_of(post, "post_content")),
            people=(Person("subject", "", known),) if own else (), fields=stored(post, _held(row)),
        )  # fmt: skip

    def _post_proof(self, row: Row, type_: str) -> Proof | None:
        """A value that is the address makes an entry theirs; in what REST shows as a post, it is a mention."""
        search = self._case.search
        if type_ in self._public():
            return search.mention(row)
        exact = search.prove(row, "email", "/meta/*/*", "/post/post_title") if type_ != "revision" else None
        return exact or self._by_author(row) or search.mention(row)

    def _by_author(self, row: Row) -> Proof | None:
        try:
            account = self._case.accounts.get(str(at(row, "/post/post_author")))
        except LookupError:
            return None
        return Via(account.id, path="/post/post_author") if account else None

    def _public(self) -> set[str]:
        shown = self._answer.get("shown")
        return {str(name) for name in shown} if isinstance(shown, list) else set()

    def _entry(self, row: Row) -> Iterator[Record]:
        rows, table, number = some_rows(row, "rows"), text_of(row, "table"), id_of(row)
        if table == "usermeta" and all(text_of(one, "user_id") in self._case.accounts for one in rows):
            return  # stands in the settings of the account
        proof = self._case.search.prove(row, "email", "/rows/*/*") or self._case.search.mention(row)
        if table == "usermeta" and all(text_of(one, "meta_key") in NAMES for one in rows):
            proof = None
        if self._case.first("row", number):
            kind: RecordKind = "submission" if FORMS.search(table) else "log_entry"
            yield record(
                self._case.search,
                "row",
                row,
                proof,
                kind=kind,
                title=Said("Entry in the table {table}", {"table": table}),
            )


def _held(row: Row) -> Row:
    """What is stored with a post or account; PHP writes an empty table as an empty list."""
    return as_object(row.get("meta") or {}, "what is stored with a post")
