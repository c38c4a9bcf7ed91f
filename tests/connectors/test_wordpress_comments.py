"""WordPress's comments: of every state, whose they are, and what they teach."""

from datetime import UTC, datetime

import pytest
from tests.connectors.wordpress_shared import ANN, OUTSIDE, answering, learnt, one

from sar.http import Request, Response
from sar.records import Match, Via
from sar.testing import rig
from sar.testing.rig import Result


@pytest.fixture(scope="module")
def ann() -> Result:
    return rig("wordpress").find(*ANN)


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
