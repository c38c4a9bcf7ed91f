"""From the workspace to the dossier's model: what is disclosed, in which order, with whom masked, in which language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sar.dossier import legal
from sar.dossier.coverage import coverage
from sar.dossier.disclose import disclosed, worded
from sar.dossier.letters.words import cover
from sar.dossier.model import Dossier, ManifestFile, RequestFacts
from sar.dossier.processing import automated, disclosures, processing
from sar.dossier.subject import subject
from sar.dossier.told import Told
from sar.dossier.withheld import withheld
from sar.outcomes import complete
from sar.records import Record
from sar.third_parties import Others, belongings
from sar.workspace import Request, Unit, Workspace


@dataclass(frozen=True)
class Draft:
    """What a first look at all records gives: who is in them, how many there are, the last contact."""

    names: tuple[str, ...]
    others: Others
    counts: dict[tuple[str, str], int]
    last_contact: datetime | None


@dataclass(frozen=True)
class Prepared:
    """The files of an answer: those that go out, and those that an officer must look at."""

    out: tuple[ManifestFile, ...] = ()
    held: tuple[tuple[str, str], ...] = ()
    """(System, SHA-256)."""


def draft(workspace: Workspace, request: Request, told: Told) -> Draft:
    """Read all that is disclosed once, before anything can be masked."""
    mine, names = belongings(disclosed(workspace, request.id, told))
    shown = [one.target for one in told.decisions.people() if one.verdict == "disclose"]
    label = told.say("Person {n}")
    others = Others({*workspace.identifiers(request.id), *mine}, names, label=label, shown=shown)
    counts: dict[tuple[str, str], int] = {}
    last: datetime | None = None
    for record in disclosed(workspace, request.id, told):
        others.meet(record)
        counts[record.kind, record.processor] = counts.get((record.kind, record.processor), 0) + 1
        last = max(last, record.occurred_at) if last and record.occurred_at else record.occurred_at or last
    return Draft(tuple(names), others, counts, last)


def masked(workspace: Workspace, request: Request, told: Told, seen: Draft) -> Iterator[Record]:
    """The records as they are shown, one by one."""
    for record in disclosed(workspace, request.id, told):
        yield seen.others.mask(worded(record, told, seen.last_contact))


def build(workspace: Workspace, request: Request, told: Told, seen: Draft, files: Prepared | None = None) -> Dossier:
    """The dossier of a request; records are opened one by one, never all at once."""
    files, units = files or Prepared(), workspace.units(request.id)
    decisions, none_automated = automated(told)
    about = facts(request, units, told)
    held = withheld(workspace, request.id, told, files.held)
    return Dossier(
        request=about,
        controller=told.controller,
        subject=subject(workspace, request.id, told, seen.names, seen.others),
        coverage=coverage(workspace, request, units, told, seen.others),
        third_parties=seen.others.listed(),
        withheld=held,
        processing=processing(told, (unit.processor for unit in units)),
        disclosures=disclosures(told, seen.counts),
        automated=decisions,
        no_automated=none_automated,
        contents=legal.contents(told),
        rights=legal.rights(told),
        remedies=legal.remedies(told, told.today),
        notes=legal.notes(told),
        glossary=legal.glossary(told),
        letter=cover(about, told, seen.counts, held),
        files=files.out,
        records=lambda: masked(workspace, request, told, seen),
        counts=seen.counts,
        say=told.say,
    )


def facts(request: Request, units: list[Unit], told: Told) -> RequestFacts:
    """What is said of the request itself."""
    return RequestFacts(
        id=request.id,
        kind=request.kind,
        received=request.received,
        lang=told.say.lang,
        made_at=datetime.now(UTC).replace(microsecond=0),
        complete=all(unit.outcome and complete(unit.outcome) for unit in units),
        sandbox=request.sandbox,
        regimes=told.case.regimes,
        due=legal.due(told, request.received),
    )
