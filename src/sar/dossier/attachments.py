"""Whether a file may go out: its text is searched for other people and masked, or an officer looks at it first."""

import html
import io
import re
import zipfile
from collections.abc import Callable
from typing import Literal, NamedTuple
from urllib.parse import unquote

from sar.third_parties import Others

State = Literal["whole", "masked", "held"]
TEXTS = ("text/", "application/json", "application/xml", "application/x-ndjson", "application/csv")
OFFICE = re.compile(r"^(word/|xl/|ppt/|content\.xml$|meta\.xml$|docProps/).*\.xml$|^content\.xml$|^meta\.xml$")
LARGEST = 32 << 20
"""Bytes of text beyond which nothing is searched: an officer looks at it."""


class Prepared(NamedTuple):
    """A file as it may go out; one that is held does not."""

    state: State
    content: bytes


def prepare(media_type: str, content: bytes, others: Others, *, released: bool) -> Prepared:
    """The file whole where nobody else is in it, masked where that can be done, else held unless `released`."""
    if released:
        return Prepared("whole", content)
    if media_type.startswith(TEXTS):
        return _masked(content, others)
    reader = READERS.get(media_type)
    text = reader(content) if reader else ""
    if text.strip() and others.words(text) == text and not others.strangers(text):
        return Prepared("whole", content)
    return Prepared("held", b"")


def _masked(content: bytes, others: Others) -> Prepared:
    text = _decoded(content)
    if text is None:
        return Prepared("held", b"")
    masked = others.words(text, learning=True)
    plainer = html.unescape(unquote(masked))
    if plainer != masked and (others.words(plainer) != plainer or others.strangers(plainer)):
        return Prepared("held", b"")  # somebody stands in it in a spelling that is not masked in place
    return Prepared("whole", content) if masked == text else Prepared("masked", masked.encode())


def _decoded(content: bytes) -> str | None:
    if len(content) > LARGEST:
        return None
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _pdf(content: bytes) -> str:
    """The text of a PDF's pages, its metadata and outline; nothing when there are pictures, which can't be searched."""
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its complaints about broken files go to the terminal else
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted or len(reader.pages) > 500 or any(page.images for page in reader.pages):
            return ""
        if reader.attachments:
            return ""
        metadata = " ".join(str(value) for value in (reader.metadata or {}).values())
        return "\n".join([metadata, *(page.extract_text() or "" for page in reader.pages)])
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError, NotImplementedError):
        return ""


def _office(content: bytes) -> str:
    """The text of an Office or OpenDocument file; nothing when it holds pictures or other files."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > LARGEST or any(_opaque(entry.filename) for entry in entries):
                return ""
            parts = [
                archive.read(entry).decode("utf-8", "replace") for entry in entries if OFFICE.match(entry.filename)
            ]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        return ""
    return re.sub(r"<[^>]+>", " ", re.sub(r"</(w:t|a:t|t)><", "<", " ".join(parts)))


def _opaque(name: str) -> bool:
    return "media/" in name or "embeddings/" in name or name.startswith("Pictures/") or name.endswith(".bin")


_OPEN = "application/vnd.openxmlformats-officedocument."
READERS: dict[str, Callable[[bytes], str]] = {
    "application/pdf": _pdf,
    f"{_OPEN}wordprocessingml.document": _office,
    f"{_OPEN}spreadsheetml.sheet": _office,
    f"{_OPEN}presentationml.presentation": _office,
    "application/vnd.oasis.opendocument.text": _office,
    "application/vnd.oasis.opendocument.spreadsheet": _office,
}
"""Kinds of files whose text can be searched, but not masked in place."""
