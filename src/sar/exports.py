"""Files that people export from another system and put somewhere: which they are, and how old."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from sar.errors import ProcessorError
from sar.outcomes import Gap
from sar.places import Entry, Place, split

TABLES = frozenset({"csv", "tsv", "tab", "txt", "json", "jsonl", "ndjson", "xlsx", "xlsm", "xls"})
"""How the names of files end that `sar.tables` can read or say why not."""

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


def exports(
    paths: Iterable[str], place: Callable[[str], Place], endings: Collection[str] = TABLES
) -> Iterator[Export | Gap]:
    """Every file that the paths name, once; a path that names none is a gap.

    `place` gives the files of a host, `""` for this machine. Of a folder or pattern only files with one of
    these endings are taken; a file named outright is, whatever it is called.
    """
    seen, names = set[tuple[str, str]](), dict[str, int]()
    for address in paths:
        host, path = split(address)
        for found in _listed(path, partial(place, host), endings):
            if isinstance(found, Gap):
                yield found
            elif (host, found[1].path) not in seen:
                seen.add((host, found[1].path))
                name = PurePosixPath(found[1].path).name
                names[name] = names.get(name, 0) + 1
                unique = name if names[name] == 1 else f"{name} ({names[name]})"
                yield Export(unique, *found, _day(name, found[1].modified))


def _listed(path: str, place: Callable[[], Place], endings: Collection[str]) -> Iterator[tuple[Place, Entry] | Gap]:
    shown = {"path": PurePosixPath(path).name}
    try:
        there = place()
        entries = there.files(path)
    except ProcessorError as error:
        if error.status == 401:
            raise
        yield Gap(UNLISTED, error.remedy_sentence, {**error.values, **shown, "why": error.message})
        return
    outright = len(entries) == 1 and PurePosixPath(entries[0].path).name == shown["path"]
    taken = [entry for entry in entries if outright or (_ending(entry) in endings and not _hidden(entry))]
    yield from ((there, entry) for entry in taken)
    others = [PurePosixPath(entry.path).name for entry in entries if entry not in taken and not _hidden(entry)]
    yield from (Gap(OTHER, "", {"file": name}) for name in others)
    if not taken:
        yield Gap(NOTHING, CHECK_PATHS, shown)


def _ending(entry: Entry) -> str:
    return entry.path.casefold().rpartition(".")[2]


def _hidden(entry: Entry) -> bool:
    """Also the lock that Excel leaves beside an open workbook."""
    return PurePosixPath(entry.path).name.startswith((".", "~$"))


def _day(name: str, modified: float) -> date:
    """The day in the name where it is earlier than the file's: a copy is younger than what is in it."""
    stored = datetime.fromtimestamp(modified, UTC).date()
    found = _DAY.search(name)
    try:
        told = date(*map(int, found.groups())) if found else stored
    except ValueError:
        return stored
    return min(told, stored)
