"""The renderings of a dossier by the name that `--format` takes; each imports its own libraries when it is used."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sar.dossier.handed import Handed
from sar.dossier.model import Dossier
from sar.dossier.told import Told


class Job(NamedTuple):
    """What a rendering is made from, and where to."""

    dossier: Dossier
    told: Told
    folder: Path
    page: str
    """The size of paper."""
    handed: Handed
    """What the person was given in portable packages."""


def _json(job: Job) -> list[Path]:
    from sar.dossier.json import write

    path = job.folder / DATA
    write(job.dossier, path)
    return [path]


def _pdf(job: Job) -> list[Path]:
    from sar.dossier.pdf import write

    data = job.folder / DATA
    return write(job.dossier, job.folder, page=job.page, attached=data if data.is_file() else None)


def _html(job: Job) -> list[Path]:
    from sar.dossier.html import write

    return [write(job.dossier, job.folder / "dossier.html")]


def _portable(job: Job) -> list[Path]:
    from sar.dossier.portable import write

    return write(job.dossier, job.told.register, job.folder, job.handed)


DATA = "dossier.json"
FORMATS: dict[str, Callable[[Job], list[Path]]] = {"json": _json, "pdf": _pdf, "html": _html, "portable": _portable}
"""In the order in which they are written: the document carries the data."""
