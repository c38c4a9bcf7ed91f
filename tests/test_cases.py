"""The life of a request: identity, questions, extensions, refusal, and the gate before anything is released."""

from datetime import date

import pytest

from sar import cases
from sar.cases import Case, Delivery, Refusal, Verification
from sar.errors import CallError, Refused, SettingsError
from sar.law.states import ABROAD, STATES

RECEIVED, TODAY = date(2026, 8, 3), date(2026, 8, 10)
SURE = Verification("L2", "link to the address on file, and a call back", TODAY, "Sam")


def test_the_gate_stands_until_the_person_is_known_and_all_is_decided() -> None:
    case = Case(("quebec", "gdpr"))
    assert len(cases.closed_gates(case, undecided=2, on_file=False)) == 3
    known = cases.verify(case, SURE)
    assert cases.closed_gates(known, undecided=0, on_file=True) == []
    weak = cases.verify(case, Verification("L1", "link", TODAY, "Sam"))
    [gate] = cases.closed_gates(weak, undecided=0, on_file=True)
    assert gate.text == "the person is known at L1, and L2 is needed"


def test_a_question_of_identity_is_answered_by_the_proof() -> None:
    asked = cases.ask(Case(("gdpr",)), "identity", date(2026, 8, 4))
    assert asked.state == "awaiting_identity"
    with pytest.raises(CallError):
        cases.ask(asked, "identity", TODAY)
    known = cases.verify(asked, SURE)
    assert (known.state, known.pauses[0].answered) == ("collecting", TODAY)
    assert cases.due(known, RECEIVED, TODAY).paused == 6


def test_an_answer_needs_a_question() -> None:
    with pytest.raises(CallError):
        cases.answered(Case(), TODAY)
    asked = cases.ask(Case(), "clarification", TODAY)
    assert cases.answered(asked, TODAY).state == "collecting"


def test_an_extension_moves_only_laws_that_know_one() -> None:
    both = cases.extend(Case(("quebec", "gdpr")), RECEIVED, "many systems", TODAY)
    assert set(both.extended) == {"gdpr"}
    assert cases.due(both, RECEIVED, TODAY).regime == "quebec"
    with pytest.raises(Refused):
        cases.extend(both, RECEIVED, "again", TODAY)
    with pytest.raises(Refused):
        cases.extend(Case(("quebec",)), RECEIVED, "many systems", TODAY)
    with pytest.raises(Refused, match="had to be told by"):
        cases.extend(Case(("gdpr",)), RECEIVED, "late", date(2026, 9, 20))
    with pytest.raises(CallError):
        cases.extend(Case(("gdpr",)), RECEIVED, " ", TODAY)


def test_a_refusal_needs_a_ground_of_its_law_and_a_reason() -> None:
    with pytest.raises(SettingsError):
        cases.refuse(Case(("quebec",)), Refusal("GDPR-12-5", "every week", TODAY, "Sam"))
    with pytest.raises(CallError):
        cases.refuse(Case(("gdpr",)), Refusal("GDPR-12-5", "", TODAY, "Sam"))
    refused = cases.refuse(Case(("gdpr",)), Refusal("GDPR-12-5", "every week", TODAY, "Sam"))
    assert (refused.state, refused.closed) == ("refused", TODAY)
    with pytest.raises(Refused):
        cases.verify(refused, SURE)


def test_it_ends_once() -> None:
    ended = cases.close(Case(), "withdrawn", TODAY)
    assert ended.closed == TODAY
    with pytest.raises(Refused):
        cases.close(ended, "fulfilled", TODAY)
    with pytest.raises(CallError):
        cases.close(Case(), "collecting", TODAY)
    sent = cases.deliver(Case(), Delivery(TODAY, "ann@example.com", "Sam", "a.zip", "00"), "fulfilled")
    assert (sent.state, len(sent.deliveries), sent.closed) == ("fulfilled", 1, TODAY)


def test_every_state_has_its_word_abroad() -> None:
    assert set(ABROAD) == set(STATES)
    assert all(one.drp and one.opendsr for one in ABROAD.values())
