"""The DAV tree of the imitation: homes, address books, calendars, files, trash bins and comments."""

from typing import Any
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element, SubElement, tostring

from sar.sandbox import Answer, Api, Ask

from .dav import parsed
from .sandbox_ocs import uid
from .sandbox_rights import etag_of, privileges, seen, writable

ROOT = "/remote.php/dav"
D, CAL, CARD = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{urn:ietf:params:xml:ns:carddav}"
OC, NC, NCCOM = "{http://owncloud.org/ns}", "{http://nextcloud.org/ns}", "{http://nextcloud.com/ns}"
Properties = dict[str, Any]
"""Name → text, an Element that stands inside, or a list of such."""
Listing = list[tuple[str, Properties | None]]
"""Path and properties; None for what is not there."""
CAP = 100


def views(api: Api, state: dict[str, Any]) -> None:
    """Every method on every path."""

    @api.on("PROPFIND", f"{ROOT}/")
    @api.on("PROPFIND", f"{ROOT}/<path:path>")
    def propfind(ask: Ask, path: str = "") -> Answer:
        found = _found(state, uid(ask), unquote(path).strip("/"), bool(ask.environ["reads_only"]))
        return _missing() if found is None else _multistatus(ask, found)

    @api.on("REPORT", f"{ROOT}/<path:path>")
    def report(ask: Ask, path: str) -> Answer:
        kind = parsed(ask.get_data()).tag.rpartition("}")[2]
        path = unquote(path).strip("/")
        if kind == "filter-comments":
            return _multistatus(ask, _comments(state, path, ask), everything=True)
        if kind == "calendar-query":
            return _multistatus(ask, _trash(state, uid(ask), path))
        return _multistatus(ask, _wanted(state, uid(ask), ask))

    @api.on("SEARCH", f"{ROOT}/")
    def search(ask: Ask) -> Answer:
        return _multistatus(ask, _named(state, uid(ask), ask))


def _missing() -> Answer:
    return Answer("<d:error xmlns:d='DAV:'/>", 404, content_type="application/xml")


def _multistatus(ask: Ask, found: Listing, everything: bool = False) -> Answer:
    """The properties that were asked for; those that a resource lacks are said to be missing."""
    asked = [one.tag for prop in parsed(ask.get_data()).iter(f"{D}prop") for one in prop]
    root = Element(f"{D}multistatus")
    for path, properties in found:
        response = SubElement(root, f"{D}response")
        SubElement(response, f"{D}href").text = quote(path)
        if properties is None:
            SubElement(response, f"{D}status").text = "HTTP/1.1 404 Not Found"
            continue
        names = list(properties) if everything else asked
        for status, wanted in (("200 OK", True), ("404 Not Found", False)):
            part = [name for name in names if (name in properties) is wanted]
            if part:
                propstat = SubElement(response, f"{D}propstat")
                prop = SubElement(propstat, f"{D}prop")
                for name in part:
                    _set(SubElement(prop, name), properties.get(name))
                SubElement(propstat, f"{D}status").text = f"HTTP/1.1 {status}"
    return Answer(tostring(root, encoding="utf-8", xml_declaration=True), 207, content_type="application/xml")


def _set(element: Element, value: Any) -> None:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Element):
            element.append(one)
        elif one is not None:
            element.text = str(one)


def _href(path: str) -> Element:
    made = Element(f"{D}href")
    made.text = f"{ROOT}/{path}/"
    return made


def _principal(who: str) -> Element:
    return _href(f"principals/users/{who}")


def _found(state: dict[str, Any], who: str, path: str, reads_only: bool) -> Listing | None:
    """A resource and its members; another's calendars are not there, another's files seem empty."""
    kind, *parts = path.split("/")
    if not kind:
        return [(f"{ROOT}/", {f"{D}current-user-principal": _principal(who)})]
    if kind == "principals":
        books, calendars = _href(f"addressbooks/users/{who}"), _href(f"calendars/{who}")
        return [(f"{ROOT}/{path}/", {f"{CARD}addressbook-home-set": books, f"{CAL}calendar-home-set": calendars})]
    if kind == "files":
        return _file(state, who, parts[0], "/" + "/".join(parts[1:]))
    if kind == "trashbin":
        return [(f"{ROOT}/{path}/", {}), *_deleted_files(state, who)] if parts[0] == who else None
    return _home(state, kind, who, parts[1:] if kind == "addressbooks" else parts, reads_only)


def _home(state: dict[str, Any], kind: str, who: str, parts: list[str], reads_only: bool) -> Listing | None:
    """The home of an account, or one collection in it; each says who its owner is, in addresses of their own."""
    if not parts or parts[0] != who:
        return None
    home = f"{ROOT}/{kind}/users/{who}" if kind == "addressbooks" else f"{ROOT}/{kind}/{who}"
    own = {f"{D}resourcetype": Element(f"{D}collection"), f"{D}current-user-principal": _principal(who)}
    if len(parts) == 1:
        return [(f"{home}/", own), *_collections(state, kind, who, home, reads_only)]
    members = _members(state, kind, who, parts[1])
    if members is None:
        return None
    return [(f"{home}/{parts[1]}/", own), *((f"{ROOT}/{place}", one) for place, one in members)]


def _collections(state: dict[str, Any], kind: str, who: str, home: str, reads_only: bool) -> Listing:
    element = f"{CARD}addressbook" if kind == "addressbooks" else f"{CAL}calendar"
    found: Listing = []
    for owner, name, shown in seen(state, kind, who):
        inbox = kind == "calendars" and name == "inbox"
        types = [Element(f"{D}collection"), Element(f"{CAL}schedule-inbox" if inbox else element)]
        owners = {f"{OC}owner-principal": _principal(owner), f"{D}owner": _principal(who)}
        named = {f"{D}resourcetype": types, f"{D}displayname": name.capitalize()}
        named[f"{D}current-user-privilege-set"] = privileges(writable(state, kind, owner, name, who) and not reads_only)
        found.append((f"{home}/{shown}/", {**named, **owners}))
    if kind == "calendars":
        types = [Element(f"{D}collection"), Element(f"{NCCOM}trash-bin")]
        found.append((f"{home}/trashbin/", {f"{D}resourcetype": types}))
    return found


