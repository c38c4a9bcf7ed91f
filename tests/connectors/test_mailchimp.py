"""Mailchimp's traps, one by one."""

from collections.abc import Callable

import pytest

from sar.errors import Changed, SettingsError, Throttled, Unavailable
from sar.http import Request, Response, Transport
from sar.testing import rig
from sar.testing.faults import Faulty

ANN = ("ann@example.com", "ann.archer@example.org")


def answering(path: str, answer: Callable[[Request], Response]) -> Callable[[Transport], Transport]:
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if path in request.url.path else None)


def test_the_word_server_in_an_id_is_left_alone() -> None:
    assert ("order", "observer-shop/o1") in rig("mailchimp").find(*ANN).keys


@pytest.mark.parametrize("status", [500, 503])
def test_an_error_without_a_body_is_no_success(status: int) -> None:
    through = answering("/3.0/lists", lambda request: Response(status, content=b"", request=request))
    assert isinstance(rig("mailchimp", through=through).find(*ANN).error, Unavailable)


def test_an_id_that_climbs_in_the_address_is_refused() -> None:
    connected = rig("mailchimp")
    connected.imitation.state["lists"][0]["id"] = "../../x"
    asked = connected.imitation.app.asked
    assert isinstance(connected.find(*ANN).error, Changed)
    assert not [line for line in asked if "x/members" in line]


def test_members_of_every_state_are_found() -> None:
    members = [record for record in rig("mailchimp").find(*ANN).disclosed if record.type == "member"]
    assert {record.raw["status"] for record in members} == {"subscribed", "archived", "cleaned"}


def test_the_gates_bare_403_means_too_many_and_a_json_one_a_right() -> None:
    through = answering("/3.0/lists", lambda request: Response(403, content=b"", request=request))
    assert isinstance(rig("mailchimp", through=through).find(*ANN).error, Throttled)


def test_the_data_centre_comes_from_the_key() -> None:
    connected = rig("mailchimp", settings={"url": ""})
    assert connected.connector._api.root == "https://us19.api.mailchimp.com/3.0"  # type: ignore[attr-defined]
    with pytest.raises(SettingsError):
        rig("mailchimp", settings={"url": "", "api_key": "without-centre-"})


def test_a_fuzzy_hit_is_a_near_match() -> None:
    near = {record.raw["email_address"] for record in rig("mailchimp").find(*ANN).near if record.type == "member"}
    assert near == {"joann@example.com", "ann@example.com.au"}


def test_labels_are_the_firms_own() -> None:
    (member,) = (
        record
        for record in rig("mailchimp").find("ann@example.com").disclosed
        if record.raw.get("status") == "subscribed"
    )
    labels = {field.label: field.value for field in member.fields}
    assert labels["Telephone"] == "+1 514 555-0101"
    assert labels["Likes: Green tea"] == "yes"
    assert "_links" not in member.raw


def test_saved_segments_in_an_exhaustive_search() -> None:
    found = rig("mailchimp").find(*ANN, exhaustive=True)
    assert [record.source_id for record in found.disclosed if record.type == "segment_member"]


def test_a_narrow_role_is_recognised() -> None:
    through = answering("/3.0/", lambda request: Response(200, json={"role": "viewer"}, request=request))
    assert [finding.level for finding in rig("mailchimp", through=through).connector.check()] == ["warning"]
