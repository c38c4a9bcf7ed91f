"""A vCard or iCalendar object to the letter: single values are replaced, every other byte stays as it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from .lines import Unreadable, head_of, outside_quotes, parameters_of, readable

WIDTH = 75
"""Octets of a line before it is broken (RFC 5545 3.1, RFC 6350 3.2)."""
_PHYSICAL = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_QUOTED_PRINTABLE = ("ENCODING", "CHARSET", "QUOTED-PRINTABLE")


@dataclass
class Line:
    """One property: as it stands, and what is to stand there instead."""

    raw: str
    text: str
    """Whole again where it was broken, without its end."""
    component: int
    """Which of the objects in the text it belongs to."""
    entry: int
    """Which of the components at the second level, such as a meeting of a series, counted over the text."""
    new: str | None = None
    gone: bool = False

    def __post_init__(self) -> None:
        head, self.value = head_of(self.text)
        first, *self._parts = outside_quotes(head, ";")
        self._first = first
        self.group, _, bare = first.rpartition(".")
        self.name = bare.strip().upper()
        self.params = parameters_of(self._parts)
        named = {one.upper() for one in (*self.params.get("ENCODING", ()), *self.params.get("TYPE", ()))}
        self._encoded = "QUOTED-PRINTABLE" in named
        if self._encoded:
            self.value = readable(self.params, self.value).replace("\r\n", "\n").replace("\n", "\\n")

    def write(self, value: str) -> None:
        """Another value, already in its escaped form; an outdated encoding of the old one is left off."""
        self.value = value
        if self._encoded:
            kept = [one for one in self._parts if one.partition("=")[0].strip().upper() not in _QUOTED_PRINTABLE]
            self._parts, self._encoded = kept, False
        self._renew()

    def write_param(self, name: str, place: int, value: str) -> None:
        """One value of a parameter; an empty one removes the parameter, which is made where there is none."""
        found = next((n for n, one in enumerate(self._parts) if one.partition("=")[0].strip().upper() == name), None)
        if not value:
            self._parts = [one for n, one in enumerate(self._parts) if n != found]
        elif found is None:
            self._parts.append(f"{name}={_quoted(value, always=False)}")
        else:
            key, _, listed = self._parts[found].partition("=")
            given = outside_quotes(listed, ",")
            given[place] = _quoted(value, always=given[place].strip().startswith('"'))
            self._parts[found] = f"{key}={','.join(given)}"
        self.params = parameters_of(self._parts)
        self._renew()

    def _renew(self) -> None:
        self.new = f"{';'.join((self._first, *self._parts))}:{self.value}"

    @property
    def written(self) -> str:
        """What stands in the text afterwards."""
        if self.gone:
            return ""
        if self.new is None:
            return self.raw
        end = self.raw[len(self.raw.rstrip("\r\n")) :]
        whole = _octets(self.text) > WIDTH and "\n" not in self.raw.rstrip("\r\n")
        # who wrote the line longer than lines may be breaks none
        return (self.new if whole else _folded(self.new, end or "\r\n")) + end


class Text:
    """The lines of an object, to be changed and written again."""

    def __init__(self, text: str) -> None:
        self._all: list[str | Line] = []
        component, entry, depth = -1, -1, 0
        for raw, line in _logical(text):
            mark = line.strip().upper()
            if mark.startswith("BEGIN:"):
                component, entry, depth = component + (depth == 0), entry + (depth == 1), depth + 1
            depth -= mark.startswith("END:")
            framed = not mark or mark.startswith(("BEGIN:", "END:"))
            self._all.append(raw if framed else Line(raw, line, component, entry))
        if depth or component < 0:
            raise Unreadable

    @property
    def lines(self) -> list[Line]:
        """Every property."""
        return [one for one in self._all if isinstance(one, Line) and not one.gone]

    def append(self, component: int, raw: str) -> None:
        """More lines at the end of an object that holds no other inside."""
        last = max(n for n, one in enumerate(self._all) if isinstance(one, Line) and one.component == component)
        self._all.insert(last + 1, raw)

    def __str__(self) -> str:
        return "".join(one if isinstance(one, str) else one.written for one in self._all)


def escaped(text: str) -> str:
    """A text as a value, or a part of one."""
    return re.sub(r"([\\,;])", r"\\\1", text).replace("\n", "\\n")


def parts(value: str) -> list[str]:
    """The parts of a structured value, still escaped."""
    found = [""]
    for one in re.findall(r"\\.|.", value, re.DOTALL):
        if one == ";":
            found.append("")
        else:
            found[-1] += one
    return found


def mailto(old: str, address: str) -> str:
    """The address in the form of the old value: behind its `mailto:`, in whatever case, or bare."""
    scheme, colon, _ = old.partition(":")
    return f"{scheme}:{''.join(quote(c) if c in '%?# ' else c for c in address)}" if colon else address


def _logical(text: str) -> Iterator[tuple[str, str]]:
    """As it stands and whole again; the same lines as those that the search reads."""
    raw: list[str] = []
    text_: list[str] = []
    for physical in _PHYSICAL.findall(text):
        line = physical.rstrip("\r\n")
        soft = bool(raw) and text_[-1].endswith("=") and "QUOTED-PRINTABLE" in text_[0].partition(":")[0].upper()
        if soft or (raw and line[:1] in {" ", "\t"}):
            text_[-1] = text_[-1][:-1] if soft else text_[-1]
            raw.append(physical)
            text_.append(line if soft else line[1:])
            continue
        if raw:
            yield "".join(raw), "".join(text_)
        raw, text_ = [physical], [line]
    if raw:
        yield "".join(raw), "".join(text_)


def _quoted(value: str, *, always: bool) -> str:
    """As a parameter's value; a quotation mark inside is written as RFC 6868 says."""
    value = value.replace("^", "^^").replace('"', "^'") if '"' in value else value
    return f'"{value}"' if always or re.search(r"[,:;]", value) else value


def _folded(text: str, end: str) -> str:
    lines, current, size = [], "", 0
    for char in text:
        octets = _octets(char)
        if size + octets > WIDTH:
            lines.append(current)
            current, size = " ", 1
        current, size = current + char, size + octets
    return end.join((*lines, current))


def _octets(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))
