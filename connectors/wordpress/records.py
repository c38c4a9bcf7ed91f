"""From WordPress's rows to records; pure."""

from typing import Any, NamedTuple

from sar.sdk import (
    Attachment,
    Field,
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

from .labels import KNOWN, OF_TYPE, POST, SKIPPED

Row = dict[str, Any]
Keys = tuple[str, ...]


class Shape(NamedTuple):
    """Where a type of row keeps its title, time and text."""

    kind: RecordKind
    untitled: str
    """The title of one that has none of its own."""
    title: Keys = ()
    time: Keys = ("date_gmt",)
    text: tuple[Keys, ...] = ()
    url: Keys = ("link",)


WRITTEN: tuple[Keys, ...] = (("content", "raw"), ("excerpt", "raw"))
SHAPES = {
    "account": Shape("account", "Account {number}", ("name",), ("registered_date",), (("description",),)),
    "profile": Shape("account", "Settings of account {number}", (), (), ()),
    "application_password": Shape("account", "Application password {number}", ("name",), ("created",)),
    "comment": Shape("submission", "Comment {number}", (), text=(("content", "raw"),)),
    "media": Shape("file", "File {number}", ("title", "raw"), text=(("caption", "raw"), ("description", "raw"))),
    "revision": Shape("history", "Earlier version {number}", ("title", "raw"), text=WRITTEN),
    "gravity_entry": Shape("submission", "Form entry {number}", (), ("date_created",)),
    "customer": Shape("account", "Customer {number}", (), ("date_created_gmt",)),
    "order": Shape("deal", "Order {number}", (), ("date_created_gmt",), (("customer_note",),)),
    "order_note": Shape("note", "Note on an order {number}", (), ("date_created_gmt",), (("note",),)),
    "download": Shape("file", "Download {number}", ("download_name",), ()),
    "review": Shape(
        "submission", "Review {number}", ("product_name",), ("date_created_gmt",), (("review",),), ("permalink",)
    ),
}
WRITTEN_POST = Shape("document", "Post {number}", ("title", "raw"), text=WRITTEN)
"""Posts, pages and every type that the site adds."""


def record(
    search: Search,
    type_: str,
    row: Row,
    proof: Proof | None,
    *,
    source_id: str = "",
    people: tuple[Person, ...] = (),
    files: tuple[Attachment, ...] = (),
    labels: dict[str, Known] | None = None,
    **more: Any,
) -> Record:
    """Any row, by the shape of its type; `more` overrides what the shape says."""
    shape, number = SHAPES.get(type_, WRITTEN_POST), source_id or id_of(row)
    texts = [text_of(row, *keys) for keys in shape.text]
    address = text_of(row, *shape.url)
    values: Row = {
        "kind": shape.kind,
        "title": plain(text_of(row, *shape.title)) if shape.title else "",
        "occurred_at": moment(inner(row, *shape.time)) if shape.time else None,
        "text": "\n\n".join(text for text in map(plain, texts) if text),
        "url": address if address.startswith(("http://", "https://")) else "",
        "fields": shown(row, {**OF_TYPE.get(type_, {}), **(labels or {})}),
        **more,
    }
    if isinstance(values["title"], str):
        values["title"] = values["title"].strip() or Said(shape.untitled, {"number": number})
    return search.record(type_, number, proof=proof, raw=row, people=people, attachments=files, **values)


def shown(row: Row, labels: dict[str, Known]) -> tuple[Field, ...]:
    """The row's values, then those that only the site's exporters name."""
    own = fields(row, {**KNOWN, **labels}, SKIPPED)
    known = {field.value for field in own} | {plain(text_of(row, *keys)) for keys in WRITTEN}
    exported = [field for said in some_rows(row, "exported") for field in pairs(said)]
    return (*own, *(field for field in exported if field.value not in known))


def stored(post: Row, meta: Row) -> tuple[Field, ...]:
    """A post's columns, and what is stored with it by the names that plug-ins gave."""
    held = {key.lstrip("_"): _only(value) for key, value in meta.items()}
    return fields({**post, **held}, {**KNOWN, **POST}, SKIPPED)


def _only(value: Any) -> Any:
    """The value of a list of one: WordPress keeps a list under every name."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def pairs(said: Row) -> tuple[Field, ...]:
    """An exporter's names and values, by the names that the site shows."""
    found = []
    for pair in some_rows(said, "data"):
        label, value = text_of(pair, "name"), text_of(pair, "read") or text_of(pair, "value")
        if value:
            found.append(Field(label.casefold().replace(" ", "_") or "value", label or "Value", value))
    return tuple(found)
