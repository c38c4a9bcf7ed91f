"""The page's templates, and the policy that keeps everything else out of it."""

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sar.dossier import overview, reading, rows, words
from sar.dossier.learnt import learnt
from sar.dossier.legible import legible

HERE = Path(__file__).parent
STYLE = Markup((HERE / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - ours
SCRIPT = Markup((HERE / "search.js").read_text(encoding="utf-8"))  # noqa: S704 - ours
LONG, LONG_TITLE = 4_000, 300
"""Characters beyond which a text has a scroll bar of its own, and a title goes on below itself."""


POLICY = Markup("default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'")


def policy() -> Markup:
    """A Content Security Policy: nothing but the one style and the one script, which are known by their hashes."""
    return POLICY.format(style=_hash(STYLE), script=_hash(SCRIPT))


@cache
def environment() -> Environment:
    """Templates in which everything is escaped, and legible, unless it is our own markup."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(legible=legible, web=web, path=quote)
    made.globals.update(overview=overview, shown=reading, rows=rows, words=words, learnt=learnt)
    made.globals.update(LONG=LONG, LONG_TITLE=LONG_TITLE)
    return made


def web(address: str) -> str:
    """The address where it is one of the web, which a reader may follow; else nothing."""
    plain = legible(address)
    return plain if re.fullmatch(r"https?://[^\s/]\S*", plain, re.IGNORECASE) else ""


def _finalized(value: Any) -> Any:
    return legible(value) if type(value) is str else value


def _hash(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()
