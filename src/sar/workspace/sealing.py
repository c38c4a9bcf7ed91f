"""Sealing with age: one key per request, itself sealed to the workspace's key.

Deleting a request's key is its purge: what is left cannot be opened by anybody.
"""

import hashlib
import hmac
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pyrage

from sar.errors import IntegrityError, WorkspaceError
from sar.secrets import check_private, write_private

ENVIRONMENT = "SAR_WORKSPACE_KEY"


class Key:
    """An age identity that seals and opens."""

    def __init__(self, text: str) -> None:
        try:
            self._identity = pyrage.x25519.Identity.from_str(text.strip())
        except Exception:
            said = "the workspace key is not an age secret key"
            raise WorkspaceError(said, "Check {name}.", name=ENVIRONMENT) from None
        self._text = text.strip()
        self._recipients = [self._identity.to_public()]

    @classmethod
    def new(cls) -> "Key":
        """A fresh random key."""
        return cls(str(pyrage.x25519.Identity.generate()))

    def seal(self, content: bytes) -> bytes:
        """The content, readable only with this key."""
        sealed: bytes = pyrage.encrypt(content, self._recipients)
        return sealed

    def open(self, sealed: bytes) -> bytes:
        """What was sealed; IntegrityError when the key is another or a byte was changed."""
        try:
            content: bytes = pyrage.decrypt(sealed, [self._identity])
        except pyrage.DecryptError:
            raise IntegrityError(
                "a sealed entry of the workspace does not open",
                "Is the key the one that the workspace was made with? Restore both from the same backup.",
            ) from None
        return content

    def sealed_to(self, other: "Key") -> bytes:
        """The key itself, sealed to another."""
        return other.seal(self._text.encode())

    def digest(self, text: str) -> str:
        """A keyed hash that finds equal texts without storing them."""
        secret = hashlib.sha256(b"sar digest " + self._text.encode()).digest()
        return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def workspace_key(path: Path) -> Key:
    """The key from the environment, else from a 0600 file, which is made on first use."""
    text = os.environ.get(ENVIRONMENT)
    if text:
        return Key(text)
    if not path.exists():
        _make(path)
    check_private(path)
    return Key(path.read_text(encoding="ascii"))


def given_key(path: Path | None, *, new: bool) -> Key | None:
    """The key from the environment or a file; None where there is none and none is to be made."""
    if os.environ.get(ENVIRONMENT) or (path and (new or path.exists())):
        return workspace_key(path or Path())
    return None


def _make(path: Path) -> None:
    """A fresh key in a file; of several processes that make one at once, the first one's stays."""
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        fresh = Path(folder) / "key"
        write_private(fresh, Key.new()._text + "\n")
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            return
        except OSError:  # a disk that knows no links
            fresh.rename(path)
