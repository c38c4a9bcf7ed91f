"""An entry of OVHcloud as a record."""

from typing import Any

from sar.sdk import Known, Match, Person, Record, Said, Search, fields, moment, text_of

from .parts import Part

KNOWN = {
    "firstName": Known("given_name", "First name", "Name"),
    "lastName": Known("family_name", "Last name", "Name"),
    "displayName": Known("full_name", "Displayed name", "Name"),
    "surname": Known("family_name", "Surname", "Name"),
    "name": Known("given_name", "Name", "Name"),
    "email": Known("email", "E-mail", "EmailAddress"),
    "spareEmail": Known("email", "Second e-mail", "EmailAddress"),
    "externalEmailAddress": Known("email", "E-mail", "EmailAddress"),
    "primaryEmailAddress": Known("email", "E-mail", "EmailAddress"),
    "phone": Known("phone", "Telephone", "TelephoneNumber"),
    "cellPhone": Known("phone", "Mobile", "TelephoneNumber"),
    "fax": Known("fax", "Fax", "TelephoneNumber"),
    "homeMobile": Known("phone", "Mobile, home", "TelephoneNumber"),
    "homePhone": Known("phone", "Telephone, home", "TelephoneNumber"),
    "workMobile": Known("work_phone", "Mobile, work", "TelephoneNumber"),
    "workPhone": Known("work_phone", "Telephone, work", "TelephoneNumber"),
    "from": Known("from", "From"),
    "to": Known("to", "To"),
    "sender": Known("sender", "From", "TelephoneNumber"),
    "receiver": Known("receiver", "To", "TelephoneNumber"),
    "creationDate": Known("created", "Created", "", "observed"),
    "creationDatetime": Known("sent", "Sent", "", "observed"),
    "address.line1": Known("address.street", "Address", "PhysicalAddress"),
    "address.city": Known("address.city", "City", "PhysicalAddress"),
    "address.zip": Known("address.postal_code", "Postal code", "PhysicalAddress"),
}
TITLES = {
    "contact": "Contact of the account",
    "domain_contact": "Contact of a domain name",
    "customer": "Account holder",
    "user": "User of the account",
    "redirection": "Redirection of mail",
    "mailbox": "Mailbox",
    "mailing_list": "Mailing list",
    "subscriber": "Subscription to a mailing list",
    "moderator": "Moderator of a mailing list",
    "responder": "Automatic answer",
    "sms_received": "Text message received",
    "sms_sent": "Text message sent",
    "sms_waiting": "Text message waiting",
    "sms_contact": "Contact for text messages",
    "sms_blocked": "Number that gets no text messages",
}
OF_MAILBOXES = {"mailbox": "Mailbox", "alias": "Alias of a mailbox", "contact": "External contact"}
"""The same for the three products of mailboxes, by the end of the type."""
NAMED = {
    "Contact of the account": "Contact of the account: {name}",
    "Contact of a domain name": "Contact of a domain name: {name}",
    "Account holder": "Account holder: {name}",
    "Mailbox": "Mailbox: {name}",
    "Alias of a mailbox": "Alias of a mailbox: {name}",
    "External contact": "External contact: {name}",
    "Contact for text messages": "Contact for text messages: {name}",
}
"""The title of an entry that holds a name."""


def record(search: Search, part: Part, raw: dict[str, Any], source_id: str, proof: Match | None) -> Record:
    """Any entry, by the part that it stands in."""
    name = " ".join(filter(None, (text_of(raw, key) for key in part.names)))
    title = TITLES.get(part.type) or OF_MAILBOXES[part.type.rpartition("_")[2]]
    return search.record(
        part.type,
        source_id,
        kind=part.kind,
        title=Said(NAMED[title], {"name": name}) if name else title,
        proof=proof,
        raw=raw,
        occurred_at=moment(text_of(raw, part.time)) if part.time else None,
        text=text_of(raw, part.text) if part.text else "",
        fields=fields(raw, KNOWN, {part.text} if part.text else ()),
        people=_people(search, part, raw, name, proof),
    )


def _people(search: Search, part: Part, raw: dict[str, Any], name: str, proof: Match | None) -> tuple[Person, ...]:
    """Whose name it is: a number that stands with another person's address is shared with them."""
    mails = [text_of(raw, key) for key in part.emails if text_of(raw, key)]
    shared = bool(mails) and not any(search.matcher.match("email", mail) for mail in mails)
    own = proof is not None and proof.how != "mention" and not shared
    return (Person("subject" if own else part.type, name),) if name else ()
