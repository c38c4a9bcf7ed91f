"""`dossier.html`: the answer as one page that needs nothing else, streamed so that memory does not grow with it.

Every value is escaped and made legible on its way out; the page's policy lets nothing run or load but its own style
and its own script, and all of it can be read without the script.
"""

from pathlib import Path

from sar.dossier.html.groups import kinds
from sar.dossier.html.page import SCRIPT, STYLE, environment, policy
from sar.dossier.html.parts import chapters, glossary
from sar.dossier.model import Dossier
from sar.dossier.reading import Reading
from sar.dossier.whole import whole

PIECES = 500
"""Pieces of text that are written at once."""


def write(dossier: Dossier, path: Path) -> Path:
    """Write the page, whole or not at all, readable by its owner only."""
    reading, contents = Reading(dossier), chapters(dossier)
    stream = (
        environment()
        .get_template("dossier.html")
        .stream(
            dossier=dossier,
            say=dossier.say,
            reading=reading,
            kinds=kinds(dossier, reading),
            chapters=contents,
            anchors={chapter.title: chapter.id for chapter in contents},
            glossary=glossary(dossier),
            policy=policy(),
            style=STYLE,
            script=SCRIPT,
        )
    )
    stream.enable_buffering(PIECES)
    with whole(path) as file:
        stream.dump(file, encoding="utf-8")
    return path
