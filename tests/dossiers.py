"""A dossier made by hand, for the tests of its renderings."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import structs

from sar.cases import Case
from sar.dossier import legal
from sar.dossier.letters.words import cover
from sar.dossier.model import (
    AutomatedDecision,
    Controller,
    Coverage,
    Disclosure,
    Dossier,
    ManifestFile,
    Processing,
    RecipientLine,
    RequestFacts,
    Searched,
    Subject,
    Term,
    ThirdParty,
    Withheld,
)
from sar.dossier.told import Told
from sar.i18n import Translator
from sar.identifiers import Identifier
from sar.outcomes import Gap
from sar.records import Attachment, Attested, Field, Match, Person, Record, Via, record_id

ANN = Identifier("email", "ann@example.com")
MOMENT = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
LINE = Coverage("crm", "crm", "The CRM", "found", 1, MOMENT, ("email ann@example.com",))


def note(number: int, text: str = "", **more: Any) -> Record:
    """A note of the subject's."""
    return Record(
        id=record_id("crm", "note", str(number)),
        processor="crm",
        connector="crm",
        type="note",
        source_id=str(number),
        kind="note",
        title=more.pop("title", f"Title-{number}"),
        proof=more.pop("proof", Match(ANN, "/email")),
        raw=more.pop("raw", {"email": ANN.value}),
        text=text or f"Text-{number}",
        occurred_at=more.pop("occurred_at", MOMENT),
        **more,
    )


def told(lang: str = "en", regimes: tuple[str, ...] = ("quebec",)) -> Told:
    """A firm without a register."""
    controller = Controller(name="Firm Inc.", officer="Sam Steward", email="privacy@example.com")
    return Told(controller, {"crm": "CRM"}, Translator(lang), case=Case(regimes), today=date(2026, 11, 24))


def dossier(
    *records: Record, complete: bool = True, coverage: tuple[Coverage, ...] = (), by: Told | None = None, **more: Any
) -> Dossier:
    """The answer with these records; `more` replaces parts of it."""
    by = by or told()
    facts = RequestFacts("20261124-abc", "access", date(2026, 11, 20), by.say.lang, MOMENT, complete,
                         regimes=by.case.regimes)  # fmt: skip
    counts: dict[tuple[str, str], int] = {}
    for record in records:
        counts[record.kind, record.processor] = counts.get((record.kind, record.processor), 0) + 1

    def stream() -> Iterator[Record]:
        return iter(records)

    parts: dict[str, Any] = {
        "request": facts,
        "controller": by.controller,
        "subject": Subject(("Ann Archer",), (Searched(ANN),)),
        "coverage": coverage or (structs.replace(LINE, records=len(records)),),
        "third_parties": (),
        "withheld": (),
        "processing": (),
        "disclosures": (),
        "automated": (),
        "no_automated": False,
        "contents": legal.contents(by),
        "rights": legal.rights(by),
        "remedies": legal.remedies(by, by.today),
        "notes": legal.notes(by),
        "glossary": legal.glossary(by),
        "letter": cover(facts, by, counts, ()),
        "files": (),
        "records": stream,
        "counts": counts,
        "say": by.say,
    }
    return Dossier(**{**parts, **more})


FILE = Attachment("plan.pdf", "application/pdf", 1234, "ab" * 32)
MASKED = Attachment("notes.txt", "text/plain", 20, "cd" * 32)
HELD = Attachment("photo.png", "image/png", 99, "ef" * 32)


def eventful() -> tuple[Record, ...]:
    """Records of two kinds and two systems, with everything that a record can carry."""
    phone = Field("phone", "Telephone", "+1 514 555-0101")
    first = note(
        1, fields=(phone, Field("odd_key", "odd key", "odd value")), attachments=(FILE, MASKED, HELD),
        people=(Person("author", "Person 1"), Person("subject", "Ann Archer")), url="https://crm.example.com/notes/1",
    )  # fmt: skip
    comment = note(2, "Text-2\nsecond line", proof=Via(first.id, "/note_id"), occurred_at=MOMENT + timedelta(hours=2))
    mention = note(3, "… ann@example.com called …", proof=Match(ANN, "/excerpt", "mention"), occurred_at=None)
    elsewhere = Record(
        id=record_id("desk", "issue", "7"), processor="desk", connector="desk", type="issue", source_id="7",
        kind="ticket", title="Title-4", proof=Attested("Sam Steward", date(2026, 11, 23)), raw={}, text="Text-4",
    )  # fmt: skip
    return first, comment, mention, elsewhere


def full(by: Told | None = None, *records: Record) -> Dossier:
    """A dossier of which no part is empty."""
    gaps = (Gap("Archived projects cannot be reached."), Gap("The last page did not load.", "Run again."))
    lines = (
        structs.replace(LINE, records=3, gaps=gaps, near_matches=2),
        Coverage("desk", "desk", "The Desk", "answered", 1, MOMENT, (), reason="It was asked, and answered."),
        Coverage("log", "log", "The Log", "not_searchable", 0, None, (), reason="No field names a person.",
                 evidence=("Its tables were read.",)),
        Coverage("mail", "mail", "The Mail", "failed", 0, MOMENT, (), reason="the key was not accepted"),
    )  # fmt: skip
    abroad = RecipientLine("Mailer LLC", "newsletters", (Term("United States"),), ("standard contractual clauses",))
    use = Processing(
        "Customer relations", ("crm",), (Term("Contact"),), (Term("Customer care"),), ("forms",), "your employer",
        (Term("Consent"),), (abroad,), (Term("Québec (Canada)"),), ("encryption at rest",), "5 years", "P5Y",
        ("support staff",),
    )  # fmt: skip
    return dossier(
        *(records or eventful()),
        complete=False,
        by=by,
        coverage=lines,
        subject=Subject(
            ("Ann Archer",),
            (Searched(ANN), Searched(Identifier("phone", "+15145550101"), "Title-1", "The CRM")),
            (Searched(Identifier("email", "info@example.org"), "Title-2", "The CRM", "Several people may share it."),),
        ),
        third_parties=(ThirdParty("Person 1", ("author", "assigned_to"), 3),),
        withheld=(
            Withheld("A record in The CRM", "Privilege.", 2, "s. 9", "The Commission: ask it.", date(2026, 12, 24)),
        ),
        processing=(use, Processing("Nothing known", ("desk",))),
        disclosures=(Disclosure("Courier Co.", "delivery", (Term("Ontario"),), ("Notes",), "in 2025"),),
        automated=(AutomatedDecision("Scoring of leads", "visits and clicks", "order of calls", "ask Sam Steward"),),
        files=(
            ManifestFile("files/0001-plan.pdf", 1234, FILE.sha256, FILE.media_type),
            ManifestFile("files/0002-notes.txt", 24, "12" * 32, MASKED.media_type, masked=True, original=MASKED.sha256),
        ),
    )
