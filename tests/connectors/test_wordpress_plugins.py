"""WordPress's plug-ins: orders, form entries and stored messages, and what plug-ins keep unread."""

from datetime import UTC, datetime

import pytest
from tests.connectors.wordpress_shared import ANN, OUTSIDE, answering, learnt, one, said

from sar.http import Response
from sar.outcomes import complete
from sar.records import Match
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.testing.rig import Result


@pytest.fixture(scope="module")
def ann() -> Result:
    return rig("wordpress").find(*ANN)


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
