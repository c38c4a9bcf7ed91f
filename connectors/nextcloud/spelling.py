"""How values, parameters and lines of vCards and iCalendar objects are spelt (RFC 5545, 6350 and 6868)."""

import re
from collections.abc import Iterator
from urllib.parse import quote

WIDTH = 75
"""Octets of a line before it is broken."""
_PHYSICAL = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")


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


def logical(text: str) -> Iterator[tuple[str, str]]:
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


def quoted(value: str, *, always: bool) -> str:
    """As a parameter's value; a quotation mark inside is written as RFC 6868 says."""
    value = value.replace("^", "^^").replace('"', "^'") if '"' in value else value
    return f'"{value}"' if always or re.search(r"[,:;]", value) else value


def folded(text: str, end: str) -> str:
    """Broken into lines between letters."""
    lines, current, size = [], "", 0
    for char in text:
        width = octets(char)
        if size + width > WIDTH:
            lines.append(current)
            current, size = " ", 1
        current, size = current + char, size + width
    return end.join((*lines, current))


def octets(text: str) -> int:
    """Its length as it is sent."""
    return len(text.encode("utf-8", "surrogateescape"))
