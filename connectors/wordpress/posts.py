"""Posts, pages, files and every other type that REST shows: the accounts' own, and where others mention the address."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from sar.sdk import Attachment, Gap, Missing, Record, Via, guarded, id_of, inner, text_of

from .api import Row
from .case import Case
from .records import record

DESIGN = frozenset({
    "wp_template", "wp_template_part", "wp_global_styles", "wp_font_family", "wp_font_face", "nav_menu_item",
})  # fmt: skip
"""The site's looks: no person writes to it."""
UNLISTED = "Entries of the type {type} are listed by no route of this site and were not searched there."


class Type(NamedTuple):
    """One type of posts."""

    name: str
    path: str
    statuses: str
    authored: bool
    """Where a type has no authors, WordPress ignores the question for one and gives everything."""


class Posts:
    """The search in what is published, or waits to be."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def own(self) -> Iterator[Record | Gap]:
        """What the accounts wrote or uploaded."""
        self._case.search.progress("posts, pages and files")
        if self._case.accounts:
            yield from guarded("The list of types", self._own())

    def mentions(self) -> Iterator[Record | Gap]:
        """Where the address stands in title, excerpt or text."""
        yield from guarded("The list of types", self._mentions())

    def _own(self) -> Iterator[Record | Gap]:
        for account in self._case.accounts.values():
            for type_ in self._types:
                if type_.authored:
                    yield from guarded("The type {type}", self._by(type_, account), type=type_.name)

    def _mentions(self) -> Iterator[Record | Gap]:
        for email in self._case.search.emails:
            for type_ in self._types:
                yield from guarded("The search in the type {type}", self._about(type_, email), type=type_.name)

    @cached_property
    def _types(self) -> list[Type]:
        """All types with a list, and every status: the default is published ones only, and `any` leaves out trash."""
        statuses = ",".join(self._case.api.shared("/wp/v2/statuses"))
        found = []
        for name, row in sorted(self._case.api.shared("/wp/v2/types").items()):
            base, space = text_of(row, "rest_base"), text_of(row, "rest_namespace") or "wp/v2"
            if base and name not in DESIGN:
                known = "inherit,private,trash" if name == "attachment" else statuses
                found.append(Type(name, f"/{space}/{base}", known, inner(row, "supports", "author") is True))
        return found

    def _rows(self, type_: Type, **asked: str) -> Iterator[Row | Gap]:
        try:
            yield from self._case.api.rows(type_.path, status=type_.statuses, **asked)
        except Missing as error:
            if b"rest_no_route" not in error.body:
                raise
            yield Gap(UNLISTED, values={"type": type_.name})

    def _by(self, type_: Type, account: Record) -> Iterator[Record | Gap]:
        for row in self._rows(type_, author=account.source_id):
            if isinstance(row, Gap):
                yield row
            elif text_of(row, "author") == account.source_id:
                yield from self._written(type_, row, account)

    def _written(self, type_: Type, row: Row, account: Record) -> Iterator[Record | Gap]:
        name = "media" if type_.name == "attachment" else type_.name
        number, proof = id_of(row), Via(account.id, path="/author")
        if not self._case.first(name, number):
            return
        if name == "media":
            yield from self._file(number, row, proof)
            return
        yield record(self._case.search, name, self._case.folded(name, number, row), proof)
        history = inner(row, "_links", "version-history")
        if isinstance(history, list) and any(isinstance(one, dict) and one.get("count") for one in history):
            yield from guarded("Earlier versions of a post", self._revisions(type_, number))

    def _file(self, number: str, row: Row, proof: Via) -> Iterator[Record | Gap]:
        raw = self._case.folded("media", number, row)
        if self._case.search.holds("media", number):
            return
        address = text_of(row, "source_url")
        name = address.rpartition("/")[2] or "file"
        file = self._case.search.attach(name, lambda cap: self._case.api.download(address, cap))
        if isinstance(file, Gap):
            yield file
        yield record(self._case.search, "media", raw, proof, files=(file,) if isinstance(file, Attachment) else ())

    def _revisions(self, type_: Type, post: str) -> Iterator[Record]:
        """Only what the account itself changed: others' versions are theirs."""
        for row in self._case.api.rows(f"{type_.path}/{post}/revisions"):
            proof = self._case.by_account(row, "author")
            if proof and self._case.first("revision", id_of(row)):
                yield record(self._case.search, "revision", row, proof)

    def _about(self, type_: Type, email: str) -> Iterator[Record | Gap]:
        name = "media" if type_.name == "attachment" else type_.name
        for row in self._rows(type_, search=email):
            if isinstance(row, Gap):
                yield row
            elif self._case.first(name, id_of(row)):
                places = (f"/{part}/raw" for part in ("title", "excerpt", "content", "caption", "description"))
                proof = self._case.search.mention(row, *places, "/alt_text", "/source_url")
                yield record(self._case.search, name, row, proof)
