"""The dossier before it is rendered: everything in it may be sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec

from sar.identifiers import Identifier
from sar.outcomes import Gap, Name
from sar.records import Record

SCHEMA = "sar-dossier/1"

Mentions = Literal["excerpt", "whole", "review"]
"""What is disclosed of a record of somebody else that mentions the subject (`mentions` in sar.toml)."""


class Controller(msgspec.Struct, frozen=True, omit_defaults=True):
    """The firm that answers the request, from `[controller]` in sar.toml."""

    name: str = ""
    address: str = ""
    officer: str = ""
    email: str = ""
    phone: str = ""


class RequestFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said of the request itself."""

    id: str
    kind: str
    received: str
    """ISO date on which the request came in."""
    lang: str
    made_at: datetime
    """When this dossier was made."""
    complete: bool
    """Whether every processor's search came to its end."""
    sandbox: bool = False
    """Whether these are invented data of the bundled sandboxes."""


class Searched(msgspec.Struct, frozen=True, omit_defaults=True):
    """An identifier, and how it was learnt."""

    identifier: Identifier
    learnt_from: str = ""
    """The title of the record that gave it; empty for what the request itself gave."""
    learnt_at: str = ""
    """The system of that record, as people know it."""
    doubt: str = ""
    """Why it was not followed, or only after an officer said so."""


class Subject(msgspec.Struct, frozen=True, omit_defaults=True):
    """The data subject: the names found in proven records, and what was searched by."""

    names: tuple[str, ...]
    identifiers: tuple[Searched, ...]
    not_followed: tuple[Searched, ...] = ()
    """Found on the way, doubtful, and not searched by."""


class Coverage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One processor's line: none is ever missing."""

    processor: str
    connector: str
    name: str
    """The connector's name as people know it."""
    outcome: Name
    records: int
    searched_at: datetime | None
    identifiers_used: tuple[str, ...]
    """Kinds and values searched by, such as `email ann@example.com`."""
    gaps: tuple[Gap, ...] = ()
    reason: str = ""
    """Why it failed, cannot be searched, or what is awaited."""
    remedy: str = ""
    near_matches: int = 0
    """Found by the search but not proven: counted, never disclosed."""
    evidence: tuple[str, ...] = ()


class ThirdParty(msgspec.Struct, frozen=True):
    """Another person in the records, by label only."""

    label: str
    """`Person 3`: the same throughout the dossier."""
    roles: tuple[str, ...]
    records: int


class Withheld(msgspec.Struct, frozen=True):
    """What was found and is not disclosed, counted by reason."""

    processor: str
    reason: str
    records: int


class ManifestFile(msgspec.Struct, frozen=True):
    """One file of the answer with its digest."""

    path: str
    """Relative to the request's folder."""
    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True)
class Dossier:
    """The answer; records are streamed, already masked, in the order in which they are shown."""

    request: RequestFacts
    controller: Controller
    subject: Subject
    coverage: tuple[Coverage, ...]
    third_parties: tuple[ThirdParty, ...]
    withheld: tuple[Withheld, ...]
    processing: tuple[dict[str, Any], ...]
    disclosures: tuple[dict[str, Any], ...]
    rights: tuple[str, ...]
    files: tuple[ManifestFile, ...]
    """The attachments, written under `files/`."""
    records: Callable[[], Iterator[Record]]
    """Each call starts anew; kinds in the order of `sar.records.KINDS`, then processor, then time."""
    counts: dict[tuple[str, str], int]
    """Number of records by (kind, processor), in the order shown."""
