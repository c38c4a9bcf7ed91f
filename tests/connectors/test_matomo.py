"""Matomo's traps, one by one."""

import hashlib
import re
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from msgspec import structs

from sar.errors import Changed, Denied
from sar.http import Request, Response, Transport
from sar.identifiers import Identifier, parse
from sar.outcomes import Failed, complete
from sar.records import Match, Record
from sar.testing import Result, rig
from sar.testing.expected import identifiers, outcome_of
from sar.testing.faults import Faulty

ANN = ("ann@example.com", "ann.archer@example.org")
BROWSER = "visitor_id:matomo:5d41402abc4b2a76"
SALT = "0123456789abcdef"


def answering(method: str, answer: Callable[[Request], Response]) -> Callable[[Transport], Transport]:
    """Answers one method instead of the imitation."""
    asked = f"method={method}&".encode()
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if asked in request.content else None)


def visit(result: Result, number: str) -> Record:
    (found,) = (record for record in [*result.disclosed, *result.near] if record.source_id == number)
    return found


def learnt(result: Result, number: str) -> tuple[Identifier, ...]:
    return tuple(
        one for person in visit(result, number).people if person.role == "subject" for one in person.identifiers
    )


def what(result: Result) -> str:
    return " ".join(gap.text for gap in result.gaps)


def test_the_token_is_in_the_body_and_in_no_address() -> None:
    ways: list[Faulty] = []

    def watch(inner: Transport) -> Transport:
        ways.append(Faulty(inner, lambda request, _: None))
        return ways[0]

    connected = rig("matomo", through=watch)
    connected.find(*ANN)
    token = connected.access.secret("token")
    assert {parse_qs(request.content.decode())["token_auth"][0] for request in ways[0].requests} == {token}
    assert not [request for request in ways[0].requests if token in str(request.url) or token in repr(request.headers)]


def test_a_plus_in_an_address_survives_all_decodings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rig("matomo").find("ann+shop@example.com").keys == {("visit", "8")}
    from sar.registry import Registry

    Registry.discover().load("matomo")
    for fewer in (0, 1, 2):
        monkeypatch.setattr("sar.connectors.matomo.segments.QUOTINGS", fewer)
        assert rig("matomo").find("ann+shop@example.com").keys == set(), "the imitation is kinder than Matomo"


def test_more_visits_than_matomos_own_tool_gives() -> None:
    assert len(rig("matomo").find(*ANN).disclosed) > 401


def test_a_wrong_token_is_no_empty_answer() -> None:
    connected = rig("matomo", settings={"token": "wrong"})
    result = connected.find(*ANN)
    assert isinstance(result.error, Denied)
    with pytest.raises(Denied):
        list(connected.connector.check())


def test_an_error_with_status_200_is_one() -> None:
    said = {"result": "error", "message": "A fatal error occurred."}
    through = answering("Live.getLastVisitsDetails", lambda request: Response(200, json=said, request=request))
    result = rig("matomo", through=through).find(*ANN)
    assert result.disclosed == []
    assert isinstance(outcome_of(result), Failed)


def test_a_visitor_profile_that_is_off_is_a_gap_and_not_nothing() -> None:
    connected = rig("matomo")
    connected.imitation.state["profile"] = False
    result = connected.find("ann+shop@example.com")
    assert isinstance(outcome_of(result), Failed)
    assert "visitor profile is switched off" in what(result)
    assert "visitor profile" in " ".join(finding.remedy for finding in connected.connector.check())


def test_without_the_profile_words_still_lead_to_visits() -> None:
    connected = rig("matomo")
    connected.imitation.state["profile"] = False
    result = connected.find(*ANN)
    assert ("visit", "9") in result.keys
    assert not complete(outcome_of(result))


@pytest.mark.parametrize("octets", [1, 2, 3, 4])
def test_a_masked_address_leads_to_nobody(octets: int) -> None:
    connected = rig("matomo")
    connected.imitation.state["mask"] = octets
    whole = parse("ip:192.0.2.10@2026-09-14T15:20:00+00:00")
    masked = ".".join([*["192", "0", "2", "10"][: 4 - octets], *["0"] * octets])
    for address in (whole, Identifier("ip", masked)):
        result = connected.find(address)
        assert result.keys == set()
        assert "stores IP addresses only in part" in what(result)
    assert [one.kind for one in learnt(connected.find(*ANN), "1")] == ["visitor_id"]


def test_an_older_address_that_is_masked_is_no_key_where_newer_ones_are_whole() -> None:
    result = rig("matomo").find(Identifier("ip", "192.0.0.0"))
    assert result.keys == set()
    assert result.near_keys == {("visit", "21")}
    assert "only in part" not in what(result)


def test_an_address_is_the_subjects_for_hours_and_not_for_days() -> None:
    result = rig("matomo").find(parse("ip:192.0.2.10@2026-09-14T15:20:00+00:00"))
    assert result.keys == {("visit", "3")}
    assert {("visit", "4"), ("visit", "6")} <= result.near_keys


