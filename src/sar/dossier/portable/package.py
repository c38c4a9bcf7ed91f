"""The package while it is written: one open file for each kind of records and for each further form."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec

from sar.dossier.model import Dossier
from sar.dossier.portable import calendar, cards, mails
from sar.dossier.portable.columns import Columns
from sar.dossier.portable.originals import Originals
from sar.dossier.portable.rows import FileRow, row
from sar.dossier.portable.scope import Portable, Scope
from sar.dossier.portable.tables import table
from sar.dossier.portable.writing import private
from sar.records import Match, Record, RecordKind

CARDS, CALENDAR, MAILS = "contacts.vcf", "calendar.ics", "messages.mbox"


@dataclass
class Written:
    """What one file of the package holds."""

    rows: int = 0
    regimes: Counter[str] = field(default_factory=Counter)
    kind: str = ""


class Package:
    """Takes portable records one by one."""

    def __init__(self, folder: Path, dossier: Dossier, scope: Scope, originals: Originals) -> None:
        self._folder, self._dossier, self._scope, self._originals = folder, dossier, scope, originals
        self._stack, self._open = ExitStack(), dict[str, BinaryIO]()
        self._mine = next(
            (one.identifier.value for one in dossier.subject.identifiers if one.identifier.kind == "email"), ""
        )
        self._encoder = msgspec.json.Encoder()
        self.written: dict[str, Written] = {}
        self.columns: dict[RecordKind, Columns] = {}

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, portable: Portable, original: Record) -> None:
        """Write one record into every form that has a place for it."""
        files = tuple(self._files(portable))
        record = portable.record
        line = row(portable, files)
        self._put(f"{record.kind}.jsonl", self._encoder.encode(line) + b"\n", portable, record.kind)
        self.columns.setdefault(record.kind, Columns()).meet(record.fields)
        if record.kind in cards.KINDS and record.fields:
            self._put(CARDS, cards.card(record), portable)
        elif record.kind in calendar.KINDS:
            self._schedule(portable)
        elif record.kind in mails.KINDS and (record.title or record.text):
            sender, made_at = self._address(original), self._dossier.request.made_at
            self._put(MAILS, mails.message(record, original, sender, made_at, files), portable)

    def finish(self) -> None:
        """Close the files, and write the tables from the lines."""
        if CALENDAR in self._open:
            self._open[CALENDAR].write(calendar.TAIL)
        self._stack.close()
        for kind, columns in self.columns.items():
            table(self._folder / f"{kind}.jsonl", columns, self._folder / f"{kind}.csv")
            self.written[f"{kind}.csv"] = self.written[f"{kind}.jsonl"]

    def _address(self, original: Record) -> str:
        """The person's address in a message, else the first that they gave."""
        proven = original.proof.identifier if isinstance(original.proof, Match) else None
        return proven.value if proven and proven.kind == "email" else self._mine

    def _schedule(self, portable: Portable) -> None:
        entry = calendar.entry(portable.record, self._dossier.request.made_at)
        if entry is None:
            self._scope.miss("record", "undated", portable.regimes)
        else:
            self._put(CALENDAR, entry, portable)

    def _files(self, portable: Portable) -> "list[FileRow]":
        laid = [self._originals.of(file) for file in portable.record.attachments]
        for _ in range(laid.count(None)):
            self._scope.miss("file", "held", portable.regimes)
        return [file for file in laid if file]

    def _put(self, name: str, content: bytes, portable: Portable, kind: str = "") -> None:
        if name not in self._open:
            self._open[name] = self._stack.enter_context(private(self._folder / name))
            self.written[name] = Written(kind=kind)
            self._open[name].write(calendar.HEAD if name == CALENDAR else b"")
        self._open[name].write(content)
        self.written[name].rows += 1
        self.written[name].regimes.update(portable.regimes)
