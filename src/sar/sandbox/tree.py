"""A folder of fixtures as the whole tree of a place, its files as old as is said."""

import time
from collections.abc import Mapping
from pathlib import Path

from sar.places import Entry, Here


class Tree(Here):
    """Files of a fixture folder; all are of now but for those whose age in days is given by name."""

    def __init__(self, folder: str | Path, ages: Mapping[str, float] | None = None) -> None:
        super().__init__(folder)
        self.ages = dict(ages or {})

    def _entry(self, path: Path) -> Entry:
        days = self.ages.get(path.name, 0.0)
        return super()._entry(path)._replace(modified=time.time() - days * 86_400)
