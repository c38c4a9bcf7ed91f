"""What the lines of a card say and how it is written: whole values, and the parts of names, addresses and firms."""

import re
from collections.abc import Iterator

from sar.sdk import Held

from .contacts import KNOWN, PICTURES
from .lines import readable
from .spelling import escaped, parts
from .verbatim import Line, Text

WHOLE = {
    "EMAIL": "email", "TEL": "phone", "FN": "full_name", "TITLE": "job_title", "BDAY": "birthday", "LANG": "language",
    "LABEL": "address.full",
}  # fmt: skip
PARTS = {
    "N": {0: "family_name", 1: "given_name"},
    "ADR": {
        1: "address.line2", 2: "address.street", 3: "address.city", 4: "address.region", 5: "address.postal_code",
        6: "address.country",
    },
    "ORG": {0: "organisation"},
}  # fmt: skip
OWN_OF_SERVERS = {*PICTURES, "VERSION", "PRODID", "UID", "REV", "KIND", "SOURCE", "MEMBER", "X-ABLABEL", "X-ABSHOWAS"}
PLAIN_VALUES = {"URL", "IMPP", "RELATED", "GEO"}
"""Properties whose values are addresses, which know no escapes."""
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)([T ].*)?")


def held(number: int, lines: list[Line]) -> Iterator[Held]:
    """Everything on a card that can be written."""
    counts: dict[str, int] = {}
    for line in lines:
        place = counts[line.name] = counts.get(line.name, -1) + 1
        path = f"/{number}/{line.name.replace('~', '~0').replace('/', '~1')}/{place}"
        for part, field in PARTS.get(line.name, {}).items():
            yield Held(field, f"{path}/{part}", part_of(line, str(part)))
        if line.name == "ADR" and "LABEL" in line.params:
            yield Held("address.full", f"{path}/LABEL", part_of(line, "LABEL"))
        if line.name not in {*PARTS, *OWN_OF_SERVERS}:
            known = KNOWN[line.name].name if line.name in KNOWN else line.name.lower()
            yield Held(WHOLE.get(line.name, f"custom:{known}"), path, whole(line))


def lines_of(text: Text, path: str) -> list[Line]:
    """The lines of one name, of the card in which an alteration is."""
    _, component, name, *_ = path.split("/")
    name = name.replace("~1", "/").replace("~0", "~")
    return [one for one in text.lines if one.name == name and one.component == int(component)]


def whole(line: Line) -> str:
    """What a line says, however it is spelt."""
    value = readable({}, line.value)
    if line.name == "TEL":
        return value[4:] if value[:4].casefold() == "tel:" else value
    day = _DAY.fullmatch(value) if line.name == "BDAY" else None
    return f"{day[1]}-{day[2]}-{day[3]}" if day else value


def part_of(line: Line, part: str) -> str:
    """What a part of a line says, by its place, or its label."""
    if part == "LABEL":
        return readable({}, next(iter(line.params.get(part, ())), ""))
    found = parts(line.value)
    return readable({}, found[int(part)]) if int(part) < len(found) else ""


def write_part(line: Line, part: str, new: str) -> None:
    """Put a part in, and leave the others as they are spelt."""
    if part == "LABEL":
        line.write_param(part, 0, new)
        return
    found = parts(line.value)
    found += [""] * (int(part) + 1 - len(found))
    found[int(part)] = escaped(new)
    line.write(";".join(found))


def spelt(line: Line, new: str) -> str:
    """The new value as the old one was spelt; a day without dashes where it had none."""
    if line.name == "TEL" and line.value[:4].casefold() == "tel:":
        return f"{line.value[:4]}{new}"
    day = _DAY.fullmatch(line.value) if line.name == "BDAY" else None
    if day:
        return (new if "-" in day[0][:8] else new.replace("-", "")) + (day[4] or "")
    return new if line.name in PLAIN_VALUES else escaped(new)


def labels(lines: list[Line], line: Line) -> list[Line]:
    """What only says what the line is called."""
    own = [one for one in lines if line.group and one.group == line.group and one.component == line.component]
    return [one for one in own if one.name == "X-ABLABEL"]
