"""vCards and iCalendar objects as JSON that loses nothing: every property with its parameters, in order.

The libraries do not serve here: vobject drops the text after a bare comma and lines that it does not know, logs
them, and takes minutes over one long line of parameters; icalendar knows no vCard 2.1 and no quoted-printable.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from sar.sdk import pointer

Component = dict[str, Any]
"""`component`, `properties` and, where there are any, `components` inside it."""
DEEPEST, LARGEST, LONGEST_HEAD = 8, 16 << 20, 1 << 16
_ESCAPED = re.compile(r"\\([nN,;\\:])")
ADDRESS_PARAMETERS = ("SENT-BY", "DELEGATED-TO", "DELEGATED-FROM", "EMAIL")
_FOLD, _ENDS = re.compile(r"\r?\n[ \t]"), re.compile(r"\r\n|\n|\r")


class Unreadable(Exception):
    """The text is no vCard or iCalendar object; without its message, which would hold data."""


def unfolded(text: str) -> str:
    """Long lines that were broken, whole again."""
    return _FOLD.sub("", text)


def read(text: str) -> list[Component]:
    """The components of a text; Unreadable when there are none or they are broken."""
    if len(text) > LARGEST:
        raise Unreadable
    stack: list[Component] = [{"component": "", "properties": [], "components": []}]
    for name, parameters, value, group in _lines(text):
        if name == "BEGIN":
            if len(stack) > DEEPEST:
                raise Unreadable
            stack.append({"component": value.strip().upper(), "properties": [], "components": []})
        elif name == "END":
            if len(stack) == 1 or stack[-1]["component"] != value.strip().upper():
                raise Unreadable
            inner = stack.pop()
            stack[-1]["components"].append(inner)
        elif len(stack) == 1:
            raise Unreadable
        else:
            stack[-1]["properties"].append(_property(name, parameters, value, group))
    if len(stack) > 1 or not stack[0]["components"]:
        raise Unreadable
    return list(stack[0]["components"])


def leaves(component: Component, path: str) -> Iterator[str]:
    """JSON Pointers to every text in a component, those inside it too."""
    for place in range(len(component["properties"])):
        yield path + pointer("properties", place, "value")
        yield path + pointer("properties", place, "params", "*", "*")
        yield path + pointer("properties", place, "addresses", "*")
    for place, one in enumerate(component["components"]):
        yield from leaves(one, path + pointer("components", place))


def places(component: Component, path: str, *names: str, key: str = "value") -> Iterator[str]:
    """JSON Pointers to the values of these properties of one component."""
    for place, one in enumerate(component["properties"]):
        if one["name"] in names and key in one:
            yield path + pointer("properties", place, key)


def values(component: Component, *names: str) -> list[str]:
    """The values of these properties."""
    return [one["value"] for one in component["properties"] if one["name"] in names]


def first(component: Component, *names: str) -> str:
    """The first value of these properties, in the order of the names; empty when there is none."""
    return next((value for name in names for value in values(component, name) if value), "")


def _lines(text: str) -> Iterator[tuple[str, dict[str, list[str]], str, str]]:
    """Name, parameters, value and group of each line; no regular expression meets its hostile length."""
    for line in _logical(text):
        if not line.strip():
            continue
        head, value = head_of(line)
        name, *parts = outside_quotes(head, ";")
        group, _, bare = name.rpartition(".")
        yield bare.strip().upper(), parameters_of(parts), value, group


def _logical(text: str) -> Iterator[str]:
    """Lines that were broken, whole: those of quoted-printable end in `=`, all others go on behind a blank."""
    parts: list[str] = []
    for line in _ENDS.split(text):
        if parts and parts[-1].endswith("=") and "QUOTED-PRINTABLE" in parts[0].partition(":")[0].upper():
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        elif parts and line[:1] in {" ", "\t"}:
            parts.append(line[1:])
        else:
            yield "".join(parts)
            parts = [line]
    yield "".join(parts)


def head_of(line: str) -> tuple[str, str]:
    """What stands before and after the first colon that is not in quotes."""
    head = outside_quotes(line, ":", 1)
    if len(head) != 2 or not head[0].strip() or len(head[0]) > LONGEST_HEAD:
        raise Unreadable
    return head[0], head[1]


def outside_quotes(text: str, sign: str, most: int = -1) -> list[str]:
    """The parts of a text between those signs that are not in quotes."""
    parts, start, quoted = [], 0, False
    for found in re.finditer(f'["{sign}]', text):
        if found[0] == '"':
            quoted = not quoted
        elif not quoted:
            parts.append(text[start : found.start()])
            start = found.end()
            if len(parts) == most:
                break
    return [*parts, text[start:]]


def parameters_of(parts: list[str]) -> dict[str, list[str]]:
    """Parameters by name; those of vCard 2.1 that have none are types."""
    found: dict[str, list[str]] = {}
    for part in parts:
        name, equals, listed = part.partition("=")
        key, listed = (name.strip().upper(), listed) if equals else ("TYPE", name)
        found.setdefault(key, []).extend(one.strip().strip('"') for one in outside_quotes(listed, ","))
    return found


def _property(name: str, parameters: dict[str, list[str]], value: str, group: str) -> dict[str, Any]:
    made: dict[str, Any] = {"name": name}
    if group:
        made["group"] = group
    if parameters:
        made["params"] = parameters
    made["value"] = readable(parameters, value)
    addresses = [
        address_of(one) for one in (value, *(a for key in ADDRESS_PARAMETERS for a in parameters.get(key, ())))
    ]
    if any(addresses):
        made["addresses"] = [one for one in addresses if one]
    return made


def address_of(value: str) -> str:
    """The address of a `mailto:` (in any case), or of a parameter that holds one."""
    scheme, colon, rest = value.strip().strip('"').partition(":")
    if colon and scheme.casefold() == "mailto":
        return unquote(rest.partition("?")[0])
    return value if not colon and re.fullmatch(r"[^\s@]+@[^\s@]+", value) else ""


def readable(parameters: dict[str, list[str]], value: str) -> str:
    """The value as people read it: quoted-printable decoded, escapes undone; base64 stays as it is."""
    named = {one.upper() for one in (*parameters.get("ENCODING", ()), *parameters.get("TYPE", ()))}
    if "QUOTED-PRINTABLE" in named:
        charset = (parameters.get("CHARSET") or ["utf-8"])[0]
        raw = quopri.decodestring(value.encode())
        try:
            return raw.decode(charset, "replace")
        except LookupError:
            return raw.decode("utf-8", "replace")
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def embedded(one: dict[str, Any]) -> tuple[bytes, str] | None:
    """Bytes and media type of a picture that is inside a property, or None."""
    value = one["value"]
    if value.startswith("data:"):
        head, _, body = value.partition(",")
        media = head.removeprefix("data:").partition(";")[0]
    elif {code.upper() for code in one.get("params", {}).get("ENCODING", ())} & {"B", "BASE64"}:
        kinds = [kind.lower() for kind in one.get("params", {}).get("TYPE", ())]
        body, media = value, f"image/{kinds[0]}" if kinds else ""
    else:
        return None
    try:
        return base64.b64decode("".join(body.split())), media
    except (binascii.Error, ValueError):
        return None
