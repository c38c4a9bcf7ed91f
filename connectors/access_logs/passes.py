"""One pass over the logs for many searches."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from sar.sdk import Gap, ProcessorError, Record, Search, canonical

from .lines import Reading, parse
from .readable import readable
from .records import record, seen
from .scan import peek, scan
from .sentences import broken, said, unreadable
from .sets import Log, LogFile
from .told import Told
from .wanted import Wanted

NEAR = 1000
"""Near matches that are shown to the officer per search; the others are counted."""
REMEMBERED = 50_000
"""Lines whose repetitions are counted; equal lines have the same second, and stand close to each other."""
LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)
APART = timedelta(hours=12)
"""An address that was told as the subject's is told again when so much time has passed."""

Item = tuple[int, Record | Gap]


class Pass:
    """What is remembered from file to file."""

    def __init__(self, searches: Sequence[Search], how: Reading) -> None:
        self._searches, self._how = searches, how
        self._wanted = Wanted(searches)
        self._near, self._unread = Counter[int](), Counter[int]()
        self._times: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._told: dict[tuple[int, str], datetime] = {}

    def over(self, log: Log) -> Iterator[Item]:
        """All that one log holds for anybody, then what is to be said of the log."""
        told = Told()
        files = [file for file in log.files if not self._holds_other_days(file, told)]
        for file, item in scan(files, self._wanted.wish, self._how):
            if isinstance(item, ProcessorError):
                yield from self._to_all(unreadable(file, item))
            elif isinstance(item, Told):
                told += item
                if item.broken:
                    yield from self._to_all(broken(file, item))
            else:
                yield from self._line(log, item)
        for gap in said(log, told, len(log.files) - len(files)):
            yield from self._to_all(gap)

    def ended(self) -> Iterator[Item]:
        """What was only counted."""
        for number, count in sorted(self._near.items()):
            if count > NEAR:
                values = {"count": str(count - NEAR)}
                yield (
                    number,
                    Gap(
                        "Further lines that may be about you, which were counted and not looked at: {count}.",
                        "",
                        values,
                    ),
                )
        for number, count in sorted(self._unread.items()):
            what = "Lines that may be about you, but are damaged or of an unknown form: {count}."
            yield number, Gap(what, "", {"count": str(count)})

    def _line(self, log: Log, content: bytes) -> Iterator[Item]:
        text = readable(content)
        line = parse(text, self._how)
        one = seen(log.name, text, line)
        numbers = self._wanted.whose(line, one.texts)
        source_id = self._source_id(log, content) if numbers else ""
        for number in numbers:
            found = record(self._searches[number], one, source_id, partial(self._news, number))
            if found and (found.proof or self._may_show(number)):
                if line is None:
                    self._unread[number] += 1
                yield number, found

    def _may_show(self, number: int) -> bool:
        self._near[number] += 1
        return self._near[number] <= NEAR

    def _source_id(self, log: Log, content: bytes) -> str:
        """A digest of log and line, which rotation leaves as it is; the second of two equal lines gets a number."""
        digest = hashlib.sha256(log.name.encode() + b"\0" + content).hexdigest()[:24]
        new, old = self._times
        new[digest] = (new[digest] or old[digest]) + 1
        if len(new) > REMEMBERED:
            self._times = Counter(), new
        return digest if new[digest] == 1 else f"{digest}-{new[digest]}"

    def _news(self, number: int, address: str, at: datetime) -> bool:
        """Whether an address at this moment is not yet known as the subject's."""
        if self._searches[number].matcher.match("ip", address, at):
            return False
        key = number, canonical("ip", address)
        if key in self._told and abs(at - self._told[key]) < APART:
            return False
        self._told[key] = at
        return True

    def _holds_other_days(self, file: LogFile, told: Told) -> bool:
        """Whether all lines of a file are outside of all that is looked for; the oldest is opened to know its day."""
        if self._wanted.always:
            return False
        last = datetime.fromtimestamp(file.modified, UTC)
        if told.first and not self._wanted.covers(LONG_AGO, last):
            return True
        try:
            begun = peek(file, self._how)
        except ProcessorError:
            return False  # the search itself will tell
        if not begun.first or self._wanted.covers(begun.first, max(begun.first, last)):
            return False
        told += begun
        return True

    def _to_all(self, gap: Gap) -> Iterator[Item]:
        return ((number, gap) for number in range(len(self._searches)))
