"""The protected bundle in which an answer is sent: an AES-256 zip, an AES-256 PDF, or a zip for an age recipient."""

import hashlib
import io
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from sar.cases import Sent
from sar.dossier.files import HELD, write_private_bytes
from sar.errors import CallError

Way = Literal["zip", "pdf", "age"]
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without letters and digits that are taken for one another."""
KEPT = {HELD, "letters"}
"""Folders of an answer that are not sent with it."""
GROUPS, LONG = 5, 4


def passphrase() -> str:
    """About 98 bits, in groups that can be read out over a telephone."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LONG)) for _ in range(GROUPS))


def bundle(folder: Path, to: Path, way: Way, key: str) -> tuple[Path, tuple[Sent, ...]]:
    """Write the bundle of an answer's folder; `key` is the passphrase, or the age recipient; with what is in it."""
    files = [(path, path.relative_to(folder).as_posix()) for path in _sent(folder)]
    if not files:
        raise CallError("there is nothing to send", "Run `sar export --resume ID` first.")
    name = to / f"answer-{folder.name}"
    if way == "pdf":
        return _pdf(folder, name.with_suffix(".pdf"), key)
    listed = tuple(Sent(place, path.stat().st_size, _digest(path)) for path, place in files)
    if way == "age":
        path = Path(f"{name}.zip.age")
        write_private_bytes(path, _sealed(files, key))
    else:
        path = name.with_suffix(".zip")
        write_private_bytes(path, _zipped(files, key))
    return path, listed


def digest(path: Path) -> str:
    """SHA-256 of a bundle."""
    return _digest(path)


def _sent(folder: Path) -> Iterator[Path]:
    """What goes out: everything but what an officer has not looked at."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).parts[0] not in KEPT and not path.name.startswith("."):
            yield path


def _zipped(files: list[tuple[Path, str]], key: str) -> bytes:
    import pyzipper

    content = io.BytesIO()
    with pyzipper.AESZipFile(content, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(key.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        for path, place in files:
            archive.write(path, place)
    return content.getvalue()


def _sealed(files: list[tuple[Path, str]], recipient: str) -> bytes:
    import zipfile

    import pyrage

    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except Exception:
        raise CallError("that is no age recipient", "It begins with age1.") from None
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for path, place in files:
            archive.write(path, place)
    sealed: bytes = pyrage.encrypt(content.getvalue(), [key])
    return sealed


def _pdf(folder: Path, path: Path, key: str) -> tuple[Path, tuple[Sent, ...]]:
    """The document alone, under AES-256; the archival copy stays as it is, since PDF/A forbids encryption."""
    import pikepdf

    source = folder / "dossier.pdf"
    if not source.is_file() or (folder / "dossier-2.pdf").is_file():
        raise CallError("one protected PDF needs a dossier of one volume", "Deliver it as a zip.")
    content = io.BytesIO()
    with pikepdf.open(source) as pdf:
        allowed = pikepdf.Permissions(
            modify_annotation=False, modify_assembly=False, modify_form=False, modify_other=False
        )
        pdf.save(content, encryption=pikepdf.Encryption(owner=passphrase(), user=key, R=6, allow=allowed))
    write_private_bytes(path, content.getvalue())
    return path, (Sent(source.name, source.stat().st_size, _digest(source)),)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