def test_who_was_logged_in_beats_browser_and_address() -> None:
    connected = rig("matomo")
    for row in connected.imitation.state["visits"]:
        if row["id"] == 6:
            row["visitor"] = "5d41402abc4b2a76"
    result = connected.find(*identifiers("matomo", "ann"))
    assert ("visit", "6") in result.near_keys
    weak = {one.kind: one.confidence for one in learnt(result, "1")}
    assert weak == {"visitor_id": "weak", "ip": "weak"}


@pytest.mark.parametrize("known", [Identifier("ip", "192.0.2.10"), Identifier("visitor_id", "5d41402abc4b2a76")])
def test_a_weak_identifier_proves_nothing(known: Identifier) -> None:
    strong, weak = rig("matomo").find(known), rig("matomo").find(structs.replace(known, confidence="weak"))
    assert strong.keys
    assert weak.keys == set()


@pytest.mark.parametrize(("mask", "stored"), [(1, "2001:db8::"), (2, "2001:db8::"), (3, "2001:d00::"), (4, "::")])
def test_a_masked_address_of_the_newer_kind_leads_to_nobody(mask: int, stored: str) -> None:
    connected = rig("matomo")
    row = next(row for row in connected.imitation.state["visits"] if row["id"] == 17)
    del row["user"]
    assert connected.find(Identifier("ip", "2001:db8::1:8")).keys == {("visit", "17")}
    connected.imitation.state["mask"] = mask
    assert connected.find(Identifier("ip", "2001:db8::1:8")).keys == set()
    masked = connected.find(Identifier("ip", stored))
    assert masked.keys == set()
    assert ("visit", "17") in masked.near_keys


def test_masking_that_was_switched_on_lately_is_said() -> None:
    connected = rig("matomo")
    for number in range(6):
        row = {**connected.imitation.state["visits"][1], "id": 6000 + number, "ip": "192.0.0.0"}
        connected.imitation.state["visits"].append({**row, "at": f"2026-10-2{number}T09:00:00Z"})
    result = connected.find(parse("ip:192.0.2.10@2026-09-14T15:20:00+00:00"))
    assert result.keys == {("visit", "3")}
    assert "only in part" in what(result)
    assert "whole IP addresses" not in " ".join(finding.told.text for finding in connected.connector.check())


def test_what_is_learnt_from_a_visit() -> None:
    browser, address = learnt(rig("matomo").find(*ANN), "1")
    assert (browser.kind, browser.value, browser.processor) == ("visitor_id", "5d41402abc4b2a76", "matomo")
    assert (address.value, address.seen and address.seen.isoformat()) == ("192.0.2.10", "2026-09-14T15:10:00+00:00")
    assert {browser.confidence, address.confidence} == {"strong"}


@pytest.mark.parametrize("number", ["9", "13", "20"])
def test_a_mention_teaches_nothing(number: str) -> None:
    result = rig("matomo").find(*ANN)
    proof = visit(result, number).proof
    assert isinstance(proof, Match)
    assert proof.how == "mention"
    assert learnt(result, number) == ()
    assert "rows" not in visit(result, number).raw


def test_a_visitor_id_made_of_the_user_id_is_not_learnt() -> None:
    connected = rig("matomo")
    for row in connected.imitation.state["visits"]:
        if row["id"] == 1:
            row["visitor"] = hashlib.sha1(b"ann@example.com").hexdigest()[:16]
    assert [one.kind for one in learnt(connected.find(*ANN), "1")] == ["ip"]


def with_pseudonyms() -> tuple[Callable[..., Result], str]:
    stored = hashlib.sha1(f"ann+shop@example.com{SALT}".encode()).hexdigest()

    def find(**settings: str) -> Result:
        connected = rig("matomo", settings=settings)
        for row in connected.imitation.state["visits"]:
            if "user" in row:
                row["user"] = hashlib.sha1(f"{row['user']}{SALT}".encode()).hexdigest()
        return connected.find("ann+shop@example.com")

    return find, stored


def test_user_ids_under_pseudonyms_are_a_gap_without_the_salt() -> None:
    find, _ = with_pseudonyms()
    result = find()
    assert isinstance(outcome_of(result), Failed)
    assert "pseudonyms" in what(result)


def test_user_ids_under_pseudonyms_are_found_with_the_salt() -> None:
    find, stored = with_pseudonyms()
    result = find(user_id_salt=SALT)
    assert result.keys == {("visit", "8")}
    assert visit(result, "8").raw["visit"]["userId"] == stored
    assert complete(outcome_of(result))


def test_an_administrator_of_some_sites_does_not_see_all() -> None:
    connected = rig("matomo")
    connected.imitation.state["super"] = False
    result = connected.find(*ANN)
    assert not complete(outcome_of(result))
    assert "Example Consulting" in what(result)
    assert {finding.level for finding in connected.connector.check()} >= {"warning"}


def test_a_site_without_a_visits_log_is_named_and_the_others_are_searched() -> None:
    connected = rig("matomo")
    connected.imitation.state["log_off"] = ["3"]
    result = connected.find(*ANN)
    assert ("visit", "11") in result.keys
    assert ("visit", "1") not in result.keys
    assert "Customer portal" in what(result)
    assert not complete(outcome_of(result))


