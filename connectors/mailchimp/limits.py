"""What Mailchimp does not let be changed of a contact, known before anything is sent."""

from typing import Any, NamedTuple

from sar.sdk import Alteration, Said, text_of

from .merging import Merging, address_of, fits

Row = dict[str, Any]
LANGUAGES = frozenset({
    "en", "ar", "af", "be", "bg", "ca", "zh", "hr", "cs", "da", "nl", "et", "fa", "fi", "fr", "fr_CA", "de", "el",
    "he", "hi", "hu", "is", "id", "ga", "it", "ja", "km", "ko", "lv", "lt", "mt", "ms", "mk", "no", "pl", "pt",
    "pt_PT", "ro", "ru", "sr", "sk", "sl", "es", "es_ES", "sw", "sv", "ta", "th", "tr", "uk", "vi",
})  # fmt: skip
"""https://mailchimp.com/help/view-and-edit-contact-languages/"""
NEEDED = ("addr1", "city", "state", "zip")
ANSWERS = frozenset({"yes", "no"})

NOT_SUBSCRIBED = "Mailchimp changes the address of subscribed contacts only; this one is {status}."
SIGN_UP = "Archive the contact in Mailchimp; who wants its mails signs up with the right address."
NO_ADDRESS = "A contact of Mailchimp cannot be without its address."
ARCHIVE = "Archive the contact in Mailchimp, or delete it for good."
TAKEN = "Another contact of this audience has the new address already, and Mailchimp does not merge them."
CHOOSE = "Look at both in Mailchimp, and archive the one that is wrong."
CLEANED = "Mails to this address came back: Mailchimp does not let a cleaned contact be edited."
WHOLE = "Mailchimp takes only an address with street, city, region and postal code."
AS_TEXT = "The address is held as one text, and Mailchimp takes only its parts."
BY_PARTS = "Write the parts by hand in Mailchimp."
COMPLETE = "Plan again with what is missing, or change it by hand in Mailchimp."
NATIONAL = "The field {field} takes only numbers of North America."
OTHER_FIELD = "Write the number into another field of the contact in Mailchimp."
CHOICE = "The field {field} takes only one of these: {choices}."
AS_GIVEN = "Plan again with --set {field}=VALUE and one of them."
KIND = "The field {field} cannot hold this value."
SUITED = "Plan again with --set {field}=VALUE and a value of its type."
TONGUE = "Mailchimp does not know the language {language}."
BASIC = "Plan again with --set language={language}, if Mailchimp knows that."
SPELLING = "A tag is spelt alike for all contacts: Mailchimp takes {old} and {new} for the same."
RENAME = "Rename the tag in Mailchimp if it is to be spelt otherwise."


class Refusal(NamedTuple):
    """Why a value is not sent, and what somebody may do."""

    why: Said
    task: Said


def refused(one: Alteration, altered: Row, member: Row, merging: Merging, *, taken: bool) -> Refusal | None:
    """Whether Mailchimp would refuse one value; `altered` holds its addresses as they would be."""
    first, _, rest = one.path[1:].partition("/")
    tag = rest.partition("/")[0]
    if first == "email_address":
        return _address(one.new, text_of(member, "status"), taken)
    if first == "language":
        return _language(one.new)
    if first == "interests" and one.new not in ANSWERS:
        return _of(one, CHOICE, AS_GIVEN, choices="yes, no")
    if first == "tags" and one.new.casefold() == one.old.casefold():
        return Refusal(Said(SPELLING, {"old": one.old, "new": one.new}), Said(RENAME))
    return _merged(one, tag, altered, merging) if first == "merge_fields" else None


def _address(new: str, status: str, taken: bool) -> Refusal | None:
    if not new:
        return Refusal(Said(NO_ADDRESS), Said(ARCHIVE))
    if status != "subscribed":
        return Refusal(Said(NOT_SUBSCRIBED, {"status": status}), Said(SIGN_UP))
    return Refusal(Said(TAKEN), Said(CHOOSE)) if taken else None


def _language(new: str) -> Refusal | None:
    if not new or new.replace("-", "_") in LANGUAGES:
        return None
    return Refusal(Said(TONGUE, {"language": new}), Said(BASIC, {"language": new[:2]}))


def _merged(one: Alteration, tag: str, altered: Row, merging: Merging) -> Refusal | None:
    if merging.type_of(tag) == "address":
        if one.path.endswith(f"/{tag}"):
            return Refusal(Said(AS_TEXT), Said(BY_PARTS))
        address = address_of(altered, tag)
        lacking = [key for key in NEEDED if not address.get(key)]
        return Refusal(Said(WHOLE), Said(COMPLETE)) if address and lacking else None
    choices, form = merging.choices(tag), merging.form(tag)
    if choices and one.new and one.new not in choices:
        return _of(one, CHOICE, AS_GIVEN, choices=", ".join(choices))
    if fits(form, one.new):
        return None
    return _of(one, NATIONAL, OTHER_FIELD) if form == "us phone" else _of(one, KIND, SUITED)


def _of(one: Alteration, why: str, task: str, **values: str) -> Refusal:
    named = {"field": one.field, **values}
    return Refusal(Said(why, named), Said(task, named))
