"""What tests of correcting Nextcloud share: its tree with cards and events, what is planned, done and told."""

from collections.abc import Callable
from typing import Any

from sar.correct.model import Plan, Receipt
from sar.http import Request, Response, Transport
from sar.testing.faults import Faulty
from sar.testing.mending import Mending

CARD, EVENT = "addressbooks/sam/contacts/x.vcf", "calendars/sam/personal/x.ics"


def tree(mends: Mending) -> dict[str, str]:
    found: dict[str, str] = mends.imitation.state["tree"]
    return found


def carried(
    mends: Mending, new: dict[str, str], was: dict[str, str] | None = None, who: str = "ann", **more: Any
) -> dict[str, Receipt]:
    """What was planned and carried out, by type and source id."""
    plan = mends.plan(new, was, who)
    return {f"{one.change.type}:{one.change.source_id}": one for one in mends.apply(plan.request, **more)}


def told(plan: Plan) -> list[str]:
    return [one.why.text for one in plan.by_hand]


def planned(plan: Plan) -> set[str]:
    return {f"{one.type}:{one.source_id}" for one in plan.changes}


def answering(path: str, answer: Callable[[Request], Response | None]) -> Callable[[Transport], Transport]:
    """An answer of our own to writes whose path holds this."""

    def reply(request: Request, _: int) -> Response | None:
        return answer(request) if request.method == "PUT" and path in request.url.path else None

    return lambda inner: Faulty(inner, reply)


def asked(ways: list[Faulty]) -> Callable[[Transport], Transport]:
    def through(inner: Transport) -> Transport:
        ways.append(Faulty(inner, lambda *_: None))
        return ways[-1]

    return through
