"""The renderings of the dossier by name; each is loaded only when it is written."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sar.dossier.model import Dossier


def _json(dossier: "Dossier", folder: Path, page: str) -> list[Path]:
    from sar.dossier.json import write as write_json

    path = folder / "dossier.json"
    write_json(dossier, path)
    return [path]


def _html(dossier: "Dossier", folder: Path, page: str) -> list[Path]:
    from sar.dossier.html import write as write_html

    return [write_html(dossier, folder / "dossier.html")]


def _pdf(dossier: "Dossier", folder: Path, page: str) -> list[Path]:
    from sar.dossier.pdf import write as write_pdf

    return write_pdf(dossier, folder, page=page)


FORMATS: dict[str, Callable[["Dossier", Path, str], list[Path]]] = {"pdf": _pdf, "json": _json, "html": _html}
"""Each rendering by its name: it writes into the folder, on paper of that size, and gives its paths."""
