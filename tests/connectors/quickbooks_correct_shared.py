"""What tests of correcting QuickBooks share: the imitated company, what is planned and applied, and what is told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sar.correct.model import Plan, Receipt
from sar.testing.mending import Mending, mending

NEW = "ann.roy@example.com"


@contextmanager
def company(change: Callable[[dict[str, Any]], None] = lambda state: None) -> Iterator[Mending]:
    """The imitated company, with something of its own."""
    with mending("quickbooks") as mends:
        change(mends.imitation.state)
        yield mends


def row(mends: Mending, entity: str, number: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in mends.imitation.state[entity] if one["Id"] == number)
    return found


def corrected(mends: Mending, new: dict[str, str], was: dict[str, str] | None = None, who: str = "") -> Plan:
    """Planned and applied; everything planned is verified."""
    plan = mends.plan(new, was, who)
    assert plan.complete, plan.unread
    receipts = mends.apply(plan.request)
    assert [one for one in receipts if one.state != "verified"] == []
    return plan


def said(plan: Plan) -> list[str]:
    return [one.why.text for one in plan.by_hand]


def one_state(receipts: list[Receipt], entity: str, number: str) -> str:
    return next(one.state for one in receipts if (one.change.type, one.change.source_id) == (entity, number))
