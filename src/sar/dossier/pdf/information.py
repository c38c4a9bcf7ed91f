"""How the data are used: the register's facts for each category and each system."""

from sar.dossier.model import Dossier, Processing, RecipientLine, Term
from sar.dossier.pdf.sheet import H1, H3, SMALL, Sheet
from sar.i18n import Translator


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
    systems = [one.name for one in dossier.coverage if one.processor in line.systems]
    sheet.need(74)
    sheet.rule()
    sheet.space(10)
    sheet.write(", ".join(systems) or line.title, H3)
    sheet.space(2)
    stated = rows(line, say, with_title=bool(systems))
    for label, value in stated:
        sheet.row(label, value)
    if not stated:
        sheet.write(say("Nothing is stated."), SMALL)
    sheet.space(8)


def rows(line: Processing, say: Translator, *, with_title: bool) -> list[tuple[str, str]]:
    """What is stated of an activity, label by label."""
    told = [
        (say("What it is"), line.title if with_title else ""),
        (say("Kinds of data"), terms(line.categories)),
        (say("Purposes"), terms(line.purposes)),
        (say("How they are collected"), "; ".join(line.means)),
        (say("Where they come from"), line.source or (say("From you.") if line.means else "")),
        (say("What permits it"), terms(line.basis)),
        (say("Given to"), "\n".join(recipient(one, say) for one in line.recipients)),
        (say("Kept in"), terms(line.places)),
        (say("Safeguards"), "; ".join(line.safeguards)),
        (say("Kept for"), line.retention),
        (say("Who has access"), "; ".join(line.staff)),
    ]
    return [(label, value) for label, value in told if value]


def terms(found: tuple[Term, ...]) -> str:
    """The labels, in a row."""
    return ", ".join(term.label for term in found)


def recipient(one: RecipientLine, say: Translator) -> str:
    """`Mailchimp (newsletters), United States: standard contractual clauses`."""
    kind = f" ({one.kind})" if one.kind else ""
    places = f", {terms(one.places)}" if one.places else ""
    safeguards = f" – {'; '.join(one.safeguards)}" if one.safeguards else ""
    return f"{one.name}{kind}{places}{safeguards}"
