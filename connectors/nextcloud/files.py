"""Files whose name holds an address of the subject, and those in the trash bin; contents are not searched."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from sar.sdk import Changed, Gap, Known, Record, Search, fields, moment

from .account import Account, told
from .dav import NC, OC, D, Resource
from .sieve import similar

SEARCHDAV = "{https://github.com/icewind1991/SearchDAV/ns}"
PAGE = 100
NAMED = (
    f"{D}displayname", f"{D}getlastmodified", f"{D}getcontenttype", f"{OC}fileid", f"{OC}size", f"{OC}owner-id",
)  # fmt: skip
DELETED = (
    f"{NC}trashbin-filename", f"{NC}trashbin-original-location", f"{NC}trashbin-deletion-time", f"{OC}fileid",
    f"{OC}size",
)  # fmt: skip
DELETED_NAMES = ("/trashbin-filename", "/trashbin-original-location")
DOMAINS = frozenset({"com", "org", "net", "info", "biz", "name", "app", "dev", "online", "shop", "edu", "gov"})
KNOWN = {
    "displayname": Known("file", "File"),
    "path": Known("path", "Path"),
    "owner-id": Known("owner", "Owner"),
    "getlastmodified": Known("updated", "Last changed", "", "observed"),
    "getcontenttype": Known("media_type", "Media type"),
    "size": Known("size", "Size"),
    "trashbin-filename": Known("file", "File"),
    "trashbin-original-location": Known("path", "Path before"),
    "trashbin-deletion-time": Known("deleted", "Deleted at", "", "observed"),
}


class Files:
    """Names only, of one account after another; a file that two accounts see comes once."""

    def __init__(self, search: Search, root: str) -> None:
        self._search, self._root = search, root
        self._seen: set[str] = set()

    def of(self, account: Account) -> Iterator[Record | Gap]:
        """By each address; then the trash bin, which cannot be searched and is read."""
        for email in self._search.emails:
            yield from told(account.id, "The search for file names", self._named(account, email))
        if account.keeps_deleted_files():
            yield from told(account.id, "The trash bin of files", self._deleted(account))

    def _named(self, account: Account, email: str) -> Iterator[Record]:
        for one in found(account, email):
            raw = _raw(one, NAMED)
            raw["name_alone"] = alone(one.text(f"{D}displayname"))
            yield from self._record("file", one, raw, "/displayname", "/name_alone")

    def _deleted(self, account: Account) -> Iterator[Record]:
        href = f"{account.dav.root}/trashbin/{quote(account.id)}/trash"
        for one in account.dav.propfind(href, DELETED, 1):
            raw = _raw(one, DELETED)
            raw["name_alone"] = alone(one.text(DELETED[0]))
            if similar(self._search, raw):
                yield from self._record("deleted_file", one, raw, "/name_alone", *DELETED_NAMES)

    def _record(self, type_: str, one: Resource, raw: dict[str, Any], *names: str) -> Iterator[Record]:
        number = one.text(f"{OC}fileid")
        if not number:
            raise Changed("a file has no id")
        if number in self._seen:
            return
        self._seen.add(number)
        modified = one.text(f"{NC}trashbin-deletion-time")
        yield self._search.record(
            type_,
            number,
            kind="file",
            title=one.text(f"{D}displayname") or one.text(f"{NC}trashbin-filename") or one.name,
            proof=self._search.mention(raw, *names),
            raw=raw,
            url=f"{self._root}index.php/f/{number}" if type_ == "file" else "",
            occurred_at=moment(int(modified)) if modified.isdigit() else None,
            fields=fields(raw, KNOWN, {"fileid", "href", "name_alone"}),
        )


def alone(name: str) -> str:
    """A file's name without its ending: `ann@example.com.pdf` names her, `ann@example.com.au` somebody else."""
    stem, _, ending = name.rpartition(".")
    return stem if stem and len(ending) > 2 and ending.casefold() not in DOMAINS else name


def found(account: Account, text: str) -> Iterator[Resource]:
    """All files of an account, its own and those shared with it, whose name contains the text."""
    start, seen = 0, set[str]()
    while True:
        page = account.dav.search(_request(f"/files/{account.id}", text, start))
        fresh = [one for one in page if one.path not in seen]
        yield from fresh
        seen.update(one.path for one in fresh)
        if len(page) < PAGE:
            return
        if not fresh:
            raise Changed("the pages of a list repeat without end")
        start += PAGE


def _request(scope: str, text: str, start: int) -> Element:
    """A search by name; `_` and `%` in the text are wildcards for the server, so that it may find more."""
    body = Element(f"{D}searchrequest")
    basic = SubElement(body, f"{D}basicsearch")
    prop = SubElement(SubElement(basic, f"{D}select"), f"{D}prop")
    for name in NAMED:
        SubElement(prop, name)
    where = SubElement(SubElement(basic, f"{D}from"), f"{D}scope")
    SubElement(where, f"{D}href").text, SubElement(where, f"{D}depth").text = scope, "infinity"
    like = SubElement(SubElement(basic, f"{D}where"), f"{D}like")
    SubElement(SubElement(like, f"{D}prop"), f"{D}displayname")
    SubElement(like, f"{D}literal").text = f"%{text}%"
    order = SubElement(SubElement(basic, f"{D}orderby"), f"{D}order")
    SubElement(SubElement(order, f"{D}prop"), f"{D}displayname")
    SubElement(order, f"{D}ascending")
    limit = SubElement(basic, f"{D}limit")
    SubElement(limit, f"{D}nresults").text = str(PAGE)
    SubElement(limit, f"{SEARCHDAV}firstresult").text = str(start)
    return body


def _raw(one: Resource, names: tuple[str, ...]) -> dict[str, Any]:
    """The properties under their bare names; the path without the account's own part of the tree."""
    return {"href": one.href, **{name.rpartition("}")[2]: text for name in names if (text := one.text(name))}}
