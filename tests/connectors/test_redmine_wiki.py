"""Redmine's wiki pages: each version is its author's, and deleted ones are said."""

import pytest
from tests.connectors.redmine_shared import ANN, one

from sar.outcomes import Gap
from sar.records import Via, record_id
from sar.testing import rig
from sar.testing.rig import Result


@pytest.fixture(scope="module")
def ann() -> Result:
    return rig("redmine").find(*ANN)


def test_wiki_pages_give_each_version_to_its_author(ann: Result) -> None:
    assert one(ann, "wiki_page", "support/Start/1").text == "Ann's first words"
    assert one(ann, "wiki_page", "old-work/Plan/1").proof == Via(record_id("redmine", "user", "12"), path="/author/id")
    assert ("wiki_page", "support/Start/2") not in ann.keys
    assert ("attachment", "510") in ann.keys


def test_a_deleted_version_of_a_wiki_page_is_said_and_no_failure() -> None:
    connected = rig("redmine")
    connected.imitation.state["wiki"]["support"]["Start"][0] = None
    result = connected.find(*ANN)
    assert Gap("Versions of wiki pages that were deleted cannot be read.") in result.gaps
    assert not any(gap.remediable for gap in result.gaps)


def test_a_wiki_that_was_deleted_is_said_and_no_failure() -> None:
    connected = rig("redmine")
    del connected.imitation.state["wiki"]["old-work"]
    assert Gap("The wiki of a project was deleted.") in connected.find(*ANN).gaps
