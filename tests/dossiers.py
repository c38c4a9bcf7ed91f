"""A dossier made by hand, for the tests of its renderings."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from msgspec import structs

from sar.cases import Case
from sar.dossier import legal
from sar.dossier.letters.words import cover
from sar.dossier.model import Controller, Coverage, Dossier, RequestFacts, Searched, Subject
from sar.dossier.told import Told
from sar.i18n import Translator
from sar.identifiers import Identifier
from sar.records import Match, Record, record_id

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
