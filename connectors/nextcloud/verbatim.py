"""A vCard or iCalendar object to the letter: single values are replaced, every other byte stays as it stands."""

from dataclasses import dataclass

from .lines import Unreadable, head_of, outside_quotes, parameters_of, readable
from .spelling import WIDTH, folded, logical, octets, quoted

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
            self._parts.append(f"{name}={quoted(value, always=False)}")
        else:
            key, _, listed = self._parts[found].partition("=")
            given = outside_quotes(listed, ",")
            given[place] = quoted(value, always=given[place].strip().startswith('"'))
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
        whole = octets(self.text) > WIDTH and "\n" not in self.raw.rstrip("\r\n")
        # who wrote the line longer than lines may be breaks none
        return (self.new if whole else folded(self.new, end or "\r\n")) + end


class Text:
    """The lines of an object, to be changed and written again."""

    def __init__(self, text: str) -> None:
        self._all: list[str | Line] = []
        component, entry, depth = -1, -1, 0
        for raw, line in logical(text):
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
