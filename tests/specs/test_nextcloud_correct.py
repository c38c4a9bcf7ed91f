"""What corrects profiles, against Nextcloud's own description of its provisioning API; of DAV none does."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.specs.referee import behind_prism, needs_prism, needs_specs

from sar.context import Access
from sar.correct.model import Receipt
from sar.http import Policy
from sar.registry import Registry
from sar.settings import Processor
from sar.testing.mending import Mending, Through, differences, wanted
from sar.testing.rig import Rig
from sar.unit import Source
from sar.workspace import Workspace

PROFILES = "nextcloud/provisioning_api.openapi.json"
WHOLE = {"/ocs/v2.php/cloud/user": PROFILES, "/ocs/v2.php/cloud/users": PROFILES}
pytestmark = [needs_specs, needs_prism]


@dataclass
class Proxied(Mending):
    """Corrections in a served imitation, all of whose profiles are reached through the referee."""

    url: str = field(default="")

    def source(self, through: Through | None = None, settings: dict[str, Any] | None = None) -> Source:
        """Over the network, without a second try."""
        registry = Registry.discover()
        manifest = registry.get(self.slug)
        values = {**self.imitation.settings, **(settings or {}), "url": self.url}
        processor = Processor(self.slug, self.slug, manifest, values)
        return Source(processor, lambda: registry.load(self.slug), lambda: Access(processor, Policy(attempts=1)))


def mends(running: ExitStack, violations: list[str], folder: Path) -> tuple[Proxied, Rig]:
    connected = behind_prism("nextcloud", {}, running, violations, whole=WHOLE)
    workspace = Workspace(folder / "workspace.db")
    running.callback(workspace.engine.dispose)
    url = str(connected.access.setting("url"))
    return Proxied("nextcloud", workspace, connected.imitation, url=url), connected


def of_profiles(receipts: list[Receipt]) -> list[str]:
    return [one.change.source_id for one in receipts if one.change.type == "account"]


def test_planning_and_carrying_out_break_nothing(tmp_path: Path) -> None:
    case, violations = wanted("nextcloud")["ann"], list[str]()
    with ExitStack() as running:
        mending, _ = mends(running, violations, tmp_path)
        before = mending.state()
        plan = mending.plan(case["set"])
        receipts = mending.apply(plan.request)
        back = mending.apply(mending.undo(plan.request).request)
        after = mending.state()
    assert violations == []
    assert plan.complete, plan.unread
    assert len(of_profiles(receipts)) == 8
    assert {one.state for one in (*receipts, *back)} == {"verified"}
    assert differences(before, after) == {}


def test_the_referee_objects_to_a_write_without_a_value(tmp_path: Path) -> None:
    violations: list[str] = []
    with ExitStack() as running:
        mending, connected = mends(running, violations, tmp_path)
        login = ("office", connected.access.secrets("accounts")["office"])
        headers = {"OCS-APIRequest": "true", "Accept": "application/json"}
        where = f"{mending.url}/ocs/v2.php/cloud/users/aarcher"
        httpx.put(where, json={"key": "phone"}, headers=headers, auth=login, timeout=60)
    assert len(violations) == 1
