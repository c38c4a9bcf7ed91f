"""Who else is in a record: other people get stable labels, and their names and addresses are masked.

Two passes over the same stream: the first learns everybody who appears (`Others.meet`), the second
masks (`Others.mask`), so that a name met late is also masked where it stands early.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from msgspec import structs

from sar.dossier.model import ThirdParty
from sar.identifiers import Identifier, Kind, canonical
from sar.proof import walk
from sar.records import Attachment, Field, Match, Person, Record

EMAIL = re.compile(r"[^\s<>()\[\]\"',;:|=/\\@]+@[\w-]+(?:\.[\w-]+)+", re.UNICODE)
PHONE = re.compile(r"\+\d[\d\s().\-]{6,18}\d|\(\d{3}\)\s?\d{3}[\s.-]?\d{4}|\b\d{3}[\s.-]\d{3}[\s.-]\d{4}\b")
ENCODED = re.compile(r"(?:[\w.+'~-]|%[0-9A-Fa-f]{2})+?%(?:25)*40[\w-]+(?:\.[\w-]+)+")
"""An address as it stands in web addresses, its at sign quoted once or more."""
BARE = re.compile(r"(?<![\w.])\+?\d{10,15}(?![\w.])")
"""Digits that may be a number: taken for one only when it is known as somebody's."""
THREADING = frozenset({"message_id", "message-id", "in_reply_to", "in-reply-to", "references", "conversation"})
"""Keys under which stand ids of messages, which look like addresses and are nobody's."""
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*", re.UNICODE)
SHOWN_BY: tuple[Kind, ...] = ("email", "phone")
SHORTEST_NAME = 3
"""A single name shorter than this is too common a string to be masked in free text."""


