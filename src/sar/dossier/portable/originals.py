"""`files/`: the released files that hang on portable records, under numbers, since names may hold personal data."""

import mimetypes
from collections.abc import Iterable
from pathlib import Path

from sar.dossier.model import ManifestFile
from sar.dossier.portable.rows import FileRow
from sar.dossier.portable.writing import laid
from sar.records import Attachment

FOLDER = "files"
_TYPES = mimetypes.MimeTypes()
"""The library's own table, without this machine's."""


class Originals:
    """The files put into the package, each once."""

    def __init__(self, released: Iterable[ManifestFile], source: Path, package: Path) -> None:
        self._released = {file.original or file.sha256: file for file in released}
        self._source, self._package = source, package
        self._places: dict[str, str] = {}

    def of(self, attachment: Attachment) -> FileRow | None:
        """The file of an attachment, put into the package; None where it was not released."""
        file = self._released.get(attachment.sha256)
        if file is None:
            return None
        place = self._places.get(file.path)
        if place is None:
            place = self._places[file.path] = f"{FOLDER}/{len(self._places) + 1:04}{_ending(file)}"
            laid(self._source / file.path, self._package / place)
        return FileRow(place, attachment.name, file.media_type, file.size, file.sha256)

    @property
    def types(self) -> dict[str, str]:
        """Media type by path in the package."""
        by_path = {file.path: file.media_type for file in self._released.values()}
        return {place: by_path[path] for path, place in self._places.items()}


def _ending(file: ManifestFile) -> str:
    """An ending that is a known one of the media type, else none that is anybody's invention."""
    known = _TYPES.guess_all_extensions(file.media_type)
    own = Path(file.path).suffix.lower()
    return own if own in known else (known[0] if known else ".bin")
