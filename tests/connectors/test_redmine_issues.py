"""Redmine's issues and booked time: what of them is theirs, with files, comments and history."""

import pytest
from tests.connectors.redmine_shared import ANN, one

from sar.http import Request, Response, Transport
from sar.identifiers import Identifier
from sar.records import Match, Via, record_id
from sar.testing import rig
from sar.testing.rig import Result
from sar.testing.watched import watched


@pytest.fixture(scope="module")
def ann() -> Result:
    return rig("redmine").find(*ANN)


def test_closed_private_and_old_issues_are_whole(ann: Result) -> None:
    assert one(ann, "issue", "100").raw["is_private"] is True
    assert one(ann, "issue", "104").raw["status"]["is_closed"] is True
    assert len(one(ann, "issue", "104").text) > 200_000
    assert isinstance(one(ann, "issue", "104").proof, Via)


def test_an_issue_of_others_gives_own_comments_files_and_commits_only(ann: Result) -> None:
    comment = one(ann, "journal", "1002")
    assert comment.text == "I had the same."
    assert comment.raw["issue"] == {"id": 101}
    assert one(ann, "attachment", "502").attachments[0].name == "ann-note.txt"
    assert one(ann, "changeset", "112/9f1c2d3e4b5a69788796a5b4c3d2e1f001122334").text == "refs #112: wording"
    assert "Only Joann's business." not in "".join(record.text for record in ann.disclosed)
    assert {"journal/1003", "attachment/503"} & {"/".join(key) for key in ann.keys} == set()


def test_of_a_watched_issue_only_the_watching_is_disclosed(ann: Result) -> None:
    assert one(ann, "watching", "106").raw == {"issue": {"id": 106}, "watcher": {"id": 5, "name": "Ann Archer"}}


def test_a_custom_field_that_is_the_address_or_the_account_makes_the_issue_theirs(ann: Result) -> None:
    by_text, by_account = one(ann, "issue", "105"), one(ann, "issue", "111")
    assert isinstance(by_text.proof, Match)
    assert by_text.proof.how == "normalised"
    assert [file.name for file in by_text.attachments] == ["scan.pdf"]
    assert by_account.proof == Via(record_id("redmine", "user", "5"), path="/custom_fields/0/value")


def test_a_field_that_no_filter_and_no_search_reaches_is_read(ann: Result) -> None:
    proof = one(ann, "issue", "110").proof
    assert isinstance(proof, Match)
    assert (proof.path, proof.how) == ("/custom_fields/0/value", "mention")
    assert one(ann, "time_entry", "605").proof == Match(
        Identifier("email", "ann@example.com"), "/custom_fields/0/value", "normalised"
    )


def test_an_address_that_was_removed_later_is_found_in_the_history(ann: Result) -> None:
    proof = one(ann, "journal", "1010").proof
    assert isinstance(proof, Match)
    assert proof.path == "/details/0/old_value"


def test_that_a_task_was_taken_from_her_is_told_without_the_comment_of_others(ann: Result) -> None:
    change = one(ann, "journal", "1011")
    assert [detail["name"] for detail in change.raw["details"]] == ["assigned_to_id"]
    assert "not for her" not in change.text


def test_custom_fields_are_shown_beside_redmines_own(ann: Result) -> None:
    shown = [(field.name, field.label, field.value) for field in one(ann, "issue", "100").fields]
    assert ("cf_11", "Subject", "a field named like one of Redmine's own") in shown
    assert [value for name, _, value in shown if name == "cf_9"] == ["Invoice", "Complaint"]


def test_a_filter_that_is_ignored_discloses_nobody_elses_issues(ann: Result) -> None:
    """Every list is the whole list, as where a version knows none of the filters."""

    class Ignoring(Transport):
        def __init__(self, inner: Transport) -> None:
            self.inner = inner

        def handle_request(self, request: Request) -> Response:
            kept = {name: request.url.params[name] for name in ("limit", "offset") if name in request.url.params}
            if request.url.path in {"/issues.json", "/time_entries.json"}:
                url = request.url.copy_with(params={**kept, "status_id": "*"})
                request = Request("GET", url, headers=request.headers)
            return self.inner.handle_request(request)

    result = rig("redmine", through=Ignoring).find(*ANN)
    assert result.keys == ann.keys - {("time_entry", "604")}
    assert any("booked for other people" in gap.text and not gap.remediable for gap in result.gaps)


def test_time_that_was_booked_for_others_hangs_on_the_filter(ann: Result) -> None:
    assert one(ann, "time_entry", "604").proof == Via(
        record_id("redmine", "user", "5"), asked="/time_entries.json?author_id=5"
    )


def test_files_come_from_the_configured_address_with_hostile_names_quoted() -> None:
    connected, way = watched("redmine")
    result = connected.find(*ANN)
    file = one(result, "issue", "100").attachments[0]
    assert result.files[file.sha256] == b"file 501\n" * 100
    assert file.name == "../../invoice\u202egnp.exe"
    assert {request.url.host for request in way.requests} == {"redmine.example.org"}
    asked = [str(request.url) for request in way.requests if "/download/501/" in str(request.url)]
    assert asked == ["https://redmine.example.org/attachments/download/501/..%2F..%2Finvoice%E2%80%AEgnp.exe"]