class Others:
    """Everybody in the records who is not the subject, by stable label."""

    def __init__(
        self,
        subject: Iterable[Identifier],
        names: Iterable[str] = (),
        *,
        label: str = "Person {n}",
        shown: Iterable[str] = (),
    ) -> None:
        """`subject` are the subject's identifiers, `names` theirs as well: neither is ever masked.

        `shown` are names and addresses of others whom an officer decided to disclose.
        """
        self._label = label
        shown = tuple(shown)
        self._mine = {one.key for one in subject}
        self._mine |= {f"{kind}::{canonical(kind, one)}" for one in shown for kind in SHOWN_BY}
        self._shown_names = {canonical("name", one) for one in shown}
        self._my_names = {canonical("name", name) for name in names if name}
        self._label_of: dict[str, str] = {}
        self._roles: dict[str, set[str]] = {}
        self._records: dict[str, int] = {}
        self._names: dict[str, dict[str, str]] = {}
        """First word of a name → the whole names that begin with it → label."""

    def meet(self, record: Record) -> None:
        """Learn who is in a record, in the order in which records are shown."""
        here = {self._meet_person(person) for person in record.people if person.role != "subject"}
        for _, text in _texts(record):
            here.update(self._meet_in_text(text))
        for label in here - {""}:
            self._records[label] = self._records.get(label, 0) + 1

    def mask(self, record: Record) -> Record:
        """The record with everybody else replaced by their label, in every part of it."""
        near = self._near(record)
        return structs.replace(
            record,
            title=self._text(record.heading, near),
            values={},
            text=self._text(record.text, near),
            url=self._text(record.url, near),
            fields=tuple(self._field(field, near) for field in record.fields),
            people=tuple(self._person(person) for person in record.people),
            attachments=tuple(self._attachment(file, near) for file in record.attachments),
            raw=self._raw(record.raw, near),
        )

    def words(self, text: str, *, learning: bool = False) -> str:
        """A text outside of records, such as a file's, masked; `learning` gives labels to addresses not met before."""
        if learning:
            for label in self._meet_in_text(text):
                self._records[label] = self._records.get(label, 0) + 1
        return self._text(text, {})

    def strangers(self, text: str) -> bool:
        """Whether addresses or numbers stand in a text that are not the subject's."""
        return any(key not in self._mine for key, _ in _addresses(text))

    def listed(self) -> tuple[ThirdParty, ...]:
        """All labels with the roles and number of records in which they appear."""
        masked = {label for key, label in self._label_of.items() if key not in self._mine}
        labels = sorted(masked & set(self._records), key=lambda label: int(label.rpartition(" ")[2]))
        return tuple(
            ThirdParty(label, tuple(sorted(self._roles.get(label, ()))), self._records[label]) for label in labels
        )

    # learning

    def _meet_person(self, person: Person) -> str:
        keys = [one.key for one in person.identifiers]
        name = canonical("name", person.name)
        if name in self._shown_names:
            self._mine.update(keys)  # who is shown by name is shown by address too
        if self._is_known(keys, name):
            return ""
        keys += [f"name:{name}"] if name else []
        if not keys:
            return ""
        label = next((self._label_of[key] for key in keys if key in self._label_of), None) or self._new_label()
        for key in keys:
            self._label_of.setdefault(key, label)
        self._roles.setdefault(label, set()).add(person.role)
        self._remember_name(name, label)
        return label

    def _meet_in_text(self, text: str) -> Iterator[str]:
        for key, _ in _addresses(text):
            if key not in self._mine:
                label = self._label_of.get(key) or self._new_label()
                self._label_of[key] = label
                yield label

    def _is_known(self, keys: list[str], name: str) -> bool:
        """Whether it is the subject, or somebody whom an officer decided to show."""
        return (
            any(key in self._mine for key in keys) or name in self._shown_names or (not keys and name in self._my_names)
        )

    def _remember_name(self, name: str, label: str) -> None:
        words = WORD.findall(name)
        if words and name not in self._my_names and (len(words) > 1 or len(name) >= SHORTEST_NAME):
            self._names.setdefault(words[0], {}).setdefault(name, label)

    def _new_label(self) -> str:
        label = self._label.format(n=len(self._roles) + 1)
        self._roles[label] = set()
        return label

    # masking

    def _near(self, record: Record) -> dict[str, str]:
        """Single words of the names of people in this record, which stand for them in its texts."""
        mine = {word for name in self._my_names for word in WORD.findall(name)}
        words: dict[str, str] = {}
        for person in record.people:
            label = self._label_for(person)
            for word in WORD.findall(canonical("name", person.name)) if label else ():
                if len(word) >= SHORTEST_NAME and word not in mine:
                    words.setdefault(word, label)
        return words

    def _label_for(self, person: Person) -> str:
        if person.role == "subject":
            return ""
        keys = [one.key for one in person.identifiers]
        name = canonical("name", person.name)
        if self._is_known(keys, name):
            return ""
        return next((self._label_of[key] for key in [*keys, f"name:{name}"] if key in self._label_of), "")

    def _person(self, person: Person) -> Person:
        label = self._label_for(person)
        return Person(person.role, label) if label else person

    def _field(self, field: Field, near: dict[str, str]) -> Field:
        name, label = self._text(field.name, near), self._text(field.label, near)
        return structs.replace(field, name=name, label=label, value=self._text(field.value, near))

    def _attachment(self, file: Attachment, near: dict[str, str]) -> Attachment:
        return structs.replace(file, name=self._text(file.name, near))

    def _raw(self, raw: Any, near: dict[str, str]) -> Any:
        if isinstance(raw, str):
            return self._text(raw, near)
        if isinstance(raw, dict):
            return {self._text(key, near): self._raw(value, near) for key, value in raw.items()}
        if isinstance(raw, list):
            return [self._raw(value, near) for value in raw]
        if isinstance(raw, int) and not isinstance(raw, bool):
            masked = self._text(str(raw), {})
            return raw if masked == str(raw) else masked
        return raw

    def _text(self, text: str, near: dict[str, str]) -> str:
        if not text:
            return text
        for label, (start, end) in reversed(self._places(text)):
            text = f"{text[:start]}[{label}]{text[end:]}"
        return self._without_names(text, near)

    def _places(self, text: str) -> list[tuple[str, tuple[int, int]]]:
        """Where others' addresses and numbers stand, none over another, in order; of two the longer."""
        found = [
            (self._label_of[key], span)
            for key, span in (*_addresses(text), *_bare_numbers(text))
            if key in self._label_of and key not in self._mine
        ]
        kept: list[tuple[str, tuple[int, int]]] = []
        for label, (start, end) in sorted(found, key=lambda one: (one[1][0], -one[1][1])):
            if not kept or start >= kept[-1][1][1]:
                kept.append((label, (start, end)))
        return kept

    def _without_names(self, text: str, near: dict[str, str]) -> str:
        words = {word.casefold() for word in WORD.findall(text)}
        known = {name: label for word in words for name, label in self._names.get(word, {}).items()}
        known.update({word: label for word, label in near.items() if word in words})
        if not known:
            return text
        parts, start = [], 0
        for own_start, own_end in self._own(text):  # a name that stands in the subject's own address stays there
            parts += [_replaced(text[start:own_start], known), text[own_start:own_end]]
            start = own_end
        return "".join([*parts, _replaced(text[start:], known)])

    def _own(self, text: str) -> list[tuple[int, int]]:
        """Where the subject's own addresses stand, in order."""
        spans = sorted(span for key, span in _addresses(text) if key in self._mine)
        return [span for place, span in enumerate(spans) if place == 0 or span[0] >= spans[place - 1][1]]


