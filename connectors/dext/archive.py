"""What is in an export of Dext: tables, alone or in a zip archive, and the documents beside them."""

import io
import mimetypes
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from sar.sdk import Capped, Changed, Download, Gap, Layout, Row, read_table

ENDINGS = frozenset({"csv", "zip", "xlsx"})
TABLES = frozenset({"csv", "xlsx"})
TOO_LARGE = "The archive {file} is larger than {cap} and was not read."
BROKEN = "The archive {file} is damaged or protected by a password, and could not be read."
BROKEN_PART = "The archive {file} is damaged or protected by a password, and {table} could not be read."
NO_TABLE = "The archive {file} holds no table of its documents, so that nobody can be found in it."
UNNAMED = "Documents in the archive {file} that no row of its tables names, and in which nobody was searched: {count}."
SMALLER = "Export fewer items at once, or raise `max_mb` in credentials.toml, then --resume."
EXPORT_AGAIN = "Export it again without a password, then --resume."
WITH_CSV = "Export the CSV as well, then --resume."
_WORD = re.compile(r"[^\W_]+")
_FAULTS = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError)
"""What zipfile raises for broken, encrypted and unknown archives."""


class Document(NamedTuple):
    """A document of an archive, to be fetched when it is the subject's."""

    name: str
    archive: zipfile.ZipFile
    part: zipfile.ZipInfo

    def fetch(self, cap: int) -> Download:
        """Its bytes, or the start of what is larger than the cap."""
        try:
            with self.archive.open(self.part) as file:
                content = file.read(cap + 1)
        except _FAULTS:
            raise Changed("it is damaged or protected by a password", EXPORT_AGAIN) from None
        media_type = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        return Download(content[:cap], media_type, len(content) > cap)


class Documents:
    """The documents of one archive by the words of their names."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self._by_stem, self._by_word = defaultdict[str, list[Document]](list), defaultdict[str, list[Document]](list)
        self._unnamed: set[str] = set()
        for one in documents:
            self._unnamed.add(one.part.filename)
            self._by_stem[_stem(one.name)].append(one)
            for word in set(_WORD.findall(one.name.casefold())):
                self._by_word[word].append(one)

    def of(self, file: str, number: str) -> list[Document]:
        """Those that a row names by file, else those whose name has the row's number as a word of its own."""
        found = self._by_stem.get(_stem(file), []) if file else []
        if not found and len(number) > 3:
            found = self._by_word.get(number.casefold(), [])
        self._unnamed -= {one.part.filename for one in found}
        return found

    @property
    def unnamed(self) -> int:
        """How many no row has named so far."""
        return len(self._unnamed)


class Item(NamedTuple):
    """A row, in which table it stands, and the documents beside it."""

    table: str
    row: Row
    documents: Documents


def items(file: BinaryIO, name: str, layout: Layout) -> Iterator[Item | Gap]:
    """The rows of an export and what could not be read of it; an archive is held whole, up to a limit."""
    if not name.casefold().endswith(".zip"):
        yield from (_item(name, one, Documents()) for one in read_table(file, name, layout))
        return
    content = file.read(layout.max_bytes + 1)
    if len(content) > layout.max_bytes:
        yield Gap(TOO_LARGE, SMALLER, {"file": name, "cap": f"{layout.max_bytes >> 20} MiB"})
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _FAULTS:
        yield Gap(BROKEN, EXPORT_AGAIN, {"file": name})
        return
    yield from _unpacked(archive, name, layout)


def _unpacked(archive: zipfile.ZipFile, name: str, layout: Layout) -> Iterator[Item | Gap]:
    parts = [part for part in archive.infolist() if not part.is_dir() and not _hidden(part.filename)]
    tables = [part for part in parts if _ending(part.filename) in TABLES]
    documents = Documents(Document(_base(part.filename), archive, part) for part in parts if part not in tables)
    for part in tables:
        yield from _table(archive, name, part, layout, documents)
    if not tables:
        yield Gap(NO_TABLE, WITH_CSV, {"file": name})
    elif documents.unnamed:
        yield Gap(UNNAMED, "", {"file": name, "count": str(documents.unnamed)})


def _table(
    archive: zipfile.ZipFile, name: str, part: zipfile.ZipInfo, layout: Layout, documents: Documents
) -> Iterator[Item | Gap]:
    table = f"{name}/{_base(part.filename)}"
    try:
        # a part is read no further than the size that the archive states for it
        if part.file_size > layout.max_unpacked:
            raise Capped("too large")
        with archive.open(part) as packed:
            opened = io.BufferedReader(packed)  # type: ignore[type-var]
            yield from (_item(table, one, documents) for one in read_table(opened, table, layout))
    except Capped:
        yield Gap(TOO_LARGE, SMALLER, {"file": table, "cap": f"{layout.max_unpacked >> 20} MiB"})
    except _FAULTS:
        yield Gap(BROKEN_PART, EXPORT_AGAIN, {"file": name, "table": _base(part.filename)})


def _item(table: str, one: Row | Gap, documents: Documents) -> Item | Gap:
    return one if isinstance(one, Gap) else Item(table, one, documents)


def _base(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name


def _stem(path: str) -> str:
    """A name without folder and ending, as tables and archives write it differently."""
    return PurePosixPath(_base(path.partition("?")[0]).casefold()).stem


def _ending(path: str) -> str:
    return path.casefold().rpartition(".")[2]


def _hidden(path: str) -> bool:
    return _base(path).startswith(".") or path.startswith("__MACOSX/")
