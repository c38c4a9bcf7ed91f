"""Shares: with the subject by mail or account, by the subject, and those whose note or label names them."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Identifier, Kind, Known, Person, Proof, Record, Said, Search, fields, id_of, moment, text_of

from .account import Account, told
from .sieve import similar

Row = dict[str, Any]
USER, MAIL = "0", "4"
RECIPIENTS: dict[str, Kind] = {USER: "user_id", MAIL: "email"}
KINDS = {
    "0": "account", "1": "group", "3": "link", "4": "mail", "6": "another server", "7": "team", "9": "another server",
    "10": "conversation", "12": "Deck",
}  # fmt: skip
LISTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("shares", {}),
    ("shares", {"shared_with_me": "true"}),
    ("shares/pending", {}),
    ("deletedshares", {}),
)
FREE_TEXT = ("/note", "/label", "/path", "/file_target")
KNOWN = {
    "path": Known("file", "File"),
    "share_with": Known("shared_with", "Shared with"),
    "share_with_displayname": Known("shared_with_name", "Shared with (name)"),
    "note": Known("note", "Note"),
    "label": Known("label", "Label"),
    "expiration": Known("expires", "Expires"),
    "permissions": Known("permissions", "Permissions"),
    "displayname_owner": Known("shared_by", "Shared by"),
    "mimetype": Known("media_type", "Media type"),
    "item_type": Known("item_type", "File or folder"),
    "item_size": Known("size", "Size"),
    "stime": Known("shared", "Shared at", "", "observed"),
}
SKIPPED = frozenset({
    "id", "token", "url", "password", "parent", "storage", "storage_id", "item_source", "file_source", "file_parent",
    "can_edit", "can_delete", "has_preview", "attributes", "share_with_displayname_unique", "share_with_link", "status",
    "share_type", "is-mount-root", "mount-type", "share_with_avatar", "hide_download", "mail_send",
    "send_password_by_talk",
})  # fmt: skip


class Shares:
    """The shares of one account after another; the same share seen by two comes once."""

    def __init__(self, search: Search, root: str) -> None:
        self._search, self._root = search, root
        self._seen: set[str] = set()

    def of(self, account: Account) -> Iterator[Record | Gap]:
        """What the account shares, what is shared with it, what it has not accepted and what it has removed."""
        for path, params in LISTS:
            yield from told(account.id, "The list of shares", self._list(account, path, params))

    def _list(self, account: Account, path: str, params: dict[str, str]) -> Iterator[Record]:
        for row in account.ocs.rows(f"apps/files_sharing/api/v1/{path}", **params):
            number = id_of(row).rpartition(":")[2]
            proof = self._proof(row)
            if number in self._seen or not (proof or similar(self._search, row)):
                continue
            self._seen.add(number)
            yield self._record(number, row, proof)

    def _proof(self, row: Row) -> Proof | None:
        """A cloud id such as ann@cloud.example.org has the form of an address and is none."""
        kind = text_of(row, "share_type")
        found = self._search.prove(row, "email", "/share_with") if kind == MAIL else None
        mine = ["/uid_owner", "/uid_file_owner", *(["/share_with"] if kind == USER else [])]
        return found or self._search.prove(row, "user_id", *mine) or self._search.mention(row, *FREE_TEXT)

    def _record(self, number: str, row: Row, proof: Proof | None) -> Record:
        kind, source = text_of(row, "share_type"), text_of(row, "item_source")
        file = text_of(row, "path") or text_of(row, "file_target")
        return self._search.record(
            "share",
            number,
            kind="document",
            title=Said("Share of {file}", {"file": file}) if file else Said("Share of a file"),
            proof=proof,
            raw={**row, "share_kind": KINDS.get(kind, kind)},
            url=f"{self._root}index.php/f/{source}" if source else "",
            occurred_at=moment(row.get("stime")),
            text=text_of(row, "note"),
            fields=fields(row, KNOWN, SKIPPED),
            people=tuple(self._people(row)),
        )

    def _people(self, row: Row) -> Iterator[Person]:
        kind = RECIPIENTS.get(text_of(row, "share_type"))
        if kind:
            yield self._person("recipient", kind, text_of(row, "share_with"), text_of(row, "share_with_displayname"))
        yield self._person("owner", "user_id", text_of(row, "uid_owner"), text_of(row, "displayname_owner"))

    def _person(self, role: str, kind: Kind, value: str, name: str) -> Person:
        if value and self._search.matcher.match(kind, value):
            role = "subject"
        processor = self._search.processor if kind == "user_id" else ""
        known = (Identifier(kind, value, processor=processor, confidence="strong"),) if value else ()
        return Person(role, "" if name == value else name, known)