def test_raw_rows_are_merged_and_each_visit_has_its_own() -> None:
    result = rig("matomo").find(*ANN)
    first, second = visit(result, "1").raw["rows"], visit(result, "1001").raw["rows"]
    assert {row["idvisit"] for rows in (first["log_visit"], first["log_link_visit_action"]) for row in rows} == {"1"}
    assert first["log_conversion"][0]["idorder"] == "A-17"
    names = "log_action_log_link_visit_action_idaction_url"
    assert {row["name"] for row in first[names]} == {"https://portal.example.org/orders"}
    assert {row["name"] for row in second[names]} == {"https://portal.example.org/"}


def test_rows_of_a_plug_in_that_name_no_visit_are_not_lost() -> None:
    connected = rig("matomo")
    mentioned = next(row for row in connected.imitation.state["visits"] if row["id"] == 12)
    mentioned["order"] = {"idorder": "B-1", "revenue": "9", "sku": "X", "name": "Somebody else's"}
    mentioned["actions"][0]["dimension2"] = "ann@example.com"  # so that it comes in one page with a proven visit
    rows = [
        record.raw["rows_without_visit"]
        for record in connected.find(*ANN).disclosed
        if "rows_without_visit" in record.raw
    ]
    assert [[row["time_spent"] for row in one["log_form"]] for one in rows] == [["4200"]]


def test_without_the_export_visits_are_given_and_the_answer_is_not_complete() -> None:
    refused = {"result": "error", "message": "You can't access this resource as it requires an 'admin' access."}
    through = answering(
        "PrivacyManager.exportDataSubjects", lambda request: Response(200, json=refused, request=request)
    )
    result = rig("matomo", through=through).find(*ANN)
    assert ("visit", "1405") in result.keys
    assert not complete(outcome_of(result))


def test_an_export_of_other_visits_is_not_believed() -> None:
    def elses(request: Request) -> Response:
        return Response(200, json={"log_visit": [{"idvisit": "5", "user_id": "joann@example.com"}]}, request=request)

    result = rig("matomo", through=answering("PrivacyManager.exportDataSubjects", elses)).find(*ANN)
    assert "joann" not in repr([record.raw for record in result.disclosed if record.source_id != "10"])
    assert not complete(outcome_of(result))


def test_pages_that_repeat_are_told() -> None:
    def first_page(inner: Transport) -> Transport:
        class Stuck(Transport):
            def handle_request(self, request: Request) -> Response:
                content = re.sub(rb"filter_offset=\d+", b"filter_offset=0", request.content)
                headers = {"content-type": request.headers["content-type"]}
                return inner.handle_request(Request("POST", request.url, headers=headers, content=content))

        return Stuck()

    result = rig("matomo", through=first_page).find(*ANN)
    assert not complete(outcome_of(result))
    assert "repeat without end" in what(result)
    assert isinstance(result.error, Changed | None)


def test_a_visit_property_is_a_proof_and_an_actions_is_a_mention() -> None:
    result = rig("matomo").find(*ANN)
    proofs = {number: visit(result, number).proof for number in ("11", "12")}
    assert [getattr(proof, "how", "") for proof in proofs.values()] == ["normalised", "mention"]


def test_html_in_titles_is_read() -> None:
    record = visit(rig("matomo").find("o'hara@example.org"), "16")
    assert record.raw["visit"]["actionDetails"][0]["pageTitle"] == "Thank you, o&#039;hara@example.org"
    assert record.raw["readable"] == ["Thank you, o'hara@example.org"]


def test_a_plus_in_a_web_address_is_not_taken_for_a_space() -> None:
    connected = rig("matomo")
    row = {"type": "action", "url": "https://www.example.org/?email=li+ann%40example.com", "pageTitle": ""}
    connected.imitation.state["visits"][8]["actions"] = [row]
    result = connected.find("ann@example.com")
    assert ("visit", "9") in result.near_keys


@pytest.mark.parametrize("off", ["CustomDimensions", "event"])
def test_a_plug_in_that_is_off_is_a_limit_and_no_failure(off: str) -> None:
    connected = rig("matomo")
    connected.imitation.state["plugins_off"] = [off]
    result = connected.find(*ANN)
    assert complete(outcome_of(result))
    assert ("visit", "1") in result.keys


def test_not_a_visitor_id_is_said() -> None:
    result = rig("matomo").find(parse("visitor_id:matomo:GA1.1.444"))
    assert not complete(outcome_of(result))
    assert ("visit", "2") in rig("matomo").find(parse(BROWSER)).keys


def test_somebody_elses_visits_are_one_near_match() -> None:
    connected = rig("matomo")
    strangers = [{**connected.imitation.state["visits"][4], "id": 5000 + number} for number in range(30)]
    connected.imitation.state["visits"] += strangers
    near = [record for record in connected.find(*ANN).near if record.raw["visit"]["userId"] == "joann@example.com"]
    assert len(near) == 1
