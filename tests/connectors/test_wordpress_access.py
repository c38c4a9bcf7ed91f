"""Whose key of WordPress it is, and how the site is reached."""

import pytest
from tests.connectors.wordpress_shared import ANN, answering, said

from sar.errors import Denied
from sar.http import Request, Response
from sar.outcomes import complete
from sar.testing.expected import outcome_of
from sar.testing.rig import Result, rig
from sar.testing.watched import watched


@pytest.fixture(scope="module")
def ann() -> Result:
    return rig("wordpress").find(*ANN)


# whose key it is


def test_a_wrong_password_gives_the_anonymous_view_and_is_refused() -> None:
    connected, way = watched("wordpress")
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
    connected, way = watched("wordpress")
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
