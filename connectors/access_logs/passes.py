"""One pass over the logs for many searches."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
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
from .wanted import Span, Wanted, covers

NEAR = 1000
"""Near matches that are shown to the officer per search; the others are counted."""
REMEMBERED = 50_000
"""Lines whose repetitions are counted; equal lines have the same second, and stand close to each other."""
LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)
APART = timedelta(hours=12)
"""An address that was told as the subject's is told again when so much time has passed."""

Item = tuple[int, Record | Gap]


@dataclass
class Looker:
    """Searches that look at the same times."""

    span: Span
    numbers: list[int]
    told: Told = field(default_factory=Told)
    files: list[LogFile] = field(default_factory=list)
    """Those of a log that are read for them."""


class Pass:
    """What is remembered from file to file."""

    def __init__(self, searches: Sequence[Search], how: Reading) -> None:
        self._searches, self._how = searches, how
        self._wanted = Wanted(searches)
        self._near, self._unread = Counter[int](), Counter[int]()
        self._times: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._told: dict[tuple[int, str], datetime] = {}

    def over(self, log: Log) -> Iterator[Item]:
        """All that one log holds for anybody, then what is to be said of the log to each."""
        several = self._lookers(log)
        readers: dict[str, list[Looker]] = defaultdict(list)
        for one in several:
            for file in one.files:
                readers[file.name].append(one)
        files = [file for file in log.files if file.name in readers]
        for file, item in scan(files, self._wanted.wish, self._how):
            lookers = readers[file.name]
            if isinstance(item, ProcessorError):
                yield from _to_all(lookers, unreadable(file, item))
            elif isinstance(item, Told):
                self._searches[0].progress("file {n} of {total}", n=files.index(file) + 1, total=len(files))
                for one in lookers:
                    one.told += item
                if item.broken:
                    yield from _to_all(lookers, broken(file, item))
            else:
                yield from self._line(log, item, None if len(lookers) == len(several) else _numbers(lookers))
        for one in several:
            for gap in said(log, one.told, len(log.files) - len(one.files)):
                yield from _to_all([one], gap)

    def _lookers(self, log: Log) -> list[Looker]:
        """Who looks at the same times, and so into the same files: each as in a search of their own."""
        several, peeks = [Looker(span, numbers) for span, numbers in self._wanted.spans.items()], Peeks(self._how)
        for one in several:
            one.files = [file for file in log.files if not peeks.holds_other_days(file, one)]
        return several

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

    def _line(self, log: Log, content: bytes, among: Container[int] | None) -> Iterator[Item]:
        """What a line is for each of these; None for all."""
        text = readable(content)
        line = parse(text, self._how)
        one = seen(log.name, text, line)
        numbers = [who for who in self._wanted.whose(line, one.texts) if among is None or who in among]
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


class Peeks:
    """The beginnings of a log's files, each looked at once."""

    def __init__(self, how: Reading) -> None:
        self._how = how
        self._seen: dict[str, Told | None] = {}

    def holds_other_days(self, file: LogFile, one: Looker) -> bool:
        """Whether all lines of a file are outside of all that is looked for; the oldest is opened to know its day."""
        if one.span is None:
            return False
        last = datetime.fromtimestamp(file.modified, UTC)
        if one.told.first and not covers(one.span, LONG_AGO, last):
            return True
        begun = self._peek(file)
        if begun is None or not begun.first or covers(one.span, begun.first, max(begun.first, last)):
            return False
        one.told += begun
        return True

    def _peek(self, file: LogFile) -> Told | None:
        if file.name not in self._seen:
            try:
                self._seen[file.name] = peek(file, self._how)
            except ProcessorError:
                self._seen[file.name] = None  # the search itself will tell
        return self._seen[file.name]


def _to_all(lookers: Sequence[Looker], gap: Gap) -> Iterator[Item]:
    return ((number, gap) for number in sorted(_numbers(lookers)))


def _numbers(lookers: Sequence[Looker]) -> set[int]:
    return {number for one in lookers for number in one.numbers}
