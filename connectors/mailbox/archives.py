"""Mail that lies in files: mbox, Maildir and folders of .eml, found under the paths of the settings."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from sar.sdk import Changed, Entry, Gap, Place, ProcessorError

from . import mbox
from .needles import Needles
from .sights import Copy

FAILED = 20
"""Files that cannot be read, of one folder, after which it is left."""
DEPTH = 20
"""Folders within each other that are followed; links may lead in circles."""
BEGINS = re.compile(rb"[\r\n]*(?:[!-9;-~]+[ \t]*:|From )")
"""How mail begins: with a header."""
BESIDE = (".msf", ".dat", ".lock")
"""Endings of what mail programs keep beside the mail."""
PATTERN = frozenset("*?[")
OUTLOOK = (b"!BDN", b"\xd0\xcf\x11\xe0")
CONVERT = "Convert it to mbox or .eml (readpst, msgconvert), name the result under archives, then --resume."
CLOSED = "The file {file} is in a format of Outlook that is not read."
UNREAD = "{file} could not be read: {why}."
NOT_MAIL = "The file {file} is no mail and was not read."


class Files:
    """A folder of one message a file: a Maildir, or a folder of .eml."""

    def __init__(
        self, place: Place, archive: str, name: str, entries: list[Entry], cap: int, *, maildir: bool = False
    ) -> None:
        self.archive, self.name = archive, name
        self._place, self._entries, self._cap, self._maildir = place, entries, cap, maildir

    def copies(self, needles: Needles, *, all_of_them: bool) -> Iterator[Copy | Gap]:
        """Every message; a file that is none is named."""
        failed = 0
        for entry in self._entries:
            try:
                copy = self.copy(entry.path)
            except ProcessorError as error:
                failed += 1
                if failed > FAILED:
                    raise
                yield _unread(entry.path, error)
                continue
            yield Gap(NOT_MAIL, "", {"file": entry.path}) if copy is None else copy

    def copy(self, key: Any) -> Copy | None:
        """One message by its path; None for what is no mail."""
        with self._place.open(key) as packed:
            content = mbox.take(mbox.unpacked(packed), self._cap + 1)
        cut, content = len(content) > self._cap, _bare(key, content[: self._cap])
        if not (self._maildir or BEGINS.match(content) or not content.strip()):
            return None
        return Copy(key, self._where(key), content, cut=cut)

    def close(self) -> None:
        """Every file was closed after it was read."""

    def _where(self, path: str) -> dict[str, Any]:
        name, _, flags = path.rpartition("/")[2].partition(":2,")
        where = {"archive": self.archive, "folder": self.name, "id": name, "flags": list(flags)}
        return {key: value for key, value in where.items() if value}


class Mbox:
    """An mbox file."""

    def __init__(self, place: Place, archive: str, name: str, path: str, cap: int) -> None:
        self.archive, self.name = archive, name
        self._place, self._path, self._cap = place, path, cap
        self._open: tuple[BinaryIO, Iterator[mbox.Piece]] | None = None
        self._passed = 0

    def copies(self, needles: Needles, *, all_of_them: bool) -> Iterator[Copy | Gap]:
        """Every message, in one pass."""
        with self._place.open(self._path) as file:
            for piece in mbox.messages(file, self._cap):
                yield self._copy(piece)

    def copy(self, key: Any) -> Copy | None:
        """One message by its place; asked for in their order, all of them take one more pass."""
        if self._open is None or key < self._passed:
            self.close()
            file = self._place.open(self._path)
            self._open = file, mbox.messages(file, self._cap, key)
        for piece in self._open[1]:
            self._passed = piece.start + 1
            if piece.start >= key:
                return self._copy(piece) if piece.start == key else None
        return None

    def close(self) -> None:
        """Leave the file."""
        if self._open:
            self._open[0].close()
        self._open, self._passed = None, 0

    def _copy(self, piece: mbox.Piece) -> Copy:
        where = {"archive": self.archive, "folder": self.name, "id": str(piece.start)}
        shown = {key: value for key, value in where.items() if value}
        return Copy(piece.start, shown, piece.content, cut=piece.cut, received=piece.received)


class Archive:
    """A path of the settings, and all folders of mail under it."""

    def __init__(self, place: Place, path: str, shown: str, cap: int) -> None:
        self._place, self._path, self._shown, self._cap = place, path, shown, cap

    def folders(self) -> Iterator[Files | Mbox | Gap]:
        """Of a file or pattern, what it names; of a folder, what it holds at any depth."""
        entries = self._place.files(self._path)
        named = len(entries) == 1 and entries[0].path.endswith(self._path.lstrip("~"))
        if named or (entries and PATTERN & set(self._path)):
            yield from self._files("", entries)
        else:
            yield from self._walk("", self._path, 0)

    def _walk(self, name: str, path: str, depth: int) -> Iterator[Files | Mbox | Gap]:
        if depth > DEPTH:
            raise Changed("folders of an archive lie within each other without end")
        entries, inner = self._place.inside(path)
        boxes = {one.rpartition("/")[2]: one for one in inner}
        if {"cur", "new"} <= set(boxes):
            # what lies beside these two is the mail program's own
            mail = [entry for box in ("cur", "new") for entry in self._place.inside(boxes[box])[0]]
            yield Files(self._place, self._shown, name or "INBOX", mail, self._cap, maildir=True)
            boxes = {box: one for box, one in boxes.items() if box not in {"cur", "new", "tmp"}}
        else:
            yield from self._files(name, entries)
        for box, one in sorted(boxes.items()):
            try:
                yield from self._walk(f"{name}/{box}".lstrip("/"), one, depth + 1)
            except ProcessorError as error:
                yield _unread(one, error)

    def _files(self, name: str, entries: list[Entry]) -> Iterator[Files | Mbox | Gap]:
        letters: list[Entry] = []
        for entry in entries:
            file = entry.path.rpartition("/")[2]
            try:
                begins = _begins(self._place, entry)
            except ProcessorError as error:
                yield _unread(entry.path, error)
                continue
            if begins.startswith(OUTLOOK):
                yield Gap(CLOSED, CONVERT, {"file": entry.path})
            elif begins.startswith(b"From "):
                inside = f"{name}/{file}".lstrip("/")
                yield Mbox(self._place, self._shown, inside, entry.path, self._cap)
            elif begins and not file.casefold().endswith(BESIDE):
                letters.append(entry)
        if letters:
            yield Files(self._place, self._shown, name, letters, self._cap)


def _unread(path: str, error: ProcessorError) -> Gap:
    return Gap(UNREAD, error.remedy_sentence, {**error.values, "file": path, "why": error.message})


def _begins(place: Place, entry: Entry) -> bytes:
    """A file's first bytes; nothing of an empty one."""
    if not entry.size:
        return b""
    with place.open(entry.path) as file:
        return mbox.take(mbox.unpacked(file), 8)


def _bare(path: str, content: bytes) -> bytes:
    """The message without what programs put around it: Apple's count of bytes and list of properties, a byte mark."""
    if path.casefold().endswith(".emlx"):
        count, _, rest = content.partition(b"\n")
        content = rest[: int(count)] if count.strip().isdigit() else content
    return content.removeprefix(b"\xef\xbb\xbf")
