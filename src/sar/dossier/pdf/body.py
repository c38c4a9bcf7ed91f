"""The records, by kind and system in time order."""

from sar.dossier import words
from sar.dossier.model import Dossier
from sar.dossier.pdf.sheet import H1, H2, H3, LABEL, SMALL, Sheet
from sar.dossier.pdf.text import clean, width_of, wrapped
from sar.i18n import Translator
from sar.records import Attachment, Attested, Field, Match, Record

KEPT_TITLES = 5_000
"""Titles of records that others may hang on, remembered to be named; older ones are forgotten."""


class Records:
    """Writes record after record; remembers only what the next ones need."""

    def __init__(self, dossier: Dossier) -> None:
        self._names = {line.processor: line.name for line in dossier.coverage}
        self._say = dossier.say
        self._counts = dossier.counts
        self._files = {file.original or file.sha256: file for file in dossier.files}
        self._titles: dict[str, str] = {}
        self._kind, self._processor = "", ""

    def write(self, sheet: Sheet, record: Record) -> None:
        """One record, under the heading of its kind and system."""
        self._head(sheet, record)
        sheet.need(74)
        sheet.rule()
        sheet.space(9)
        _title(sheet, record, self._say)
        for field in record.fields:
            if _is_described(field):
                sheet.row(field.label, field.value)
        if record.text and not any(field.value == record.text for field in record.fields):
            sheet.space(3)
            sheet.write(record.text)
        self._around(sheet, record)
        sheet.space(9)
        self._remember(record)

    def _head(self, sheet: Sheet, record: Record) -> None:
        name = self._names.get(record.processor, record.processor)
        if record.kind != self._kind:
            sheet.space(10)
            sheet.need(150)
            sheet.mark(self._say(words.KINDS[record.kind]))
            sheet.write(self._say(words.KINDS[record.kind]), H1)
            sheet.space(2)
        if (record.kind, record.processor) != (self._kind, self._processor):
            number = self._counts.get((record.kind, record.processor), 0)
            sheet.need(110)
            sheet.mark(name, 1)
            sheet.write(f"{name} · {self._say.count(number, '{n} record', '{n} records')}", H2)
            sheet.space(2)
        sheet.head = f"{self._say(words.KINDS[record.kind])} · {name}"
        self._kind, self._processor = record.kind, record.processor

    def _around(self, sheet: Sheet, record: Record) -> None:
        for person in record.people:
            if person.role != "subject":
                sheet.row(self._say(person.role.replace("_", " ")).capitalize(), person.name or "–")
        for file in record.attachments:
            sheet.row(self._say("File"), f"{file.name} ({self._file(file)})")
        rest = [f"{field.label}: {field.value}" for field in record.fields if not _is_described(field)]
        if rest:
            sheet.space(2)
            sheet.write(self._say("Other fields") + " – " + " · ".join(rest), SMALL)
        sheet.space(2)
        sheet.write(self._source(record), SMALL)
        if record.url:
            _address(sheet, record.url)

    def _file(self, file: Attachment) -> str:
        """Where the file is among those that go out, or that it does not."""
        listed = self._files.get(file.sha256)
        size = self._say.size(listed.size if listed else file.size)
        return f"{size}, {listed.path}" if listed else f"{size}, {self._say('held back, see below')}"

    def _source(self, record: Record) -> str:
        name, kind = self._names.get(record.processor, record.processor), record.type.replace("_", " ")
        return f"{name}, {self._say(kind)} {record.source_id}. {self._why(record)}"

    def _why(self, record: Record) -> str:
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

    def _remember(self, record: Record) -> None:
        if len(self._titles) >= KEPT_TITLES:
            self._titles.pop(next(iter(self._titles)))
        self._titles[record.id] = clean(record.title).replace("\n", " ")[:60]


def _is_described(field: Field) -> bool:
    """Whether the connector knows what the field is; the others keep the processor's own key as their label."""
    return field.label != field.name.replace("_", " ")


def _title(sheet: Sheet, record: Record, say: Translator) -> None:
    moment = say.moment(record.occurred_at) if record.occurred_at else ""
    room = sheet.right - sheet.left - width_of(moment, LABEL.font, LABEL.size) - 16
    lines = list(wrapped(clean(record.title).replace("\n", " "), H3.font, H3.size, room))
    for place, line in enumerate(lines):
        sheet.need(H3.leading)
        sheet.line(line, H3)
        if place == 0 and moment:
            sheet.right_line(moment, LABEL)
        sheet.space(H3.leading)
    sheet.space(2)


def _address(sheet: Sheet, url: str) -> None:
    lines = list(wrapped(clean(url), SMALL.font, SMALL.size, sheet.right - sheet.left))
    for line in lines:
        sheet.need(SMALL.leading)
        sheet.line(line, SMALL)
        sheet.link(url, sheet.left, width_of(line, SMALL.font, SMALL.size), SMALL)
        sheet.space(SMALL.leading)
