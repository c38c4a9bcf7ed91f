"""What tests of correcting Redmine share: its accounts and fields, what is planned and told, and what is sent."""

import json
from typing import Any

from sar.correct.model import Plan, Receipt
from sar.http import Request, Response, Transport
from sar.outcomes import Said
from sar.testing.mending import Mending

ANN, JOANN, LOCKED, OHARA = 2, 3, 8, 9
"""Where their accounts stand in the state; the locked one is Ann's too."""
PHONE = {"phone": "+15145550101"}


def account(mends: Mending, place: int) -> dict[str, Any]:
    found: dict[str, Any] = mends.imitation.state["users"][place]
    return found


def told(plan: Plan) -> list[str]:
    """What a person must do, but for texts, issues and what stays."""
    said = [f"{filled(one.why)} {filled(one.task) if one.task else ''}" for one in plan.by_hand]
    return [
        one for one in said if not one.startswith(("The text holds", "Commits,")) and "holds the old value" not in one
    ]


def altered(plan: Plan) -> set[tuple[str, str, str]]:
    return {(change.source_id, one.path, one.new) for change in plan.changes for one in change.alterations}


def filled(said: Said) -> str:
    return said.what.format_map(said.values)


def the_only(receipts: list[Receipt]) -> Receipt:
    assert len(receipts) == 1
    return receipts[0]


class Sent(Transport):
    """Keeps what was written."""

    def __init__(self, inner: Transport) -> None:
        self.inner, self.bodies = inner, list[Any]()

    def handle_request(self, request: Request) -> Response:
        if request.method != "GET":
            self.bodies.append((request.method, request.url.path, json.loads(request.content)))
        return self.inner.handle_request(request)


def sent(mends: Mending, plan: Plan) -> list[Any]:
    ways: list[Sent] = []

    def through(inner: Transport) -> Sent:
        ways.append(Sent(inner))
        return ways[0]

    receipts = mends.apply(plan.request, through)
    assert {one.state for one in receipts} == {"verified"}
    return ways[0].bodies
