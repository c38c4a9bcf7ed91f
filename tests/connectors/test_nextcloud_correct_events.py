"""Nextcloud's events when something is corrected: her own line only, and nobody is invited anew."""

from collections.abc import Iterator

import pytest
from tests.connectors.nextcloud_correct_shared import EVENT, carried, planned, told, tree

from sar.testing.mending import Mending, mending


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("nextcloud") as one:
        yield one


def event(*lines: str) -> str:
    whole = ("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:x", "DTSTART:20260705T090000Z", *lines)
    return "\r\n".join((*whole, "END:VEVENT", "END:VCALENDAR", ""))


def test_nobody_is_invited_anew(mends: Mending) -> None:
    carried(mends, {"email": "ann.roy@example.com", "full_name": "Ann Roy"})
    assert mends.imitation.state["sent"] == []
    (changed,) = [text for path, text in tree(mends).items() if path.endswith("hosted.ics")]
    assert "ORGANIZER;CN=Ann Roy:mailto:ann.roy@example.com" in changed


def test_of_an_entry_only_her_own_line_is_changed(mends: Mending) -> None:
    others = (
        "ORGANIZER;CN=Ann Archer:mailto:ann.archer@example.net",
        "ATTENDEE;CN=Ann Archer:mailto:joann@example.com",
    )
    own = 'ATTENDEE;CN=Ann Archer;SENT-BY="mailto:ann@example.com":MAILTO:ann@example.com'
    tree(mends)[EVENT] = event(*others, own, "DESCRIPTION:Ann Archer\\, ann@example.com")
    plan = mends.plan({"full_name": "Ann Roy", "email": "ann.roy@example.com"})
    mends.apply(plan.request)
    new = own.replace("Ann Archer", "Ann Roy").replace("ann@", "ann.roy@")
    assert tree(mends)[EVENT] == event(*others, new, "DESCRIPTION:Ann Archer\\, ann@example.com")


def test_a_name_that_needs_quotes_gets_them(mends: Mending) -> None:
    tree(mends)[EVENT] = event("ATTENDEE;CN=Ann:mailto:ann@example.com")
    carried(mends, {"full_name": "Roy, Ann"})
    assert 'ATTENDEE;CN="Roy, Ann":mailto:ann@example.com\r\n' in tree(mends)[EVENT]


def test_a_name_that_is_the_address_follows_the_address(mends: Mending) -> None:
    tree(mends)[EVENT] = event("ATTENDEE;CN=ann@example.com:mailto:ann@example.com")
    carried(mends, {"email": "ann.roy@example.com"})
    assert "ATTENDEE;CN=ann.roy@example.com:mailto:ann.roy@example.com\r\n" in tree(mends)[EVENT]


def test_a_series_is_changed_with_its_exceptions(mends: Mending) -> None:
    carried(mends, {"email": "joann.new@example.com"}, None, "joann")
    assert tree(mends)["calendars/sam/personal/series.ics"].count("mailto:joann.new@example.com") == 2
    assert "joann@example.com" not in tree(mends)["calendars/sam/personal/series.ics"]


def test_a_participant_is_not_left_without_an_address(mends: Mending) -> None:
    plan = mends.plan({"email": ""})
    assert not {one for one in planned(plan) if one.startswith(("event", "journal"))}
    assert "Who takes part in Open day cannot be without an address." in told(plan)


def test_a_participant_is_not_named_twice(mends: Mending) -> None:
    tree(mends)[EVENT] = event("ATTENDEE:mailto:ann@example.com", "ATTENDEE:mailto:ann.roy@example.com", "SUMMARY:Two")
    plan = mends.plan({"email": "ann.roy@example.com"})
    assert "event:sam/personal/x.ics" not in planned(plan)
    assert "Two names the new address already, beside the old one." in told(plan)


def test_a_received_invitation_is_told(mends: Mending) -> None:
    plan = mends.plan({"email": "ann.roy@example.com"}, {"email": "ann.archer@example.org"})
    assert "event:sam/inbox/invitation.ics" not in planned(plan)
    assert "Invitation is a received invitation, which is not changed: it goes once it is answered." in told(plan)
