"""Redmine: everything of one person over its imitation, and each of its traps by name."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sar.errors import Changed, Denied
from sar.http import Request, Response, Transport
from sar.identifiers import Identifier
from sar.outcomes import Gap
from sar.proof import walk
from sar.records import Match, Record, Via, record_id
from sar.sandbox import cast
from sar.testing import rig
from sar.testing.faults import Faulty
from sar.testing.rig import Result, Rig

ANN = ("ann@example.com", "ann.archer@example.org")
Change = Callable[[Any], None]


def one(result: Result, type_: str, number: str) -> Record:
    return next(record for record in result.disclosed if (record.type, record.source_id) == (type_, number))


def watched(**more: Any) -> tuple[Rig, Faulty]:
    ways: list[Faulty] = []

    def through(inner: Transport) -> Transport:
        ways.append(Faulty(inner, lambda request, before: None))
        return ways[0]

    return rig("redmine", through=through, **more), ways[0]


def altered(path: str, change: Change) -> Rig:
    """The imitation, whose answers at a path are changed."""

    class Altering(Transport):
        def __init__(self, inner: Transport) -> None:
            self.inner = inner

        def handle_request(self, request: Request) -> Response:
            answer = self.inner.handle_request(request)
            if path not in request.url.path or answer.status_code != 200:
                return answer
            data = json.loads(answer.read())
            change(data)
            return Response(200, json=data, request=request)

    return rig("redmine", through=Altering)


def broken(path: str, data: Any) -> Rig:
    """The imitation, which answers at a path with this instead."""
    answers: dict[str, Any] = {"json": data} if not isinstance(data, bytes) else {"content": data}
    fault = lambda request, _: Response(200, request=request, **answers) if path in request.url.path else None  # noqa: E731
    return rig("redmine", through=lambda inner: Faulty(inner, fault))


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


# accounts


def test_locked_and_registered_accounts_are_found(ann: Result) -> None:
    assert {one(ann, "user", number).raw["status"] for number in ("5", "12", "17")} == {1, 2, 3}


def test_an_account_is_proven_by_its_own_address_in_any_case(ann: Result) -> None:
    proof = one(ann, "user", "5").proof
    assert isinstance(proof, Match)
    assert (proof.path, proof.how) == ("/mail", "normalised")


def test_an_account_is_proven_by_a_custom_field_but_not_by_being_spoken_of_in_one(ann: Result) -> None:
    by_field, spoken_of = one(ann, "user", "17").proof, one(ann, "user", "18").proof
    assert isinstance(by_field, Match)
    assert isinstance(spoken_of, Match)
    assert (by_field.path, by_field.how) == ("/custom_fields/0/value", "normalised")
    assert spoken_of.how == "mention"


def test_an_additional_address_gives_a_near_match_that_says_so(ann: Result) -> None:
    desk = next(record for record in ann.near if record.source_id == "15")
    assert [(field.name, field.value) for field in desk.fields][-1] == ("additional_email", "ann.archer@example.org")
    other = next(record for record in ann.near if record.source_id == "16")
    assert "additional_email" not in {field.name for field in other.fields}
    assert any("--also user_id:redmine:NUMBER" in gap.text for gap in ann.gaps)


def test_redmine_5_0_ignores_the_exact_filter_and_nothing_is_concluded_from_it(ann: Result) -> None:
    connected = rig("redmine")
    connected.imitation.state["version"] = "5.0"
    result = connected.find(*ANN)
    assert result.keys == ann.keys
    assert all("additional_email" not in {field.name for field in record.fields} for record in result.near)


def test_an_account_named_by_its_number_is_searched_like_any_other() -> None:
    result = rig("redmine").find("ann@example.com", Identifier("user_id", "15", processor="redmine"))
    assert ("user", "15") in result.keys
    assert isinstance(one(result, "user", "15").proof, Match)


def test_the_accounts_own_key_is_nowhere(ann: Result) -> None:
    leaves = [leaf for record in [*ann.disclosed, *ann.near] for leaf in walk(record.raw)]
    assert not [path for path, value in leaves if path.endswith("/api_key") or str(value).startswith("key-of-")]


def test_the_subject_is_known_by_number_in_what_hangs_on_the_account(ann: Result) -> None:
    account, issue = one(ann, "user", "5"), one(ann, "issue", "100")
    assert [person.role for person in account.people] == ["subject"]
    assert {one.kind for one in account.people[0].identifiers} == {"user_id", "email"}
    author = next(person for person in issue.people if person.role == "author")
    assert author.identifiers[0].key == account.people[0].identifiers[0].key


# issues


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


# the rest


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


def test_modules_that_are_off_are_not_asked_for() -> None:
    connected, way = watched()
    connected.find(*ANN)
    assert not [request for request in way.requests if "/projects/4/" in request.url.path]


def test_time_that_was_booked_for_others_hangs_on_the_filter(ann: Result) -> None:
    assert one(ann, "time_entry", "604").proof == Via(
        record_id("redmine", "user", "5"), asked="/time_entries.json?author_id=5"
    )


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


def test_files_come_from_the_configured_address_with_hostile_names_quoted() -> None:
    connected, way = watched()
    result = connected.find(*ANN)
    file = one(result, "issue", "100").attachments[0]
    assert result.files[file.sha256] == b"file 501\n" * 100
    assert file.name == "../../invoice\u202egnp.exe"
    assert {request.url.host for request in way.requests} == {"redmine.example.org"}
    asked = [str(request.url) for request in way.requests if "/download/501/" in str(request.url)]
    assert asked == ["https://redmine.example.org/attachments/download/501/..%2F..%2Finvoice%E2%80%AEgnp.exe"]


def test_a_sub_path_is_kept_in_every_address() -> None:
    connected, way = watched(settings={"url": "https://redmine.example.org/tracker/"})
    assert connected.find(*ANN).error is not None
    assert {request.url.path for request in way.requests} == {"/tracker/users/current.json"}


def test_the_gaps_of_a_whole_search_are_by_design(ann: Result) -> None:
    said = [gap.text for gap in ann.gaps]
    assert len(said) == 4
    assert "Archived projects and all that is in them cannot be reached by any key." in said
    assert ("issue", "107") not in ann.keys | ann.near_keys


# large ones


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


# paging


def test_rows_that_move_between_pages_are_given_once_and_none_is_lost() -> None:
    """A new issue appears after the first page was read: the list is read again."""
    connected = rig("redmine")
    state = connected.imitation.state
    born: list[int] = []

    class Growing(Transport):
        def __init__(self, inner: Transport) -> None:
            self.inner = inner

        def handle_request(self, request: Request) -> Response:
            if request.url.path == "/issues.json" and request.url.params.get("offset") == "20" and not born:
                born.append(500)
                newest = {**state["issues"][0], "id": 500, "author": {"id": 5, "name": "Ann Archer"}}
                state["issues"].append(newest)
            return self.inner.handle_request(request)

    connected.access.transport = Growing(connected.access.transport)  # type: ignore[arg-type]
    result = connected.find(*ANN)
    assert born
    assert ("issue", "500") in result.keys
    assert len(result.disclosed) == len(result.keys)


def test_a_list_shorter_than_it_says_is_told() -> None:
    result = altered("/news.json", lambda data: data["news"].pop()).find(*ANN)
    assert [gap.text for gap in result.gaps if gap.remediable] == [
        "The news could not be read: a list was never as long as it says."
    ]


@pytest.mark.parametrize("total", [None, "3"])
def test_a_list_without_a_total_is_told(total: object) -> None:
    result = altered("/news.json", lambda data: data.update(total_count=total)).find(*ANN)
    assert any("The news could not be read" in gap.text for gap in result.gaps if gap.remediable)


# hostile shapes


@pytest.mark.parametrize("data", [{}, [], {"users": [None], "total_count": 1}, b"", b"<html>"])
def test_another_shape_of_the_main_look_up_is_a_failure_with_a_name(data: object) -> None:
    assert isinstance(broken("/users.json", data).find(*ANN).error, Changed)


SHAPES: list[tuple[str, Any]] = [
    *((part, {}) for part in ("/issues/102", "/news/701", "/search", "/custom_fields", "/time_entries", "/wiki/")),
    ("/search", []),
    ("/search", {"results": 1, "total_count": 1}),
    ("/search", b""),
    ("/issues/102", b'{"issue": {"i'),
    ("/files", {"files": {"0": {}}}),
]


@pytest.mark.parametrize(("part", "data"), SHAPES)
def test_another_shape_of_a_part_is_told_and_the_rest_goes_on(part: str, data: object) -> None:
    result = broken(part, data).find(*ANN)
    assert result.error is None
    assert any(gap.remediable for gap in result.gaps)
    assert ("user", "5") in result.keys


def _wreck(data: Any) -> None:
    for key in ("journals", "attachments", "watchers", "custom_fields", "changesets"):
        data["issue"][key] = {"0": "dict where a list is expected"}


@pytest.mark.parametrize(
    "change",
    [
        _wreck,
        lambda data: data["issue"].update(id="../users/1", author=None),
        lambda data: data["issue"].update(journals=[None]),
        lambda data: data["issue"].update(attachments=[{"filename": None, "author": {"id": 5}}]),
    ],
)
def test_an_issue_of_another_shape_is_told(change: Change) -> None:
    result = altered("/issues/101.json", change).find(*ANN)
    assert result.error is None
    assert any(gap.remediable for gap in result.gaps)


def test_numbers_as_text_and_null_lists_are_understood() -> None:
    def change(data: Any) -> None:
        data["issue"].update(id="102", watchers=None, journals=None, attachments=None, custom_fields=None)

    assert ("issue", "102") in altered("/issues/102.json", change).find(*ANN).keys


def test_a_number_that_is_a_path_is_not_followed() -> None:
    def change(data: Any) -> None:
        data["news"][0]["id"] = "1/../../users/1"

    connected = altered("/news.json", change)
    assert any("The news could not be read" in gap.text for gap in connected.find(*ANN).gaps if gap.remediable)
    assert not [line for line in connected.imitation.app.asked if line.endswith("users/1.json")]


# keys and rights


def test_a_wrong_key_is_no_anonymous_view() -> None:
    result = rig("redmine", settings={"api_key": "wrong"}).find(*ANN)
    assert isinstance(result.error, Denied)
    assert (result.disclosed, result.near, result.gaps) == ([], [], [])
    with pytest.raises(Denied):
        list(rig("redmine", settings={"api_key": "wrong"}).connector.check())


def test_a_narrow_key_is_refused_before_anything_is_read() -> None:
    connected = altered("/users/current.json", lambda data: data["user"].update(admin=False))
    assert isinstance(connected.find(*ANN).error, Denied)
    assert connected.imitation.app.asked == ["GET /users/current.json"]
    findings = list(connected.connector.check())
    assert [(finding.level, "API key of an administrator" in finding.remedy) for finding in findings] == [
        ("error", True)
    ]


def test_a_key_that_is_withdrawn_during_the_search_is_noticed() -> None:
    asked: list[str] = []

    def fault(request: Request, _: int) -> Response | None:
        asked.append(request.url.path)
        late = asked.count("/users/current.json") > 1
        return Response(401, request=request) if late and asked[-1] == "/users/current.json" else None

    result = rig("redmine", through=lambda inner: Faulty(inner, fault)).find(*ANN)
    assert isinstance(result.error, Denied)
    assert result.disclosed


def test_a_good_key_is_found_good() -> None:
    assert {finding.level for finding in rig("redmine").connector.check()} == {"ok"}


def test_credentials_go_to_the_configured_host_only() -> None:
    connected, way = watched()
    connected.find(*ANN)
    carrying = {request.url.host for request in way.requests if "x-redmine-api-key" in request.headers}
    assert carrying == {"redmine.example.org"}
    assert all("key=" not in str(request.url) for request in way.requests)


# resuming


def test_what_is_held_is_not_read_again(ann: Result) -> None:
    held = {record.id for record in ann.disclosed if record.type == "issue"}
    connected = rig("redmine")
    again = connected.find(*ANN, held=held)
    assert {record.id for record in again.disclosed} | held == {record.id for record in ann.disclosed}
    assert "GET /issues/200.json" not in connected.imitation.app.asked


def _is_mention(record: Record) -> bool:
    return isinstance(record.proof, Match) and record.proof.how == "mention"
