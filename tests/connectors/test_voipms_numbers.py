"""Whose a number of VoIP.ms is, what it proves, and what is kept of a row."""

from tests.connectors.voipms_shared import ANN, one, what

from sar.identifiers import Identifier
from sar.records import Match
from sar.testing import rig


def test_a_name_that_the_caller_chose_is_no_proof() -> None:
    result = rig("voipms").find(ANN)
    assert not {("call", "4"), ("call", "5"), ("fax", "503"), ("phonebook", "12")} & (result.keys | result.near_keys)


def test_the_same_last_digits_are_a_near_match_at_most() -> None:
    result = rig("voipms").find(ANN)
    assert {("call", "6"), ("call", "7"), ("phonebook", "14")} <= result.near_keys


def test_a_number_in_somebody_elses_note_is_a_mention() -> None:
    result = rig("voipms").find(ANN)
    for type_, number in (("phonebook", "13"), ("transcript", "100000_reception/104c19ad033748bc")):
        proof = one(result, type_, number).proof
        assert isinstance(proof, Match)
        assert proof.how == "mention"


def test_messages_of_others_that_name_the_number_need_an_exhaustive_search() -> None:
    assert ("sms", "2002") not in rig("voipms").find(ANN).keys
    result = rig("voipms").find(ANN, exhaustive=True)
    assert ("sms", "2002") in result.keys
    assert ("sms", "2001") not in result.keys | result.near_keys


def test_the_firms_own_number_is_nobodys() -> None:
    result = rig("voipms").find(Identifier("phone", "+15145550100"))
    assert result.keys | result.near_keys == set()
    assert "one of the firm's own" in what(result)
    both = rig("voipms").find(ANN, Identifier("phone", "+15145550100"))
    assert both.keys == rig("voipms").find(ANN).keys


def test_a_weak_number_proves_nothing() -> None:
    result = rig("voipms").find(Identifier("phone", "+15145550101", confidence="weak"))
    assert ("call", "1") in result.near_keys
    assert {type_ for type_, _ in result.keys} <= {"phonebook", "transcript"}


def test_nothing_is_learnt_from_names() -> None:
    result = rig("voipms").find(ANN)
    mine = [person for each in result.disclosed for person in each.people if person.role == "subject"]
    assert mine
    assert {(person.name, person.identifiers) for person in mine} == {("", ())}


def test_the_vendors_row_is_kept_whole_and_passwords_are_cut_out() -> None:
    result = rig("voipms").find(Identifier("phone", "+15145550109"))
    row = one(result, "sub_account", "42").raw["sub_account"]
    assert row["description"] == "Sam Steward"
    assert "password" not in row
    assert one(rig("voipms").find(ANN), "call", "2").raw["call"]["destination"] == "15145550101"


def test_a_resellers_clients_are_searched_too() -> None:
    connected = rig("voipms")
    state = connected.imitation.state
    state["clients"] = [{"client": "700", "email": "ann@example.com", "phone_number": "5145550101"}]
    state["client_cdr"] = {"700": [{**state["cdr"][0], "uniqueid": "7001"}]}
    state["client_sms"] = {"700": [{**state["sms"][-1], "id": "7002"}]}
    result = connected.find(ANN)
    assert {("client", "700"), ("call", "7001"), ("sms", "7002")} <= result.keys
    assert "password" not in one(result, "client", "700").raw["client"]
