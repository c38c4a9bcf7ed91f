"""The dossier before it is rendered: everything in it may be sent, in the language of the answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import msgspec

from sar.i18n import Translator
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
    """The person in charge of the protection of personal information."""
    title: str = ""
    """Their function."""
    email: str = ""
    phone: str = ""
    website: str = ""


class RequestFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said of the request itself."""

    id: str
    kind: str
    received: date
    lang: str
    made_at: datetime
    """When this dossier was made."""
    complete: bool
    """Whether every processor's search came to its end."""
    sandbox: bool = False
    """Whether these are invented data of the bundled sandboxes."""
    regimes: tuple[str, ...] = ()
    due: date | None = None


class Searched(msgspec.Struct, frozen=True, omit_defaults=True):
    """An identifier, and how it was learnt."""

    identifier: Identifier
    learnt_from: str = ""
    """The title of the record that gave it; empty for what the request itself gave."""
    learnt_at: str = ""
    """The system of that record, as people know it."""
    doubt: str = ""
    """Why it was not followed, or only after an officer said so."""
    times: int = 1
    """How many records of that system gave it, each with its own moment."""
    last_seen: datetime | None = None
    """The last of these moments; the identifier has the first."""


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


class Withheld(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was found and is not disclosed, where that may be said."""

    what: str
    reason: str
    count: int = 1
    provision: str = ""
    remedy: str = ""
    last_day: date | None = None
    """Until when the remedy is open."""
    waiting: bool = False
    """Not decided yet: an officer still looks at it."""


class Term(msgspec.Struct, frozen=True, omit_defaults=True):
    """A word of a vocabulary: its IRI, where it has one, and how people read it."""

    label: str
    iri: str = ""


class RecipientLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody to whom data are given."""

    name: str
    kind: str = ""
    places: tuple[Term, ...] = ()
    safeguards: tuple[str, ...] = ()


class Processing(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is done with a category of data, or in one system, and why."""

    title: str
    systems: tuple[str, ...] = ()
    categories: tuple[Term, ...] = ()
    purposes: tuple[Term, ...] = ()
    means: tuple[str, ...] = ()
    source: str = ""
    basis: tuple[Term, ...] = ()
    recipients: tuple[RecipientLine, ...] = ()
    places: tuple[Term, ...] = ()
    safeguards: tuple[str, ...] = ()
    retention: str = ""
    duration: str = ""
    """The same as ISO 8601, such as `P5Y`."""
    staff: tuple[str, ...] = ()


class AutomatedDecision(msgspec.Struct, frozen=True, omit_defaults=True):
    """A decision that no human takes."""

    what: str
    logic: str = ""
    consequences: str = ""
    review: str = ""


class Disclosure(msgspec.Struct, frozen=True, omit_defaults=True):
    """Data given to somebody: to whom, what, where, since or when."""

    recipient: str
    kind: str = ""
    places: tuple[Term, ...] = ()
    what: tuple[str, ...] = ()
    when: str = ""


class RightLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A right, and the provision that gives it."""

    text: str
    provision: str
    law: str
    iri: str = ""


class RemedyLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where to turn, and until when."""

    body: str
    text: str
    law: str
    last_day: date | None = None
    contact: str = ""


class ContentLine(msgspec.Struct, frozen=True):
    """Something that the laws ask for, and the part of the dossier in which it stands."""

    item: str
    text: str
    part: str
    provisions: tuple[str, ...]


class Code(msgspec.Struct, frozen=True):
    """A mark or code of this document, and what it means."""

    code: str
    meaning: str


class ManifestFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file of the answer with its digest."""

    path: str
    """Relative to the request's folder."""
    size: int
    sha256: str
    media_type: str
    masked: bool = False
    """Whether other people were masked in its text."""
    original: str = ""
    """SHA-256 of the file before that."""


@dataclass(frozen=True)
class Dossier:
    """The answer; records are streamed, already masked, in the order in which they are shown."""

    request: RequestFacts
    controller: Controller
    subject: Subject
    coverage: tuple[Coverage, ...]
    third_parties: tuple[ThirdParty, ...]
    withheld: tuple[Withheld, ...]
    processing: tuple[Processing, ...]
    disclosures: tuple[Disclosure, ...]
    automated: tuple[AutomatedDecision, ...]
    no_automated: bool
    """Whether the register says on purpose that no decision is taken by a machine."""
    contents: tuple[ContentLine, ...]
    """What the laws ask for, and where it stands."""
    rights: tuple[RightLine, ...]
    remedies: tuple[RemedyLine, ...]
    notes: tuple[str, ...]
    """Further sentences that the laws of the request ask for."""
    glossary: tuple[Code, ...]
    letter: tuple[str, ...]
    """The cover letter, paragraph by paragraph."""
    files: tuple[ManifestFile, ...]
    """The attachments, written under `files/`."""
    records: Callable[[], Iterator[Record]]
    """Each call starts anew; kinds in the order of `sar.records.KINDS`, then processor, then time."""
    counts: dict[tuple[str, str], int]
    """Number of records by (kind, processor), in the order shown."""
    say: Translator
    """The language and time zone of the answer."""
