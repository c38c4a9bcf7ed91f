"""What a search finds on a good day."""

import json
from datetime import timedelta

import msgspec

from sar.outcomes import Awaiting, NothingHeld, NotSearchable, complete
from sar.records import KINDS
from sar.sandbox import cast
from sar.testing.expected import calm, identifiers, keys, main_key, nobodys, outcome_of
from sar.testing.rig import rig


def finds_exactly_what_is_theirs(slug: str) -> None:
    """Precision and recall of 1.0 for every member of the cast, with near matches kept apart."""
    for key in cast():
        result = calm(slug, key)
        assert result.error is None, (key, result.error)
        assert result.keys == keys(slug, key, "disclosed"), key
        assert result.near_keys == keys(slug, key, "near"), key
        assert len(result.disclosed) == len(result.keys), f"{key}: a record came twice"


def has_a_main_subject_and_neighbours(slug: str) -> None:
    """The imitation holds the main subject, and its search returns neighbours that are not disclosed."""
    result = calm(slug, main_key())
    assert result.disclosed
    assert result.near
    assert complete(outcome_of(result)), [gap.text for gap in result.gaps if gap.remediable]


def nobody_is_nothing_held(slug: str) -> None:
    """Who is held nowhere ends as "nothing held" or in the same question as anybody, not as a failure."""
    for result in (calm(slug, "nora"), rig(slug).find(*nobodys(slug))):
        outcome = outcome_of(result)
        told = isinstance(outcome, NothingHeld) or (result.verdict and complete(outcome))
        assert told or isinstance(outcome, Awaiting), outcome


def records_are_well_formed(slug: str) -> None:
    """Every record has title, kind, source, UTC times, a JSON payload and a web address or none."""
    for key in cast():
        for record in calm(slug, key).disclosed:
            assert record.title.strip(), record.type
            assert record.kind in KINDS
            assert record.processor == slug
            assert record.url == "" or record.url.startswith(("http://", "https://"))
            for moment in (record.occurred_at, record.retrieved_at):
                assert moment is None or moment.utcoffset() == timedelta(0)
            assert json.loads(msgspec.json.encode(record))
            assert all(field.label and isinstance(field.value, str) for field in record.fields)


def limits_are_sentences(slug: str) -> None:
    """Every gap is one whole sentence whose places are filled from its values, so that it can be translated."""
    for gap in calm(slug, main_key()).gaps:
        assert gap.what[0].isupper() or gap.what[0] == "{", gap.what
        assert gap.text.endswith("."), gap.text
        assert "{" not in gap.text or gap.values, gap.text


def collecting_twice_gives_the_same(slug: str) -> None:
    """The same ids in the same order."""
    key = main_key()
    again = rig(slug).find(*identifiers(slug, key))
    assert [record.id for record in again.disclosed] == [record.id for record in calm(slug, key).disclosed]


def resuming_loses_nothing(slug: str) -> None:
    """With a part of the records held from an interrupted run, the union is the same."""
    key = main_key()
    ids = [record.id for record in calm(slug, key).disclosed]
    for held in (ids[: len(ids) // 3], ids[: len(ids) // 2], ids):
        again = rig(slug).find(*identifiers(slug, key), held=held)
        assert again.error is None
        assert {record.id for record in again.disclosed} | set(held) == set(ids)


def a_later_round_adds_only(slug: str) -> None:
    """Searched by one identifier after another, the union is the same as by all at once."""
    key, found = main_key(), set[tuple[str, str]]()
    known = identifiers(slug, key)
    for one in known:
        again = rig(slug).find(*known, wanted=(one,))
        assert again.error is None
        found |= again.keys
    assert found == calm(slug, key).keys


def says_why_it_cannot_search(slug: str) -> None:
    """It ends as not searchable, with the reason and the evidence that was collected."""
    verdict = calm(slug, main_key()).verdict
    assert isinstance(verdict, NotSearchable)
    assert verdict.reason.endswith(".")
    assert verdict.evidence
    assert all(said.text.endswith(".") for said in verdict.evidence)


def asks_in_both_languages(slug: str) -> None:
    """It ends in a task with the text to send, in French and in English, that names the subject's identifier."""
    verdict = calm(slug, main_key()).verdict
    assert isinstance(verdict, Awaiting)
    assert verdict.task.text.endswith(".")
    assert set(verdict.letters) >= {"fr", "en"}
    email = cast()[main_key()].email
    assert all(email in letter for letter in verdict.letters.values())
