"""The addresses of many people, looked for in a text at the cost of one: what `Needles` are for one subject."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sar.sdk import canonical

from .message import addresses, attached, texts
from .needles import Needles, pieces

Row = dict[str, Any]
BEFORE, AFTER = 1, 3
"""Letters before the @, and from it on, by which the few addresses are chosen that may stand there."""


class Crowd(Needles):
    """Whose address stands where; `met` are those whose address was seen in what is not kept of a message."""

    def __init__(self, several: Sequence[Needles]) -> None:
        super().__init__(spelling for one in several for spelling in one.spellings)
        self.met: set[int] = set()
        self._around: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._exact: dict[str, set[int]] = defaultdict(set)
        for number, one in enumerate(several):
            for spelling in one.spellings:
                folded = spelling.casefold()
                self._around[_key(folded, folded.rfind("@"))][folded].add(number)
                self._exact[canonical("email", spelling)].add(number)

    def within(self, text: str) -> bool:
        """Whether a text holds anybody's address; whose it is is remembered."""
        found = self.those_in(text)
        self.met |= found
        return bool(found)

    def places(self, text: str) -> Iterator[int]:
        """About where addresses begin, whose they are is remembered."""
        for start, number, whose in self._seen(text):
            self.met |= whose
            yield start + number

    def those_in(self, text: str) -> set[int]:
        """Whose address the text holds, be it as a part of a longer one."""
        return {number for _, _, whose in self._seen(text) for number in whose}

    def those_at(self, listed: Iterable[str]) -> set[int]:
        """Whose address is one of these."""
        return {number for one in listed for number in self._exact.get(canonical("email", one), ())}

    def concerned(self, raw: Row) -> set[int]:
        """Whom a message concerns: as `concerns` says for one of them."""
        listed = list(addresses(raw))
        found = self.those_at(listed)
        for said in (*listed, *(one["value"] for one in raw.get("headers", ())), *(said for _, said in texts(raw))):
            if "@" in said:
                found |= self.those_in(said)
        for _, inner in attached(raw):
            found |= self.concerned(inner)
        return found

    def _seen(self, text: str) -> Iterator[tuple[int, int, set[int]]]:
        if "@" not in text:
            return
        for start, folded in pieces(text):
            at = folded.find("@")
            while at >= 0:
                for one, whose in self._around.get(_key(folded, at), {}).items():
                    begin = at - one.rfind("@")
                    if begin >= 0 and folded.startswith(one, begin):
                        yield start, begin, whose
                at = folded.find("@", at + 1)


def _key(text: str, at: int) -> str:
    return text[max(0, at - BEFORE) : at] + text[at : at + AFTER]
