"""The search statement: what was searched by and how it was learnt, and what came of every system."""

from sar.dossier import words
from sar.dossier.learnt import learnt
from sar.dossier.model import Coverage, Dossier, Searched
from sar.dossier.pdf.sheet import ACCENT, BAD, BODY, BOLD_BODY, GOOD, H1, H2, H3, LABEL, SMALL, SOFT, WARN, Sheet
from sar.dossier.pdf.text import BOLD, clean, width_of, wrapped
from sar.dossier.rows import system, value
from sar.i18n import Translator

VALUE, SOURCE = 110.0, 300.0
"""Where the columns begin, in points from the left edge of the text."""
COLOURS = {
    "found": GOOD, "nothing_held": SOFT, "not_searchable": ACCENT, "awaiting": WARN, "answered": GOOD, "failed": BAD,
}  # fmt: skip


def identifiers(sheet: Sheet, dossier: Dossier) -> None:
    """Every identifier, given or learnt, and those that were found and not followed."""
    say = dossier.say
    sheet.turn(say("What we searched by"))
    sheet.mark(say("What we searched by"))
    sheet.write(say("What we searched by"), H1)
    sheet.space(4)
    how = "We searched by what the request gave, and by what your own records showed to be yours on the way."
    sheet.write(say(how), SMALL)
    sheet.space(8)
    for one in dossier.subject.identifiers:
        _row(sheet, one, learnt(one, say), say)
    if dossier.subject.not_followed:
        sheet.space(18)
        sheet.need(90)
        sheet.write(say("Found, and not searched by"), H2)
        doubtful = "These may belong to somebody else. If one is yours, tell us, and we search by it too."
        sheet.write(say(doubtful), SMALL)
        sheet.space(8)
        for one in dossier.subject.not_followed:
            _row(sheet, one, f"{learnt(one, say)} {one.doubt}", say)


def systems(sheet: Sheet, dossier: Dossier) -> None:
    """Every system, none missing, with what its search could not reach."""
    say = dossier.say
    sheet.turn(say("Systems searched"))
    sheet.mark(say("Systems searched"))
    sheet.write(say("Systems searched"), H1)
    sheet.space(6)
    for line in dossier.coverage:
        _system(sheet, line, say)


def _system(sheet: Sheet, line: Coverage, say: Translator) -> None:
    sheet.need(80)
    sheet.rule()
    sheet.space(10)
    word = say(words.OUTCOMES[line.outcome])
    sheet.line(clean(line.name), H3)
    sheet.right_line(word, BOLD_BODY)
    sheet.dot(COLOURS[line.outcome], sheet.right - width_of(word, BOLD, BODY.size) - 9)
    sheet.space(15)
    for label, stated in system(line, say):
        sheet.row(label, stated)
    sheet.space(8)


def _row(sheet: Sheet, one: Searched, how: str, say: Translator) -> None:
    width = sheet.right - sheet.left
    values = list(wrapped(clean(value(one)), BODY.font, BODY.size, SOURCE - VALUE - 10))
    sources = list(wrapped(clean(how), LABEL.font, LABEL.size, width - SOURCE))
    lines = max(len(values), len(sources))
    sheet.need(lines * BODY.leading + 4)
    for place in range(lines):
        if place == 0:
            sheet.line(say(words.IDENTIFIERS[one.identifier.kind]), LABEL)
        if place < len(values):
            sheet.line(values[place], BODY, sheet.left + VALUE)
        if place < len(sources):
            sheet.line(sources[place], LABEL, sheet.left + SOURCE)
        sheet.space(BODY.leading)
    sheet.rule()
    sheet.space(4)
