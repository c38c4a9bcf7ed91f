"""What a person has been given before: a package may hold only what is new or changed since then."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from sar.dossier.portable.scope import Portable


@dataclass
class Handed:
    """An earlier package of the same person, where only what differs from it is wanted; and what is held now."""

    request: str = ""
    made: datetime | None = None
    before: Mapping[str, str] = field(default_factory=dict)
    now: dict[str, str] = field(default_factory=dict)
    """Record → digest of what is portable of it, whether it is in this package or was in an earlier one."""

    def is_new(self, portable: "Portable") -> bool:
        """Whether the person was not given this yet, as it is now."""
        one = portable.record
        self.now[one.id] = hashlib.sha256(msgspec.json.encode((one, portable.regimes), order="sorted")).hexdigest()
        return self.before.get(one.id) != self.now[one.id]

    @property
    def gone(self) -> int:
        """Records of the earlier package that were not found any more."""
        return len(self.before.keys() - self.now.keys())
