"""The attachments of a dossier, written under rebuilt names."""

import hashlib
import re
import shutil
import unicodedata
from pathlib import Path

from sar.dossier.attachments import Prepared as Ready
from sar.dossier.attachments import prepare
from sar.dossier.build import Draft, Prepared, masked
from sar.dossier.model import ManifestFile
from sar.dossier.told import Told
from sar.dossier.whole import whole
from sar.full import unwritable
from sar.records import Attachment
from sar.workspace import Request, Workspace

LONGEST = 60
FILES, HELD = "files", "held"
"""What goes out, and what an officer must look at first; `held` is never sent."""


def write_files(workspace: Workspace, request: Request, told: Told, seen: Draft, folder: Path) -> Prepared:
    """Every attachment once: `files/0001-name.ext` where it may go out, `held/…` where an officer must look first."""
    for old in (FILES, HELD):
        shutil.rmtree(folder / old, ignore_errors=True)
    out: dict[str, ManifestFile] = {}
    held: dict[str, tuple[str, str]] = {}
    for record in masked(workspace, request, told, seen):
        for file in record.attachments:
            if file.sha256 in out or file.sha256 in held:
                continue
            place = f"{len(out) + len(held) + 1:04}-{safe_name(file.name)}"
            content = workspace.file(request.id, file.sha256)
            decision = told.decisions.of("file", file.sha256)
            released = decision is not None and decision.verdict == "disclose"
            ready = prepare(file.media_type, content, seen.others, released=released)
            if ready.state == "held":
                held[file.sha256] = told.name(record.processor, record.connector), file.sha256
                write_private_bytes(folder / HELD / place, content)
                continue
            write_private_bytes(folder / FILES / place, ready.content)
            out[file.sha256] = _listed(f"{FILES}/{place}", file, ready)
    return Prepared(tuple(out.values()), tuple(held.values()))


def _listed(path: str, file: Attachment, ready: Ready) -> ManifestFile:
    if ready.state == "whole":
        return ManifestFile(path, file.size, file.sha256, file.media_type)
    digest = hashlib.sha256(ready.content).hexdigest()
    return ManifestFile(path, len(ready.content), digest, file.media_type, masked=True, original=file.sha256)


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
        with whole(path) as file:
            file.write(content)
    except OSError as error:
        raise unwritable(error, "cannot write to the output folder ({error})") from None


def described(path: Path, folder: Path, media_type: str) -> ManifestFile:
    """A written file as the manifest lists it."""
    content = path.read_bytes()
    return ManifestFile(
        path.relative_to(folder).as_posix(), len(content), hashlib.sha256(content).hexdigest(), media_type
    )
