"""From the workspace to the dossier's model: what is disclosed, in which order, with whom masked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sar.dossier import words
from sar.dossier.excerpt import excerpt, is_mention
from sar.dossier.model import (
    Controller,
    Coverage,
    Dossier,
    ManifestFile,
    Mentions,
    RequestFacts,
    Searched,
    Subject,
    Withheld,
)
from sar.outcomes import Answered, Awaiting, Failed, Gap, NotSearchable, Outcome, complete, name
from sar.records import Record
from sar.third_parties import Others, belongings
from sar.workspace import Known, Request, Unit, Workspace


@dataclass(frozen=True)
class Told:
    """What the settings say that the dossier repeats."""

    controller: Controller
    mentions: Mentions
    names: Mapping[str, str]
    """Connector slug → the name people know."""
    processing: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Connector slug → the register's defaults from its manifest."""


def build(workspace: Workspace, request: Request, told: Told, files: tuple[ManifestFile, ...] = ()) -> Dossier:
    """The dossier of a request; records are opened one by one, never all at once."""

    def disclosed() -> Iterator[Record]:
        return _disclosed(workspace, request.id, told.mentions)

    known = workspace.known(request.id)
    identifiers = [one.identifier for one in known if one.state == "followed"]
    mine, names = belongings(disclosed())
    others = Others({*identifiers, *mine}, names)
    counts: dict[tuple[str, str], int] = {}
    for record in disclosed():
        others.meet(record)
        place = (record.kind, record.processor)
        counts[place] = counts.get(place, 0) + 1
    units = workspace.units(request.id)
    return Dossier(
        request=_facts(request, units),
        controller=told.controller,
        subject=Subject(
            tuple(names),
            tuple(_searched(workspace, request.id, one, told, others) for one in known if one.state == "followed"),
            tuple(_searched(workspace, request.id, one, told, others) for one in known if one.state != "followed"),
        ),
        coverage=_coverage(workspace, request, units, told, others),
        third_parties=others.listed(),
        withheld=_withheld(workspace, request.id, told.mentions),
        processing=tuple({"processor": unit.processor, **told.processing.get(unit.connector, {})} for unit in units),
        disclosures=(),
        rights=(),
        files=files,
        records=lambda: map(others.mask, disclosed()),
        counts=counts,
    )


def _searched(workspace: Workspace, request_id: str, known: Known, told: Told, others: Others) -> Searched:
    source = workspace.proven(request_id, known.identifier.source)
    if source is None:
        return Searched(known.identifier, doubt=known.doubt)
    title, place = others.mask(source).title, told.names.get(source.connector, source.connector)
    return Searched(known.identifier, title, place, known.doubt)


def _disclosed(workspace: Workspace, request_id: str, mentions: Mentions) -> Iterator[Record]:
    for record in workspace.records(request_id):
        if not is_mention(record) or mentions == "whole":
            yield record
        elif mentions == "excerpt":
            yield excerpt(record)


def _facts(request: Request, units: list[Unit]) -> RequestFacts:
    return RequestFacts(
        id=request.id,
        kind=request.kind,
        received=request.received.isoformat(),
        lang=request.lang,
        made_at=datetime.now(UTC).replace(microsecond=0),
        complete=all(unit.outcome and complete(unit.outcome) for unit in units),
        sandbox=request.sandbox,
    )


def _coverage(
    workspace: Workspace, request: Request, units: list[Unit], told: Told, others: Others
) -> tuple[Coverage, ...]:
    near: dict[str, int] = {}
    for (_, processor), count in workspace.counts(request.id, proven=False).items():
        near[processor] = near.get(processor, 0) + count
    return tuple(_line(unit, told, others, near.get(unit.processor, 0)) for unit in units)


def _line(unit: Unit, told: Told, others: Others, near: int) -> Coverage:
    outcome = unit.outcome or Failed("the search was interrupted", "Run again with --resume.")
    gaps = tuple(Gap(others.words(gap.text), gap.remedy) for gap in outcome.gaps)
    return Coverage(
        processor=unit.processor,
        connector=unit.connector,
        name=told.names.get(unit.connector, unit.connector),
        outcome=name(outcome),
        records=getattr(outcome, "records", 0),
        searched_at=unit.searched_at,
        identifiers_used=tuple(f"{one.kind} {one.value}" for one in unit.searched_by),
        gaps=gaps,
        reason=_reason(outcome),
        remedy=getattr(outcome, "remedy", ""),
        near_matches=near,
        evidence=tuple(said.text for said in getattr(outcome, "evidence", ())),
    )


def _reason(outcome: Outcome) -> str:
    if isinstance(outcome, NotSearchable):
        return outcome.reason.format_map(outcome.values) if outcome.values else outcome.reason
    if isinstance(outcome, Awaiting):
        return outcome.task.text
    if isinstance(outcome, Answered):
        return words.CONCLUSIONS[outcome.conclusion].format(day=words.day(outcome.on.isoformat()))
    return outcome.reason if isinstance(outcome, Failed) else ""


def _withheld(workspace: Workspace, request_id: str, mentions: Mentions) -> tuple[Withheld, ...]:
    if mentions != "review":
        return ()
    held: dict[str, int] = {}
    for record in filter(is_mention, workspace.records(request_id)):
        held[record.processor] = held.get(record.processor, 0) + 1
    reason = "mentions in records about other people, not yet reviewed"
    return tuple(Withheld(processor, reason, count) for processor, count in held.items())
