"""Files of this machine."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from sar.errors import Unavailable
from sar.places.place import Entry, failure, output_of, stream

MAGIC = frozenset("*?[")


class Here:
    """Files of this machine; `root` makes a folder look like the whole tree, for imitations."""

    def __init__(self, root: str | Path = "") -> None:
        self._root = str(root).rstrip("/")

    def files(self, pattern: str) -> list[Entry]:
        """The plain files that a path or pattern names."""
        full = Path(self._root + str(Path(pattern).expanduser()))
        try:
            return sorted(entry for path in self._named(full) if (entry := self._file(path)))
        except OSError as error:
            raise failure(error) from None

    def inside(self, folder: str) -> tuple[list[Entry], list[str]]:
        """What lies right inside a folder."""
        try:
            found = sorted(Path(self._root + str(Path(folder).expanduser())).iterdir())
            files = [self._entry(path) for path in found if path.is_file()]
        except OSError as error:
            raise failure(error) from None
        return files, [str(path)[len(self._root) :] for path in found if path.is_dir()]

    def open(self, path: str) -> BinaryIO:
        """A file's bytes."""
        try:
            return stream(Path(self._root + path).open("rb", buffering=0))
        except OSError as error:
            raise failure(error) from None

    def run(self, command: Sequence[str], content: bytes = b"", *, seconds: float = 300) -> bytes:
        """What a command of this machine prints."""
        try:
            done = subprocess.run(list(command), input=content, capture_output=True, timeout=seconds, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise Unavailable("a command did not end in time") from None
        except OSError as error:
            raise failure(error) from None
        return output_of(done.returncode, done.stdout)

    def close(self) -> None:
        """Nothing to leave."""

    def _named(self, full: Path) -> list[Path]:
        if not MAGIC & set(str(full)):
            if full.is_dir():
                return list(full.iterdir())
            full.stat()
            return [full]
        anchor = Path(full.anchor or ".")
        return list(anchor.glob(str(full.relative_to(anchor))))

    def _file(self, path: Path) -> Entry | None:
        """The plain file at a path; None for what is none, or was moved away since it was listed."""
        try:
            return self._entry(path) if path.is_file() else None
        except FileNotFoundError:
            return None

    def _entry(self, path: Path) -> Entry:
        found = path.stat()
        return Entry(str(path)[len(self._root) :], found.st_size, found.st_mtime)
