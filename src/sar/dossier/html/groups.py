"""The records as the page shows them: kind by kind, system by system, none held in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sar.dossier import words
from sar.dossier.model import Dossier
from sar.dossier.reading import Reading
from sar.records import Record, RecordKind


@dataclass(frozen=True)
class System:
    """The records of one kind in one system."""

    processor: str
    name: str
    number: str
    records: Iterator[Record]


@dataclass(frozen=True)
class Kind:
    """The records of one kind."""

    kind: RecordKind
    title: str
    systems: Iterator[System]


def kinds(dossier: Dossier, reading: Reading) -> Iterator[Kind]:
    """Each is read to its end before the next one is."""
    for kind, found in groupby(dossier.records(), key=lambda record: record.kind):
        yield Kind(kind, dossier.say(words.KINDS[kind]), _systems(dossier, reading, kind, found))


def _systems(dossier: Dossier, reading: Reading, kind: RecordKind, found: Iterator[Record]) -> Iterator[System]:
    for processor, records in groupby(found, key=lambda record: record.processor):
        number = dossier.say.count(dossier.counts.get((kind, processor), 0), "{n} record", "{n} records")
        yield System(processor, reading.names.get(processor, processor), number, _read(records, reading))


def _read(records: Iterator[Record], reading: Reading) -> Iterator[Record]:
    for record in records:
        yield record
        reading.remember(record)
