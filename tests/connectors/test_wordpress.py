"""WordPress's traps, one by one."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from sar.errors import Denied, SettingsError
from sar.http import Request, Response, Transport
from sar.identifiers import Identifier
from sar.outcomes import complete
from sar.places import Place
from sar.proof import walk
from sar.records import Match, Record, Via
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.testing.faults import Faulty
from sar.testing.rig import Result, Rig

ANN = ("ann@example.com", "ann.archer@example.org")
OUTSIDE: dict[str, Any] = {"wp_command": [], "exports": ""}
"""Settings without a way into the site."""


@pytest.fixture(scope="module")
def ann() -> Result:
    return rig("wordpress").find(*ANN)


def one(result: Result, type_: str, number: str) -> Record:
    return next(record for record in result.disclosed if (record.type, record.source_id) == (type_, number))


def watched() -> tuple[Rig, Faulty]:
    ways: list[Faulty] = []

    def through(inner: Transport) -> Transport:
        ways.append(Faulty(inner, lambda request, before: None))
        return ways[0]

    return rig("wordpress", through=through), ways[0]


def answering(path: str, answer: Callable[[Request, int], Response | None], **more: Any) -> Rig:
    fault = lambda request, before: answer(request, before) if path in request.url.path else None  # noqa: E731
    return rig("wordpress", through=lambda inner: Faulty(inner, fault), **more)


def said(result: Result) -> str:
    return "\n".join(gap.text for gap in result.gaps)


def learnt(record: Record) -> set[tuple[str, str, datetime | None]]:
    known = [one for person in record.people if person.role == "subject" for one in person.identifiers]
    return {(one.kind, one.value, one.seen) for one in known}


# whose key it is


def test_a_wrong_password_gives_the_anonymous_view_and_is_refused() -> None:
    connected, way = watched()
    connected.imitation.state["authorization"] = "Basic of-somebody-else"
    public = way.handle_request(Request("GET", "https://www.example.org/wp-json/wp/v2/posts"))
    assert public.status_code == 200
    result = connected.find(*ANN)
    assert isinstance(result.error, Denied)
    assert result.disclosed == []
    assert [finding.level for finding in connected.connector.check()] == ["error"]


@pytest.mark.parametrize("right", ["list_users", "edit_users", "moderate_comments", "read_private_posts"])
def test_a_key_that_sees_a_part_only_is_refused(right: str) -> None:
    connected = rig("wordpress")
    connected.imitation.state["capabilities"][right] = False
    assert isinstance(connected.find(*ANN).error, Denied)
    assert [finding.level for finding in connected.connector.check()] == ["error"]


def test_a_key_that_is_withdrawn_during_the_search_is_noticed() -> None:
    asked: list[str] = []

    def withdrawn(request: Request, _: int) -> Response | None:
        asked.append(request.url.path)
        return Response(401, json={"code": "rest_not_logged_in"}, request=request) if len(asked) > 1 else None

    assert isinstance(answering("/users/me", withdrawn).find(*ANN).error, Denied)


def test_a_plug_ins_own_key_that_is_refused_is_a_gap_and_the_rest_goes_on() -> None:
    settings = {"gravity_key": "ck_wrong", "gravity_secret": "cs_wrong"}
    result = rig("wordpress", settings=settings).find(*ANN)
    assert result.error is None
    assert ("comment", "31") in result.keys
    assert ("gravity_entry", "301") not in result.keys
    assert "own key was not accepted" in said(result)
    assert not complete(outcome_of(result))


# how the site is reached


def test_a_site_without_pretty_addresses_gives_the_same(ann: Result) -> None:
    connected = rig("wordpress")
    connected.imitation.state["pretty"] = False
    result = connected.find(*ANN)
    assert (result.error, result.keys, result.near_keys) == (None, ann.keys, ann.near_keys)


def test_a_plus_is_sent_as_such_and_pages_are_of_a_hundred() -> None:
    connected, way = watched()
    assert ("comment", "40") in connected.find("ann+shop@example.com").keys
    asked = [request.url for request in way.requests]
    assert any("author_email=ann%2Bshop%40example.com" in str(url) for url in asked)
    assert {url.params["per_page"] for url in asked if "per_page" in url.params} == {"100"}


def test_an_address_that_wordpress_takes_for_none_is_no_failure() -> None:
    result = rig("wordpress").find("zoé@example.org")
    assert result.keys == {("post", "25")}
    assert complete(outcome_of(result))


def test_a_list_that_is_shorter_than_it_says_is_a_gap() -> None:
    def shorter(request: Request, _: int) -> Response | None:
        if "author_email" not in request.url.params:
            return None
        return Response(200, headers={"X-WP-Total": "9", "X-WP-TotalPages": "1"}, json=[], request=request)

    result = answering("/comments", shorter).find(*ANN)
    assert "The comments of an address could not be read" in said(result)
    assert not complete(outcome_of(result))


# comments


def test_comments_of_every_state_and_type_are_found(ann: Result) -> None:
    states = {record.raw.get("status") for record in ann.disclosed if record.type == "comment"}
    assert {"approved", "hold", "spam", "trash"} <= states
    assert one(ann, "comment", "36").heading == "Review 36"
    assert isinstance(one(ann, "comment", "35").proof, Via)


def test_a_version_whose_any_leaves_out_spam_is_asked_for_it_too(ann: Result) -> None:
    def approved_only(request: Request, _: int) -> Response | None:
        if request.url.params.get("status") != "any":
            return None
        headers = {"X-WP-Total": "0", "X-WP-TotalPages": "0"}
        return Response(200, headers=headers, json=[], request=request)

    result = answering("/comments", approved_only, settings=OUTSIDE).find(*ANN)
    assert {("comment", number) for number in ("32", "33", "34")} <= result.keys


def test_a_comment_is_told_once_with_what_its_exporter_says(ann: Result) -> None:
    comment = one(ann, "comment", "31")
    assert [record.id for record in ann.disclosed].count(comment.id) == 1
    assert comment.raw["author_user_agent"] == "Mozilla/5.0 (X11)"
    assert "Comment Author IP" in repr(comment.raw["exported"])
    assert comment.text == "Very useful, thank you."


def test_an_exporters_labels_and_values_are_read_as_html(ann: Result) -> None:
    links = [
        pair for item in one(ann, "comment", "31").raw["exported"] for pair in item["data"] if "<a " in pair["value"]
    ]
    assert [pair["read"] for pair in links] == ["https://www.example.org/hello/#comment-31"]
    member = one(rig("wordpress").find("o'hara@example.org"), "export_item", "club/member-4")
    assert [field.value for field in member.fields] == ["o'hara@example.org"]


def test_only_true_addresses_of_visitors_are_learnt_with_their_moment(ann: Result) -> None:
    seen = datetime(2026, 9, 14, 15, 20, tzinfo=UTC)
    assert ("ip", "192.0.2.10", seen) in learnt(one(ann, "comment", "31"))
    for masked_or_inner in ("32", "33"):
        assert not [known for known in learnt(one(ann, "comment", masked_or_inner)) if known[0] == "ip"]
    assert one(ann, "comment", "37").people == ()


def test_a_name_that_is_an_address_proves_nothing(ann: Result) -> None:
    assert {("account", "13"), ("comment", "39")} <= ann.near_keys


def test_what_others_wrote_is_a_mention_only(ann: Result) -> None:
    for type_, number in (("comment", "37"), ("post", "23"), ("gravity_entry", "304"), ("flamingo_inbound", "1003")):
        proof = one(ann, type_, number).proof
        assert isinstance(proof, Match)
        assert proof.how == "mention"


# accounts, posts, files


def test_the_account_tells_further_identifiers(ann: Result) -> None:
    account = one(ann, "account", "7")
    known = [known for person in account.people for known in person.identifiers]
    assert Identifier("user_id", "7", processor="wordpress", confidence="strong") in known
    assert ("username", "aarcher", None) in learnt(account)
    used = datetime(2026, 9, 13, 8, 0, tzinfo=UTC)
    assert ("ip", "192.0.2.10", used) in learnt(
        one(ann, "application_password", "0d9a3f5e-0000-4000-8000-000000000007")
    )
    assert [kind for kind, *_ in learnt(one(ann, "profile", "7"))].count("ip") == 1


def test_an_account_is_found_by_its_number() -> None:
    result = rig("wordpress").find(Identifier("user_id", "7", processor="wordpress"))
    assert {
        ("account", "7"),
        ("comment", "35"),
        ("post", "21"),
        ("order", "58"),
        ("gravity_entry", "302"),
    } <= result.keys
    assert ("comment", "31") not in result.keys


def test_a_number_that_no_account_has_is_nothing_held() -> None:
    result = rig("wordpress").find(Identifier("user_id", "999", processor="wordpress"))
    assert (result.error, result.disclosed, result.near) == (None, [], [])
    assert complete(outcome_of(result))


def test_a_type_without_authors_gives_nothing_of_others(ann: Result) -> None:
    assert ("wp_block", "51") in ann.keys
    assert not {("wp_block", "52"), ("revision", "211")} & (ann.keys | ann.near_keys)


def test_only_the_own_files_are_fetched(ann: Result) -> None:
    assert set(ann.files.values()) == {b"the bytes of 2026/05/roses.jpg", b"the bytes of 2026/05/beans.jpg"}


def test_descriptions_of_other_accounts_are_read_when_all_is_wanted() -> None:
    outside = rig("wordpress", settings=OUTSIDE)
    assert ("account", "12") not in outside.find(*ANN).keys
    assert ("account", "12") in outside.find(*ANN, exhaustive=True).keys


# plug-ins


def test_guests_orders_and_orders_in_the_trash_are_found(ann: Result) -> None:
    assert {("order", number) for number in ("55", "56", "57", "58")} <= ann.keys
    assert one(ann, "order", "55").kind == "invoice"
    assert ("phone", "+1 514-555-0101", None) in learnt(one(ann, "order", "55"))
    assert ("email", "office@example.org", None) in learnt(one(ann, "order", "58"))


def test_form_entries_bear_the_forms_own_labels(ann: Result) -> None:
    entry = one(ann, "gravity_entry", "301")
    assert ("Message", "Please call me") in [(field.label, field.value) for field in entry.fields]
    assert {"phone", "ip"} <= {kind for kind, *_ in learnt(entry)}


def test_a_stored_message_is_found_whatever_field_holds_the_address(ann: Result) -> None:
    message = one(ann, "flamingo_inbound", "1001")
    assert ("ip", "192.0.2.10", datetime(2026, 9, 14, 15, 25, tzinfo=UTC)) in learnt(message)
    assert isinstance(one(ann, "flamingo_inbound", "1002").proof, Match)


def test_plug_ins_that_the_site_does_not_have_are_not_asked() -> None:
    connected = rig("wordpress", settings=OUTSIDE)
    connected.imitation.state["namespaces"] = ["wp/v2"]
    result = connected.find(*ANN)
    assert not {"order", "gravity_entry"} & {type_ for type_, _ in result.keys}
    assert not [path for path in connected.imitation.app.asked if "/wc/" in path or "/gf/" in path]
    assert "The plug-in WooCommerce keeps personal data, which were not read." in said(result)


# what the site's plug-ins keep


def test_plug_ins_without_an_exporter_are_named(ann: Result) -> None:
    assert "The plug-in Formidable Forms keeps personal data and registers no exporter of them" in said(ann)
    assert "only: Acme Guestbook." in said(ann)
    assert "Acme Club" not in said(ann)
    assert "Flamingo" not in said(ann)
    assert complete(outcome_of(ann))


def test_divi_keeps_nothing_and_the_mailbox_does(ann: Result) -> None:
    (gap,) = (gap for gap in ann.gaps if "Divi" in gap.text)
    assert "mailbox" in gap.text
    assert not gap.remediable


def test_without_a_way_into_the_site_the_answer_says_how_to_get_one() -> None:
    result = rig("wordpress", settings=OUTSIDE).find(*ANN)
    unread = {gap.values.get("plugin", gap.values.get("plugins")): gap.remedy for gap in result.gaps if gap.remediable}
    assert set(unread) == {"Flamingo", "Acme Guestbook"}
    assert all("wp_command" in remedy for remedy in unread.values())
    assert ("comment", "32") in result.keys


def test_where_plug_ins_are_not_told_that_is_said() -> None:
    forbidden = lambda request, _: Response(403, json={"code": "rest_cannot_view_plugins"}, request=request)  # noqa: E731
    result = answering("/wp/v2/plugins", forbidden, settings=OUTSIDE).find(*ANN)
    assert "Which plug-ins the site has, and what they keep, could not be learnt." in said(result)
    assert not complete(outcome_of(result))


def test_one_site_of_a_network_is_an_incomplete_answer() -> None:
    def of_a_network(inner: Place) -> Place:
        return Told(inner, multisite=True)

    result = rig("wordpress", place=of_a_network).find(*ANN)
    assert "one of a network" in said(result)
    assert not complete(outcome_of(result))


# inside the site


class Told:
    """The machine of the site, whose PHP tells something else in parts."""

    def __init__(self, inner: Place, printed: bytes | None = None, **instead: Any) -> None:
        self._inner, self._printed, self._instead = inner, printed, instead
        self.commands: list[list[str]] = []
        self.files, self.inside, self.open, self.close = inner.files, inner.inside, inner.open, inner.close

    def run(self, command: Sequence[str], content: bytes = b"", *, seconds: float = 300) -> bytes:
        self.commands.append(list(command))
        if self._printed is not None:
            return self._printed
        before, text, after = self._inner.run(command, content, seconds=seconds).split(b"\n=====sar=====\n")
        told = {**json.loads(text), **self._instead}
        return b"\n=====sar=====\n".join((before, json.dumps(told).encode(), after))


def test_no_address_stands_in_a_list_of_processes() -> None:
    places: list[Told] = []

    def watching(inner: Place) -> Place:
        places.append(Told(inner))
        return places[0]

    rig("wordpress", place=watching).find(*ANN)
    assert places[0].commands == [["wp", "--context=admin", "--path=/srv/www", "eval-file", "-"]]


@pytest.mark.parametrize(
    "printed", [b"", b"PHP Fatal error", b'\n=====sar=====\n{"version"', b"\n=====sar=====\n[]\n=====sar=====\n"]
)
def test_php_that_breaks_is_a_gap_and_rest_is_read(printed: bytes) -> None:
    result = rig("wordpress", place=lambda inner: Told(inner, printed)).find(*ANN)
    assert result.error is None
    assert {("comment", "31"), ("order", "55"), ("export_item", "acme-points/points-7")} <= result.keys
    assert "What PHP tells inside the site could not be read" in said(result)
    assert not complete(outcome_of(result))


def test_an_exporter_that_fails_and_a_table_that_is_too_long_are_gaps() -> None:
    failed = {"key": "acme", "name": "Acme", "items": [], "failed": "it ended with TypeError"}
    cut = [{"part": "mail_log", "why": "cut"}]
    changed = rig("wordpress", place=lambda inner: Told(inner, exports=[[failed], []], short=cut)).find(*ANN)
    assert "The exporter Acme of the site did not give all: it ended with TypeError." in said(changed)
    assert "Of mail_log only the first rows in which the address stands were read." in said(changed)
    assert not complete(outcome_of(changed))


def test_plain_php_must_know_where_the_site_lies() -> None:
    with pytest.raises(SettingsError):
        rig("wordpress", settings={"wp_command": ["php"]}).find(*ANN)
    result = rig("wordpress", settings={"wp_command": "php8.2 -d memory_limit=1G", "wp_root": "/srv/www"}).find(*ANN)
    assert "command is not there" in said(result)


def test_items_of_an_export_in_which_no_address_stands_are_not_believed() -> None:
    connected = rig("wordpress")
    item = {
        "group_id": "club",
        "group_label": "Club",
        "item_id": "member-9",
        "data": [{"name": "Level", "value": "Tin"}],
    }
    connected.imitation.state["inside"]["club"]["nora.body@example.net"] = [item]
    result = connected.find("nora.body@example.net")
    assert result.disclosed == []
    assert ("export_item", "club/member-9") in result.near_keys


def test_nothing_that_opens_something_is_kept(ann: Result) -> None:
    leaves = [leaf for record in [*ann.disclosed, *ann.near] for leaf in walk(record.raw)]
    opening = ("moon", "wc_order_k", "5f70bf18", "&key=aa11")
    assert not [path for path, value in leaves if isinstance(value, str) and any(word in value for word in opening)]
    shown = [field.value for record in ann.disclosed for field in record.fields]
    assert not [value for value in shown if any(word in value for word in opening)]
    assert not [record.source_id for record in ann.disclosed if "5f70bf18" in record.source_id]


# finished exports


def test_what_only_a_finished_export_tells_is_found(ann: Result) -> None:
    gone = one(ann, "comment", "17")
    assert isinstance(gone.proof, Match)
    assert "Deleted since then" in [field.value for field in gone.fields]
    assert isinstance(one(ann, "export_item", "acme-points/points-7").proof, Via)
    names = [pair["value"] for said in one(ann, "account", "7").raw["exported"] for pair in said["data"]]
    assert "Annie" in names


def test_somebody_elses_finished_export_is_put_aside(ann: Result) -> None:
    assert not [record for record in [*ann.disclosed, *ann.near] if "points-8" in record.source_id]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"index.html": "<html>"}, "made before WordPress 5.4"),
        (b"PK\x03\x04 cut off", "it is no whole zip file"),
        ({"export.json": "{not json"}, "an export is not JSON"),
        ({"export.json": {"one": {}, "two": {}}}, "another shape"),
    ],
)
def test_a_finished_export_that_cannot_be_read_is_a_gap(content: Any, words: str, ann: Result) -> None:
    connected = rig("wordpress")
    connected.imitation.state["zips"]["wp-personal-data-file-zz.zip"] = content
    result = connected.find(*ANN)
    assert words in said(result)
    assert not complete(outcome_of(result))
    assert result.keys == ann.keys
