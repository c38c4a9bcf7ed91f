"""Who wrote what in a record: only the person's own words are theirs to take along."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sar.dossier.model import Subject
from sar.identifiers import Identifier, Kind, canonical
from sar.records import Match, Record, Via, parts_of
from sar.shaping import plain

AUTHORS = frozenset({
    "author", "from", "sender", "creator", "createdby", "reporter", "requester", "uploader", "commenter", "organizer",
    "user", "authoremail", "authorid", "fromemail", "createdbyid", "senderemail", "userid", "postauthor", "actorid",
})  # fmt: skip
"""Keys of payloads, and roles of people, that name who wrote or made something; small letters, nothing between."""
WORDS = ("description", "body", "content", "text", "message", "notes", "note", "comment")
"""Keys under which payloads keep what somebody wrote."""
WITHIN = frozenset({"addresses", "data", "headers"})
"""Parts of a payload that speak of it as a whole."""
DESCRIBES = frozenset({"contact", "account", "subscription"})
ID_KEYS = ("id", "user_id", "userid", "uid")


class Writer:
    """The person as records name them: by addresses, by the ids of their accounts, by name where nothing else is."""

    def __init__(self, subject: Subject) -> None:
        self._keys = {one.identifier.key for one in subject.identifiers}
        self._names = {canonical("name", name) for name in subject.names if name}

    def meet(self, record: Record) -> None:
        """Learn the ids and addresses that a proven record of the person's gives them."""
        if record.kind not in DESCRIBES or not isinstance(record.proof, Match) or record.proof.how == "mention":
            return
        self._keys |= {one.key for person in record.people if person.role == "subject" for one in person.identifiers}
        if record.kind == "account":
            self._keys.add(Identifier("user_id", record.source_id, processor=record.processor).key)

    def wrote(self, record: Record) -> bool:
        """Whether the record as a whole is written by the person."""
        if isinstance(record.proof, Match | Via) and any(map(_is_author, _proven_at(record.proof))):
            return True
        named = any(_is_author(person.role) and self._is(person.identifiers) for person in record.people)
        return named or (isinstance(record.raw, dict) and self._made(record.raw, record.processor))

    def own_words(self, record: Record) -> str:
        """The text as far as the person wrote it, where others wrote into the same record."""
        entries = list(_entries(record.raw))
        if not entries:
            return record.text
        said = [_opening(record), *(_said(one) for one in entries if self._made(one, record.processor))]
        return "\n\n".join(text for text in said if text)

    def others_files(self, record: Record) -> set[str]:
        """Names of the files that others put into the record."""
        rows = [row for row in _rows(record.raw) if any(map(_is_author, row)) and not self._made(row, record.processor)]
        return {value for row in rows for value in row.values() if isinstance(value, str)}

    def _made(self, row: dict[str, Any], processor: str) -> bool:
        """Whether a part of a payload names the person as its author."""
        inner = [row[key] for key in WITHIN & row.keys() if isinstance(row[key], dict)]
        return any(self._names_them(one[key], processor) for one in (row, *inner) for key in filter(_is_author, one))

    def _names_them(self, value: Any, processor: str) -> bool:
        if isinstance(value, list):
            return any(self._names_them(one, processor) for one in value)
        if not isinstance(value, dict):
            return self._known(value, processor)
        ids = [value[key] for key in ID_KEYS if value.get(key)]
        texts = [one for one in value.values() if isinstance(one, str)]
        if ids or any("@" in text for text in texts):
            return any(self._known(one, processor) for one in ids) or any(map(self._address, texts))
        return any(canonical("name", text) in self._names for text in texts if text)

    def _known(self, value: Any, processor: str) -> bool:
        if isinstance(value, bool) or not isinstance(value, str | int):
            return False
        mine = Identifier("user_id", str(value), processor=processor).key in self._keys
        return mine or self._address(str(value))

    def _address(self, text: str) -> bool:
        kinds: tuple[Kind, ...] = ("email",) if "@" in text else ("phone",) if text.startswith("+") else ()
        return any(Identifier(kind, text).key in self._keys for kind in kinds)

    def _is(self, identifiers: Iterable[Identifier]) -> bool:
        return any(one.key in self._keys for one in identifiers)


def _is_author(key: Any) -> bool:
    return re.sub(r"[\W_]", "", str(key)).casefold() in AUTHORS


def _proven_at(proof: Match | Via) -> list[str]:
    return [part for part in parts_of(proof.path) if not part.isdigit()] if proof.path else []


def _rows(raw: Any) -> Iterator[dict[str, Any]]:
    """Every row within a payload that is one of a list."""
    for value in raw.values() if isinstance(raw, dict) else ():
        yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _entries(raw: Any) -> Iterator[dict[str, Any]]:
    """What was written into a record one after the other: rows with an author and words."""
    yield from (row for row in _rows(raw) if any(map(_is_author, row)) and any(row.get(key) for key in WORDS))


def _said(row: dict[str, Any]) -> str:
    return next((plain(row[key]) for key in WORDS if isinstance(row.get(key), str) and row[key].strip()), "")


def _opening(record: Record) -> str:
    """What the record began with: the text of the payload with which the record's text begins."""
    raw = record.raw if isinstance(record.raw, dict) else {}
    begun = [text for key in WORDS if isinstance(raw.get(key), str) for text in (raw[key].strip(), plain(raw[key]))]
    return next((text for text in begun if text and record.text.startswith(text)), "")
