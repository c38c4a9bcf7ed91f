"""E-mail addresses of many people, looked for in a text at the cost of one.

Standard library only: the scanning processes import this too.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator


class Mail:
    """Addresses by domain; which of them stand in a text, whatever stands around them."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._of: dict[str, set[str]] = defaultdict(set)
        for address in addresses:
            local, _, domain = folded(address).rpartition("@")
            self._of[domain].add(local)
        self._domains = sorted({len(domain) for domain in self._of})
        self._locals = sorted({len(local) for own in self._of.values() for local in own})

    @property
    def domains(self) -> list[str]:
        """All domains, in order."""
        return sorted(self._of)

    def within(self, text: str) -> Iterator[str]:
        """The addresses in a text whose encodings are undone, folded as they are here."""
        text = text.casefold()
        at = text.find("@")
        while at >= 0:
            for domain in (text[at + 1 : at + 1 + length] for length in self._domains):
                if own := self._of.get(domain):
                    parts = (text[at - length : at] for length in self._locals if length <= at)
                    yield from (f"{local}@{domain}" for local in parts if local in own)
            at = text.find("@", at + 1)


def folded(address: str) -> str:
    """An address without case and in one form of its accents."""
    return unicodedata.normalize("NFC", address).casefold()
