"""`portable/`: what the laws of the request let a person take along, in forms that other services read.

A folder and the same as one file: JSON Lines and CSV for each kind of records, vCard, iCalendar, mbox, the person's own
files, and an index that says what was left out and why.
"""

import json
from pathlib import Path
from typing import Any

import msgspec

from sar.dossier.handed import Handed
from sar.dossier.model import Dossier
from sar.dossier.portable import index, rows
from sar.dossier.portable.csvw import metadata
from sar.dossier.portable.originals import Originals
from sar.dossier.portable.package import Package
from sar.dossier.portable.readme import readme
from sar.dossier.portable.scope import Scope
from sar.dossier.portable.writing import private, whole, zipped
from sar.law.regimes import chosen
from sar.register import Register

NAME, ZIP = "portable", "portable.zip"


def write(dossier: Dossier, register: Register, folder: Path, handed: Handed | None = None) -> list[Path]:
    """Write both; the register says what permits the processing, on which some laws make it depend.

    `handed`: what the person was given before, and is left out; it learns what they are given now.
    """
    laws = chosen(dossier.request.regimes) if dossier.request.regimes else ()
    with whole(folder / NAME) as part:
        _fill(dossier, Scope(laws, register, dossier.subject), handed or Handed(), folder, part)
    return [folder / NAME, zipped(folder / NAME, folder / ZIP, dossier.request.made_at)]


def _fill(dossier: Dossier, scope: Scope, handed: Handed, folder: Path, part: Path) -> None:
    originals = Originals(dossier.files, folder, part)
    with Package(part, dossier, scope, originals) as package:
        for record in dossier.records():
            portable = scope.of(record)
            if portable and handed.is_new(portable):
                package.add(portable, record)
            elif portable:
                scope.unchanged(portable)
        package.finish()
    _put_json(part / "csv-metadata.json", metadata(dossier, package.columns))
    _put_json(part / "rows.schema.json", rows.json_schema())
    found = index.listed(part, package.written, originals.types)
    _put(part / "README.txt", readme(dossier, index.index(dossier, scope, handed, found)))
    found = index.listed(part, package.written, originals.types)
    _put(part / "index.csv", index.table(found))
    found = index.listed(part, package.written, originals.types)
    told = index.index(dossier, scope, handed, found)
    _put(part / "index.json", msgspec.json.format(msgspec.json.encode(told), indent=2))


def _put_json(path: Path, value: dict[str, Any]) -> None:
    _put(path, json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n")


def _put(path: Path, content: bytes) -> None:
    with private(path) as file:
        file.write(content)
