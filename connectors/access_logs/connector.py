"""Access logs: the lines of an address near its moment, of a user, and those in which an e-mail address stands."""

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sar.sdk import Context, Finding, Gap, Place, ProcessorError, Record, Search, SettingsError, split

from .lines import Reading
from .passes import Item, Pass
from .scan import peek
from .sentences import UNKNOWN_FORM, behind_a_proxy, unreadable
from .sets import Log, LogFile, listed, logs, shown

BY_DESIGN = (
    "Lines older than the oldest of a log were deleted when it was rotated.",
    "An address on the Internet is used by many people in turn: unless it is always yours, only lines within 12 hours"
    " of a moment at which you used it are taken for yours.",
    "An e-mail address that was hashed before it came into a log cannot be recognised.",
)
ROTATED = "Log files were rotated while they were read, so that lines may have been missed."


class AccessLogs:
    """Searches the logs of one or several web servers."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._places: dict[str, Place] = {}

    def check(self) -> Iterator[Finding]:
        """Whether every path can be read, in which form its lines are, and how far back they reach."""
        files: list[LogFile] = []
        for item in self._files():
            if isinstance(item, Gap):
                yield Finding("error", item.text, item.remedy)
            else:
                files.append(item)
        for log in logs(files):
            yield from _checked(log, self._reading())

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """The lines of one subject."""
        return (item for _, item in self.find_many([search]))

    def find_many(self, searches: Sequence[Search]) -> Iterator[Item]:
        """The lines of many subjects in one pass over the files, each with the place of its search."""
        files: list[LogFile] = []
        for item in (*map(Gap, BY_DESIGN), *self._files()):
            if isinstance(item, Gap):
                yield from ((number, item) for number in range(len(searches)))
            else:
                files.append(item)
        one_pass = Pass(searches, self._reading())
        for log in logs(files):
            yield from one_pass.over(log)
        yield from one_pass.ended()
        if files and self._rotated_since(files):
            yield from ((number, Gap(ROTATED, "Run again with --resume.")) for number in range(len(searches)))

    def _reading(self) -> Reading:
        keys: dict[str, Any] = self._context.setting("keys") or {}
        try:
            zone = ZoneInfo(str(self._context.setting("timezone")))
        except (ZoneInfoNotFoundError, ValueError):
            raise SettingsError("timezone is no known zone", "Write it like America/Montreal.") from None
        forwarded = self._context.setting("client") == "forwarded"
        return Reading(self._context.setting("format"), {role: str(key) for role, key in keys.items()}, zone, forwarded)

    def _files(self) -> Iterator[LogFile | Gap]:
        """The files behind all paths of the settings; a path behind which there is none is told."""
        for address in self._context.setting("paths"):
            host, pattern = split(address)
            path = shown(host) + pattern
            try:
                found = listed(self._place(host), host, pattern)
            except ProcessorError as error:
                told = {**error.values, "path": path, "why": error.message}
                yield Gap("The logs at {path} could not be listed: {why}.", error.remedy_sentence, told)
                continue
            yield from found
            if not found:
                yield Gap(
                    "There is no log file at {path}.",
                    "Check `paths` and the right to read that folder.",
                    {"path": path},
                )

    def _place(self, host: str) -> Place:
        if host not in self._places:
            context = self._context
            password = context.secret("ssh_password") if host and context.has("ssh_password") else ""
            key, known = str(context.setting("ssh_key")), str(context.setting("known_hosts"))
            self._places[host] = context.place(host, key=key, password=password, known_hosts=known)
        return self._places[host]

    def _rotated_since(self, files: Sequence[LogFile]) -> bool:
        """Whether a file that servers no longer write to is another one by now: names are moved by rotation."""
        now = {one.name: (one.size, one.modified) for one in self._files() if isinstance(one, LogFile)}
        for log in logs(files):
            if any(now.get(one.name) != (one.size, one.modified) for one in log.files[:-1]):
                return True
            if now.get(log.files[-1].name, (-1, 0))[0] < log.files[-1].size:
                return True
        return False


def _checked(log: Log, how: Reading) -> Iterator[Finding]:
    newest = next((one for one in reversed(log.files) if one.size), log.files[-1])
    try:
        told, oldest = peek(newest, how), peek(log.files[0], how)
    except ProcessorError as error:
        gap = unreadable(newest, error)
        yield Finding("error", gap.what, gap.remedy, gap.values)
        return
    if told.sampled and told.unread == told.sampled:
        yield Finding("error", "{log}: its lines are in no known form", UNKNOWN_FORM, {"log": log.name})
        return
    values = {"log": log.name, "count": str(len(log.files))}
    if oldest.first:
        values["day"] = oldest.first.date().isoformat()
        yield Finding("ok", "{log}: files: {count}; the oldest line is of {day}", "", values)
    else:
        yield Finding("ok", "{log}: files: {count}", "", values)
    if told.inside and told.inside == told.sampled - told.unread:
        gap = behind_a_proxy(log, told)
        yield Finding("warning" if gap.remedy else "note", gap.what, gap.remedy, gap.values)
