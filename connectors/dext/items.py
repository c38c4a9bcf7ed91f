"""An item of Dext as a record: a cost or a sale, with the documents that it was read from."""

from collections.abc import Iterator
from email.utils import getaddresses
from typing import Any

from sar.sdk import (
    Attachment,
    Gap,
    Identifier,
    Match,
    Person,
    Record,
    Said,
    Search,
    canonical,
    content_id,
    fields,
    moment,
)

from .archive import Document, Item
from .columns import PARTIES, Columns

SUBMITTED = "Documents that you submitted, and that may be about others, are named here and not attached: {count}."


class Items:
    """The items of all exports, each told once."""

    def __init__(self, search: Search, columns: Columns) -> None:
        self._search, self._columns = search, columns
        self._taken: set[str] = set()
        self._kept_back = 0
        self._names = [one for one in search.matcher.of("name") if _given(one)]

    def of(self, item: Item) -> Iterator[Record | Gap]:
        """The record of an item that is the subject's or looks like it, and what of its documents is lacking."""
        values, columns = item.row.values, self._columns
        number = columns.first(values, "id")
        documents = item.documents.of(columns.first(values, "document"), number)
        proof = self._own(values) or self._named(values) or self._search.mention(values)
        source_id = f"{number or content_id(values)}"
        if proof is None and not self._alike(values):
            return
        if source_id in self._taken:
            source_id = f"{source_id}/{content_id(values)}"
        if source_id in self._taken:
            return
        self._taken.add(source_id)
        files = list(self._files(self._role(values, proof), documents))
        yield from (one for one in files if isinstance(one, Gap))
        yield self._record(item, proof, source_id, tuple(one for one in files if isinstance(one, Attachment)))

    def gaps(self) -> Iterator[Gap]:
        """What was held back of the items so far."""
        if self._kept_back:
            yield Gap(SUBMITTED, "", {"count": str(self._kept_back)})

    def _files(self, role: tuple[str, ...], documents: list[Document]) -> Iterator[Attachment | Gap]:
        """The documents go to the party that they are about: who only passed them on may not see all of them."""
        if "submitted_by" in role:
            self._kept_back += len(documents)
        elif role:
            yield from (self._search.attach(one.name, one.fetch) for one in documents)

    def _own(self, values: dict[str, Any]) -> Match | None:
        places = [path for path, _ in self._columns.values(values, *PARTIES, "email", "sender")]
        return self._search.prove(values, "email", *places) if places else None

    def _named(self, values: dict[str, Any]) -> Match | None:
        """A name that the officer gave, where no address of another person speaks against it."""
        for roles, against in ((("supplier", "customer"), ("email", "note")), (("submitted_by",), ("sender",))):
            places = [path for path, _ in self._columns.values(values, *roles)]
            proof = self._search.prove(values, "name", *places) if places else None
            beside = [text for _, text in self._columns.values(values, *against)]
            if proof and _given(proof.identifier) and not any(map(self._anothers, beside)):
                return proof
        return None

    def _anothers(self, text: str) -> bool:
        addresses = [address for _, address in getaddresses(text.replace(";", ",").split()) if "@" in address]
        return bool(addresses) and not any(self._search.matcher.match("email", one) for one in addresses)

    def _alike(self, values: dict[str, Any]) -> bool:
        """Whether a party's name has all words of the subject's, or an address is within a longer one."""
        parties = [text for _, text in self._columns.values(values, *PARTIES, "email", "sender")]
        words = [set(canonical("name", text.replace(",", " ")).split()) for text in parties]
        return any(set(one.canonical.split()) <= party for one in self._names for party in words) or any(
            one.canonical in text.casefold() for one in self._search.matcher.of("email") for text in parties
        )

    def _record(self, item: Item, proof: Match | None, source_id: str, files: tuple[Attachment, ...]) -> Record:
        values, columns = item.row.values, self._columns
        party = columns.first(values, "supplier") or columns.first(values, "customer")
        when = columns.first(values, "date") or source_id
        notes = list(dict.fromkeys(text for _, text in columns.values(values, "note")))
        return self._search.record(
            "item",
            source_id,
            kind="invoice",
            title=f"{party}, {when}" if party else Said("Item, {when}", {"when": when}),
            proof=proof,
            raw=values,
            text="\n\n".join(notes),
            fields=fields(values, columns.known(values)),
            people=tuple(self._people(values, proof)),
            occurred_at=moment(columns.first(values, "date")),
            attachments=files,
        )

    def _people(self, values: dict[str, Any], proof: Match | None) -> Iterator[Person]:
        own = self._role(values, proof)
        if own:
            names = [text for role in own for _, text in self._columns.values(values, role) if "@" not in text]
            yield Person("subject", names[0] if names else "")
        for role in PARTIES:
            if role not in own:
                for _, text in self._columns.values(values, role):
                    mail = (Identifier("email", text),) if "@" in text and " " not in text else ()
                    yield Person(role, "" if mail else text, mail)

    def _role(self, values: dict[str, Any], proof: Match | None) -> tuple[str, ...]:
        """Which party the subject is, by the place of the proof; none where they are only mentioned."""
        if proof is None or proof.how == "mention":
            return ()
        for column, own in {"email": ("supplier", "customer"), "sender": ("submitted_by",)}.items():
            if proof.path in dict(self._columns.values(values, column)):
                return own
        return tuple(role for role in PARTIES if proof.path in dict(self._columns.values(values, role)))


def _given(one: Identifier) -> bool:
    return one.source == "request" and one.confidence == "given"
