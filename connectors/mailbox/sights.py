"""Where copies of messages were seen, folded into messages: by Message-ID, and only where they say the same."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sar.sdk import Gap

from .message import Mail, address_lines
from .needles import Needles

Row = dict[str, Any]


class Copy(NamedTuple):
    """One copy of a message as a folder gives it."""

    key: Any
    """By which its folder finds it again."""
    where: Row
    """Account or archive, folder, number, flags: as it is shown."""
    content: bytes
    body: bool = True
    """Whether it is there with its body, or its headers alone."""
    cut: bool = False
    """Whether it was larger than the cap; then the rest is left out."""
    received: Any = None
    """When it came into the folder."""


class Folder(Protocol):
    """A folder of messages, on a server or in an archive."""

    def copies(self, needles: Needles, *, all_of_them: bool) -> Iterator[Copy | Gap]:
        """The messages that may hold one of the addresses, or all of them."""
        ...

    def copy(self, key: Any) -> Copy | None:
        """One message with its body; None when it is no longer there."""
        ...

    def close(self) -> None:
        """Leave what was opened for it."""
        ...


@dataclass(slots=True)
class Sight:
    """What is remembered of a copy until all folders have been read."""

    folder: Folder
    key: Any
    source_id: str
    place: int
    """How many copies had been seen before it."""
    digest: bytes = b""
    """Empty as long as its body was not read."""
    where: Row | None = None
    lines: tuple[tuple[str, str], ...] = ()
    """Its headers that name people; kept for a further copy only."""


class Sights:
    """All copies seen, by message, in the order in which the first of each was seen."""

    def __init__(self) -> None:
        self._messages: dict[bytes, list[Sight]] = {}

    def add(self, folder: Folder, copy: Copy, mail: Mail, place: int) -> None:
        """Remember a copy, next to those of the same name; one without a name stands alone."""
        source_id = mail.message_id or named(copy)
        name = hashlib.blake2b(source_id.encode(), digest_size=12).digest()
        others = self._messages.setdefault(name, [])
        sight = Sight(folder, copy.key, source_id, place, mail.digest)
        if others:
            sight.where, sight.lines = copy.where, address_lines(mail.raw)
        others.append(sight)

    def __iter__(self) -> Iterator[list[Sight]]:
        """The copies of each name; each list is forgotten once it was given out."""
        for name in list(self._messages):
            yield self._messages.pop(name)

    def __len__(self) -> int:
        """How many names."""
        return len(self._messages)


def named(copy: Copy) -> str:
    """The id of a message without Message-ID: where it lies, by what does not change there."""
    return "/".join(str(copy.where[part]) for part in ("account", "archive", "folder", "id") if part in copy.where)


def variants(sights: list[Sight]) -> list[list[Sight]]:
    """Copies that say the same together; another text under the same name is another message."""
    by_text: dict[bytes, list[Sight]] = {}
    for sight in sights:
        by_text.setdefault(sight.digest, []).append(sight)
    return list(by_text.values())
