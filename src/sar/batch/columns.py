"""One line of a batch: its columns read as a request, or why they are none.

What is wrong is never repeated: a value may stand in the wrong column, and what is said of it is printed and kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sar.cases import KINDS, LEVELS, Kind
from sar.errors import CallError, SarError
from sar.i18n import LANGUAGES
from sar.identifiers import KINDS as IDENTIFIERS
from sar.identifiers import Identifier, parse
from sar.law.regimes import Level, regimes

COLUMNS = ("email", "identifier", "kind", "regime", "received", "lang", "level", "method", "also")
SEPARATOR = ";"
EXAMPLES = {"email": "someone@example.com", "identifier": "phone:+15145550101", "also": "phone:+15145550101"}
WRITE = "Write it as {example}."
KNOWN = "Known: {known}."
Cells = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Line:
    """What one line asks for."""

    number: int
    identifiers: tuple[Identifier, ...]
    kind: Kind = "access"
    regimes: tuple[str, ...] = ()
    received: date | None = None
    lang: str = ""
    level: Level | None = None
    method: str = ""
    """How it was found out who the person is."""

    @property
    def same(self) -> tuple[str, frozenset[str]]:
        """What two lines that ask for the same have in common."""
        return self.kind, frozenset(one.key for one in self.identifiers)


def line(number: int, cells: Cells, today: date, region: str = "CA") -> Line:
    """The line read; CallError says what is wrong with it."""
    found = Line(
        number,
        tuple(_identifiers(cells, region)),
        kind=_one_of("kind", KINDS, _text(cells, "kind")) or "access",
        regimes=tuple(_one_of("regime", tuple(regimes()), one) for one in _several(cells, "regime")),
        received=_received(_text(cells, "received"), today),
        lang=_one_of("lang", LANGUAGES, _language(_text(cells, "lang"))),
        level=_one_of("level", LEVELS, _text(cells, "level").upper()) or None,
        method=_text(cells, "method"),
    )
    if not found.identifiers:
        raise CallError("whom to search for is missing", "Fill in the column email or identifier.")
    if bool(found.level) != bool(found.method):
        said = "level and method belong together" if found.level else "a method is named without its level"
        raise CallError(said, "Fill in both or none: how surely the person is known, and how it was found out.")
    return found


def _identifiers(cells: Cells, region: str) -> list[Identifier]:
    given: list[Identifier] = []
    if email := _text(cells, "email"):
        given.append(_parsed(f"email:{email}", region, "email"))
    for column in ("identifier", "also"):
        given += [_parsed(one, region, column) for one in _several(cells, column)]
    return given


def _parsed(text: str, region: str, column: str) -> Identifier:
    kind = text.partition(":")[0]
    if ":" in text and "@" not in kind and kind not in IDENTIFIERS:
        known = ", ".join(IDENTIFIERS)
        raise CallError("{column}: the kind of an identifier is unknown", KNOWN, column=column, known=known)
    try:
        return parse(text, region)
    except SarError as error:
        told = {**error.values, "column": column, "why": error.message}
        raise CallError("{column}: {why}", "Write it like {example}.", **told, example=EXAMPLES[column]) from None


def _received(text: str, today: date) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CallError("received is no day", WRITE, example="2026-11-24") from None
    if day > today:
        raise CallError("received is in the future", "Give the day on which the request came in.")
    return day


def _language(text: str) -> str:
    short = text.lower().replace("_", "-")
    return next((one for one in LANGUAGES if short and short in {one.lower(), one[:2]}), text)


def _one_of(column: str, known: Sequence[str], text: str) -> Any:
    if text and text not in known:
        raise CallError("{column} is none that is known", KNOWN, column=column, known=", ".join(known))
    return text


def _text(cells: Cells, column: str) -> str:
    value = cells.get(column, "")
    if not isinstance(value, str):
        raise CallError("{column} takes one value", "Write it as a text.", column=column)
    return value.strip()


def _several(cells: Cells, column: str) -> list[str]:
    value = cells.get(column, "")
    parts = value.split(SEPARATOR) if isinstance(value, str) else value
    return [part.strip() for part in parts if part.strip()]
