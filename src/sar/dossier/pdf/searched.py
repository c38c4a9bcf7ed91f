"""The page that says what was searched by, and how it was learnt."""

from sar.dossier import words
from sar.dossier.model import Dossier, Searched
from sar.dossier.pdf.sheet import BODY, H1, H2, LABEL, SMALL, Sheet
from sar.dossier.pdf.text import clean, wrapped

VALUE, SOURCE = 110.0, 300.0
"""Where the columns begin, in points from the left edge of the text."""


def page(sheet: Sheet, dossier: Dossier) -> None:
    """Every identifier, given or learnt, and those that were found and not followed."""
    sheet.turn("What we searched by")
    sheet.mark("What we searched by")
    sheet.write("What we searched by", H1)
    sheet.space(4)
    sheet.write(
        "We searched by what the request gave, and by what your own records showed to be yours on the way.", SMALL
    )
    sheet.space(8)
    for one in dossier.subject.identifiers:
        _row(sheet, one, _learnt(one))
    if dossier.subject.not_followed:
        sheet.space(18)
        sheet.need(90)
        sheet.write("Found, and not searched by", H2)
        sheet.write("These may belong to somebody else. If one is yours, tell us, and we search by it too.", SMALL)
        sheet.space(8)
        for one in dossier.subject.not_followed:
            _row(sheet, one, f"{_learnt(one)} {one.doubt}")


def _learnt(one: Searched) -> str:
    if not one.learnt_at:
        return "As given in the request."
    seen = f" of {words.time(one.identifier.seen)}" if one.identifier.seen else ""
    return f"Learnt from {one.learnt_at}: “{one.learnt_from}”{seen}."


def _value(one: Searched) -> str:
    """An account's number says nothing without the system that it is of."""
    return f"{one.identifier.value} ({one.identifier.processor})" if one.identifier.processor else one.identifier.value


def _row(sheet: Sheet, one: Searched, how: str) -> None:
    width = sheet.right - sheet.left
    values = list(wrapped(clean(_value(one)), BODY.font, BODY.size, SOURCE - VALUE - 10))
    learnt = list(wrapped(clean(how), LABEL.font, LABEL.size, width - SOURCE))
    lines = max(len(values), len(learnt))
    sheet.need(lines * BODY.leading + 4)
    for place in range(lines):
        if place == 0:
            sheet.line(words.IDENTIFIERS[one.identifier.kind], LABEL)
        if place < len(values):
            sheet.line(values[place], BODY, sheet.left + VALUE)
        if place < len(learnt):
            sheet.line(learnt[place], LABEL, sheet.left + SOURCE)
        sheet.space(BODY.leading)
    sheet.rule()
    sheet.space(4)
