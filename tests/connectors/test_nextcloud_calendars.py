"""Nextcloud's calendars: which meetings teach a room, birthdays, and hostile events."""

from tests.connectors.nextcloud_shared import ANN, learnt, one, with_tree

from sar.testing import rig


def event(*properties: str) -> str:
    whole = ("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:x", *properties, "END:VEVENT", "END:VCALENDAR", "")
    return "\r\n".join(whole)


def test_a_room_is_learnt_with_the_moment_at_which_she_was_expected() -> None:
    record = one(rig("nextcloud").find(*ANN), "event", "sam/personal/advice.ics")
    rooms = [one for person in record.people for one in person.identifiers if one.kind == "room"]
    assert [(room.value, str(room.seen)) for room in rooms] == [("/advice-ann", "2026-10-05 14:00:00+00:00")]


def test_of_a_series_only_the_meetings_that_were_hers_teach_a_room() -> None:
    record = one(rig("nextcloud").find(*ANN), "event", "sam/personal/series.ics")
    rooms = [one for person in record.people for one in person.identifiers if one.kind == "room"]
    assert [(room.value, str(room.seen)) for room in rooms] == [("/round", "2026-06-08 15:00:00+00:00")]


def room_moments(*properties: str) -> list[str]:
    attendee, where = "ATTENDEE:mailto:ann@example.com", "DESCRIPTION:At https://firm.whereby.com/weekly today"
    connected = with_tree(event_weekly=event(*properties, attendee, where))
    record = one(connected.find(*ANN), "event", "sam/personal/weekly.ics")
    return [str(one.seen)[:10] for person in record.people for one in person.identifiers if one.kind == "room"]


def test_a_series_teaches_each_meeting_but_those_called_off() -> None:
    repeated = ("DTSTART:20250106T100000Z", "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20250113T100000Z")
    assert room_moments(*repeated) == ["2025-01-06", "2025-01-20", "2025-01-27"]
    assert room_moments("DTSTART:20250106T100000Z", "STATUS:CANCELLED") == []


def test_a_meeting_that_she_declined_teaches_no_room() -> None:
    declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.com"
    text = event("DTSTART:20250106T100000Z", declined, "LOCATION:https://firm.whereby.com/x")
    record = one(with_tree(event_declined=text).find(*ANN), "event", "sam/personal/declined.ics")
    assert [one for person in record.people for one in person.identifiers if one.kind == "room"] == []


def test_a_meeting_that_only_mentions_her_teaches_nothing() -> None:
    text = event("DTSTART:20250106T100000Z", "DESCRIPTION:ann@example.com https://firm.whereby.com/x")
    record = one(with_tree(event_mention=text).find(*ANN), "event", "sam/personal/mention.ics")
    assert learnt(record) == set()


def test_a_birthday_that_was_made_from_a_card_is_not_listed_twice() -> None:
    assert not [one for one in rig("nextcloud").find(*ANN).disclosed if "birthdays" in one.source_id]


def test_a_hostile_event_is_told_and_the_rest_is_read() -> None:
    strange = event("DTSTART:99999999T999999Z", "RRULE:FREQ=NEVER;UNTIL=x", "ATTENDEE:mailto:ann@example.com")
    result = with_tree(event_strange=strange, event_broken="BEGIN:VCALENDAR\r\nann@example.com").find(*ANN)
    assert one(result, "event", "sam/personal/strange.ics").occurred_at is None
    assert [gap.text for gap in result.gaps if gap.remediable] == [
        "1 entries of Personal (account sam) may concern the subject and could not be understood."
    ]
