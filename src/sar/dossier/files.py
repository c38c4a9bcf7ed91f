"""The attachments of a dossier, written under rebuilt names."""

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

from sar.dossier.model import Dossier, ManifestFile
from sar.errors import WorkspaceError

LONGEST = 60


def write_files(dossier: Dossier, folder: Path, read: Callable[[str], bytes]) -> tuple[ManifestFile, ...]:
    """Every attachment once, as `files/0001-name.ext`; `read` gives bytes by SHA-256."""
    written: dict[str, ManifestFile] = {}
    for record in dossier.records():
        for file in record.attachments:
            if file.sha256 not in written:
                path = f"files/{len(written) + 1:04}-{safe_name(file.name)}"
                content = read(file.sha256)
                write_private_bytes(folder / path, content)
                written[file.sha256] = ManifestFile(path, len(content), file.sha256, file.media_type)
    return tuple(written.values())


def safe_name(name: str) -> str:
    """A file name of letters, digits, dots and dashes that nothing hides in: no paths, no control characters."""
    plain = unicodedata.normalize("NFKD", name.replace("\\", "/").rpartition("/")[2])
    ascii_only = plain.encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9.]+", "-", ascii_only)
    stem, dot, ending = words.strip(".-").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    ending = re.sub(r"[^A-Za-z0-9]", "", ending)[:8]
    stem = re.sub(r"\.+", "-", stem).strip("-")[:LONGEST] or "file"
    return f"{stem}.{ending}" if ending else stem


def write_private_bytes(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except OSError as error:
        raise WorkspaceError(f"cannot write to the output folder ({error.strerror})", "Choose another --out.") from None


def described(path: Path, folder: Path, media_type: str) -> ManifestFile:
    """A written file as the manifest lists it."""
    content = path.read_bytes()
    return ManifestFile(
        path.relative_to(folder).as_posix(), len(content), hashlib.sha256(content).hexdigest(), media_type
    )
