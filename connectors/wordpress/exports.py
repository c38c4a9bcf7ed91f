"""What the site's own personal-data exporters gave, by the thing that each item is about."""

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sar.sdk import Changed, content_id, plain, some_rows, text_of

Row = dict[str, Any]
Key = tuple[str, str]
NATIVE = (
    ("user", re.compile(r"user-(\d+)"), "account"),
    ("comments", re.compile(r"comment-(\d+)"), "comment"),
    ("media", re.compile(r"post-(\d+)"), "media"),
    ("woocommerce_orders", re.compile(r"order-(\d+)"), "order"),
)
"""Group, item → the type under which REST gives the same thing."""
SESSIONS = "session-tokens"


@dataclass(frozen=True)
class Item:
    """One item of an export."""

    key: Key
    said: Row
    """Group, label and the list of names and values."""
    export: str
    """The id of the export that holds it."""
    email: str
    """For which of the subject's addresses it was given."""


class Exports:
    """All items, each thing once, however many exports speak of it."""

    def __init__(self) -> None:
        self._items: dict[Key, list[Item]] = {}
        self.rows: list[tuple[Row, str]] = []
        """What is known of each export, and for which address it was given."""

    def add(self, row: Row, items: list[Row], email: str) -> None:
        """One export for one address; the same said twice is kept once."""
        self.rows.append((row, email))
        for one in items:
            item = Item(_key(one), _said(one), text_of(row, "id"), email)
            known = self._items.setdefault(item.key, [])
            if all(other.said != item.said for other in known):
                known.append(item)

    def take(self, type_: str, number: str) -> list[Item]:
        """What was said of this thing; it is then not given by itself."""
        return self._items.pop((type_, number), [])

    def left(self, emails: Collection[str]) -> Iterator[tuple[Key, list[Item]]]:
        """What nobody took, of the exports for these addresses."""
        for key, items in self._items.items():
            if any(item.email in emails for item in items):
                yield key, items

    def numbers(self) -> list[str]:
        """Numbers of accounts of which an exporter spoke."""
        return [number for type_, number in self._items if type_ == "account"]


def _key(one: Row) -> Key:
    group, item = text_of(one, "group_id"), text_of(one, "item_id")
    if not group:
        raise Changed("an exporter's item has no group")
    for wanted, pattern, type_ in NATIVE:
        found = pattern.fullmatch(item)
        if group == wanted and found:
            return type_, found.group(1)
    if group == SESSIONS:
        item = content_id(one.get("data"))
    return "export_item", f"{group}/{item}"


def _said(one: Row) -> Row:
    """The item as it was given; a session's id opens the session and is cut out."""
    data = [{**pair, **_read(text_of(pair, "value"))} for pair in some_rows(one, "data")]
    kept: Row = {name: one[name] for name in ("group_id", "group_label", "exporter") if name in one}
    item = {} if one.get("group_id") == SESSIONS else {"item_id": one.get("item_id")}
    return {**kept, **item, "data": data}


def _read(value: str) -> Row:
    """How a value reads where it was written as HTML."""
    read = html.unescape(plain(value) if "<" in value else value)
    return {"read": read} if read != value else {}
