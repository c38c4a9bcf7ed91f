"""The search over all folders: first where copies lie, then each message once."""

from collections.abc import Iterator

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


class Finder:
    """One search; folders are given to `look` one after another, then `found` gives the records."""

    def __init__(self, search: Search, *, exhaustive: bool, cap: int) -> None:
        self._search, self._exhaustive, self._cap = search, exhaustive, cap
        self._needles = Needles(search.emails)
        self._everybody = Needles(one.value for one in search.matcher.of("email"))
        self._sights = Sights()
        self._cut = self._shut = self._broken = 0
        self._last: Folder | None = None

    def look(self, folder: Folder) -> Iterator[Gap]:
        """Remember where copies lie that concern the subject."""
        for item in folder.copies(self._needles, all_of_them=self._exhaustive):
            if isinstance(item, Gap):
                yield item
            else:
                self._see(folder, item)

    def _see(self, folder: Folder, copy: Copy) -> None:
        mail = read(copy.content, self._needles, body=copy.body)
        self._count(copy, mail)
        if not copy.body or concerns(mail.raw, self._needles):
            self._sights.add(folder, copy, mail)

    def found(self) -> Iterator[Record | Gap]:
        """Every message once, and what could not be searched."""
        for number, sights in enumerate(self._sights):
            if number % 50 == 0:
                total = number + 1 + len(self._sights)
                self._search.progress("message {n} of {total}", n=number + 1, total=total)
            try:
                yield from self._messages(sights)
            except ProcessorError as error:
                if error.status == 401:
                    raise
                yield Gap(UNREAD, error.remedy_sentence, {**error.values, "why": error.message})
        if self._last is not None:
            self._last.close()
        yield from self._limits()

    def _messages(self, sights: list[Sight]) -> Iterator[Record | Gap]:
        if len(sights) > 1 and not all(sight.digest for sight in sights):
            yield from self._compare(sights)
        for number, same in enumerate(variants(sights)):
            first = same[0]
            source_id = first.source_id if number == 0 else f"{first.source_id}#{first.digest.hex()}"
            # the messages attached to it were given before it
            if not self._search.holds("message", source_id):
                yield from self._message(source_id, same)

    def _compare(self, sights: list[Sight]) -> Iterator[Gap]:
        """Read the bodies of copies of which the headers alone were read, to see whether they are the same."""
        for sight in list(sights):
            if sight.digest:
                continue
            copy = self._fetched(sight)
            if copy is None:
                sights.remove(sight)
                yield Gap(MOVED, "Run again.")
                continue
            mail = read(copy.content, self._needles)
            self._count(copy, mail)
            sight.digest, sight.where, sight.lines = mail.digest, copy.where, address_lines(mail.raw)

    def _message(self, source_id: str, same: list[Sight]) -> Iterator[Record | Gap]:
        copy = self._fetched(same[0])
        if copy is None:
            yield Gap(MOVED, "Run again.")
            return
        mail = read(copy.content, self._everybody)
        if not same[0].digest:
            self._count(copy, mail)
        raw = _folded(mail, copy, same[1:])
        yield from records(self._search, Whole(source_id, raw, proof_of(self._search, raw), copy.received), mail)

    def _fetched(self, sight: Sight) -> Copy | None:
        """A copy with its body; the folder before is left as soon as another is needed."""
        if self._last is not None and self._last is not sight.folder:
            self._last.close()
        self._last = sight.folder
        return sight.folder.copy(sight.key)

    def _count(self, copy: Copy, mail: Mail) -> None:
        if copy.body:
            self._cut += copy.cut
            self._shut += mail.shut
            self._broken += not mail.whole

    def _limits(self) -> Iterator[Gap]:
        if self._cut:
            values = {"count": str(self._cut), "cap": f"{self._cap >> 20} MiB"}
            yield Gap(CUT, "Raise attachment_mb in sar.toml, then run again.", values)
        if self._shut:
            yield Gap(SHUT, "", {"count": str(self._shut)})
        if self._broken:
            yield Gap(BROKEN, "", {"count": str(self._broken)})


def _folded(mail: Mail, copy: Copy, others: list[Sight]) -> dict[str, object]:
    """The first copy's content, with all places, and with the people whom only other copies name."""
    own = address_lines(mail.raw)
    more = [tuple(line for line in other.lines if line not in own) for other in others]
    copies = [copy_row(copy.where)]
    copies += [copy_row(other.where or {}, lines) for other, lines in zip(others, more, strict=True)]
    addresses = addressed([*own, *(line for lines in more for line in lines)])
    return {**mail.raw, "addresses": addresses, "copies": copies}
