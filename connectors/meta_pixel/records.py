"""From a lead to a record; pure."""

from typing import Any

from sar.sdk import (
    Field,
    Identifier,
    Known,
    Match,
    Person,
    Record,
    Said,
    Search,
    fields,
    id_of,
    moment,
    some_rows,
    text_of,
)

Row = dict[str, Any]
ANSWERS = {
    "EMAIL": Known("email", "", "EmailAddress"),
    "WORK_EMAIL": Known("email", "", "EmailAddress"),
    "PHONE": Known("phone", "", "TelephoneNumber"),
    "WORK_PHONE_NUMBER": Known("phone", "", "TelephoneNumber"),
    "FULL_NAME": Known("full_name", "", "Name"),
    "FIRST_NAME": Known("given_name", "", "Name"),
    "LAST_NAME": Known("family_name", "", "Name"),
    "DOB": Known("birthday", "", "BirthDate"),
    "CITY": Known("address.city", "", "PhysicalAddress"),
    "STREET_ADDRESS": Known("address.street", "", "PhysicalAddress"),
    "ZIP": Known("address.postal_code", "", "PhysicalAddress"),
    "POST_CODE": Known("address.postal_code", "", "PhysicalAddress"),
    "COMPANY_NAME": Known("organisation", "", "CurrentEmployment"),
    "JOB_TITLE": Known("job_title", "", "CurrentEmployment"),
}
"""What the types of questions ask for; the label is the form's own."""
KNOWN = {
    "created_time": Known("created", "Sent", "", "observed"),
    "form.name": Known("form", "Form"),
    "platform": Known("platform", "Platform", "", "observed"),
    "campaign_name": Known("campaign", "Campaign", "", "observed"),
    "ad_name": Known("ad", "Advertisement", "", "observed"),
    "is_organic": Known("is_organic", "Without an advertisement", "", "observed"),
}
SKIPPED = frozenset({"id", "form_id", "form.id", "field_data"})


def lead(search: Search, row: Row, form: Row, proof: Match | None) -> Record:
    """One answer to a form."""
    whole = {**row, "form": {key: form[key] for key in ("id", "name") if key in form}}
    asked = {text_of(one, "key"): one for one in some_rows(form, "questions")}
    said = tuple(_field(one, asked) for one in some_rows(row, "field_data") if answers(one))
    name = text_of(form, "name")
    own = proof is not None and proof.how != "mention"
    return search.record(
        "lead",
        id_of(row),
        kind="submission",
        title=Said("Lead form: {form}", {"form": name}) if name else Said("Lead form"),
        proof=proof,
        raw=whole,
        occurred_at=moment(row.get("created_time")),
        fields=(*said, *fields(whole, KNOWN, skip=SKIPPED)),
        people=(_person("subject" if own else "author", said),),
    )


def answers(one: Row) -> str:
    """What was answered to one question."""
    values = one.get("values")
    return ", ".join(str(value) for value in values if value is not None) if isinstance(values, list) else ""


def _field(one: Row, asked: dict[str, Row]) -> Field:
    key = text_of(one, "name")
    question = asked.get(key, {})
    known = ANSWERS.get(text_of(question, "type") or key.upper(), Known(key, ""))
    label = text_of(question, "label") or key.replace("_", " ") or "answer"
    return Field(known.name or "answer", label, answers(one), known.category)


def _person(role: str, said: tuple[Field, ...]) -> Person:
    """Who sent it: the subject, or somebody else whose answer speaks of them."""
    named = {field.name: field.value for field in reversed(said)}
    name = named.get("full_name") or " ".join(named.get(key, "") for key in ("given_name", "family_name")).strip()
    found = [Identifier("email", field.value) for field in said if field.name == "email"]
    found += [Identifier("phone", field.value) for field in said if field.name == "phone"]
    return Person(role, name, tuple(found))
