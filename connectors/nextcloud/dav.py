"""WebDAV as one account: PROPFIND, REPORT and SEARCH with their answers of many parts; one object read and written."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, SubElement, TreeBuilder, tostring
from xml.parsers import expat

from sar.sdk import Changed, Client

from .ocs import Once

D = "{DAV:}"
CAL = "{urn:ietf:params:xml:ns:caldav}"
CARD = "{urn:ietf:params:xml:ns:carddav}"
OC = "{http://owncloud.org/ns}"
NC = "{http://nextcloud.org/ns}"
MULTISTATUS, TRUNCATED = 207, 507
DEEPEST = 50
SILENT = {"Schedule-Reply": "F", "X-NC-Scheduling": "false"}
"""Else a server would take a corrected address for a new participant: invite it, and call off the old one."""


class Resource(NamedTuple):
    """One `response` of an answer: its own address, its status and the properties that it has."""

    href: str
    """Path as the server wrote it, still percent-encoded."""
    status: int
    """200 unless the server says otherwise for this one."""
    properties: dict[str, Element]

    @property
    def path(self) -> str:
        """The decoded path, without the slash at the end of a collection."""
        return unquote(self.href).rstrip("/")

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    def text(self, name: str) -> str:
        """A property's text."""
        found = self.properties.get(name)
        return "" if found is None else "".join(found.itertext()).strip()

    def verbatim(self, name: str) -> str | None:
        """A property's text as it is, or None when the server did not give it."""
        found = self.properties.get(name)
        return None if found is None else "".join(found.itertext())

    def hrefs(self, name: str) -> list[str]:
        """The paths inside a property."""
        found = self.properties.get(name)
        return [] if found is None else [_path(one.text or "") for one in found.iter(f"{D}href")]

    def has(self, name: str, kind: str) -> bool:
        """Whether a property holds this element, such as `resourcetype` a `calendar`."""
        found = self.properties.get(name)
        return found is not None and found.find(kind) is not None


class Dav:
    """The DAV tree of one server as one account sees it."""

    def __init__(self, client: Client, root: str, once: Once) -> None:
        """`root` is the path at which discovery begins; everything else is followed from there."""
        parts = urlsplit(client.root)
        self._client, self._origin, self._once = client, f"{parts.scheme}://{parts.netloc}", once
        self.root = f"{parts.path.rstrip('/')}/{root.strip('/')}".rstrip("/")

    def propfind(self, href: str, names: Iterable[str], depth: int) -> list[Resource]:
        """The resource and, at depth 1, its members, with these properties; the same whoever is searched for."""
        body = Element(f"{D}propfind")
        _properties(body, names)
        return self._same("PROPFIND", href, body, depth)

    def report(self, href: str, body: Element, depth: int = 1) -> list[Resource]:
        """The answer to a query, which is the same whoever is searched for."""
        return self._same("REPORT", href, body, depth)

    def search(self, body: Element) -> list[Resource]:
        """The answer to a search (RFC 5323) over the whole tree."""
        return resources(self._asked("SEARCH", f"{self.root}/", body, None))

    def get(self, href: str) -> tuple[str, str]:
        """One object to the letter, and its version; bytes that are no UTF-8 come back as they were."""
        # behind a web server that compresses, versions of compressed answers are not those that a write may name
        answer = self._client.get(self._origin + href, headers={"Accept-Encoding": "identity"})
        version = answer.headers.get("etag", "").removeprefix("W/")
        if not version:
            raise Changed("the server gives an entry without its version")
        return answer.content.decode("utf-8", "surrogateescape"), version

    def put(self, href: str, text: str, version: str, media_type: str) -> None:
        """Replace one object if it is still in this version (412 if not), without letters to those who take part."""
        headers = {"Content-Type": f"{media_type}; charset=utf-8", "If-Match": version, **SILENT}
        self._client.request(
            "PUT", self._origin + href, headers=headers, content=text.encode("utf-8", "surrogateescape")
        )

    def _same(self, method: str, href: str, body: Element, depth: int) -> list[Resource]:
        def asked() -> list[str]:
            # bytes as letters, since what is kept is JSON
            return [self._asked(method, href, body, depth).decode("latin-1")]

        asks = hashlib.sha256(tostring(body)).hexdigest()
        return resources(next(self._once(f"{method} {depth} {href} {asks}", asked)).encode("latin-1"))

    def _asked(self, method: str, href: str, body: Element, depth: int | None) -> bytes:
        headers = {"Content-Type": "application/xml; charset=utf-8"}
        if depth is not None:
            headers["Depth"] = str(depth)
        content = tostring(body, encoding="utf-8", xml_declaration=True)
        where = self._origin + href
        response = self._client.request(method, where, headers=headers, content=content, safe=True)
        if response.status_code != MULTISTATUS:
            raise Changed("the answer is not a WebDAV answer", status=response.status_code)
        return response.content


def report(name: str, wanted: Iterable[str]) -> Element:
    """The root of a query with the properties that it asks for."""
    body = Element(name)
    _properties(body, wanted)
    return body


def multiget(name: str, data: str, hrefs: Sequence[str]) -> Element:
    """A query for these objects whole."""
    body = report(name, (f"{D}getetag", data))
    for href in hrefs:
        SubElement(body, f"{D}href").text = href
    return body


def resources(content: bytes) -> list[Resource]:
    """The parts of an answer; only a part's own address is read, not the many inside its properties."""
    root = parsed(content)
    if root.tag != f"{D}multistatus":
        raise Changed("the answer is not a WebDAV answer")
    found = [_resource(one) for one in root.findall(f"{D}response")]
    if any(one.status == TRUNCATED for one in found):
        raise Changed("the server cut its answer short", "Ask the administrator to raise the limit of the server.")
    return found


def parsed(content: bytes) -> Element:
    """XML without a document type: no entity is defined, expanded or fetched."""
    builder, parser = TreeBuilder(), expat.ParserCreate("utf-8", "}")
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Changed("the answer is nested deeper than any that is known")
        builder.start(_clark(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_clark(name))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.data, _refused
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
        return builder.close()
    except (expat.ExpatError, AssertionError):
        raise Changed("the answer is not whole XML") from None


def _refused(*_: object) -> None:
    raise Changed("the answer has a document type, which no WebDAV answer has")


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name


def _resource(response: Element) -> Resource:
    href = response.findtext(f"{D}href")
    if not href:
        raise Changed("a part of an answer has no address")
    found: dict[str, Element] = {}
    for part in response.findall(f"{D}propstat"):
        if _status(part.findtext(f"{D}status")) == 200:
            found.update({one.tag: one for prop in part.findall(f"{D}prop") for one in prop})
    return Resource(_path(href.strip()), _status(response.findtext(f"{D}status")), found)


def _status(line: str | None) -> int:
    """`HTTP/1.1 404 Not Found` → 404; where none is given all is well."""
    if line is None:
        return 200
    parts = line.split()
    if len(parts) < 2 or not parts[1].isdigit():
        raise Changed("a part of an answer has a status that cannot be read")
    return int(parts[1])


def _path(href: str) -> str:
    """The path of an address: behind a proxy a server may name another scheme or host."""
    return urlsplit(href.strip()).path


def _properties(body: Element, names: Iterable[str]) -> None:
    prop = SubElement(body, f"{D}prop")
    for name in names:
        SubElement(prop, name)
