"""The records, by kind and system in time order."""

from sar.dossier import words
from sar.dossier.model import Dossier
from sar.dossier.pdf.sheet import H1, H2, H3, LABEL, SMALL, Sheet
from sar.dossier.pdf.text import clean, width_of, wrapped
from sar.dossier.reading import Reading, described, has_text_of_its_own, undescribed
from sar.i18n import Translator
from sar.records import Record


class Records:
    """Writes record after record; remembers only what the next ones need."""

    def __init__(self, dossier: Dossier) -> None:
        self._reading = Reading(dossier)
        self._say = dossier.say
        self._counts = dossier.counts
        self._kind, self._processor = "", ""

    def write(self, sheet: Sheet, record: Record) -> None:
        """One record, under the heading of its kind and system."""
        self._head(sheet, record)
        sheet.need(74)
        sheet.rule()
        sheet.space(9)
        _title(sheet, record, self._say)
        for field in described(record):
            sheet.row(field.label, field.value)
        if has_text_of_its_own(record):
            sheet.space(3)
            sheet.write(record.text)
        self._around(sheet, record)
        sheet.space(9)
        self._reading.remember(record)

    def _head(self, sheet: Sheet, record: Record) -> None:
        name = self._reading.name(record)
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
        for role, label in self._reading.people(record):
            sheet.row(role, label)
        for file in self._reading.files(record):
            sheet.row(self._say("File"), f"{file.name} ({', '.join(filter(None, (file.note, file.path)))})")
        rest = [f"{field.label}{self._say.colon}{field.value}" for field in undescribed(record)]
        if rest:
            sheet.space(2)
            sheet.write(self._say("Other fields") + " – " + " · ".join(rest), SMALL)
        sheet.space(2)
        sheet.write(f"{self._reading.source(record)} {self._reading.why(record)}", SMALL)
        if record.url:
            _address(sheet, record.url)


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
