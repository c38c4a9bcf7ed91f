"""From Mailchimp's rows to records; pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sar.sdk import (
    Identifier,
    Known,
    Person,
    Proof,
    Record,
    RecordKind,
    Said,
    Search,
    fields,
    inner,
    moment,
    text_of,
)

Row = dict[str, Any]
Labels = Mapping[str, str]
"""Merge tag or interest id → the name that the firm gave it."""


class Shape(NamedTuple):
    """What a type of row is called, alone and by a name, and where it keeps that name, its time and text."""

    kind: RecordKind
    noun: Said
    named: Said = Said("")
    name: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    text: tuple[str, ...] = ()


SHAPES = {
    "member": Shape(
        "subscription", Said("Subscription"), Said("Subscription: {name}"), ("list_name",), ("timestamp_opt",)
    ),
    "note": Shape("note", Said("Note"), time=("created_at",), text=("note",)),
    "event": Shape("event", Said("Event"), Said("Event: {name}"), ("name",), ("occurred_at",)),
    "activity": Shape(
        "activity", Said("Activity"), Said("Activity: {name}"), ("activity_type",), ("created_at_timestamp",)
    ),
    "campaign": Shape(
        "message", Said("Campaign"), Said("Campaign: {name}"), ("campaign", "subject"), ("campaign", "send_time")
    ),
    "abuse_report": Shape("history", Said("Complaint"), time=("date",)),
    "customer": Shape("contact", Said("Shop customer"), Said("Shop customer: {name}"), ("company",), ("created_at",)),
    "order": Shape("invoice", Said("Order"), time=("processed_at_foreign",)),
    "cart": Shape("activity", Said("Cart"), time=("created_at",)),
    "queued": Shape("message", Said("Queued automation mail"), time=("next_send",)),
    "removed": Shape("history", Said("Removed from an automation")),
    "response": Shape(
        "submission", Said("Survey answer"), Said("Survey answer: {name}"), ("survey", "title"), ("submitted_at",)
    ),
    "conversation": Shape(
        "message", Said("Conversation"), Said("Conversation: {name}"), ("subject",), ("last_message", "timestamp")
    ),
    "message": Shape("message", Said("Message"), Said("Message: {name}"), ("subject",), ("timestamp",), ("message",)),
    "segment_member": Shape("subscription", Said("Segment"), Said("Segment: {name}"), ("segment", "name")),
}
_ADDRESS = {
    "addr1": Known("address.line1", "Address", "PhysicalAddress"),
    "addr2": Known("address.line2", "Address, second line", "PhysicalAddress"),
    "address1": Known("address.line1", "Address", "PhysicalAddress"),
    "address2": Known("address.line2", "Address, second line", "PhysicalAddress"),
    "city": Known("address.city", "City", "PhysicalAddress"),
    "state": Known("address.region", "Region", "PhysicalAddress"),
    "province": Known("address.region", "Region", "PhysicalAddress"),
    "zip": Known("address.postal_code", "Postal code", "PhysicalAddress"),
    "postal_code": Known("address.postal_code", "Postal code", "PhysicalAddress"),
    "country": Known("address.country", "Country", "PhysicalAddress"),
}
KNOWN = {
    "email_address": Known("email", "E-mail", "EmailAddress"),
    "full_name": Known("full_name", "Name", "Name"),
    "first_name": Known("given_name", "First name", "Name"),
    "last_name": Known("family_name", "Last name", "Name"),
    "merge_fields.FNAME": Known("given_name", "First name", "Name"),
    "merge_fields.LNAME": Known("family_name", "Last name", "Name"),
    "merge_fields.PHONE": Known("phone", "Phone", "TelephoneNumber"),
    "merge_fields.BIRTHDAY": Known("birthday", "Birthday", "BirthDate"),
    **{f"{place}.{key}": known for place in ("merge_fields.ADDRESS", "address") for key, known in _ADDRESS.items()},
    "status": Known("status", "Status"),
    "language": Known("language", "Language", "Language"),
    "ip_signup": Known("ip", "Sign-up IP address", "IPAddress", "observed"),
    "timestamp_signup": Known("signed_up", "Signed up", "", "observed"),
    "ip_opt": Known("ip", "Confirmation IP address", "IPAddress", "observed"),
    "timestamp_opt": Known("opted_in", "Confirmed", "", "observed"),
    "member_rating": Known("rating", "Rating", "", "derived"),
    "stats.avg_open_rate": Known("open_rate", "Share of mails opened", "Behavioural", "derived"),
    "stats.avg_click_rate": Known("click_rate", "Share of mails clicked", "Behavioural", "derived"),
    "location.latitude": Known("latitude", "Latitude", "Location", "inferred"),
    "location.longitude": Known("longitude", "Longitude", "Location", "inferred"),
    "location.country_code": Known("country", "Country", "Country", "inferred"),
    "location.timezone": Known("timezone", "Time zone", "Location", "inferred"),
    "location.region": Known("region", "Region", "Location", "inferred"),
    "location.gmtoff": Known("utc_offset", "Hours from UTC", "Location", "inferred"),
    "location.dstoff": Known("utc_offset_summer", "Hours from UTC in summer", "Location", "inferred"),
    "orders_count": Known("orders_count", "Number of orders", "Transactional", "derived"),
    "total_spent": Known("total_spent", "Total spent", "Transactional", "derived"),
    "tags_count": Known("tags_count", "Number of tags", "", "derived"),
    "tags.name": Known("tag", "Tag"),
    "campaign.subject": Known("subject", "Subject"),
    "campaign.send_time": Known("sent", "Sent", "", "observed"),
    "sent_to.status": Known("delivery", "Delivery", "", "observed"),
    "sent_to.open_count": Known("opened_times", "Times opened", "Behavioural", "observed"),
    "sent_to.last_open": Known("last_opened", "Last opened", "Behavioural", "observed"),
    "email_activity.activity.action": Known("action", "Action", "Behavioural", "observed"),
    "email_activity.activity.timestamp": Known("at", "At", "Behavioural", "observed"),
    "email_activity.activity.ip": Known("ip", "IP address", "IPAddress", "observed"),
    "email_activity.activity.url": Known("link", "Link", "Behavioural", "observed"),
    "opens.opens.timestamp": Known("opened_at", "Opened at", "Behavioural", "observed"),
    "unsubscribed.timestamp": Known("unsubscribed_at", "Unsubscribed at", "", "observed"),
    "unsubscribed.reason": Known("unsubscribe_reason", "Reason"),
    "activity_type": Known("activity", "Activity", "Behavioural", "observed"),
    "campaign_title": Known("campaign", "Campaign"),
    "results.query": Known("question", "Question"),
    "results.answer": Known("answer", "Answer"),
    "order_total": Known("amount", "Total", "Transactional"),
    "currency_code": Known("currency", "Currency"),
}
SKIPPED = frozenset({
    "id", "list_id", "web_id", "unique_email_id", "tags.id", "note", "message", "email_id", "campaign_id", "list_name",
    "campaign.id", "last_note.note_id", "sent_to.email_id", "sent_to.campaign_id", "sent_to.list_id",
    "email_activity.email_id", "email_activity.campaign_id", "email_activity.list_id", "email_activity.email_address",
    "opens.email_id", "opens.campaign_id", "opens.list_id", "opens.email_address", "unsubscribed.email_id",
    "unsubscribed.campaign_id", "unsubscribed.list_id", "unsubscribed.email_address",
})  # fmt: skip


def record(
    search: Search, type_: str, row: Row, proof: Proof | None, source_id: str, *, labels: Labels | None = None
) -> Record:
    """Any row, by the shape of its type."""
    shape = SHAPES[type_]
    name = text_of(row, *shape.name)
    return search.record(
        type_,
        source_id,
        kind=shape.kind,
        title=Said(shape.named.what, {"name": name}) if name else shape.noun,
        proof=proof,
        raw=row,
        occurred_at=moment(inner(row, *shape.time)) if shape.time else None,
        text=text_of(row, *shape.text) if shape.text else "",
        fields=fields(row, _known(type_, labels or {}), SKIPPED),
        people=_people(type_, row, proof),
    )


def _known(type_: str, labels: Labels) -> dict[str, Known]:
    named: dict[str, Known] = {}
    for key, label in labels.items():
        for place in ("merge_fields", "interests"):
            path = f"{place}.{key}"
            named[path] = KNOWN[path]._replace(label=label) if path in KNOWN else Known(f"custom:{key}", label)
    return {**KNOWN, **named}


def _people(type_: str, row: Row, proof: Proof | None) -> tuple[Person, ...]:
    if type_ in {"member", "customer"} and proof:
        first = text_of(row, "first_name") or text_of(row, "merge_fields", "FNAME")
        last = text_of(row, "last_name") or text_of(row, "merge_fields", "LNAME")
        return (Person("subject", text_of(row, "full_name") or f"{first} {last}".strip()),)
    if type_ == "note" and text_of(row, "created_by"):
        return (Person("author", text_of(row, "created_by")),)
    sender = text_of(row, "from_email")
    if type_ == "message" and sender:
        return (Person("sender", text_of(row, "from_label"), (Identifier("email", sender),)),)
    return ()
