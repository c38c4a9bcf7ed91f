"""One subject's search over all folders: first where copies lie, then each message once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sar.sdk import Gap, ProcessorError, Record, Search

from .message import Mail, address_lines, addressed, concerns, read
from .needles import Needles
from .records import Whole, copy_row, proof_of, records
from .sights import Copy, Folder, Sight, Sights, variants

MOVED = "A message that was found was moved or deleted before it could be read."
UNREAD = "A message that was found could not be read: {why}."
CUT = "{count} messages are larger than {cap}: what lies beyond was neither searched nor kept."
SHUT = "{count} attached files are encrypted, damaged or too large to be opened: mentions inside them are not found."
BROKEN = "The structure of {count} messages could not be read whole: a mention inside them may be missed."


@dataclass
class Counts:
    """How many copies could not be searched whole."""

    cut: int = 0
    shut: int = 0
    broken: int = 0

    def see(self, copy: Copy, mail: Mail) -> None:
        """One more copy that was read with its body."""
        if copy.body:
            self.cut += copy.cut
            self.shut += mail.shut
            self.broken += not mail.whole

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.cut + other.cut, self.shut + other.shut, self.broken + other.broken)

    def told(self, cap: int) -> Iterator[Gap]:
        """What is said of them."""
        if self.cut:
            values = {"count": str(self.cut), "cap": f"{cap >> 20} MiB"}
            yield Gap(CUT, "Raise attachment_mb in sar.toml, then run again.", values)
        if self.shut:
            yield Gap(SHUT, "", {"count": str(self.shut)})
        if self.broken:
            yield Gap(BROKEN, "", {"count": str(self.broken)})


class Fetched:
    """Copies with their bodies: a folder is left when another is needed, what many want is fetched once."""

    def __init__(self, *, again: bool) -> None:
        """`again`: whether the same copy may be wanted several times in a row."""
        self._again = again
        self._folder: Folder | None = None
        self._held: tuple[Any, Copy | None] | None = None

    def copy(self, sight: Sight) -> Copy | None:
        """A copy with its body; None when it is no longer there."""
        if self._folder is not sight.folder:
            self.close()
        elif self._held and self._held[0] == sight.key:
            return self._held[1]
        self._folder = sight.folder
        copy = sight.folder.copy(sight.key)
        self._held = (sight.key, copy) if self._again else None
        return copy

    def close(self) -> None:
        """Leave the folder."""
        if self._folder is not None:
            self._folder.close()
        self._folder = self._held = None


class Finder:
    """One subject's search; `see` remembers where copies lie, `messages` gives their records."""

    def __init__(self, search: Search, fetched: Fetched, *, exhaustive: bool, cap: int) -> None:
        self.search, self._fetched, self._exhaustive, self._cap = search, fetched, exhaustive, cap
        self.needles = Needles(search.emails)
        self._everybody = Needles(one.value for one in search.matcher.of("email"))
        self._sights = Sights()
        self._counts = Counts()
        self._number = 0

    def look(self, folder: Folder, places: Iterator[int]) -> Iterator[Gap]:
        """Remember where copies lie that concern the subject."""
        for item in folder.copies(self.needles, all_of_them=self._exhaustive):
            if isinstance(item, Gap):
                yield item
                continue
            mail = read(item.content, self.needles, body=item.body)
            self._counts.see(item, mail)
            if not item.body or concerns(mail.raw, self.needles):
                self.see(folder, item, mail, next(places))

    def see(self, folder: Folder, copy: Copy, mail: Mail, place: int) -> None:
        """Remember a copy that concerns the subject."""
        self._sights.add(folder, copy, mail, place)

    def pending(self) -> Iterator[tuple[int, list[Sight]]]:
        """The copies of each message, in the order in which the first of each was seen."""
        return ((sights[0].place, sights) for sights in self._sights)

    def messages(self, sights: list[Sight]) -> Iterator[Record | Gap]:
        """The records of one message."""
        if self._number % 50 == 0:
            total = self._number + 1 + len(self._sights)
            self.search.progress("message {n} of {total}", n=self._number + 1, total=total)
        self._number += 1
        try:
            yield from self._messages(sights)
        except ProcessorError as error:
            if error.status == 401:
                raise
            yield Gap(UNREAD, error.remedy_sentence, {**error.values, "why": error.message})

    def ended(self, common: Counts) -> Iterator[Gap]:
        """What could not be searched; `common`: of what was read for several subjects together."""
        yield from (self._counts + common).told(self._cap)

    def _messages(self, sights: list[Sight]) -> Iterator[Record | Gap]:
        if len(sights) > 1 and not all(sight.digest for sight in sights):
            yield from self._compare(sights)
        for number, same in enumerate(variants(sights)):
            first = same[0]
            source_id = first.source_id if number == 0 else f"{first.source_id}#{first.digest.hex()}"
            # the messages attached to it were given before it
            if not self.search.holds("message", source_id):
                yield from self._message(source_id, same)

    def _compare(self, sights: list[Sight]) -> Iterator[Gap]:
        """Read the bodies of copies of which the headers alone were read, to see whether they are the same."""
        for sight in list(sights):
            if sight.digest:
                continue
            copy = self._fetched.copy(sight)
            if copy is None:
                sights.remove(sight)
                yield Gap(MOVED, "Run again.")
                continue
            mail = read(copy.content, self.needles)
            self._counts.see(copy, mail)
            sight.digest, sight.where, sight.lines = mail.digest, copy.where, address_lines(mail.raw)

    def _message(self, source_id: str, same: list[Sight]) -> Iterator[Record | Gap]:
        copy = self._fetched.copy(same[0])
        if copy is None:
            yield Gap(MOVED, "Run again.")
            return
        mail = read(copy.content, self._everybody)
        if not same[0].digest:
            self._counts.see(copy, mail)
        raw = _folded(mail, copy, same[1:])
        yield from records(self.search, Whole(source_id, raw, proof_of(self.search, raw), copy.received), mail)


def _folded(mail: Mail, copy: Copy, others: list[Sight]) -> dict[str, object]:
    """The first copy's content, with all places, and with the people whom only other copies name."""
    own = address_lines(mail.raw)
    more = [tuple(line for line in other.lines if line not in own) for other in others]
    copies = [copy_row(copy.where)]
    copies += [copy_row(other.where or {}, lines) for other, lines in zip(others, more, strict=True)]
    addresses = addressed([*own, *(line for lines in more for line in lines)])
    return {**mail.raw, "addresses": addresses, "copies": copies}
