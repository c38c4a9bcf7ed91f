"""One correction over all processors at once: what was planned is what changed, and nothing of anybody else."""

import re
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sar.collect import Collection, collect
from sar.correct.apply import Application, apply
from sar.correct.fields import parse
from sar.correct.model import Correction, Plan
from sar.correct.plan import plan
from sar.identifiers import parse as identifier
from sar.registry import Registry
from sar.sandbox import Imitation, World, cast
from sar.testing.mending import Mending, differences
from sar.workspace import Request, Workspace

NEW = {"family_name": "Archer-Roy", "phone": "+15145550123"}
STAMPS = re.compile(r"modified|update|changed|SyncToken|etag|date$|full_name|stamp|Addr/(Id|Lat|Long)$", re.IGNORECASE)
"""Leaves that a processor itself moves when an object is changed."""


class Everywhere:
    """All imitations side by side, in one workspace."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace(folder / "workspace.db")
        registry = Registry.discover()
        self.all: dict[str, Mending] = {}
        for slug in registry.manifests:
            imitation: Imitation = registry.sandbox(slug).imitate(World(slug, registry.get(slug).folder))
            self.all[slug] = Mending(slug, self.workspace, imitation)

    def states(self) -> dict[str, dict[str, Any]]:
        return {slug: leaves_of(one) for slug, one in self.all.items()}

    def correct(self, new: dict[str, str]) -> Plan:
        request = Request("r", "rectification", date(2026, 11, 25), "en", datetime.now(UTC), sandbox=True)
        self.workspace.create(request, [identifier("ann@example.com")], {slug: slug for slug in self.all})
        sources = [one.source() for one in self.all.values()]
        collect(Collection(self.workspace, request), sources)
        made = plan(self.workspace, "r", Correction(parse(new, "CA")), sources)
        self.workspace.keep_plan(made)
        return made

    def apply(self) -> list[Any]:
        sources = [one.source() for one in self.all.values()]
        return apply(Application(self.workspace, "r", "Officer"), sources)


def leaves_of(one: Mending) -> dict[str, Any]:
    from sar.testing.mending import leaves, wanted

    try:
        ignored = tuple(wanted(one.slug).get("ignored", ()))
    except FileNotFoundError:
        ignored = ()
    return {path: value for path, value in leaves(one.imitation.state) if not path.startswith(ignored or ("\0",))}


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with ExitStack() as end:
        everywhere = Everywhere(tmp_path_factory.mktemp("everywhere"))
        end.callback(everywhere.workspace.engine.dispose)
        before = everywhere.states()
        made = everywhere.correct(NEW)
        assert everywhere.states() == before, "a plan only reads"
        receipts = everywhere.apply()
        after = everywhere.states()
        changed = {slug: differences(before[slug], after[slug]) for slug in before}
        yield everywhere, made, receipts, changed


def test_every_processor_is_planned_for_and_every_change_stands(corrected: Any) -> None:
    everywhere, made, receipts, _ = corrected
    assert made.unread == {}
    assert set(made.looked) == set(everywhere.all)
    writing = {"mailchimp", "nextcloud", "pipedrive", "quickbooks", "redmine", "voipms", "wordpress"}
    assert {change.processor for change in made.changes} == writing
    assert {(one.change.key, one.state, one.written) for one in receipts} == {
        (change.key, "verified", True) for change in made.changes
    }


def test_what_was_planned_is_what_changed_and_nothing_else(corrected: Any) -> None:
    _, made, _, changed = corrected
    for slug, leaves in changed.items():
        mine = [change for change in made.changes if change.processor == slug]
        new = {digits(one.new) for change in mine for one in change.alterations}
        new |= {digits(value) for value in NEW.values()} if mine else set()
        explained = {path for path, value in leaves.items() if any(one in digits(str(value)) for one in new)}
        assert bool(explained) == bool(new), slug
        rest = [path for path in leaves if path not in explained]
        assert [path for path in rest if not STAMPS.search("/".join(path.split("/")[-2:]))] == [], slug


def test_no_object_of_a_neighbour_is_touched(corrected: Any) -> None:
    """By the addresses that stand on what changed; entries of a calendar name all who were invited."""
    everywhere, _, _, changed = corrected
    neighbours = {email.casefold() for key, one in cast().items() if key != "ann" for email in one.emails}
    for slug, leaves in changed.items():
        touched = {"/".join(path.split("/")[:3]) + "/" for path in leaves}
        for path, value in leaves_of(everywhere.all[slug]).items():
            if slug != "nextcloud" and path.startswith(tuple(touched)):
                assert str(value).casefold() not in neighbours, (slug, path)


def digits(text: str) -> str:
    """A phone number however it is written, and names as they are."""
    number = re.sub(r"[\s().-]", "", text)
    return number[-10:] if re.fullmatch(r"\+?1?\d{10}", number) else re.sub(r"[().]|(?<=\d)[\s-](?=\d)", "", text)


def test_done_again_nothing_is_written(corrected: Any) -> None:
    everywhere, *_ = corrected
    before = everywhere.states()
    receipts = everywhere.apply()
    assert everywhere.states() == before
    assert {one.state for one in receipts} == {"verified"}
