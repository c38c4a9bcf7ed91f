"""One line for each processor, in the language of the answer: none is ever missing."""

from collections.abc import Iterable

from sar.dossier import words
from sar.dossier.model import Coverage
from sar.dossier.told import Told
from sar.outcomes import Answered, Awaiting, Failed, Gap, NotSearchable, Outcome, name
from sar.third_parties import Others
from sar.workspace import Request, Unit, Workspace


def coverage(
    workspace: Workspace, request: Request, units: Iterable[Unit], told: Told, others: Others
) -> tuple[Coverage, ...]:
    """The lines in the order of the settings; names that a sentence holds are masked."""
    near: dict[str, int] = {}
    for (_, processor), count in workspace.counts(request.id, proven=False).items():
        near[processor] = near.get(processor, 0) + count
    return tuple(_line(unit, told, others, near.get(unit.processor, 0)) for unit in units)


def _line(unit: Unit, told: Told, others: Others, near: int) -> Coverage:
    outcome = unit.outcome or Failed("the search was interrupted", "Run again with --resume.")
    say = told.say
    return Coverage(
        processor=unit.processor,
        connector=unit.connector,
        name=told.name(unit.processor, unit.connector),
        outcome=name(outcome),
        records=getattr(outcome, "records", 0),
        searched_at=unit.searched_at,
        # an address that was used at many moments is named once
        identifiers_used=tuple(
            dict.fromkeys(f"{say(words.IDENTIFIERS[one.kind])}{say.colon}{one.value}" for one in unit.searched_by)
        ),
        gaps=tuple(Gap(others.words(say(gap.what, gap.values)), say(gap.remedy, gap.values)) for gap in outcome.gaps),
        reason=others.words(_reason(outcome, told)),
        remedy=say(outcome.remedy, outcome.values) if isinstance(outcome, Failed) else "",
        near_matches=near,
        evidence=tuple(say(said.what, said.values) for said in getattr(outcome, "evidence", ())),
    )


def _reason(outcome: Outcome, told: Told) -> str:
    if isinstance(outcome, NotSearchable):
        return told.say(outcome.reason, outcome.values)
    if isinstance(outcome, Awaiting):
        return told.say(outcome.task.what, outcome.task.values)
    if isinstance(outcome, Answered):
        return told.say(words.CONCLUSIONS[outcome.conclusion], day=told.say.day(outcome.on))
    return told.say(outcome.reason, outcome.values) if isinstance(outcome, Failed) else ""
