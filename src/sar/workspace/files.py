"""The files that hang on records, sealed."""

import hashlib

from sqlalchemy import select

from sar.errors import IntegrityError
from sar.workspace import schema
from sar.workspace.casework import Casework


class Files(Casework):
    """The part of the workspace that keeps bytes."""

    def keep_file(self, request_id: str, content: bytes) -> str:
        """Store an attachment's bytes; returns their SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        sealed = self._request_key(request_id).seal(content)
        row = {"request_id": request_id, "sha256": digest, "size": len(content), "sealed": sealed}
        with self.engine.begin() as connection:
            self._upsert(connection, schema.blobs, [row])
        return digest

    def file(self, request_id: str, sha256: str) -> bytes:
        """An attachment's bytes; IntegrityError when they are missing or changed."""
        table = schema.blobs
        mine = (table.c.request_id == request_id) & (table.c.sha256 == sha256)
        rows = self._sealed(select(table.c.sealed).where(mine))
        content = self._request_key(request_id).open(rows[0]) if rows else b""
        if hashlib.sha256(content).hexdigest() != sha256:
            raise IntegrityError("an attachment in the workspace is missing or was changed", "Export again.")
        return content
