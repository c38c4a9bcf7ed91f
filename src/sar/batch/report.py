"""What came of a batch, line by line: for people and scripts, without anything personal unless it is asked for."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sar.batch.model import Batch, Calls, Member, Standing
from sar.outcomes import complete, name
from sar.sentences import filled

if TYPE_CHECKING:
    from sar.house import House

COLUMNS = ("line", "request", "state", "complete", "records", "calls", "missing")
NAMED = "identifiers"


class Lacking(msgspec.Struct, frozen=True):
    """A processor that did not give all; what it lacks stands in the dossier, since it may name people."""

    processor: str
    outcome: str
    """`waiting` where it was not searched to its end."""
    limits: int
    """Limits that somebody can still mend."""


class Answered(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of one line that is a request."""

    line: int
    request: str
    state: Standing
    complete: bool
    records: int
    calls: int
    """Made for this request alone; a list that was fetched once for all counts for the first that needed it."""
    missing: tuple[Lacking, ...]
    identifiers: tuple[str, ...] = ()


class Refused(msgspec.Struct, frozen=True):
    """A line that is no request."""

    line: int
    why: str
    remedy: str


class Cost(msgspec.Struct, frozen=True):
    """What a processor was asked for all together."""

    processor: str
    searches: int
    passes: int
    calls: int
    calls_each: float


class Report(msgspec.Struct, frozen=True):
    """The whole of it."""

    batch: str
    created: str
    lines: int
    complete: bool
    """Whether every line has its complete answer."""
    requests: tuple[Answered, ...]
    refused: tuple[Refused, ...]
    processors: tuple[Cost, ...]


def report(house: "House", batch: Batch, *, named: bool = False) -> Report:
    """A batch as it stands now; `named`: with the identifiers that each line gave."""
    rows = tuple(_answered(house, one, named) for one in house.workspace.members(batch.id))
    refused = tuple(
        Refused(one.line, filled(one.message, one.values), filled(one.remedy, one.values)) for one in batch.faults
    )
    return Report(
        batch.id,
        batch.created.isoformat(timespec="seconds"),
        batch.lines,
        not refused and all(one.complete and one.state == "done" for one in rows),
        rows,
        refused,
        tuple(_cost(one) for one in house.workspace.calls(batch.id)),
    )


def write(found: Report, folder: Path, *, named: bool = False) -> list[Path]:
    """`batch-ID.csv` and `batch-ID.json`, readable by their owner only."""
    from sar.dossier.files import write_private_bytes

    base = folder / f"batch-{found.batch}"
    paths = [base.with_name(f"{base.name}.csv"), base.with_name(f"{base.name}.json")]
    write_private_bytes(paths[0], _csv(found, named))
    write_private_bytes(paths[1], msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    return paths


def _answered(house: "House", one: Member, named: bool) -> Answered:
    from sar.law.states import ENDED

    held, workspace = house.workspace.holds_key(one.request_id), house.workspace
    if not held:
        return Answered(one.line, one.request_id, "purged", False, 0, one.calls, ())
    ended = one.state == "waiting" and workspace.case(one.request_id).state in ENDED
    missing = tuple(_lacking(house, one.request_id))
    given = (known for known in workspace.identifiers(one.request_id) if known.source == "request")
    return Answered(
        one.line,
        one.request_id,
        "ended" if ended else one.state,
        not missing,
        sum(workspace.counts(one.request_id).values()),
        one.calls,
        missing,
        tuple(f"{known.kind}:{known.value}" for known in given) if named else (),
    )


def _lacking(house: "House", request_id: str) -> Iterator[Lacking]:
    for unit in house.workspace.units(request_id):
        if unit.outcome is None:
            yield Lacking(unit.processor, "waiting", 0)
        elif not complete(unit.outcome):
            limits = sum(gap.remediable for gap in unit.outcome.gaps)
            yield Lacking(unit.processor, name(unit.outcome), limits)


def _cost(one: Calls) -> Cost:
    return Cost(one.processor, one.searches, one.passes, one.calls, one.each)


def _csv(found: Report, named: bool) -> bytes:
    from sar.dossier.portable.cells import BOM, cell

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow((*COLUMNS, *([NAMED] if named else [])))
    rows = [(one.line, _row(one, named)) for one in found.requests]
    rows += [(one.line, _bad(one)) for one in found.refused]
    for _, row in sorted(rows, key=lambda one: one[0]):
        writer.writerow([cell(one) for one in row])
    return BOM + text.getvalue().encode()


def _row(one: Answered, named: bool) -> list[str]:
    missing = "; ".join(f"{lack.processor} ({lack.outcome})" for lack in one.missing)
    told = [one.line, one.request, one.state, "yes" if one.complete else "no", one.records, one.calls, missing]
    return [*map(str, told), *([" ".join(one.identifiers)] if named else [])]


def _bad(one: Refused) -> list[str]:
    return [str(one.line), "", "refused", "no", "", "", f"{one.why}. {one.remedy}"]
