"""What is shown of each record besides its title and text, in the words of the answer."""

from typing import NamedTuple

from sar.dossier.legible import legible
from sar.dossier.model import Dossier, ManifestFile
from sar.dossier.rows import role
from sar.records import Attachment, Attested, Field, Match, Record, Via

KEPT_TITLES = 5_000
"""Titles of records that others may hang on, remembered to be named; older ones are forgotten."""


class Delivered(NamedTuple):
    """A file of a record: its name, where it is among those that go out, and what is said of it."""

    name: str
    path: str
    """Empty where the file is held back."""
    note: str


class Reading:
    """Reads record after record; remembers only what the next ones need."""

    def __init__(self, dossier: Dossier) -> None:
        self.names = {line.processor: line.name for line in dossier.coverage}
        """Systems as people know them."""
        self._say = dossier.say
        self._files = {file.original or file.sha256: file for file in dossier.files}
        self._titles: dict[str, str] = {}

    def name(self, record: Record) -> str:
        """The record's system as people know it."""
        return self.names.get(record.processor, record.processor)

    def title(self, record: Record) -> str:
        """The title on one line, never empty."""
        return _line(record.title) or "–"

    def people(self, record: Record) -> list[tuple[str, str]]:
        """What others are in the record, and their labels."""
        return [
            (role(person.role, self._say).capitalize(), person.name or "–")
            for person in record.people
            if person.role != "subject"
        ]

    def files(self, record: Record) -> list[Delivered]:
        """The record's files."""
        return [self._delivered(file, self._files.get(file.sha256)) for file in record.attachments]

    def source(self, record: Record) -> str:
        """Where the record is from: system, type and number there."""
        return f"{self.name(record)}, {self._say(record.type.replace('_', ' '))} {record.source_id}."

    def why(self, record: Record) -> str:
        """What shows that the record is the subject's."""
        proof, say = record.proof, self._say
        if isinstance(proof, Match):
            if proof.how == "mention":
                mentioned = "Yours because {value} is mentioned in it; only the words around it are shown."
                return say(mentioned, value=proof.identifier.value)
            return say("Yours because it carries {value} (at {path}).", value=proof.identifier.value, path=proof.path)
        if isinstance(proof, Attested):
            asked = "Yours because it is the answer to our question about you, of {day}."
            return say(asked, day=say.day(proof.on))
        title = self._titles.get(proof.record) if proof else None
        if title:
            return say("Yours because it belongs to “{title}”.", title=title)
        return say("Yours because it belongs to a record of yours.")

    def parent(self, record: Record) -> str:
        """The id of the record that this one hangs on, where that was shown before."""
        proof = record.proof
        return proof.record if isinstance(proof, Via) and proof.record in self._titles else ""

    def remember(self, record: Record) -> None:
        """Keep what names the record in those that hang on it."""
        if len(self._titles) >= KEPT_TITLES:
            self._titles.pop(next(iter(self._titles)))
        self._titles[record.id] = _line(record.title)[:60]

    def _delivered(self, file: Attachment, listed: ManifestFile | None) -> Delivered:
        if listed is None:
            held = self._say("held back, see below")
            return Delivered(file.name, "", f"{self._say.size(file.size)}, {held}")
        return Delivered(file.name, listed.path, self._say.size(listed.size))


def described(record: Record) -> list[Field]:
    """The fields that the connector knows."""
    return [field for field in record.fields if _is_described(field)]


def undescribed(record: Record) -> list[Field]:
    """The fields that keep the processor's own key as their label."""
    return [field for field in record.fields if not _is_described(field)]


def has_text_of_its_own(record: Record) -> bool:
    """Whether the text says more than a field already does."""
    return bool(record.text) and not any(field.value == record.text for field in record.fields)


def _is_described(field: Field) -> bool:
    return field.label != field.name.replace("_", " ")


def _line(text: str) -> str:
    return legible(text).replace("\n", " ").strip()
