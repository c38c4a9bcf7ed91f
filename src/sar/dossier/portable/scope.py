"""What of a record is portable, under which of the request's laws, and why the rest is not."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple

from sar.dossier.excerpt import is_mention
from sar.dossier.model import Subject
from sar.dossier.portable.authors import Writer
from sar.dossier.portable.basis import basis_of
from sar.dossier.portable.kinds import COLLECTED, Source, is_of_a_person, is_the_firms, source_of
from sar.law.regimes import Regime
from sar.records import Attachment, Field, Record
from sar.register import Register

Part = Literal["record", "field", "text", "file"]
Reason = Literal[
    "unchanged",
    "mention",
    "created",
    "derived",
    "inferred",
    "third_party",
    "unstated",
    "other",
    "no_right",
    "held",
    "undated",
]

Left = Counter[tuple[Part, Reason]]


class Portable(NamedTuple):
    """The portable part of a record."""

    record: Record
    """Only portable values, words and files are left in it; never its payload."""
    regimes: tuple[str, ...]


class Kept(NamedTuple):
    """What of a record came from the person, whatever the law; None where nothing did."""

    record: Record | None
    left: Left


class Scope:
    """Asked about one record after the other, in the order of the dossier; counts what it leaves out, and why."""

    def __init__(self, laws: Iterable[Regime], register: Register, subject: Subject) -> None:
        self.laws, self._register = tuple(laws), register
        self._writer = Writer(subject)
        self.left: dict[str, Left] = {slug: Counter() for slug in ("", *self._slugs())}
        """(Part, reason) → number, by law; under the empty name what no law of the request lets in."""
        self.records: Counter[str] = Counter()
        """Portable records by law; under the empty name, all."""

    def of(self, record: Record) -> Portable | None:
        """The portable part of a record, or None."""
        self._writer.meet(record)
        kept = self._kept(record)
        refused = {law.slug: self._refusal(law, record) for law in self.laws}
        regimes = tuple(slug for slug, reason in refused.items() if not reason and kept.record)
        self._count(kept, refused, regimes)
        return Portable(kept.record, regimes) if kept.record and regimes else None

    def miss(self, part: Part, reason: Reason, regimes: Iterable[str]) -> None:
        """Something that is portable and is not in the package all the same."""
        for slug in ("", *regimes):
            self.left[slug][part, reason] += 1

    def unchanged(self, portable: Portable) -> None:
        """A record that the person was given before and is as it was."""
        self.records.subtract(("", *portable.regimes))
        self.miss("record", "unchanged", portable.regimes)

    def stated(self, processors: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """(System, type of record, maker) where the register says who makes it."""
        for name, activity in self._register.processors.items():
            if name in processors:
                yield from ((name, type_, maker) for type_, maker in activity.origins.items())

    def _slugs(self) -> Iterator[str]:
        return (law.slug for law in self.laws)

    def _refusal(self, law: Regime, record: Record) -> Reason | Literal[""]:
        """Why a law does not make a record portable, wherever it came from."""
        if not law.portable:
            return "no_right"
        if law.portable == "collected":
            return ""
        basis = basis_of(record, self._register)
        return "" if basis == "consent_or_contract" else basis

    def _count(self, kept: Kept, refused: dict[str, Reason | Literal[""]], regimes: tuple[str, ...]) -> None:
        """Where the record came from counts before what permits its processing, as it holds under every law."""
        each = {slug: self._why(kept, reason) for slug, reason in refused.items()}
        for slug, left in each.items():
            self.left[slug].update(left)
        reachable = (left for slug, left in each.items() if refused[slug] != "no_right")
        self.left[""].update(kept.left if regimes else next(reachable, _one("record", "no_right")))
        self.records.update(("", *regimes) if regimes else ())

    @staticmethod
    def _why(kept: Kept, reason: Reason | Literal[""]) -> Left:
        return _one("record", reason) if reason and (kept.record or reason == "no_right") else kept.left

    def _kept(self, record: Record) -> Kept:
        if is_mention(record):
            return Kept(None, _one("record", "mention"))
        source, wrote = source_of(record, self._register), self._writer.wrote(record)
        left: Left = Counter()
        whole = _theirs(source.maker, wrote=wrote)
        fields = tuple(self._fields(record, left, whole=whole, wrote=wrote))
        if not whole and not fields:
            return Kept(None, _one("record", "created"))
        words = whole and _theirs(source.words, wrote=wrote)
        return Kept(self._cut(record, fields, left, source, whole=whole, words=words), left)

    def _fields(self, record: Record, left: Left, *, whole: bool, wrote: bool) -> Iterator[Field]:
        for field in record.fields:
            if field.name == "delete_after":
                continue  # our own note, not a value that a system holds
            reason = _reason(field, record, whole=whole, wrote=wrote)
            if reason:
                left["field", reason] += 1
            else:
                yield field

    def _cut(
        self,
        record: Record,
        fields: tuple[Field, ...],
        left: Left,
        source: Source,
        *,
        whole: bool,
        words: bool,
    ) -> Record:
        text = self._text(record, source) if words else ""
        left["text", "created"] += text != record.text
        files = tuple(self._files(record)) if words else ()
        left["file", "created"] += len(record.attachments) - len(files)
        return Record(
            id=record.id,
            processor=record.processor,
            connector=record.connector,
            type=record.type,
            source_id="",
            kind=record.kind,
            title=record.title if whole else "",
            proof=None,
            raw=None,
            occurred_at=record.occurred_at,
            text=text,
            fields=fields,
            attachments=files,
        )

    def _text(self, record: Record, source: Source) -> str:
        """The words, unless they are what a machine made of other data."""
        if any(field.value == record.text for field in record.fields if field.origin not in COLLECTED):
            return ""
        return self._writer.own_words(record) if source.words == "authored" else record.text

    def _files(self, record: Record) -> Iterator[Attachment]:
        others = self._writer.others_files(record)
        return (file for file in record.attachments if file.name not in others)


def _one(part: Part, reason: Reason) -> Left:
    return Counter({(part, reason): 1})


def _reason(field: Field, record: Record, *, whole: bool, wrote: bool) -> Reason | None:
    """Why a value is not the person's to take along, or None."""
    if field.origin not in COLLECTED:
        return field.origin  # type: ignore[return-value]
    if not whole:
        return None if is_of_a_person(field) else "created"
    return "created" if record.kind != "submission" and is_the_firms(field, own=wrote) else None


def _theirs(maker: str, *, wrote: bool) -> bool:
    """Whether what this maker makes was collected from the person."""
    return maker in {"provided", "observed"} or (maker == "authored" and wrote)
