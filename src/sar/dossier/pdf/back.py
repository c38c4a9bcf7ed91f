"""The last pages: disclosures, automated decisions, what is held back, rights, remedies, codes and files."""

from sar.dossier import rows
from sar.dossier.model import Dossier, Withheld
from sar.dossier.pdf.sheet import BODY, BOLD_BODY, H1, H2, H3, SMALL, Sheet
from sar.i18n import Translator


def disclosures(sheet: Sheet, dossier: Dossier) -> None:
    """To whom data were given."""
    say = dossier.say
    _part(sheet, say("Disclosures"), turn=True)
    if not dossier.disclosures:
        sheet.write(say("No disclosure to anybody outside the firm is recorded."))
    for one in dossier.disclosures:
        sheet.need(50)
        sheet.write(rows.named(one), H3)
        _rows(sheet, rows.disclosure(one, say))
        sheet.space(8)


def automated(sheet: Sheet, dossier: Dossier) -> None:
    """What machines decide."""
    say = dossier.say
    _part(sheet, say("Automated decisions"))
    if dossier.no_automated:
        sheet.write(say("No decision about you is taken by a machine alone."))
    elif not dossier.automated:
        sheet.write(say("No automated decision is recorded."))
    for one in dossier.automated:
        sheet.write(one.what, H3)
        _rows(sheet, rows.automated(one, say))
        sheet.space(8)


def withheld(sheet: Sheet, dossier: Dossier) -> None:
    """What is not disclosed, why, and what can be done about it."""
    say = dossier.say
    _part(sheet, say("What is held back"))
    if not dossier.withheld:
        sheet.write(say("Nothing is held back, other than names and addresses of other people and near matches."))
    for one in dossier.withheld:
        _held(sheet, one, say)


def _held(sheet: Sheet, one: Withheld, say: Translator) -> None:
    sheet.need(60)
    sheet.write(rows.counted(one, say), BOLD_BODY)
    _rows(sheet, rows.withheld(one, say))
    sheet.space(8)


def rights(sheet: Sheet, dossier: Dossier) -> None:
    """What the person may ask for, and where to turn."""
    say = dossier.say
    _part(sheet, say("Your rights"), turn=True)
    sheet.write(say("You may:"))
    sheet.space(3)
    for right in dossier.rights:
        sheet.write(f"– {right.text} ({right.law}, {right.provision})", BODY)
        sheet.space(2)
    for note in dossier.notes:
        sheet.space(4)
        sheet.write(note)
    _part(sheet, say("Remedies"))
    for remedy in dossier.remedies:
        sheet.need(50)
        sheet.write(remedy.body, BOLD_BODY)
        sheet.write(f"{remedy.text} ({remedy.law})")
        _rows(sheet, rows.remedy(remedy, say))
        sheet.space(8)


def codes(sheet: Sheet, dossier: Dossier) -> None:
    """How to read the document's marks and labels, and where each thing stands that the law asks for."""
    say = dossier.say
    _part(sheet, say("Codes and marks"), turn=True)
    for code in dossier.glossary:
        sheet.row(code.code, code.meaning)
        sheet.space(2)
    if dossier.third_parties:
        sheet.space(12)
        sheet.write(say("Other people"), H2)
        sheet.space(3)
    for one in dossier.third_parties:
        sheet.row(*rows.third_party(one, say))
    sheet.space(12)
    sheet.need(120)
    sheet.write(say("Where each thing stands that the law asks for"), H2)
    sheet.space(3)
    for line in dossier.contents:
        sheet.row(*rows.content(line))
        sheet.space(2)


def files(sheet: Sheet, dossier: Dossier) -> None:
    """The files delivered beside the document."""
    say = dossier.say
    _part(sheet, say("Files"), turn=True)
    if not dossier.files:
        sheet.write(say("No file belongs to your records."))
        return
    sheet.write(say("Each file's SHA-256 shows that it is the one that was sent."), SMALL)
    sheet.space(8)
    for file in dossier.files:
        masked = f"\n{say('Other people are masked in it.')}" if file.masked else ""
        sheet.row(say.size(file.size), f"{file.path}\n{file.sha256}{masked}")


def _rows(sheet: Sheet, stated: list[rows.Row]) -> None:
    for label, value in stated:
        sheet.row(label, value)


def _part(sheet: Sheet, title: str, *, turn: bool = False) -> None:
    if turn:
        sheet.turn(title)
    else:
        sheet.space(20)
        sheet.need(120)
        sheet.head = title
    sheet.mark(title)
    sheet.write(title, H1)
    sheet.space(6)
