"""Notes and files attached to what was found."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Attachment, Gap, Record, Search, Via, guarded, id_of, some_rows, text_of

from . import records
from .api import Api

Row = dict[str, Any]


class Attached:
    """All attachments are listed once, which takes fewer calls than asking for each transaction's."""

    def __init__(self, api: Api, search: Search, shown: dict[tuple[str, str], Record]) -> None:
        self._api, self._search, self._shown = api, search, shown

    def find(self) -> Iterator[Record | Gap]:
        """Those of the subject's own objects."""
        if self._shown:
            yield from guarded("Attachments", self._all())

    def _all(self) -> Iterator[Record | Gap]:
        for row in self._api.rows("Attachable"):
            for place, reference in enumerate(some_rows(row, "AttachableRef")):
                key = (text_of(reference, "EntityRef", "type"), text_of(reference, "EntityRef", "value"))
                parent = self._shown.get(key)
                if parent:
                    yield from self._one(row, Via(parent.id, path=f"/AttachableRef/{place}/EntityRef/value"))
                    break

    def _one(self, row: Row, proof: Via) -> Iterator[Record | Gap]:
        number, name = id_of(row, "Id"), text_of(row, "FileName")
        if self._search.holds("Attachable", number):
            return
        files: tuple[Attachment, ...] = ()
        if name:
            media_type = text_of(row, "ContentType")
            file = self._search.attach(name, lambda cap: self._api.attachment(number, cap), media_type)
            if isinstance(file, Gap):
                yield file
            else:
                files = (file,)
        yield records.record(self._search, "Attachable", row, proof, files=files)
