"""The first pages: cover, letter and summary."""

from sar.dossier import words
from sar.dossier.model import Dossier
from sar.dossier.overview import Notice, facts, figures, held, missing, notices, who
from sar.dossier.pdf.sheet import ACCENT, BAD, BODY, FAINT, H1, H2, LABEL, SMALL, SOFT, TITLE, WARN, Sheet, Style
from sar.dossier.pdf.text import BOLD, REGULAR, clean, wrapped

NUMBER = Style(BOLD, 22, 26, ACCENT)
TONES = {"plain": SOFT, "warn": WARN, "bad": BAD}
LETTER = Style(size=10.2, leading=15)


def cover(sheet: Sheet, dossier: Dossier) -> None:
    """Who answers whom, and when."""
    say = dossier.say
    sheet.mark(say("Cover"))
    sheet.y = sheet.height - 72
    sheet.write(dossier.controller.name or say("Answer of the controller"), Style(BOLD, 11, 15, SOFT))
    sheet.y = sheet.height - 220
    sheet.rule(ACCENT, 2.2, 54)
    sheet.space(22)
    sheet.write(say(words.TITLES[dossier.request.kind]), TITLE)
    sheet.space(12)
    sheet.write(say("Personal information held about {who}", who=who(dossier)), Style(REGULAR, 12.5, 18))
    sheet.space(26)
    for label, stated in facts(dossier):
        sheet.row(label, stated)
    sheet.space(22)
    for one in notices(dossier):
        _notice(sheet, one)


def _notice(sheet: Sheet, one: Notice) -> None:
    colour = TONES[one.tone]
    sheet.box(46, bar=colour)
    sheet.space(8)
    sheet.line(one.heading, Style(BOLD, 9, 13, colour), sheet.left + 16)
    sheet.space(14)
    sheet.write(one.text, BODY, x=sheet.left + 16)
    sheet.space(20)


def letter(sheet: Sheet, dossier: Dossier) -> None:
    """The cover letter, from the controller's template."""
    sheet.turn(dossier.say("Cover letter"))
    sheet.mark(dossier.say("Cover letter"))
    subject, *paragraphs = dossier.letter
    sheet.write(dossier.say.day(dossier.request.made_at), LABEL)
    sheet.space(18)
    sheet.write(subject, H1)
    sheet.space(10)
    for paragraph in paragraphs:
        sheet.write(paragraph, LETTER)
        sheet.space(9)


def summary(sheet: Sheet, dossier: Dossier) -> None:
    """One page: how much was found, where, and what is missing."""
    say = dossier.say
    sheet.turn(say("Summary"))
    sheet.mark(say("Summary"))
    sheet.write(say("Summary"), H1)
    sheet.space(8)
    _figures(sheet, dossier)
    sheet.space(8)
    _missing(sheet, dossier)
    sheet.space(14)
    _by_kind(sheet, dossier)


def _figures(sheet: Sheet, dossier: Dossier) -> None:
    counted = figures(dossier)
    step, top = (sheet.right - sheet.left) / len(counted), sheet.y
    lowest = top
    for place, (number, what) in enumerate(counted):
        sheet.y = top
        sheet.line(number, NUMBER, sheet.left + place * step)
        sheet.space(NUMBER.leading)
        for line in wrapped(what, SMALL.font, SMALL.size, step - 12):
            sheet.line(line, SMALL, sheet.left + place * step)
            sheet.space(SMALL.leading)
        lowest = min(lowest, sheet.y)
    sheet.y = lowest
    sheet.space(6)


def _by_kind(sheet: Sheet, dossier: Dossier) -> None:
    say = dossier.say
    sheet.write(say("What is held, by kind and system"), H2)
    sheet.space(2)
    if not dossier.counts:
        sheet.write(say("Nothing was found about you in the systems whose search came to its end."))
    for _, kind, systems, number in held(dossier):
        lines = list(wrapped(clean(systems), LABEL.font, LABEL.size, sheet.right - sheet.left - 210))
        sheet.need(15 * len(lines))
        sheet.line(kind, BODY)
        sheet.right_line(number, BODY)
        for line in lines:
            sheet.line(line, LABEL, sheet.left + 150)
            sheet.space(14.5)
        sheet.rule(FAINT, 0.3)
    sheet.space(16)


def _missing(sheet: Sheet, dossier: Dossier) -> None:
    say = dossier.say
    unfinished = missing(dossier)
    sheet.write(say("What is missing"), H2)
    if not unfinished:
        complete = "Every system's search came to its end. Limits that nobody can lift stand with each system below."
        sheet.write(say(complete))
    for name, reason in unfinished:
        sheet.write(f"{name}{say.colon}{reason}", BODY)
