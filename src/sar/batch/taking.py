"""Taking in a batch: all its requests are stored at once, each with its case, or none is."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sar.batch.columns import Line
from sar.batch.model import Batch, Order
from sar.batch.reading import Read
from sar.errors import CallError

if TYPE_CHECKING:
    from sar.house import House
    from sar.unit import Source
    from sar.workspace import Opening


def take_in(
    house: "House",
    read: Read,
    order: Order,
    *,
    by: str,
    lang: str = "en",
    only: Sequence[str] = (),
    without: Sequence[str] = (),
    anew: bool = False,
) -> Batch:
    """Store the good lines as requests; the lines themselves are not kept.

    `by`: who found out who the people are. `lang`: of answers to lines that name none. The same lines are not taken in
    a second time while a batch of them waits to go on, unless `anew`.
    """
    from sar.workspace.store import new_request_id

    digest = house.workspace.digest_of(read.digest_of)
    if not anew:
        _not_twice(house, digest)
    batch = Batch(
        id=new_request_id(house.today),
        created=datetime.now(UTC),
        sandbox=house.sandbox,
        digest=digest,
        lines=len(read.good) + len(read.faults),
        order=order,
        faults=read.faults,
    )
    sources = house.sources(only, without)
    width = len(str(max((one.number for one in read.good), default=0)))
    ids = [f"{batch.id}-{one.number:0{width}}" for one in read.good]
    openings = [
        _opening(house, one, sources, by=by, lang=lang, request_id=its) for one, its in zip(read.good, ids, strict=True)
    ]
    house.workspace.take_in(batch, openings, [one.number for one in read.good])
    return batch


def _not_twice(house: "House", digest: str) -> None:
    for earlier in house.workspace.batches():
        if earlier.digest == digest and any(one.state == "waiting" for one in house.workspace.members(earlier.id)):
            said = "these lines were taken in before, and batch {id} is not through"
            remedy = "Go on with: sar batch resume {id}; or make new requests of them with --anew."
            raise CallError(said, remedy, id=earlier.id)


def _opening(
    house: "House", line: Line, sources: "Sequence[Source]", *, by: str, lang: str, request_id: str
) -> "Opening":
    """A line's request; that it bears the batch's id and its line's number keeps ids apart, however many there are."""
    from msgspec import structs

    from sar.cases import Verification, verify
    from sar.intake import Intake, opening

    intake = Intake(line.identifiers, line.kind, line.received, line.regimes, line.lang or lang)
    one = opening(house, intake, sources, request_id)
    if not line.level:
        return one
    known = Verification(line.level, line.method, house.today, by)
    told: tuple[str, dict[str, str | int]] = ("identity recorded", {"level": line.level})
    return structs.replace(one, case=verify(one.case, known), events=[*one.events, told])