def _replaced(text: str, known: dict[str, str]) -> str:
    for name in sorted(known, key=len, reverse=True):
        pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, name.split())) + r"(?!\w)"
        text = re.sub(pattern, f"[{known[name]}]", text, flags=re.IGNORECASE)
    return text


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    """Every string of a record in which an address may stand."""
    yield from (("", text) for text in (record.heading, record.text, record.url) if text)
    yield from ((field.name, field.value) for field in record.fields)
    yield from (("", file.name) for file in record.attachments)
    for path, value in walk(record.raw):
        if isinstance(value, str) and THREADING.isdisjoint(path.casefold().split("/")):
            yield path, value
    yield from (("", key) for key in _keys(record.raw))


def _keys(raw: Any) -> Iterator[str]:
    if isinstance(raw, dict):
        yield from raw
    if isinstance(raw, dict | list):
        for value in raw.values() if isinstance(raw, dict) else raw:
            yield from _keys(value)


def _addresses(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """E-mail addresses and valid phone numbers in a text, as identifier keys with their places."""
    if "@" in text:
        for found in EMAIL.finditer(text):
            address = found.group().rstrip(".-")
            yield f"email::{canonical('email', address)}", (found.start(), found.start() + len(address))
    if "%" in text:
        for found in ENCODED.finditer(text):
            yield f"email::{canonical('email', _unquoted(found.group()))}", found.span()
    for found in PHONE.finditer(text):
        number = canonical("phone", found.group())
        if _valid_phone(number):
            yield f"phone::{number}", found.span()


def _bare_numbers(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for found in BARE.finditer(text):
        yield f"phone::{canonical('phone', found.group())}", found.span()


def _unquoted(text: str) -> str:
    """The text with its percent signs resolved, however often it was quoted; a query's words before it are cut."""
    for _ in range(4):
        text = unquote(text)
    return re.split(r"[=&?/:,;\s<]", text)[-1]


def _valid_phone(number: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def belongings(records: Iterable[Record]) -> tuple[set[Identifier], list[str]]:
    """The subject's own addresses, numbers and names, as their proven contact and account records give them."""
    mine: set[Identifier] = set()
    names: dict[str, str] = {}
    for record in records:
        if record.kind not in {"contact", "account", "subscription"} or not _is_theirs(record):
            continue
        for field in record.fields:
            if field.name == "email":
                mine.add(Identifier("email", field.value, source=record.id))
            elif field.name == "phone":
                mine.add(Identifier("phone", field.value, source=record.id))
        for person in record.people:
            if person.role == "subject":
                mine.update(person.identifiers)
                names.setdefault(canonical("name", person.name), person.name)
    names.pop("", None)
    return mine, list(names.values())


def on_file(records: Iterable[Record]) -> set[str]:
    """The e-mail addresses that stand on records describing the subject: where an answer may be sent."""
    mine, _ = belongings(records)
    return {one.canonical for one in mine if one.kind == "email"}


def _is_theirs(record: Record) -> bool:
    return isinstance(record.proof, Match) and record.proof.how != "mention"
