"""How the data are used: the register's facts for each category and each system."""

from sar.dossier.model import Dossier, Processing
from sar.dossier.overview import systems
from sar.dossier.pdf.sheet import H1, H3, SMALL, Sheet
from sar.dossier.rows import activity


def processing(sheet: Sheet, dossier: Dossier) -> None:
    """What is stated of each activity; what is not stated is not invented."""
    say = dossier.say
    sheet.turn(say("How your data are used"))
    sheet.mark(say("How your data are used"))
    sheet.write(say("How your data are used"), H1)
    sheet.space(6)
    for line in dossier.processing:
        _activity(sheet, line, dossier)


def _activity(sheet: Sheet, line: Processing, dossier: Dossier) -> None:
    say = dossier.say
    where = systems(dossier, line)
    sheet.need(74)
    sheet.rule()
    sheet.space(10)
    sheet.write(where or line.title, H3)
    sheet.space(2)
    stated = activity(line, say, with_title=bool(where))
    for label, value in stated:
        sheet.row(label, value)
    if not stated:
        sheet.write(say("Nothing is stated."), SMALL)
    sheet.space(8)
