"""The files of a log: today's and those that were rotated away, told apart from the files of other logs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sar.sdk import Place

_PACKED = re.compile(r"\.(?:gz|xz|zst|bz2|Z)$")
_ROTATED = re.compile(r"[._-](?:\d{4}-\d{2}-\d{2}|20\d{6})(?:[-T_]?\d{2,6})?(?:\.\d{1,4})?(?=$|\.log$)|\.\d{1,4}$")


@dataclass(frozen=True)
class LogFile:
    """One file, and where it is read."""

    place: Place
    path: str
    size: int
    modified: float
    host: str = ""

    @property
    def name(self) -> str:
        """How it is called in sentences: with its host, without its user."""
        return f"{self.host}{self.path}"


@dataclass
class Log:
    """All files that one log was rotated into, the oldest first."""

    name: str
    files: list[LogFile] = field(default_factory=list)


def listed(place: Place, host: str, pattern: str) -> list[LogFile]:
    """The files of one of the settings' paths; raises ProcessorError."""
    return [LogFile(place, one.path, one.size, one.modified, shown(host)) for one in place.files(pattern)]


def shown(host: str) -> str:
    """A machine in sentences: without the user."""
    return f"{host.rpartition('@')[2].removeprefix('ssh://')}:" if host else ""


def logs(files: Iterable[LogFile]) -> list[Log]:
    """The files by log; one that is being compressed is taken once, as long as the plain one is there."""
    found: dict[str, Log] = {}
    unique: Mapping[str, LogFile] = {one.name: one for one in files}
    for one in sorted(_once(unique), key=lambda one: (one.modified, one.name)):
        found.setdefault(log_name(one.name), Log(log_name(one.name))).files.append(one)
    return [found[name] for name in sorted(found)]


def log_name(name: str) -> str:
    """`…/access.log` for `…/access.log.2.gz` and `…/access.log-20260914`: what stays the same when it is rotated."""
    return _ROTATED.sub("", _PACKED.sub("", name))


def _once(files: Mapping[str, LogFile]) -> Iterator[LogFile]:
    for name, one in files.items():
        plain = _PACKED.sub("", name)
        if plain == name or plain not in files:
            yield one
