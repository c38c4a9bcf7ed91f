"""Many subjects' searches: what must be read whole is read once for all of them."""

from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from itertools import count

from sar.sdk import Gap, ProcessorError, Record, Search

from .crowd import Crowd
from .find import Counts, Fetched, Finder
from .message import read
from .sights import Folder, Sight

Item = tuple[int, Record | Gap]


class Together:
    """Folders are given to `look` one after another, then `found` gives the records of each subject."""

    def __init__(self, searches: Sequence[Search], *, exhaustive: bool, cap: int) -> None:
        self.exhaustive, self._fetched = exhaustive, Fetched(again=len(searches) > 1)
        self.finders = [Finder(one, self._fetched, exhaustive=exhaustive, cap=cap) for one in searches]
        self._crowd = Crowd([one.needles for one in self.finders])
        self._places, self._common = count(), Counts()

    def look(self, folder: Folder, failed: Callable[[ProcessorError], Gap], *, whole: bool) -> Iterator[Item]:
        """Remember where copies lie; `whole`: all of them are read, as there is nobody who searches for us.

        A failure is told to those whom it hit, and the rest goes on.
        """
        if whole and len(self.finders) > 1:
            try:
                for gap in self._read(folder):
                    yield from self.to_all(gap)
            except ProcessorError as error:
                yield from self.to_all(failed(error))
            return
        for number, one in enumerate(self.finders):
            try:
                for gap in one.look(folder, self._places):
                    yield number, gap
            except ProcessorError as error:
                yield number, failed(error)

    def found(self) -> Iterator[Item]:
        """Every message once for each whom it concerns, in the order in which copies lie; then what is to be said."""
        for _, number, sights in merge(*(self._pending(number) for number in range(len(self.finders)))):
            for item in self.finders[number].messages(sights):
                yield number, item
        self._fetched.close()
        for number, one in enumerate(self.finders):
            for gap in one.ended(self._common):
                yield number, gap

    def to_all(self, gap: Gap) -> Iterator[Item]:
        """The same for every subject."""
        return ((number, gap) for number in range(len(self.finders)))

    def _read(self, folder: Folder) -> Iterator[Gap]:
        """Every copy once, for all whom it concerns."""
        for item in folder.copies(self._crowd, all_of_them=True):
            if isinstance(item, Gap):
                yield item
                continue
            self._crowd.met.clear()
            mail, place = read(item.content, self._crowd), next(self._places)
            self._common.see(item, mail)
            for number in sorted(self._crowd.met | self._crowd.concerned(mail.raw)):
                self.finders[number].see(folder, item, mail, place)

    def _pending(self, number: int) -> Iterator[tuple[int, int, list[Sight]]]:
        return ((place, number, sights) for place, sights in self.finders[number].pending())
