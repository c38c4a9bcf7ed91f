"""A connector on its imitation, ready to be searched, with faults where wanted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sar.context import Access
from sar.errors import ProcessorError
from sar.http import Policy, Transport, in_process
from sar.identifiers import Identifier, Matcher
from sar.outcomes import Awaiting, Gap, NotSearchable, Verdict
from sar.places import Place
from sar.proof import carries, holds
from sar.records import Record
from sar.registry import Manifest, Registry
from sar.sandbox import Imitation, World
from sar.sdk import Connector, ManyConnector, Search
from sar.settings import Processor
from sar.shaping import redacted
from sar.wire import Dial

IMPATIENT = Policy(timeout=2.0, deadline=5.0, wait=0.001, wait_max=0.002, max_calls=20_000)
"""Retries without real waiting."""


@dataclass
class Result:
    """What a search gave, after the core looked at each proof."""

    disclosed: list[Record] = field(default_factory=list)
    near: list[Record] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    error: ProcessorError | None = None
    verdict: Verdict | None = None
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def keys(self) -> set[tuple[str, str]]:
        """(type, source id) of what would be disclosed."""
        return {(record.type, record.source_id) for record in self.disclosed}

    @property
    def near_keys(self) -> set[tuple[str, str]]:
        """(type, source id) of the near matches."""
        return {(record.type, record.source_id) for record in self.near}


@dataclass
class Rig:
    """One connector, its imitation and the way between them."""

    manifest: Manifest
    imitation: Imitation
    access: Access
    connector: Connector

    def find(
        self,
        *values: str | Identifier,
        wanted: Iterable[Identifier] | None = None,
        exhaustive: bool = False,
        held: Iterable[str] = (),
    ) -> Result:
        """Search for one subject by these e-mail addresses or identifiers, or only by those `wanted`.

        `held` are ids stored before.
        """
        looked = self._look(values, wanted, exhaustive, held)
        try:
            for item in self.connector.find(looked.search):
                looked.take(item)
        except ProcessorError as error:
            looked.result.error = error
        return looked.result

    def find_many(
        self, several: Sequence[Sequence[str | Identifier]], wanted: Sequence[Iterable[Identifier]] | None = None
    ) -> list[Result]:
        """Search for many subjects in one pass."""
        some: Sequence[Iterable[Identifier] | None] = wanted or [None] * len(several)
        looked = [self._look(values, by, False, ()) for values, by in zip(several, some, strict=True)]
        try:
            for number, item in cast(ManyConnector, self.connector).find_many([one.search for one in looked]):
                looked[number].take(item)
        except ProcessorError as error:
            for one in looked:
                one.result.error = error
        return [one.result for one in looked]

    def _look(
        self,
        values: Iterable[str | Identifier],
        wanted: Iterable[Identifier] | None,
        exhaustive: bool,
        held: Iterable[str],
    ) -> "Look":
        import hashlib

        given = [one if isinstance(one, Identifier) else Identifier("email", one) for one in values]
        matcher, result, stored = Matcher(given, self.access.processor), Result(), set(held)

        def keep(content: bytes) -> str:
            digest = hashlib.sha256(content).hexdigest()
            result.files[digest] = content
            return digest

        search = Search(
            self.access.processor,
            self.manifest.slug,
            matcher,
            kinds=self.manifest.finds_by,
            wanted=wanted,
            exhaustive=exhaustive,
            keep_file=keep,
            holds=stored.__contains__,
        )
        return Look(search, result, frozenset(self.manifest.redact))


@dataclass
class Look:
    """The core's look at what a search yields."""

    search: Search
    result: Result
    redact: frozenset[str]
    proven: dict[str, str] = field(default_factory=dict)

    def take(self, item: Record | Gap | Verdict) -> None:
        """File one thing where it belongs."""
        if isinstance(item, Gap):
            self.result.gaps.append(item)
            return
        if isinstance(item, NotSearchable | Awaiting):
            self.result.verdict = item
            return
        record = redacted(item, self.redact)
        if not holds(record, self.search.matcher, self.proven.get):
            self.result.near.append(record)
            return
        self.result.disclosed.append(record)
        if carries(record.proof):
            self.proven[record.id] = record.source_id


def rig(
    slug: str,
    *,
    through: Callable[[Transport], Transport] | None = None,
    wire: Callable[[Dial], Dial] | None = None,
    place: Callable[[Place], Place] | None = None,
    settings: dict[str, Any] | None = None,
    policy: Policy = IMPATIENT,
    registry: Registry | None = None,
) -> Rig:
    """A fresh imitation of this connector's processor.

    To inject faults, `through` wraps the way to it by HTTP, `wire` that by other connections, `place` its files.
    """
    registry = registry or Registry.discover()
    manifest = registry.get(slug)
    imitation: Imitation = registry.sandbox(slug).imitate(World(slug, manifest.folder))
    transport = in_process(imitation.app)
    values = {**imitation.settings, **(settings or {})}
    access = Access(
        Processor(slug, slug, manifest, values),
        policy,
        transport=through(transport) if through else transport,
        through=wire(imitation.dial) if wire and imitation.dial else imitation.dial,
        place_instead=place(imitation.place) if place and imitation.place else imitation.place,
    )
    return Rig(manifest, imitation, access, registry.load(slug)(access))
