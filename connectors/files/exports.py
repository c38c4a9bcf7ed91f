"""The files that the settings name, and how old they are."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from sar.sdk import Context, Entry, Gap, Place, ProcessorError, split

ENDINGS = frozenset({"csv", "tsv", "tab", "txt", "json", "jsonl", "ndjson", "xlsx", "xlsm", "xls"})
SEEN = "The export {file} is of {day}."
OLD = "The export {file} is of {day}: what was stored or changed in the last {days} days is not in it."
NOTHING = "The path {path} names no file."
UNLISTED = "The path {path} could not be read: {why}."
OTHER = "The file {file} is of a kind that is not searched."
EXPORT = "Export it anew from the system, then --resume."
CHECK_PATHS = "Check `paths` in credentials.toml, put the export there, then --resume."
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


class Export(NamedTuple):
    """One file: a name that no other has, where it is, and the day that it tells of."""

    name: str
    place: Place
    entry: Entry
    day: date

    def age(self, most: int) -> Gap:
        """What its age means; too old an export leaves the answer incomplete."""
        days = (datetime.now(UTC).date() - self.day).days
        values = {"file": self.name, "day": self.day.isoformat(), "days": str(days)}
        return Gap(OLD, EXPORT, values) if days > most else Gap(SEEN, "", {key: values[key] for key in ("file", "day")})


def exports(context: Context) -> Iterator[Export | Gap]:
    """Every file that the paths name, once; a path that names none is a gap."""
    seen, names = set[tuple[str, str]](), dict[str, int]()
    for address in context.setting("paths"):
        host, path = split(address)
        for found in _listed(context, host, path):
            if isinstance(found, Gap):
                yield found
            elif (host, found[1].path) not in seen:
                place, entry = found
                seen.add((host, entry.path))
                name = PurePosixPath(entry.path).name
                names[name] = names.get(name, 0) + 1
                unique = name if names[name] == 1 else f"{name} ({names[name]})"
                yield Export(unique, place, entry, _day(name, entry.modified))


def _listed(context: Context, host: str, path: str) -> Iterator[tuple[Place, Entry] | Gap]:
    try:
        place = _place(context, host)
        entries = place.files(path)
    except ProcessorError as error:
        if error.status == 401:
            raise
        yield Gap(UNLISTED, error.remedy, {"path": PurePosixPath(path).name, "why": str(error)})
        return
    named = len(entries) == 1 and PurePosixPath(entries[0].path).name == PurePosixPath(path).name
    tables = 0
    for entry in entries:
        name = PurePosixPath(entry.path).name
        if not named and name.startswith((".", "~$")):
            continue
        if named or name.casefold().rpartition(".")[2] in ENDINGS:
            tables += 1
            yield place, entry
        else:
            yield Gap(OTHER, "", {"file": name})
    if not tables:
        yield Gap(NOTHING, CHECK_PATHS, {"path": PurePosixPath(path).name})


def _place(context: Context, host: str) -> Place:
    if not host:
        return context.place()
    password = context.secret("password") if context.has("password") else ""
    return context.place(
        host, key=context.setting("key"), password=password, known_hosts=context.setting("known_hosts")
    )


def _day(name: str, modified: float) -> date:
    """The day in the name where it is earlier than the file's: a copy is younger than what is in it."""
    stored = datetime.fromtimestamp(modified, UTC).date()
    found = _DAY.search(name)
    try:
        told = date(*map(int, found.groups())) if found else stored
    except ValueError:
        return stored
    return min(told, stored)
