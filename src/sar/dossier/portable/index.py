"""`index.json`, `index.csv` and `README.txt`: what is in the package, what is not, and why."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec

from sar.dossier.handed import Handed
from sar.dossier.model import Controller, Dossier
from sar.dossier.portable import words
from sar.dossier.portable.cells import BOM, cell
from sar.dossier.portable.kinds import SOURCES
from sar.dossier.portable.package import Written
from sar.dossier.portable.rows import SCHEMA
from sar.dossier.portable.scope import Part, Reason, Scope
from sar.dossier.portable.writing import digest
from sar.dossier.words import KINDS
from sar.law.regimes import Regime
from sar.records import RecordKind

TYPES = {
    ".jsonl": "application/jsonl", ".csv": "text/csv", ".vcf": "text/vcard", ".ics": "text/calendar",
    ".mbox": "application/mbox", ".json": "application/json", ".txt": "text/plain",
}  # fmt: skip


class Listed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file of the package."""

    path: str
    media_type: str
    size: int
    sha256: str
    rows: int | None = None
    kind: str = ""
    regimes: dict[str, int] = {}
    """Law → records in it that are portable under that law."""


class LeftOut(msgspec.Struct, frozen=True):
    """A number of things that are not in the package."""

    part: Part
    reason: Reason
    text: str
    count: int


class LawLine(msgspec.Struct, frozen=True):
    """A law of the request: what it makes portable, and what it does not."""

    slug: str
    name: str
    provision: str
    scope: str
    records: int
    left_out: list[LeftOut]


class KindLine(msgspec.Struct, frozen=True):
    """How records of a kind were judged."""

    kind: RecordKind
    title: str
    maker: str
    text: str


class Stated(msgspec.Struct, frozen=True):
    """What the register says of one type of record, against what is usual for its kind."""

    system: str
    type: str
    maker: str


class Since(msgspec.Struct, frozen=True):
    """The earlier package that this one adds to."""

    request: str
    made_at: datetime
    gone: int | None
    """Records of it that were not found any more; none where not all was searched."""
    text: str


class Index(msgspec.Struct, frozen=True, omit_defaults=True):
    """`index.json`."""

    schema: str
    request: str
    received: date
    made_at: datetime
    lang: str
    controller: Controller
    complete: bool
    """Whether every processor's search came to its end."""
    records: int
    statement: str
    """What the package is, or that it is empty."""
    csv: str
    """How cells of the CSV files differ from the values."""
    regimes: list[LawLine]
    left_out: list[LeftOut]
    """What is portable under no law of the request."""
    kinds: list[KindLine]
    stated: list[Stated]
    files: list[Listed]
    sandbox: bool = False
    since: Since | None = None
    """Where only what changed since an earlier package is in it."""


def index(dossier: Dossier, scope: Scope, handed: Handed, files: list[Listed]) -> Index:
    """The index as a value."""
    say, request = dossier.say, dossier.request
    return Index(
        schema=SCHEMA,
        request=request.id,
        received=request.received,
        made_at=request.made_at,
        lang=request.lang,
        controller=dossier.controller,
        complete=request.complete,
        records=scope.records[""],
        statement=say(statement(dossier, scope)),
        csv=say(words.DEFUSED),
        regimes=[_law(dossier, scope, law) for law in scope.laws],
        left_out=_left(dossier, scope.left[""]),
        kinds=list(_kinds(dossier)),
        stated=[Stated(*one) for one in scope.stated({processor for _, processor in dossier.counts})],
        files=files,
        sandbox=request.sandbox,
        since=_since(dossier, handed),
    )


def _since(dossier: Dossier, handed: Handed) -> Since | None:
    """What is said where only changes are in it; what is gone is known only when all was searched."""
    if handed.made is None:
        return None
    gone = handed.gone if dossier.request.complete else None
    day = dossier.say.day(handed.made)
    return Since(handed.request, handed.made, gone, dossier.say(words.DELTA, id=handed.request, day=day))


def statement(dossier: Dossier, scope: Scope) -> str:
    """What the package is."""
    if scope.records[""]:
        return words.ABOUT
    if scope.left[""]["record", "unchanged"]:
        return words.UNCHANGED
    return words.EMPTY if dossier.counts else words.NOTHING


def listed(folder: Path, written: Mapping[str, Written], originals: Mapping[str, str]) -> list[Listed]:
    """Every file of the package so far; `originals` gives the media types of the person's own files."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [_listed(path, path.relative_to(folder).as_posix(), written, originals) for path in paths]


def table(files: Iterable[Listed]) -> bytes:
    """`index.csv`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(words.INDEX_COLUMNS)
    for one in files:
        rows = "" if one.rows is None else str(one.rows)
        line = (one.path, one.media_type, str(one.size), one.sha256, rows, one.kind, " ".join(one.regimes))
        writer.writerow(map(cell, line))
    return BOM + text.getvalue().encode()


def _listed(path: Path, name: str, written: Mapping[str, Written], originals: Mapping[str, str]) -> Listed:
    content = written.get(name)
    return Listed(
        path=name,
        media_type=originals.get(name) or TYPES[path.suffix],
        size=path.stat().st_size,
        sha256=digest(path),
        rows=content.rows if content else None,
        kind=content.kind if content else "",
        regimes=dict(sorted(content.regimes.items())) if content else {},
    )


def _law(dossier: Dossier, scope: Scope, law: Regime) -> LawLine:
    short = dossier.say.short
    return LawLine(
        slug=law.slug,
        name=law.name[short],
        provision=law.portable_provision.get(short, ""),
        scope=dossier.say(words.SCOPE[law.portable]),
        records=scope.records[law.slug],
        left_out=_left(dossier, scope.left[law.slug]),
    )


def _left(dossier: Dossier, left: Counter[tuple[Part, Reason]]) -> list[LeftOut]:
    lines = sorted((words.ORDER.index(part), reason, part, count) for (part, reason), count in left.items() if count)
    return [LeftOut(part, reason, dossier.say(words.REASONS[reason]), count) for _, reason, part, count in lines]


def _kinds(dossier: Dossier) -> Iterator[KindLine]:
    held = {kind for kind, _ in dossier.counts}
    for kind, source in SOURCES.items():
        if kind in held:
            yield KindLine(kind, dossier.say(KINDS[kind]), source.maker, dossier.say(source.reason))
