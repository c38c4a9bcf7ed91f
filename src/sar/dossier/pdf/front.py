"""The first pages: cover, letter and summary."""

from reportlab.lib.colors import Color

from sar.dossier import words
from sar.dossier.model import Coverage, Dossier
from sar.dossier.pdf.sheet import ACCENT, BAD, BODY, FAINT, H1, H2, LABEL, SMALL, SOFT, TITLE, WARN, Sheet, Style
from sar.dossier.pdf.text import BOLD, REGULAR, clean

NUMBER = Style(BOLD, 22, 26, ACCENT)
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
    who = ", ".join(dossier.subject.names) or dossier.subject.identifiers[0].identifier.value
    sheet.write(say("Personal information held about {who}", who=who), Style(REGULAR, 12.5, 18))
    sheet.space(26)
    _facts(sheet, dossier)
    sheet.space(22)
    _notices(sheet, dossier)


def _facts(sheet: Sheet, dossier: Dossier) -> None:
    request, controller, say = dossier.request, dossier.controller, dossier.say
    asked = [one for one in dossier.subject.identifiers if not one.learnt_at]
    sheet.row(say("Request"), request.id)
    sheet.row(say("Received"), say.day(request.received))
    sheet.row(say("Prepared"), say.moment(request.made_at))
    sheet.row(say("Asked for"), "\n".join(one.identifier.value for one in asked))
    charge = ", ".join(part for part in (controller.officer, controller.title) if part)
    contact = "\n".join(part for part in (charge, controller.email, controller.phone, controller.website) if part)
    if contact:
        sheet.row(say("Person in charge"), contact)
    if controller.address:
        sheet.row(say("Address"), controller.address)


def _notices(sheet: Sheet, dossier: Dossier) -> None:
    say = dossier.say
    _notice(sheet, say("Confidential"), say("For the person named above only."), SOFT)
    if not dossier.request.complete:
        unfinished = say("The summary names each system whose search did not come to its end.")
        _notice(sheet, say("Incomplete"), unfinished, BAD)
    if dossier.request.sandbox:
        invented = say("Everything in this document is invented. No system of any firm was searched.")
        _notice(sheet, say("Sample"), invented, WARN)


def _notice(sheet: Sheet, heading: str, text: str, colour: Color) -> None:
    sheet.box(46, bar=colour)
    sheet.space(8)
    sheet.line(heading, Style(BOLD, 9, 13, colour), sheet.left + 16)
    sheet.space(14)
    sheet.write(text, BODY, x=sheet.left + 16)
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
    total, held = sum(dossier.counts.values()), sum(one.count for one in dossier.withheld)
    figures = [
        (len(dossier.coverage), "system searched", "systems searched"),
        (total, "record about you", "records about you"),
        (len(dossier.files), "file attached", "files attached"),
        (len(dossier.third_parties), "other person masked", "other people masked"),
        (held, "item held back", "items held back"),
    ]
    step, top = (sheet.right - sheet.left) / len(figures), sheet.y
    for place, (number, one, many) in enumerate(figures):
        sheet.y = top
        sheet.line(dossier.say.number(number), NUMBER, sheet.left + place * step)
        sheet.space(NUMBER.leading)
        sheet.line(dossier.say.count(number, one, many), SMALL, sheet.left + place * step)
    sheet.space(16)


def _by_kind(sheet: Sheet, dossier: Dossier) -> None:
    say = dossier.say
    sheet.write(say("What is held, by kind and system"), H2)
    sheet.space(2)
    if not dossier.counts:
        sheet.write(say("Nothing was found about you in the systems whose search came to its end."))
    for (kind, processor), number in dossier.counts.items():
        sheet.need(15)
        sheet.line(say(words.KINDS[kind]), BODY)  # type: ignore[index]
        sheet.line(clean(name_of(dossier, processor)), LABEL, sheet.left + 190)
        sheet.right_line(say.number(number), BODY)
        sheet.space(14.5)
        sheet.rule(FAINT, 0.3)
    sheet.space(16)


def _missing(sheet: Sheet, dossier: Dossier) -> None:
    say = dossier.say
    unfinished = [line for line in dossier.coverage if line.outcome in {"failed", "awaiting"} or open_gaps(line)]
    sheet.write(say("What is missing"), H2)
    if not unfinished:
        complete = "Every system's search came to its end. Limits that nobody can lift stand with each system below."
        sheet.write(say(complete))
    for line in unfinished:
        sheet.write(f"{line.name}: {line.reason or '; '.join(open_gaps(line))}", BODY)


def open_gaps(line: Coverage) -> list[str]:
    """The limits of a search that somebody can still lift."""
    return [gap.text for gap in line.gaps if gap.remediable]


def name_of(dossier: Dossier, processor: str) -> str:
    """A system's name as people know it."""
    return next((line.name for line in dossier.coverage if line.processor == processor), processor)
