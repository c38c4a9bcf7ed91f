"""Comments on files: found by the search where they hold an address, then read whole with all others of that file."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from sar.sdk import Changed, Gap, Identifier, Person, Record, Said, Search, fields, moment, text_of

from .account import Account, told
from .dav import OC, Resource
from .unified import hits

PAGE = 100
BY_DESIGN = "Comments on files are found where one on the same file holds an address; they cannot be listed by author."
WANTED = (
    "id",
    "message",
    "actorType",
    "actorId",
    "actorDisplayName",
    "creationDateTime",
    "objectType",
    "objectId",
    "verb",
)


class Comments:
    """Comments that name the subject, and the subject's own on the same files."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._files: set[str] = set()
        self._seen: set[str] = set()

    def of(self, account: Account) -> Iterator[Record | Gap]:
        """By each address; a file is read once, whoever finds it."""
        for email in self._search.emails:
            yield from told(account.id, "The search for comments", self._found(account, email))

    def _found(self, account: Account, email: str) -> Iterator[Record | Gap]:
        for entry in hits(account.ocs, "comments", email):
            number = _number(account, entry)
            if number and number not in self._files:
                self._files.add(number)
                yield from told(account.id, "The comments on a file", self._on(account, number))

    def _on(self, account: Account, number: str) -> Iterator[Record]:
        for one in _comments(account, number):
            raw = {name: one.text(f"{OC}{name}") for name in WANTED}
            if not raw["id"]:
                raise Changed("a comment has no id")
            account_holder = raw["actorType"] == "users"
            proof = self._search.prove(raw, "user_id", "/actorId") if account_holder else None
            proof = proof or self._search.mention(raw, "/message")
            if proof and raw["id"] not in self._seen:
                self._seen.add(raw["id"])
                own = proof.how != "mention"
                yield self._search.record(
                    "comment",
                    raw["id"],
                    kind="note",
                    title=Said("Comment on a file"),
                    proof=proof,
                    raw=raw,
                    occurred_at=_moment(raw["creationDateTime"]),
                    text=raw["message"],
                    fields=fields(raw, {}, {"id", "message", "verb", "objectType"}),
                    people=(self._author(raw, "subject" if own else "author"),),
                )

    def _author(self, raw: dict[str, str], role: str) -> Person:
        known = Identifier("user_id", raw["actorId"], processor=self._search.processor, confidence="strong")
        return Person(role, raw["actorDisplayName"], (known,) if raw["actorId"] else ())


def _number(account: Account, entry: dict[str, Any]) -> str:
    """The file's id; older servers give only its path, in the second line of a hit."""
    given = text_of(entry, "attributes", "fileId")
    if given:
        return given
    path = text_of(entry, "subline").strip("/")
    if not path:
        return ""
    href = f"{account.dav.root}/files/{quote(account.id)}/{quote(path)}"
    return next((one.text(f"{OC}fileid") for one in account.dav.propfind(href, (f"{OC}fileid",), 0)), "")


def _comments(account: Account, number: str) -> Iterator[Resource]:
    seen: set[str] = set()
    while True:
        body = Element(f"{OC}filter-comments")
        SubElement(body, f"{OC}limit").text = str(PAGE)
        SubElement(body, f"{OC}offset").text = str(len(seen))
        found = account.dav.report(f"{account.dav.root}/comments/files/{quote(number)}", body)
        fresh = [one for one in found if one.path not in seen]
        yield from fresh
        seen.update(one.path for one in fresh)
        if len(found) < PAGE:
            return
        if not fresh:
            raise Changed("the pages of a list repeat without end")


def _moment(text: str) -> Any:
    from email.utils import parsedate_to_datetime

    try:
        return moment(parsedate_to_datetime(text).isoformat())
    except ValueError:
        return moment(text)
