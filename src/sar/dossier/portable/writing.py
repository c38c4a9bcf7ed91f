"""Files and folders that are written whole or not at all, readable by their owner only."""

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO


def private(path: Path) -> BinaryIO:
    """A new file, open for writing."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """A folder to write into, which takes the place of `folder` when all is written."""
    part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".part-"))
    old = part.with_name(f"{part.name}-old")
    try:
        yield part
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
    finally:
        for leftover in (part, old):
            shutil.rmtree(leftover, ignore_errors=True)


def digest(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def laid(source: Path, place: Path) -> None:
    """The file at another place too: a link where the disk allows it, else a copy."""
    place.parent.mkdir(exist_ok=True, mode=0o700)
    try:
        os.link(source, place)
    except OSError:
        with source.open("rb") as file, private(place) as copy:
            shutil.copyfileobj(file, copy)


def zipped(folder: Path, path: Path, at: datetime) -> Path:
    """The folder as one file; the same bytes for the same content and moment."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in sorted(place for place in folder.rglob("*") if place.is_file()):
                name = f"{folder.name}/{one.relative_to(folder).as_posix()}"
                entry = zipfile.ZipInfo(name, at.timetuple()[:6])
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o100600 << 16
                entry.file_size = one.stat().st_size
                with one.open("rb") as source, archive.open(entry, "w") as packed:
                    shutil.copyfileobj(source, packed)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return path
