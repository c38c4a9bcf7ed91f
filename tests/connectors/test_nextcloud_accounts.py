"""Nextcloud's accounts: which are searched, whose password goes where, and what none of them may see."""

from typing import Any
from urllib.parse import unquote

from tests.connectors.nextcloud_shared import ANN, answering, learnt, one

from sar.errors import Denied
from sar.http import Request, Response
from sar.outcomes import complete
from sar.records import Match
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.testing.watched import watched

ROOT = "/remote.php/dav"


def test_the_accounts_that_were_read_are_named() -> None:
    said = [gap.text for gap in rig("nextcloud").find(*ANN).gaps]
    read = "The address books, calendars, files and shares of these accounts were read: office, sam, joann."
    assert read in said


def test_an_account_that_is_not_covered_makes_the_answer_incomplete() -> None:
    connected = rig("nextcloud", settings={"left_out": ["guest-*", "aarcher", "bob"]})
    (gap,) = (gap for gap in connected.find(*ANN).gaps if gap.remediable)
    assert gap.text == "These accounts of the server were not searched: austin."
    warnings = [finding for finding in connected.connector.check() if finding.level == "warning"]
    assert [finding.told.text for finding in warnings] == [gap.text]


def test_without_an_administrator_it_is_said_that_others_are_not_known() -> None:
    connected = rig("nextcloud")
    connected.imitation.state["users"]["office"]["groups"] = []
    result = connected.find("sam.steward@example.org")
    assert not complete(outcome_of(result))
    assert ("account", "sam") in result.keys, "an account's own profile is read all the same"
    assert ("contact", "system/z-server-generated--system/sam.vcf") not in result.keys
    assert ("contact", "office/z-server-generated--system/sam.vcf") in result.keys, "the generated book stands in"
    assert {finding.level for finding in connected.connector.check()} == {"ok", "note", "warning"}


def test_of_the_generated_book_nothing_comes_where_all_profiles_were_read() -> None:
    result = rig("nextcloud").find("sam.steward@example.org")
    assert [record for record in result.disclosed if "z-server-generated" in record.source_id] == []


def test_an_additional_address_is_found_although_the_servers_search_does_not_find_it() -> None:
    account = one(rig("nextcloud").find("ann@example.com"), "account", "aarcher")
    assert isinstance(account.proof, Match)
    assert account.proof.path == "/additional_mail/0"
    assert ("user_id", "aarcher", "strong") in learnt(account)
    assert ("email", "ann.archer@example.org", "strong") in learnt(account)


def test_accounts_beyond_the_first_page_are_read() -> None:
    assert ("account", "guest-60") in rig("nextcloud").find("guest-60@example.net").keys


def test_one_wrong_password_is_told_and_the_other_accounts_are_read() -> None:
    connected = rig("nextcloud")
    connected.imitation.state["passwords"]["joann"] = "another"
    result = connected.find(*ANN)
    assert not complete(outcome_of(result))
    assert ("contact", "sam/contacts/ann.vcf") in result.keys
    assert ("contact", "joann/private/ann.vcf") not in result.keys
    assert [finding.level for finding in connected.connector.check()].count("error") == 1


def test_wrong_passwords_alone_are_a_failure() -> None:
    connected = rig("nextcloud")
    connected.imitation.state["passwords"].clear()
    assert isinstance(connected.find(*ANN).error, Denied)


def test_a_status_inside_a_success_counts() -> None:
    def refused(request: Request) -> Response:
        said = {"ocs": {"meta": {"status": "failure", "statuscode": 997}, "data": []}}
        return Response(200, json=said, request=request)

    assert isinstance(rig("nextcloud", through=answering("/cloud/user", refused)).find(*ANN).error, Denied)


def test_an_anonymous_view_is_not_nothing_held() -> None:
    body = b"""<d:multistatus xmlns:d="DAV:"><d:response><d:href>/</d:href><d:propstat><d:prop>
        <d:current-user-principal><d:unauthenticated/></d:current-user-principal></d:prop>
        <d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"""

    def anonymous(request: Request) -> Response | None:
        return Response(207, content=body, request=request) if request.url.path == f"{ROOT}/" else None

    assert isinstance(rig("nextcloud", through=answering(ROOT, anonymous)).find(*ANN).error, Denied)


def test_an_app_that_an_account_does_not_have_is_a_limit_by_design() -> None:
    connected = rig("nextcloud")
    del connected.imitation.state["capabilities"]["forms"]
    result = connected.find(*ANN)
    assert complete(outcome_of(result))
    assert "Not enabled for the account sam and not searched: Forms." in [gap.text for gap in result.gaps]


def test_a_server_that_only_speaks_dav_is_asked_for_nothing_else() -> None:
    parts = {"parts": ["contacts", "calendars"]}
    connected, way = watched("nextcloud", settings=parts)
    result = connected.find(*ANN)
    assert complete(outcome_of(result))
    assert {record.type for record in result.disclosed} == {"contact", "event", "task", "journal"}
    assert {request.url.path.startswith(ROOT) for request in way.requests} == {True}


def test_hosts_and_passwords() -> None:
    """Each account's password goes with its own requests, and is in no address and no body."""
    connected, way = watched("nextcloud")
    connected.find(*ANN)
    passwords = connected.access.secrets("accounts").values()
    assert {request.url.host for request in way.requests} == {"cloud.example.org"}
    said = "".join(unquote(str(request.url)) + request.content.decode() for request in way.requests)
    assert not [password for password in passwords if password in said]


def test_settings_are_read_as_they_are_written() -> None:
    connected = rig("nextcloud", settings={"url": "https://cloud.example.org/"})
    findings: list[Any] = list(connected.connector.check())
    assert {finding.level for finding in findings} == {"ok", "note"}
