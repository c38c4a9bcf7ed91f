"""The logs of a firm's web servers, rotated and compressed in every way; the tree lies in memory."""

import bz2
import fnmatch
import gzip
import io
import lzma
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from sar.sandbox import Api, Imitation, World
from sar.sdk import Entry, Missing, Unavailable

from .lines import Reading, parse
from .readable import readable

SETTINGS = {
    "paths": [
        "/var/log/nginx/access.log*",
        "/var/log/apache2",
        "ssh://logs@shop.example.org/var/log/shop/requests.json*",
    ],
}


def imitate(world: World) -> Imitation:
    """The tree of the fixtures: `access.log.2.gz.txt` there is what `access.log.2.gz` holds."""
    files: dict[str, tuple[bytes, float]] = {}
    for path in sorted(world.fixtures.glob("var/**/*.txt")):
        name = "/" + path.relative_to(world.fixtures).as_posix().removesuffix(".txt")
        content = path.read_bytes()
        files[name] = _packed(name, content), _written_last(content)
    state: dict[str, Any] = {"files": files}
    return Imitation(Api(), dict(SETTINGS), state, place=Tree(files))


class Tree:
    """Files in memory as one of both kinds of places shows them."""

    def __init__(self, files: dict[str, tuple[bytes, float]]) -> None:
        self._files = files

    def files(self, pattern: str) -> list[Entry]:
        """What a path, folder or pattern names."""
        inside = [name for name in self._files if fnmatch.fnmatchcase(name, pattern) or _folder(name) == pattern]
        if not inside and not set("*?[") & set(pattern):
            raise Missing("a file or folder is not there")
        return [Entry(name, len(self._files[name][0]), self._files[name][1]) for name in sorted(inside)]

    def inside(self, folder: str) -> tuple[list[Entry], list[str]]:
        """What lies right inside a folder."""
        return self.files(folder), []

    def open(self, path: str) -> BinaryIO:
        """A file's bytes."""
        if path not in self._files:
            raise Missing("a file or folder is not there")
        return io.BytesIO(self._files[path][0])

    def run(self, command: Sequence[str], content: bytes = b"", *, seconds: float = 300) -> bytes:
        """Nothing can be run there."""
        raise Unavailable("a command ended with 1")

    def close(self) -> None:
        """Nothing to leave."""


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _packed(name: str, content: bytes) -> bytes:
    import zstandard

    packers: dict[str, Callable[[bytes], bytes]] = {
        ".gz": lambda text: gzip.compress(text, mtime=0),
        ".xz": lzma.compress,
        ".zst": zstandard.compress,
        ".bz2": bz2.compress,
    }
    return packers.get(Path(name).suffix, bytes)(content)


def _written_last(content: bytes) -> float:
    """The time of the newest line, which is when a server closed the file."""
    lines = (parse(readable(line), Reading()) for line in content.splitlines())
    times = [line.at for line in lines if line and line.at]
    return (max(times, default=datetime(2026, 10, 15, tzinfo=UTC)) + timedelta(seconds=1)).timestamp()
