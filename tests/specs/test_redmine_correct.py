"""A correction in Redmine through the description of its API: reads and writes are valid, and the receipts true."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.specs.referee import behind_prism, needs_prism, needs_specs

from sar.context import Access
from sar.http import Policy
from sar.registry import Registry
from sar.settings import Processor
from sar.testing.mending import Mending, Through, differences, wanted
from sar.testing.rig import Rig
from sar.unit import Source
from sar.workspace import Workspace

ROUTES = {"": "redmine-7.0.mock.json"}
UNDESCRIBED = ("/contacts.json", "/wiki/index.json")
"""The plug-in's contacts are left out, and a wiki's index is taken for a page."""

pytestmark = [needs_specs, needs_prism]


@dataclass
class Refereed(Mending):
    """Corrections of the served imitation, with the referee before it."""

    front: Rig | None = None

    def source(self, through: Through | None = None, settings: dict[str, Any] | None = None) -> Source:
        """The processor by the referee's address."""
        assert self.front is not None
        registry, access = Registry.discover(), self.front.access
        told = {name: access.setting(name) for name in ("url",)}
        processor = Processor(
            self.slug, self.slug, registry.get(self.slug),
            {**told, "api_key": access.secret("api_key"), **(settings or {})},
        )  # fmt: skip
        return Source(processor, lambda: registry.load(self.slug), lambda: Access(processor, Policy(attempts=1)))


@contextmanager
def refereed(folder: Path, violations: list[str]) -> Iterator[Refereed]:
    with ExitStack() as running:
        front = behind_prism("redmine", ROUTES, running, violations, UNDESCRIBED)
        workspace = Workspace(folder / "workspace.db")
        running.callback(workspace.engine.dispose)
        yield Refereed("redmine", workspace, front.imitation, front=front)


@pytest.mark.parametrize("who", ["ann", "joann"])
def test_a_correction_breaks_nothing(who: str, tmp_path: Path) -> None:
    case, violations = wanted("redmine")[who], list[str]()
    with refereed(tmp_path, violations) as mends:
        before = mends.state()
        plan = mends.plan(case["set"], case["was"], who)
        assert plan.complete, plan.unread
        receipts = mends.apply(plan.request)
        changed = set(differences(before, mends.state()))
    assert sorted(set(violations)) == []
    assert {one.state for one in receipts} == {"verified"}
    assert changed == set(case["changes"])


def test_a_refusal_is_described_too(tmp_path: Path) -> None:
    violations: list[str] = []
    with refereed(tmp_path, violations) as mends:
        plan = mends.plan({"given_name": "Mab" * 11}, who="ohara")
        receipts = mends.apply(plan.request)
        read_only = mends.apply(plan.request, settings=mends.imitation.read_only)
    assert violations == []
    assert [one.state for one in (*receipts, *read_only)] == ["failed", "failed"]


def test_the_referee_looks_at_what_is_written(tmp_path: Path) -> None:
    """A value of another type than the description's is objected to: the proof that writes pass through it."""
    violations: list[str] = []
    with refereed(tmp_path, violations) as mends:
        assert mends.front is not None
        access = mends.front.access
        httpx.put(
            f"{access.setting('url')}/users/5.json",
            json={"user": {"custom_fields": [{"value": {}}]}},
            headers={"X-Redmine-API-Key": access.secret("api_key")},
            timeout=60,
        )
    assert len(violations) == 1
