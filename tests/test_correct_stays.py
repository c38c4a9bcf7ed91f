"""What a plan says of processors that no program corrects: why it stays, and what somebody may do."""

from datetime import date

import pytest

from sar import tasks
from sar.correct.model import ByHand, Correction
from sar.correct.plan import plan
from sar.registry import Registry
from sar.testing.mending import Mending, mending

READ_ONLY = {slug: one for slug, one in Registry.discover().manifests.items() if "correct" not in one.does}
STAYING = sorted(slug for slug, one in READ_ONLY.items() if one.correction.stays)
NEW = {"phone": "+15145550123"}


def told(by_hand: tuple[ByHand, ...], slug: str) -> list[ByHand]:
    stays = Registry.discover().get(slug).correction.stays
    return [one for one in by_hand if one.why.what == stays]


@pytest.mark.parametrize("slug", STAYING)
def test_what_stays_is_told_with_what_somebody_may_do(slug: str) -> None:
    task = Registry.discover().get(slug).correction.task
    with mending(slug) as mends:
        made = mends.plan(NEW)
        assert made.changes == ()
        (said,) = told(made.by_hand, slug)
        assert (said.processor, said.task.what if said.task else "") == (slug, task)
        assert said.records == sum(mends.workspace.counts(made.request).values())


@pytest.mark.parametrize("slug", ["access_logs", "mailbox", "files", "ovh"])
def test_where_nothing_is_held_nothing_is_told(slug: str) -> None:
    with mending(slug) as mends:
        assert told(mends.plan(NEW, who="nora").by_hand, slug) == []


def test_one_that_was_asked_and_answered_is_told_too() -> None:
    with mending("manual") as mends:
        made = mends.plan(NEW)
        reply = tasks.Reply("nothing", "Test Officer", date(2026, 1, 6), "Corrected on 6 January")
        tasks.answer(mends.workspace, made.request, "manual", reply)
        assert len(told(_again(mends, made.request), "manual")) == 1


def test_what_was_done_is_recorded_for_one_that_was_searched_too() -> None:
    """As the task of exported files says."""
    assert "`sar request answer`" in Registry.discover().get("files").correction.task
    with mending("files") as mends:
        made = mends.plan(NEW)
        held = mends.workspace.counted(made.request, "files")
        reply = tasks.Reply("data", "Test Officer", date(2026, 1, 6), "Corrected in the desk's own program")
        outcome = tasks.answer(mends.workspace, made.request, "files", reply)
        assert outcome.records == held + 1
        assert len(told(_again(mends, made.request), "files")) == 1


def _again(mends: Mending, request: str) -> tuple[ByHand, ...]:
    return plan(mends.workspace, request, Correction(NEW), [mends.source()]).by_hand
