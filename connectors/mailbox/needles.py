"""The addresses that are looked for, in every spelling in which they may stand: a sieve, not a proof."""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from sar.sdk import Identifier, Matcher, canonical

PIECE, OVERLAP = 1 << 18, 1 << 10


class Needles:
    """What a text or header must hold to be worth a closer look."""

    def __init__(self, emails: Iterable[str]) -> None:
        self.spellings = tuple(dict.fromkeys(one for email in emails for one in _spellings(email)))
        """Each address as given, with its domain in ASCII, and with its domain in its own letters."""
        self._folded = tuple({one.casefold() for one in self.spellings})
        self._matcher = Matcher(Identifier("email", one) for one in self.spellings)

    def within(self, text: str) -> bool:
        """Whether a text holds one of them, be it as a part of a longer address."""
        return any(one in folded for _, folded in pieces(text) for one in self._folded)

    def places(self, text: str) -> Iterator[int]:
        """About where they begin, in order; folding may shift a place by a few letters."""
        for start, folded in pieces(text):
            for one in self._folded:
                place = folded.find(one)
                while place >= 0:
                    yield start + place
                    place = folded.find(one, place + 1)

    def among(self, addresses: Iterable[str]) -> bool:
        """Whether one of the addresses is one of them."""
        return any(self._matcher.match("email", address) for address in addresses)


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text without case, piece by piece: folding a text beyond ASCII takes twelve bytes a letter."""
    if text.isascii() or len(text) <= PIECE:
        yield 0, text.casefold()
        return
    for start in range(0, len(text), PIECE):
        yield start, text[start : start + PIECE + OVERLAP].casefold()


def escaped(text: str) -> list[str]:
    """The parts of a text in which an @ is written `%40`, as in links, made readable."""
    if "%40" not in text:
        return []
    words = (word for line in text.splitlines() if "%40" in line for word in _words(line))
    return list(dict.fromkeys(unquote(word) for word in words if "%40" in word))[:50]


def _words(line: str) -> list[str]:
    for sign in "\"'<>":
        line = line.replace(sign, " ")
    return line.split()


def _spellings(email: str) -> list[str]:
    local, _, domain = email.rpartition("@")
    ascii_domain = canonical("email", email).rpartition("@")[2]
    return [email, f"{local}@{ascii_domain}", f"{local}@{_own_letters(domain)}"]


def _own_letters(domain: str) -> str:
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain
