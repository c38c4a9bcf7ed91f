"""Nobody else's data: the core looks at every proof itself."""

from typing import Any

import pytest

from sar.identifiers import Identifier, Matcher
from sar.proof import carries, holds, mention, prove
from sar.records import Match, Proof, Record, Via, record_id

ANN = Identifier("email", "ann@example.com")
MATCHER = Matcher([ANN])
PARENT, MEMBER = record_id("crm", "person", "12"), record_id("crm", "member", "a1/f00")


def made(raw: Any, proof: Proof | None) -> Record:
    return Record("x", "crm", "crm", "t", "1", "contact", "title", proof, raw)


def parent(record: str) -> str | None:
    return {PARENT: "12", MEMBER: "a1/f00"}.get(record)


@pytest.mark.parametrize(
    ("value", "how"),
    [
        ("ann@example.com", "exact"),
        ("Ann@Example.COM", "normalised"),
        ("ann@example.com, b@example.org", "normalised"),
        ("b@example.org; ann@example.com", "normalised"),
        ("Ann <ann@example.com>", "normalised"),
    ],
)
def test_the_address_in_its_field_is_a_proof(value: str, how: str) -> None:
    raw = {"emails": [{"value": "x@example.net"}, {"value": value}]}
    proof = prove(MATCHER, raw, "email", "/emails/*/value")
    assert proof == Match(ANN, "/emails/1/value", how)  # type: ignore[arg-type]
    assert holds(made(raw, proof), MATCHER, parent)


@pytest.mark.parametrize(
    "value", ["joann@example.com", "ann@example.com.au", "ann+shop@example.com", None, 5, {}, ["ann@example.com"]]
)
def test_a_neighbour_is_not_proven(value: object) -> None:
    raw = {"email": value}
    assert prove(MATCHER, raw, "email", "/email") is None
    assert not holds(made(raw, Match(ANN, "/email", "exact")), MATCHER, parent)


def test_a_proof_by_somebody_elses_identifier_does_not_hold() -> None:
    raw = {"email": "joann@example.com"}
    joann = Identifier("email", "joann@example.com")
    assert not holds(made(raw, Match(joann, "/email", "exact")), MATCHER, parent)


def test_a_pointer_to_nowhere_does_not_hold() -> None:
    assert not holds(made({"email": ANN.value}, Match(ANN, "/mail", "exact")), MATCHER, parent)
    assert not holds(made([], Match(ANN, "/0/x", "exact")), MATCHER, parent)
    assert not holds(made({"email": ANN.value}, None), MATCHER, parent)


def test_a_mention_is_found_in_any_text_and_carries_nothing() -> None:
    raw = {"content": "Call Ann (ann@example.com) back", "other": "joann@example.com"}
    proof = mention(MATCHER, raw)
    assert proof == Match(ANN, "/content", "mention")
    assert holds(made(raw, proof), MATCHER, parent)
    assert not carries(proof)
    assert mention(MATCHER, {"content": "joann@example.com ann@example.com.au"}) is None


@pytest.mark.parametrize(
    ("proof", "raw", "true"),
    [
        (Via(PARENT, path="/person_id"), {"person_id": 12}, True),
        (Via(PARENT, path="/person_id"), {"person_id": 13}, False),
        (Via(PARENT, path="/person_id"), {}, False),
        (Via(PARENT, asked="/persons/12/files?start=0"), {}, True),
        (Via(PARENT, asked="/deals?person_id=12"), {}, True),
        (Via(PARENT, asked="/persons/123/files"), {}, False),
        (Via(PARENT, asked="/deals?person_id=112"), {}, False),
        (Via(record_id("crm", "person", "13"), path="/person_id"), {"person_id": 13}, False),
        (Via(PARENT), {}, False),
        (Via(MEMBER, asked="/lists/a1/members/f00/notes"), {}, True),
        (Via(MEMBER, asked="/lists/b2/members/f00/notes"), {}, False),
    ],
)
def test_what_hangs_on_a_proven_record(proof: Via, raw: object, true: bool) -> None:
    assert holds(made(raw, proof), MATCHER, parent) is true
