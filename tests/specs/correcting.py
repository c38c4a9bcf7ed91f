"""A correction through the proxies: every request that writes is valid too, and so is every answer to it."""

import copy
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.specs.referee import Routes, imitation_behind_prism

from sar.context import Access
from sar.http import Policy
from sar.registry import Registry
from sar.settings import Processor
from sar.testing.expected import main_key
from sar.testing.mending import Mending, Through, mending, wanted
from sar.unit import Source
from sar.workspace import Workspace

NO_CASES = {"ignored", "other"}
Corrections = Sequence[dict[str, str]]


@dataclass
class Proxied(Mending):
    """A harness whose requests leave through a socket and the proxies, to the same imitation."""

    settings: dict[str, Any] = field(default_factory=dict)

    def source(self, through: Through | None = None, settings: dict[str, Any] | None = None) -> Source:
        """The processor behind the proxies."""
        registry = Registry.discover()
        processor = Processor(self.slug, self.slug, registry.get(self.slug), {**self.settings, **(settings or {})})
        return Source(processor, lambda: registry.load(self.slug), lambda: Access(processor, Policy(attempts=1)))


def assert_corrects_without_violation(
    slug: str,
    routes: Routes,
    undescribed: tuple[str, ...] = (),
    *,
    whole: Routes | None = None,
    also: Corrections = (),
) -> None:
    """What `correction.json` corrects, and its way back, break nothing, and change what a calm run changes.

    `also` are further corrections of the main subject, such as those that delete.
    """
    cases = {f"{who} as expected": (who, case["set"], case.get("was")) for who, case in wanted(slug).items()
             if who not in NO_CASES}  # fmt: skip
    cases |= {f"further {number}": (main_key(), new, None) for number, new in enumerate(also)}
    violations: list[str] = []
    with ExitStack() as running:
        imitation, settings = imitation_behind_prism(slug, routes, running, violations, undescribed, whole=whole)
        fresh = imitation.snapshot()
        for name, (who, new, was) in cases.items():
            imitation.state.clear()
            imitation.state.update(copy.deepcopy(fresh))
            proxied = Proxied(slug, _workspace(running), imitation, settings=settings)
            try:
                _corrected(proxied, name, who, new, was)
            finally:
                assert sorted(set(violations)) == [], name
            with mending(slug) as calm:
                _corrected(calm, name, who, new, was)
                assert proxied.state() == calm.state(), name
    assert violations == []


def _corrected(mends: Mending, name: str, who: str, new: dict[str, str], was: dict[str, str] | None) -> None:
    """Corrected, undone, and corrected again."""
    plan = mends.plan(new, was, who)
    assert plan.complete, f"{name}: {plan.unread}"
    _applied(mends, name, plan.request)
    _applied(mends, name, mends.undo(plan.request).request)
    _applied(mends, name, mends.plan(new, was, who).request)


def _applied(mends: Mending, name: str, request_id: str) -> None:
    receipts = mends.apply(request_id)
    assert receipts, name
    assert [(one.state, one.why) for one in receipts if one.state != "verified"] == [], name


def _workspace(running: ExitStack) -> Workspace:
    folder = running.enter_context(TemporaryDirectory())
    workspace = Workspace(Path(folder) / "workspace.db")
    running.callback(workspace.engine.dispose)
    return workspace
