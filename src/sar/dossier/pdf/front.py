"""The first pages: cover, summary, and what was searched."""

from reportlab.lib.colors import Color

from sar.dossier import words
from sar.dossier.model import Coverage, Dossier
from sar.dossier.pdf.sheet import (
    ACCENT,
    BAD,
    BODY,
    BOLD_BODY,
    FAINT,
    GOOD,
    H1,
    H2,
    H3,
    LABEL,
    SMALL,
    SOFT,
    TITLE,
    WARN,
    Sheet,
    Style,
)
from sar.dossier.pdf.text import BOLD, REGULAR, clean, width_of

COLOURS = {
    "found": GOOD, "nothing_held": SOFT, "not_searchable": ACCENT, "awaiting": WARN, "answered": GOOD, "failed": BAD,
}  # fmt: skip
NUMBER = Style(BOLD, 22, 26, ACCENT)


def cover(sheet: Sheet, dossier: Dossier) -> None:
    """Who answers whom, and when."""
    sheet.mark("Cover")
    sheet.y = sheet.height - 72
    sheet.write(dossier.controller.name or "Answer of the controller", Style(BOLD, 11, 15, SOFT))
    sheet.y = sheet.height - 220
    sheet.rule(ACCENT, 2.2, 54)
    sheet.space(22)
    sheet.write("Answer to an access request", TITLE)
    sheet.space(12)
    who = ", ".join(dossier.subject.names) or dossier.subject.identifiers[0].identifier.value
    sheet.write(f"Personal information held about {who}", Style(REGULAR, 12.5, 18))
    sheet.space(26)
    _facts(sheet, dossier)
    sheet.space(22)
    _notices(sheet, dossier)


def _facts(sheet: Sheet, dossier: Dossier) -> None:
    request, controller = dossier.request, dossier.controller
    asked = [one for one in dossier.subject.identifiers if not one.learnt_at]
    sheet.row("Request", request.id)
    sheet.row("Received", words.day(request.received))
    sheet.row("Prepared", words.time(request.made_at))
    sheet.row("Asked for", "\n".join(one.identifier.value for one in asked))
    contact = "\n".join(part for part in (controller.officer, controller.email, controller.phone) if part)
    if contact:
        sheet.row("Contact", contact)
    if controller.address:
        sheet.row("Address", controller.address)


def _notices(sheet: Sheet, dossier: Dossier) -> None:
    if not dossier.request.complete:
        text = "This answer is not complete yet. The summary names each system whose search did not come to its end."
        _notice(sheet, "Incomplete", text, BAD)
    if dossier.request.sandbox:
        _notice(sheet, "Sample", "Everything in this document is invented. No system of any firm was searched.", WARN)


def _notice(sheet: Sheet, heading: str, text: str, colour: Color) -> None:
    sheet.box(46, bar=colour)
    sheet.space(8)
    sheet.line(heading, Style(BOLD, 9, 13, colour), sheet.left + 16)
    sheet.space(14)
    sheet.write(text, BODY, x=sheet.left + 16)
    sheet.space(20)


def summary(sheet: Sheet, dossier: Dossier) -> None:
    """One page: how much was found, where, and what is missing."""
    sheet.turn("Summary")
    sheet.mark("Summary")
    sheet.write("Summary", H1)
    sheet.space(8)
    _figures(sheet, dossier)
    sheet.space(8)
    _missing(sheet, dossier)
    sheet.space(14)
    _by_kind(sheet, dossier)
    if dossier.withheld:
        sheet.space(14)
        sheet.write("What is held back", H2)
        for held in dossier.withheld:
            sheet.write(f"{words.count(held.records, 'record', 'records')} in {held.processor}: {held.reason}.")


def _figures(sheet: Sheet, dossier: Dossier) -> None:
    total = sum(dossier.counts.values())
    figures = [
        (len(dossier.coverage), "systems searched" if len(dossier.coverage) != 1 else "system searched"),
        (total, "records about you" if total != 1 else "record about you"),
        (len(dossier.files), "files attached" if len(dossier.files) != 1 else "file attached"),
        (len(dossier.third_parties), "other people masked"),
    ]
    step, top = (sheet.right - sheet.left) / len(figures), sheet.y
    for place, (number, text) in enumerate(figures):
        sheet.y = top
        sheet.line(f"{number:,}", NUMBER, sheet.left + place * step)
        sheet.space(NUMBER.leading)
        sheet.line(text, SMALL, sheet.left + place * step)
    sheet.space(16)


def _by_kind(sheet: Sheet, dossier: Dossier) -> None:
    sheet.write("What is held, by kind and system", H2)
    sheet.space(2)
    if not dossier.counts:
        sheet.write("Nothing was found about you in the systems whose search came to its end.")
    for (kind, processor), number in dossier.counts.items():
        sheet.need(15)
        sheet.line(words.KINDS[kind], BODY)  # type: ignore[index]
        sheet.line(clean(_name(dossier, processor)), LABEL, sheet.left + 190)
        sheet.right_line(f"{number:,}", BODY)
        sheet.space(14.5)
        sheet.rule(FAINT, 0.3)
    sheet.space(16)


def _missing(sheet: Sheet, dossier: Dossier) -> None:
    unfinished = [line for line in dossier.coverage if line.outcome in {"failed", "awaiting"} or _open_gaps(line)]
    sheet.write("What is missing", H2)
    if not unfinished:
        sheet.write("Every system's search came to its end. Limits that nobody can lift stand with each system below.")
    for line in unfinished:
        sheet.write(f"{line.name}: {line.reason or '; '.join(_open_gaps(line))}", BODY)


def _open_gaps(line: Coverage) -> list[str]:
    return [gap.text for gap in line.gaps if gap.remediable]


def coverage(sheet: Sheet, dossier: Dossier) -> None:
    """Every system, none missing, with what its search could not reach."""
    sheet.turn("Systems searched")
    sheet.mark("Systems searched")
    sheet.write("Systems searched", H1)
    sheet.space(6)
    for line in dossier.coverage:
        _system(sheet, line)


def _system(sheet: Sheet, line: Coverage) -> None:
    sheet.need(80)
    sheet.rule()
    sheet.space(10)
    sheet.line(clean(_titled(line)), H3)
    word = words.OUTCOMES[line.outcome]
    sheet.right_line(word, BOLD_BODY)
    sheet.dot(COLOURS[line.outcome], sheet.right - width_of(word, BOLD, BODY.size) - 9)
    sheet.space(15)
    sheet.row("Records", f"{line.records:,}")
    if line.near_matches:
        number = words.count(line.near_matches, "result", "results")
        sheet.row("Not proven yours", f"{number} of the search could not be shown to be yours and are left out")
    if line.searched_at:
        sheet.row("Searched", words.time(line.searched_at))
    sheet.row("Searched by", "\n".join(line.identifiers_used) or "–")
    if line.reason:
        sheet.row("Reason", line.reason)
    for evidence in line.evidence:
        sheet.row("Evidence", evidence)
    for gap in line.gaps:
        sheet.row("Missing" if gap.remediable else "Limit", gap.text)
    sheet.space(8)


def _titled(line: Coverage) -> str:
    return line.name if line.processor == line.connector else f"{line.name} ({line.processor})"


def _name(dossier: Dossier, processor: str) -> str:
    return next((_titled(line) for line in dossier.coverage if line.processor == processor), processor)
