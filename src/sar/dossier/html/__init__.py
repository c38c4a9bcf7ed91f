"""`dossier.html`: the answer as one page that needs nothing else, streamed so that memory does not grow with it.

Every value is escaped and made legible on its way out; the page's policy lets nothing run or load but its own style
and its own script, and all of it can be read without the script.
"""

from pathlib import Path
from typing import Any

from sar.dossier.html.groups import kinds
from sar.dossier.html.page import SCRIPT, STYLE, environment, policy
from sar.dossier.html.parts import chapters, glossary
from sar.dossier.model import Dossier
from sar.dossier.reading import Reading
from sar.dossier.whole import whole


def write(dossier: Dossier, path: Path) -> Path:
    """Write the page, whole or not at all, readable by its owner only."""
    with whole(path) as file:
        for piece in environment().get_template("dossier.html").generate(_told(dossier)):
            file.write(piece.encode())
    return path


def _told(dossier: Dossier) -> dict[str, Any]:
    reading, contents = Reading(dossier), chapters(dossier)
    return {
        "dossier": dossier,
        "say": dossier.say,
        "reading": reading,
        "kinds": kinds(dossier, reading),
        "chapters": contents,
        "anchors": {chapter.title: chapter.id for chapter in contents},
        "glossary": glossary(dossier),
        "policy": policy(),
        "style": STYLE,
        "script": SCRIPT,
    }
