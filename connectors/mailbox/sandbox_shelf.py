"""A tree of files that exists in memory only."""

import fnmatch
import io
from collections.abc import Sequence
from typing import BinaryIO

from sar.sdk import Entry, Missing


class Shelf:
    """Files by path, read as those of a disk are."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def files(self, pattern: str) -> list[Entry]:
        """The file of that name, those that a pattern names, or those right inside a folder."""
        if pattern in self._files:
            return [self._entry(pattern)]
        found = [path for path in self._files if fnmatch.fnmatchcase(path, pattern) and "*" in pattern]
        return [self._entry(path) for path in sorted(found)] or self.inside(pattern)[0]

    def inside(self, folder: str) -> tuple[list[Entry], list[str]]:
        """The files and folders right inside a folder."""
        base = folder.rstrip("/") + "/"
        below = [path[len(base) :] for path in self._files if path.startswith(base)]
        if not below:
            raise Missing("a file or folder is not there")
        files = sorted(base + path for path in below if "/" not in path)
        folders = {base + path.split("/")[0] for path in below if "/" in path}
        return [self._entry(path) for path in files], sorted(folders)

    def open(self, path: str) -> BinaryIO:
        """A file's bytes."""
        if path not in self._files:
            raise Missing("a file or folder is not there")
        return io.BufferedReader(io.BytesIO(self._files[path]))

    def run(self, command: Sequence[str], content: bytes = b"", *, seconds: float = 300) -> bytes:
        """No command is there."""
        raise Missing("a command is not there or cannot be run")

    def close(self) -> None:
        """Nothing to leave."""

    def _entry(self, path: str) -> Entry:
        return Entry(path, len(self._files[path]), 0.0)
