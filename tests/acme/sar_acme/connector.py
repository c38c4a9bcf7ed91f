"""Acme CRM: contacts by address, and their notes."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Changed, Context, Finding, Gap, Known, Person, Record, Search, Via, fields, guarded, moment, pages

CONTACT = {
    "email": Known("email", "E-mail", "EmailAddress"),
    "name": Known("full_name", "Name", "Name"),
    "phone": Known("phone", "Phone", "TelephoneNumber"),
}


class Acme:
    """Searches one Acme."""

    def __init__(self, context: Context) -> None:
        self._http = context.http(context.setting("url"), headers={"x-token": context.secret("token")})

    def check(self) -> Iterator[Finding]:
        """Who the token is."""
        yield Finding("ok", f"the token is {_text(_object(self._http.json('me')), 'login')}'s")

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """Contacts and their notes; deleted contacts cannot be reached."""
        yield Gap("Contacts that were deleted cannot be reached.")
        seen: set[str] = set()
        for email in search.emails:
            for row in self._all("contacts", q=email):
                record = _contact(search, row)
                if record.id in seen:
                    continue
                seen.add(record.id)
                yield record
                if record.proof:
                    yield from guarded("The notes of a contact", self._notes(search, record))

    def _notes(self, search: Search, contact: Record) -> Iterator[Record]:
        asked = f"contacts/{contact.source_id}/notes"
        for row in self._all(asked):
            proof = Via(contact.id, asked=asked)
            text = _text(row, "text")
            yield search.record(
                "note", row.get("id"), kind="note", title=text[:60] or "Note", proof=proof, raw=row, text=text
            )

    def _all(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        def page(number: int) -> tuple[list[dict[str, Any]], int | None]:
            answer = _object(self._http.json(path, {**query, "page": number}))
            rows, more = answer.get("rows"), answer.get("more")
            if not isinstance(rows, list) or not isinstance(more, bool):
                raise Changed("a list has another shape")
            if answer.get("page") != number:
                raise Changed("another page came than was asked for")
            return [_object(row) for row in rows], number + 1 if more else None

        return pages(page, 1)


def _contact(search: Search, row: dict[str, Any]) -> Record:
    proof = search.prove(row, "email", "/email")
    name = _text(row, "name")
    people = (Person("subject", name),) if proof else ()
    return search.record(
        "contact",
        row.get("id"),
        kind="contact",
        title=name or "Contact",
        proof=proof,
        raw=row,
        fields=fields(row, CONTACT, skip={"id", "api_key"}),
        people=people,
        occurred_at=moment(row.get("created")),
    )


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Changed("an answer has another shape")
    return value


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key, "")
    if not isinstance(value, str):
        raise Changed(f"{key} has another shape")
    return value
