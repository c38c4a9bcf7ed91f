"""Redmine: everything of one person over its imitation, and what a whole search leaves out."""

import pytest
from tests.connectors.redmine_shared import ANN, one

from sar.records import Match, Record
from sar.sandbox import cast
from sar.testing import rig
from sar.testing.rig import Result
from sar.testing.watched import watched


@pytest.fixture(scope="module")
def ann() -> Result:
    return rig("redmine").find(*ANN)


@pytest.mark.parametrize("key", cast())
def test_exactly_what_is_theirs(key: str, ann: Result) -> None:
    from sar.testing.expected import keys

    result = ann if key == "ann" else rig("redmine").find(*cast()[key].emails)
    assert result.error is None
    assert result.keys == keys("redmine", key, "disclosed")
    assert result.near_keys == keys("redmine", key, "near")
    assert [gap.text for gap in result.gaps if gap.remediable] == []


def _is_mention(record: Record) -> bool:
    return isinstance(record.proof, Match) and record.proof.how == "mention"


def test_mentions_are_found_wherever_text_can_be_read(ann: Result) -> None:
    mentions = {key for key in ann.keys if _is_mention(one(ann, *key))}
    assert mentions == {
        *(("issue", number) for number in ("102", "110")),
        *(("journal", number) for number in ("1010", "1012")),
        *(("user", "18"), ("attachment", "507"), ("file", "509"), ("time_entry", "602")),
        *(("news", "703"), ("news_comment", "713"), ("message", "801"), ("reply", "803"), ("document", "804")),
        *(("changeset", "806"), ("project", "1"), ("version", "41"), ("wiki_page", "support/Überblick_&_Kontakte/1")),
    }


def test_a_hit_whose_reason_is_not_shown_is_a_near_match(ann: Result) -> None:
    assert ("message", "805") in ann.near_keys


def test_modules_that_are_off_are_not_asked_for() -> None:
    connected, way = watched("redmine")
    connected.find(*ANN)
    assert not [request for request in way.requests if "/projects/4/" in request.url.path]


def test_contacts_of_the_plug_in_are_read_where_there_is_one() -> None:
    connected = rig("redmine")
    connected.imitation.state["contacts"] = [
        {"id": 1, "first_name": "Ann", "emails": [{"address": "ANN@example.com"}], "notes": [{"content": "called"}]},
        {"id": 2, "first_name": "Joann", "emails": [{"address": "joann@example.com"}], "notes": []},
    ]
    result = connected.find(*ANN)
    assert one(result, "contact", "1").raw["notes"] == [{"content": "called"}]
    assert ("contact", "2") in result.near_keys
    assert any("CRM plug-in" in gap.text and not gap.remediable for gap in result.gaps)


def test_the_gaps_of_a_whole_search_are_by_design(ann: Result) -> None:
    said = [gap.text for gap in ann.gaps]
    assert len(said) == 4
    assert "Archived projects and all that is in them cannot be reached by any key." in said
    assert ("issue", "107") not in ann.keys | ann.near_keys


def _many(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    rig("redmine")
    for part in ("scan", "wiki"):
        monkeypatch.setattr(sys.modules[f"sar.connectors.redmine.{part}"], "EVERY", 2)


def test_where_issues_and_pages_are_many_the_answer_says_what_was_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    _many(monkeypatch)
    result = rig("redmine").find(*ANN)
    whole = rig("redmine").find(*ANN, exhaustive=True)
    left = [gap for gap in result.gaps if gap.remediable]
    assert [gap.remedy for gap in left] == ["Set exhaustive = true in sar.toml, then run again."] * 2
    assert ("issue", "110") in result.keys, "fields that are no filter are read in any case"
    assert {("journal", "1010"), ("journal", "1011"), ("wiki_page", "old-work/Plan/1")} <= whole.keys - result.keys
    assert not any(gap.remediable for gap in whole.gaps)


def test_what_is_held_is_not_read_again(ann: Result) -> None:
    held = {record.id for record in ann.disclosed if record.type == "issue"}
    connected = rig("redmine")
    again = connected.find(*ANN, held=held)
    assert {record.id for record in again.disclosed} | held == {record.id for record in ann.disclosed}
    assert "GET /issues/200.json" not in connected.imitation.app.asked
