"""What is stated of each thing, label by label: every rendering shows these rows."""

from sar.dossier.model import (
    AutomatedDecision,
    ContentLine,
    Coverage,
    Disclosure,
    Processing,
    RecipientLine,
    RemedyLine,
    Searched,
    Term,
    ThirdParty,
    Withheld,
)
from sar.i18n import Translator

Row = tuple[str, str]


def system(line: Coverage, say: Translator) -> list[Row]:
    """What came of one system's search, and what it could not reach."""
    one = "{n} result of the search could not be shown to be yours and is left out"
    many = "{n} results of the search could not be shown to be yours and are left out"
    near = say.count(line.near_matches, one, many) if line.near_matches else ""
    return _filled(
        (say("Records"), say.number(line.records)),
        (say("Not proven yours"), near),
        (say("Searched"), say.moment(line.searched_at) if line.searched_at else ""),
        (say("Searched by"), "\n".join(line.identifiers_used) or "–"),
        (say("Reason"), line.reason),
        *((say("Evidence"), evidence) for evidence in line.evidence),
        *((say("Missing") if gap.remediable else say("Limit"), gap.text) for gap in line.gaps),
    )


def activity(line: Processing, say: Translator, *, with_title: bool) -> list[Row]:
    """What is stated of an activity; what is not stated is not invented."""
    return _filled(
        (say("What it is"), line.title if with_title else ""),
        (say("Kinds of data"), terms(line.categories)),
        (say("Purposes"), terms(line.purposes)),
        (say("How they are collected"), "; ".join(line.means)),
        (say("Where they come from"), line.source or (say("From you.") if line.means else "")),
        (say("What permits it"), terms(line.basis)),
        (say("Given to"), "\n".join(map(recipient, line.recipients))),
        (say("Kept in"), terms(line.places)),
        (say("Safeguards"), "; ".join(line.safeguards)),
        (say("Kept for"), line.retention),
        (say("Who has access"), "; ".join(line.staff)),
    )


def disclosure(one: Disclosure, say: Translator) -> list[Row]:
    """What was given, where, and when."""
    return _filled((say("What"), ", ".join(one.what)), (say("Where"), terms(one.places)), (say("When"), one.when))


def automated(one: AutomatedDecision, say: Translator) -> list[Row]:
    """How a machine decides, and what can be done about it."""
    return _filled(
        (say("Information used and reasons"), one.logic),
        (say("Consequences"), one.consequences),
        (say("Review by a person"), one.review),
    )


def withheld(one: Withheld, say: Translator) -> list[Row]:
    """Why something is held back, and what can be done about it."""
    return _filled(
        (say("Reason"), one.reason),
        (say("Provision"), one.provision),
        (say("Remedy"), one.remedy),
        (say("Last day for it"), say.day(one.last_day) if one.last_day else ""),
    )


def remedy(one: RemedyLine, say: Translator) -> list[Row]:
    """Until when a remedy is open, and where."""
    return _filled(
        (say("Last day for it"), say.day(one.last_day) if one.last_day else ""), (say("Contact"), one.contact)
    )


def third_party(one: ThirdParty, say: Translator) -> Row:
    """How often another person stands in the records, and as what."""
    count = say.count(one.records, "{n} record", "{n} records")
    return one.label, "; ".join((count, *filter(None, [", ".join(role(name, say) for name in one.roles)])))


def content(line: ContentLine) -> Row:
    """In which part a thing stands that the law asks for."""
    return line.part, f"{line.text} – {'; '.join(line.provisions)}"


def counted(one: Withheld, say: Translator) -> str:
    """What is held back, and how many times."""
    return f"{one.what} × {say.number(one.count)}" if one.count > 1 else one.what


def role(name: str, say: Translator) -> str:
    """What somebody is in a record."""
    return say(name.replace("_", " "))


def value(one: Searched) -> str:
    """An identifier; an account's number says nothing without the system that it is of."""
    return f"{one.identifier.value} ({one.identifier.processor})" if one.identifier.processor else one.identifier.value


def terms(found: tuple[Term, ...]) -> str:
    """The labels, in a row."""
    return ", ".join(term.label for term in found)


def recipient(one: RecipientLine) -> str:
    """`Mailchimp (newsletters), United States: standard contractual clauses`."""
    places = f", {terms(one.places)}" if one.places else ""
    safeguards = f" – {'; '.join(one.safeguards)}" if one.safeguards else ""
    return f"{named(one)}{places}{safeguards}"


def named(one: RecipientLine | Disclosure) -> str:
    """Somebody to whom data are given, and what they are to the firm."""
    name = one.name if isinstance(one, RecipientLine) else one.recipient
    return f"{name} ({one.kind})" if one.kind else name


def _filled(*rows: Row) -> list[Row]:
    return [(label, value) for label, value in rows if value]