def _members(state: dict[str, Any], kind: str, who: str, shown: str) -> list[tuple[str, Properties]] | None:
    """Path as the account sees it and properties of each object of a collection."""
    known = next(((owner, name) for owner, name, one in seen(state, kind, who) if one == shown), None)
    if known is None:
        return None
    below = f"{kind}/{known[0]}/{known[1]}/"
    home = f"addressbooks/users/{who}" if kind == "addressbooks" else f"calendars/{who}"
    objects = {path[len(below) :]: text for path, text in state["tree"].items() if path.startswith(below)}
    return [(f"{home}/{shown}/{name}", _object(kind, text)) for name, text in sorted(objects.items())]


def _object(kind: str, text: str) -> Properties:
    data = f"{CARD}address-data" if kind == "addressbooks" else f"{CAL}calendar-data"
    return {f"{D}getetag": etag_of(text), f"{D}resourcetype": None, data: text}


def _wanted(state: dict[str, Any], who: str, ask: Ask) -> Listing:
    """The objects named in a multiget; one that is not there has the status 404."""
    found: Listing = []
    for one in parsed(ask.get_data()).iter(f"{D}href"):
        path = unquote((one.text or "").removeprefix(f"{ROOT}/"))
        parts = path.split("/")
        kind, shown = parts[0], parts[-2]
        members = dict(_members(state, kind, who, shown) or [])
        found.append((f"{ROOT}/{path}", members.get(path)))
    return found


def _trash(state: dict[str, Any], who: str, path: str) -> Listing:
    below = f"calendars/{who}/trashbin/"
    deleted = {f"{NCCOM}deleted-at": "2026-09-30T10:00:00+00:00", f"{NCCOM}calendar-uri": "personal"}
    return [
        (f"{ROOT}/{path}/{name[len(below) :]}", {**_object("calendars", text), **deleted})
        for name, text in sorted(state["tree"].items()) if name.startswith(below)
    ]  # fmt: skip


def _file(state: dict[str, Any], who: str, owner: str, path: str) -> Listing | None:
    if owner != who:
        return []
    one = next((one for one in _visible(state, who) if one["path"] == path), None)
    return None if one is None else [(f"{ROOT}/files/{who}{path}", _named_file(one))]


def _visible(state: dict[str, Any], who: str) -> list[dict[str, Any]]:
    """An account's own files and those that are shared with it."""
    shared = {one["file"] for one in state["shares"] if one["share_type"] == 0 and one["share_with"] == who}
    return [one for one in state["files"] if (one["owner"] == who or one["id"] in shared) and "deleted" not in one]


def _named_file(one: dict[str, Any]) -> Properties:
    return {
        f"{D}displayname": one["path"].rpartition("/")[2], f"{D}getlastmodified": "Mon, 14 Sep 2026 15:20:00 GMT",
        f"{D}getcontenttype": "application/pdf", f"{OC}fileid": one["id"], f"{OC}size": 1024,
        f"{OC}owner-id": one["owner"],
    }  # fmt: skip


def _named(state: dict[str, Any], who: str, ask: Ask) -> Listing:
    """By name only, any case; a hundred at once unless less is asked."""
    body = parsed(ask.get_data())
    words = (body.findtext(f".//{D}literal") or "").strip("%").casefold()
    limit = int(body.findtext(f".//{D}nresults") or CAP)
    start = int(body.findtext(".//{https://github.com/icewind1991/SearchDAV/ns}firstresult") or 0)
    found = [one for one in _visible(state, who) if words in one["path"].rpartition("/")[2].casefold()]
    found.sort(key=lambda one: one["path"].rpartition("/")[2])
    return [(f"{ROOT}/files/{who}{one['path']}", _named_file(one)) for one in found[start : start + limit]]


def _deleted_files(state: dict[str, Any], who: str) -> Listing:
    return [
        (
            f"{ROOT}/trashbin/{who}/trash/{one['path'].rpartition('/')[2]}.d{one['deleted']}",
            {
                f"{NC}trashbin-filename": one["path"].rpartition("/")[2], f"{OC}fileid": one["id"], f"{OC}size": 1,
                f"{NC}trashbin-original-location": one["path"].lstrip("/"),
                f"{NC}trashbin-deletion-time": one["deleted"],
            },
        )
        for one in state["files"] if one["owner"] == who and "deleted" in one
    ]  # fmt: skip


def _comments(state: dict[str, Any], path: str, ask: Ask) -> Listing:
    number, body = int(path.rpartition("/")[2]), parsed(ask.get_data())
    start, limit = (int(body.findtext(f"{OC}{name}") or 0) for name in ("offset", "limit"))
    found = [one for one in state["comments"] if one["file"] == number][start : start + limit or None]
    return [
        (
            f"{ROOT}/comments/files/{number}/{one['id']}",
            {
                f"{OC}id": one["id"], f"{OC}message": one["message"], f"{OC}actorType": "users", f"{OC}verb": "comment",
                f"{OC}actorId": one["by"], f"{OC}actorDisplayName": state["users"][one["by"]]["displayname"],
                f"{OC}creationDateTime": "Mon, 14 Sep 2026 15:20:00 GMT", f"{OC}objectType": "files",
                f"{OC}objectId": number,
            },
        )
        for one in found
    ]  # fmt: skip
