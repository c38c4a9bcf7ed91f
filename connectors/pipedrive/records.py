"""From Pipedrive's rows to records; pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sar.sdk import (
    Attachment,
    Identifier,
    Known,
    Person,
    Proof,
    Record,
    RecordKind,
    Said,
    Search,
    fields,
    id_of,
    inner,
    moment,
    plain,
    some_rows,
    text_of,
)

Row = dict[str, Any]
Labels = Mapping[str, str]
"""Custom-field code → the name that the firm gave it."""


class Shape(NamedTuple):
    """Where a type of row keeps its title, time and text, and where a person finds it."""

    kind: RecordKind
    untitled: str
    """Its title where it has none of its own."""
    title: tuple[str, ...] = ()
    time: tuple[str, ...] = ("add_time",)
    text: tuple[str, ...] = ()
    page: str = ""


SHAPES = {
    "person": Shape("contact", "Person {number}", ("name",), text=("notes",), page="person/"),
    "user": Shape("account", "User {number}", ("name",), ("created",), page="settings/users/"),
    "deal": Shape("deal", "Deal {number}", ("title",), page="deal/"),
    "participant": Shape("deal", "Participation in a deal {number}"),
    "activity": Shape("activity", "Activity {number}", ("subject",), ("due_date",), ("note", "public_description")),
    "lead": Shape("deal", "Lead {number}", ("title",), page="leads/inbox/"),
    "note": Shape("note", "Note {number}", (), text=("content",)),
    "comment": Shape("note", "Comment on a note {number}", (), text=("content",)),
    "file": Shape("file", "File {number}", ("file_name",), text=("description",)),
    "mail": Shape("message", "Mail {number}", ("data", "subject"), ("data", "message_time"), ("data", "body")),
    "change": Shape("history", "Change {number}", ("field_key",), ("time",)),
    "flow": Shape("history", "Event {number}", ("object",), ("timestamp",)),
    "follower": Shape("history", "Follower {number}"),
    "follower_change": Shape("history", "Change of followers {number}", (), ("time",)),
    "permitted_users": Shape("history", "Users who may see the person {number}"),
    "picture": Shape("file", "Picture {number}"),
    "product": Shape("deal", "Products {number}"),
    "deal_product": Shape("deal", "Product of a deal {number}", ("name",)),
    "call": Shape("call", "Call {number}", ("subject",), ("start_time",), ("note",)),
    "project": Shape("activity", "Project {number}", ("title",), text=("description",), page="projects/"),
    "task": Shape("activity", "Task {number}", ("title",), text=("description",)),
    "organization": Shape("contact", "Organization {number}", ("name",), page="organization/"),
    "mail_attachment": Shape("file", "Mail attachment {number}", ("name",)),
}

KNOWN = {
    "name": Known("full_name", "Name", "Name"),
    "first_name": Known("given_name", "First name", "Name"),
    "last_name": Known("family_name", "Last name", "Name"),
    "emails.value": Known("email", "E-mail", "EmailAddress"),
    "phones.value": Known("phone", "Phone", "TelephoneNumber"),
    "email": Known("email", "E-mail", "EmailAddress"),
    "phone": Known("phone", "Phone", "TelephoneNumber"),
    "birthday": Known("birthday", "Birthday", "BirthDate"),
    "job_title": Known("job_title", "Job title", "CurrentEmployment"),
    "postal_address.value": Known("address.full", "Address", "PhysicalAddress"),
    "postal_address.locality": Known("address.city", "City", "PhysicalAddress"),
    "postal_address.postal_code": Known("address.postal_code", "Postal code", "PhysicalAddress"),
    "postal_address.country": Known("address.country", "Country", "Country"),
    "im.value": Known("im", "Messenger", "Contact"),
    "organization.name": Known("organisation", "Organization", "CurrentEmployment"),
    "marketing_status": Known("marketing_status", "Marketing status", "Preference"),
    "title": Known("title", "Title"),
    "status": Known("status", "Status"),
    "value": Known("amount", "Value", "Transactional"),
    "value.amount": Known("amount", "Value", "Transactional"),
    "currency": Known("currency", "Currency"),
    "subject": Known("subject", "Subject"),
    "type": Known("type", "Type"),
    "due_date": Known("due_date", "Due"),
    "location.value": Known("place", "Place", "Location"),
    "from_phone_number": Known("from", "From", "TelephoneNumber", "observed"),
    "to_phone_number": Known("to", "To", "TelephoneNumber", "observed"),
    "duration": Known("duration", "Duration", "", "observed"),
    "outcome": Known("outcome", "Outcome", "", "observed"),
    "field_key": Known("field", "Field"),
    "old_value": Known("old_value", "Old value"),
    "new_value": Known("new_value", "New value"),
    "add_time": Known("created", "Added", "", "observed"),
    "update_time": Known("updated", "Last changed", "", "observed"),
}
OWN_ADDRESS_ONLY_FOR = {"person", "user"}
"""Only here are e-mail and phone the subject's own; in a deal or lead they may be anybody's."""
SKIPPED = frozenset({
    "id", "uuid", "picture_id", "visible_to", "label_ids", "emails.primary", "phones.primary", "im.primary",
    "content", "note", "public_description", "description", "data.body", "notes", "participants", "attendees",
    "user.icon_url", "person.name", "user.name", "user.email", "data.from", "data.to", "data.cc", "data.bcc",
})  # fmt: skip


def record(
    search: Search,
    root: str,
    type_: str,
    row: Row,
    proof: Proof | None,
    *,
    labels: Labels | None = None,
    source_id: str = "",
    files: tuple[Attachment, ...] = (),
) -> Record:
    """Any row, by the shape of its type."""
    shape, number = SHAPES[type_], source_id or id_of(row)
    texts = [text_of(row, *shape.text[:-1], shape.text[-1])] if shape.text[:1] == ("data",) else [
        text_of(row, key) for key in shape.text
    ]  # fmt: skip
    return search.record(
        type_,
        number,
        kind=shape.kind,
        title=text_of(row, *shape.title).strip() or Said(shape.untitled, {"number": number}),
        proof=proof,
        raw=row,
        url=f"{root}{shape.page}{number}" if shape.page else "",
        occurred_at=moment(inner(row, *shape.time)),
        text="\n\n".join(plain(text) for text in texts if text),
        fields=fields(row, _known(type_, labels or {}), SKIPPED),
        people=_people(search, type_, row, proof),
        attachments=files,
    )


def _known(type_: str, labels: Labels) -> dict[str, Known]:
    known = KNOWN if type_ in OWN_ADDRESS_ONLY_FOR else {
        key: one if one.name not in {"email", "phone"} else one._replace(name=f"{type_}_{one.name}")
        for key, one in KNOWN.items()
    }  # fmt: skip
    custom = {}
    for code, label in labels.items():
        one = Known(f"custom:{code}", label)
        custom.update({f"custom_fields.{code}{part}": one for part in ("", ".value", ".label")})
        custom[code] = one
    return {**known, **custom}


def _people(search: Search, type_: str, row: Row, proof: Proof | None) -> tuple[Person, ...]:
    people = []
    if type_ in OWN_ADDRESS_ONLY_FOR and proof:
        people.append(Person("subject", text_of(row, "name")))
    for role, place in (("organization", "organization"), ("person", "person"), ("user", "user")):
        one = row.get(place)
        if isinstance(one, dict) and type_ not in OWN_ADDRESS_ONLY_FOR and role != "organization":
            people.append(_person(role, text_of(one, "name"), text_of(one, "email")))
    data = row["data"] if isinstance(row.get("data"), dict) else {}
    for role in ("from", "to", "cc", "bcc"):
        people += [_person(role, text_of(one, "name"), text_of(one, "email_address")) for one in some_rows(data, role)]
    people += [_person("attendee", text_of(one, "name"), text_of(one, "email")) for one in some_rows(row, "attendees")]
    return tuple(person for person in people if person.name or person.identifiers)


def _person(role: str, name: str, email: str) -> Person:
    return Person(role, name, (Identifier("email", email),) if email else ())
