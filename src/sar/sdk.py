"""All that a connector may import.

A connector is a class built with a `Context`; its methods are plain synchronous generators.
The core checks every proof again, whatever a connector says.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, Literal, Protocol, TypeVar

import msgspec

from sar.correct.fields import same
from sar.correct.held import listed_anew, lists_now, planned
from sar.correct.model import Alteration, ByHand, Change, Correction, Reading
from sar.correct.weigh import Held
from sar.errors import (
    Capped,
    Changed,
    Denied,
    Missing,
    MissingCredential,
    ProcessorError,
    Rejected,
    SettingsError,
    Throttled,
    Unavailable,
)
from sar.exports import Export, exports
from sar.google import google
from sar.http import Client, Download, Params, Request, Response, decoded
from sar.identifiers import Identifier, Kind, Matcher, canonical, mentions
from sar.imports import load
from sar.letters import filled, in_words, listed
from sar.outcomes import Awaiting, Gap, NotSearchable, Said, Verdict
from sar.places import Entry, Place, split
from sar.proof import mention, prove
from sar.records import (
    Attachment,
    Field,
    Match,
    Person,
    Proof,
    Record,
    RecordKind,
    Via,
    at,
    pointer,
    record_id,
    utc,
)
from sar.sentences import filled as in_place
from sar.shapes import as_object, as_rows, content_id, id_of, inner, some_rows, text_of
from sar.shaping import Known, fields, moment, plain, without
from sar.tables import Layout, Row, places_of, read_table
from sar.wire import Connection, secured, trusted

__all__ = [
    "Alteration", "Attachment", "Awaiting", "ByHand", "Capped", "Change", "Changed", "Client", "Connection",
    "Connector", "Context", "Correction", "Denied", "Download", "Entry", "Export", "Field", "Finding", "Gap",
    "Held", "Identifier", "Kind", "Known", "Layout", "ManyConnector", "Match", "Matcher", "Missing",
    "MissingCredential", "NotSearchable", "Params", "Person", "Place", "ProcessorError", "Proof", "Reading",
    "Record", "RecordKind", "Rejected", "Request", "Response", "Row", "Said", "Search", "SettingsError",
    "Throttled", "Unavailable", "Verdict", "Via", "as_object", "as_rows", "at", "canonical", "content_id",
    "decoded", "exports", "fields", "filled", "google", "guarded", "id_of", "in_words", "inner", "listed",
    "listed_anew", "lists_now", "load", "mention", "mentions", "moment", "pages", "places_of", "plain", "planned",
    "pointer", "prove", "read_table", "record_id", "same", "secured", "some_rows", "split", "text_of", "trusted",
    "utc", "without",
]  # fmt: skip

T = TypeVar("T")
C = TypeVar("C")


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of `sar check`: what was tried and what it means for a full search."""

    level: Literal["ok", "note", "warning", "error"]
    """`note`: what it will not be able to see, by design; a warning or error makes a search incomplete."""
    text: str
    """A sentence; its `{places}`, and those of the remedy, are filled from `values`, so that it can be translated."""
    remedy: str = ""
    values: dict[str, str] = {}

    @property
    def told(self) -> "Finding":
        """The finding with its places filled."""
        if not self.values:
            return self
        return Finding(self.level, in_place(self.text, self.values), in_place(self.remedy, self.values))


class Connector(Protocol):
    """What a connector's entry class must offer; it is built with its `Context` and makes no call before asked."""

    def __init__(self, context: "Context") -> None: ...

    def check(self) -> Iterator[Finding]:
        """Whether the key is valid and its rights are wide enough for a full search; raises ProcessorError."""
        ...

    def find(self, search: "Search") -> Iterator[Record | Gap | Verdict]:
        """Every record that may be the subject's, parents before what hangs on them, and every limit met.

        A processor without a search by person yields `NotSearchable`, one that a person must ask `Awaiting`.
        """
        ...


class ManyConnector(Connector, Protocol):
    """A connector that goes through its processor once for many subjects, where one search costs as much as many."""

    def find_many(self, searches: Sequence["Search"]) -> Iterator[tuple[int, Record | Gap | Verdict]]:
        """What `find` would yield for each search, in its order, behind the place of that search in the list."""
        ...


class Context(Protocol):
    """What the core gives a connector: its settings and its way to the network."""

    @property
    def processor(self) -> str:
        """The table's name in credentials.toml."""
        ...

    def setting(self, name: str) -> Any:
        """A plain setting, or its default."""
        ...

    def secret(self, name: str) -> str:
        """A secret in clear; raises MissingCredential when it is not set."""
        ...

    def secrets(self, name: str) -> dict[str, str]:
        """A table of secrets in clear, such as one password per account; empty when it is not set."""
        ...

    def has(self, name: str) -> bool:
        """Whether a setting or secret has a value."""
        ...

    def keep(self, name: str, value: str) -> None:
        """Store a secret that the processor rotated, atomically, before it is used; inside `locked()`."""
        ...

    def locked(self) -> AbstractContextManager[None]:
        """Only one process refreshes a token; after entering, `secret()` reads the newest value."""
        ...

    def token(self, refused: str, fetch: Callable[[], str]) -> str:
        """A short-lived token that all searches of this processor share; it never leaves memory.

        `fetch` gets a new one where there is none yet, or where it is the one that was refused; "" when none was.
        """
        ...

    def http(
        self,
        root: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        renew: Callable[[], Mapping[str, str]] | None = None,
        explain: Callable[[Response], ProcessorError | None] | None = None,
        sign: Callable[[Request], Mapping[str, str]] | None = None,
    ) -> Client:
        """A client for one API root; see `sar.http.Client`."""
        ...

    def dial(self, host: str, port: int) -> Connection:
        """A connection that is not HTTP; `secured` puts TLS on it."""
        ...

    def once(self, name: str, rows: Callable[[], Iterable[T]]) -> Iterator[T]:
        """The rows of a list that is the same whoever is searched for: a batch fetches it once for all its subjects.

        The name tells it from the processor's other lists, and says on what it depends, such as an account. The rows
        must be plain JSON. One that fails is not kept: the next search tries again.
        """
        ...

    def place(self, host: str = "", *, key: str = "", password: str = "", known_hosts: str = "") -> Place:
        """The files of this machine, or of `ssh://user@host:port`; see `sar.places`."""
        ...


class Search:
    """One search in one processor: whom to look for, and how to say what was found."""

    def __init__(
        self,
        processor: str,
        connector: str,
        matcher: Matcher,
        *,
        kinds: Iterable[Kind] = ("email",),
        wanted: Iterable[Identifier] | None = None,
        exhaustive: bool = False,
        attachment_cap: int = 25 << 20,
        keep_file: Callable[[bytes], str] | None = None,
        holds: Callable[[str], bool] | None = None,
        progress: Callable[[Said], None] | None = None,
    ) -> None:
        self.processor, self.connector, self.matcher = processor, connector, matcher
        self.identifiers = matcher.of(*kinds) if wanted is None else tuple(wanted)
        """What to search by now: a later round may leave out what was searched by before; `matcher` knows all."""
        self.exhaustive = exhaustive
        """Whether slow searches that rarely find more are wanted too."""
        self.attachment_cap = attachment_cap
        self._keep_file, self._holds, self._progress = keep_file, holds, progress

    @property
    def emails(self) -> tuple[str, ...]:
        """The subject's e-mail addresses."""
        return tuple(one.value for one in self.of("email"))

    def of(self, *kinds: Kind) -> tuple[Identifier, ...]:
        """The identifiers of these kinds to search by now."""
        return tuple(one for one in self.identifiers if one.kind in kinds)

    def holds(self, type_: str, source_id: str) -> bool:
        """Whether an interrupted run stored this record already: its details need not be fetched again."""
        return bool(self._holds and self._holds(record_id(self.processor, type_, source_id)))

    def progress(self, note: str, **values: object) -> None:
        """Say what is being done, in a few words without personal data; their `{places}` are filled from `values`."""
        if self._progress:
            self._progress(Said(note, {name: str(value) for name, value in values.items()}))

    def record(
        self,
        type_: str,
        source_id: object,
        *,
        kind: RecordKind,
        title: str | Said,
        proof: Proof | None,
        raw: Any,
        **more: Any,
    ) -> Record:
        """A record with its id, source and time of retrieval filled in; `more` are further fields of Record.

        A title of the connector's own words is `Said`, so that it can be translated; what a processor gave is a text.
        """
        words = title if isinstance(title, Said) else Said(title)
        return Record(
            id=record_id(self.processor, type_, str(source_id)),
            processor=self.processor,
            connector=self.connector,
            type=type_,
            source_id=str(source_id),
            kind=kind,
            title=words.what,
            values=words.values,
            proof=proof,
            raw=raw,
            retrieved_at=datetime.now(UTC),
            **more,
        )

    def prove(self, raw: Any, kind: Kind, *pointers: str, moment: datetime | None = None) -> Match | None:
        """The proof that one of these places in `raw` holds the subject's identifier; `*` stands for any key.

        Give the record's `moment` for what is tied to a time, such as an IP address.
        """
        return prove(self.matcher, raw, kind, *pointers, moment=moment)

    def mention(self, raw: Any, *pointers: str) -> Match | None:
        """The proof that an identifier stands in free text at these places, or anywhere when none is given."""
        return mention(self.matcher, raw, *pointers)

    def attach(self, name: str, fetch: Callable[[int], Download], media_type: str = "") -> Attachment | Gap:
        """Fetch a file (`fetch` is given the cap in bytes), store it sealed, and say so or say why not."""
        try:
            file = fetch(self.attachment_cap)
        except ProcessorError as error:
            if error.status == 401:
                raise
            told = {**error.values, "name": name, "why": error.message}
            return Gap("The file {name} could not be fetched: {why}.", error.remedy_sentence, told)
        if file.truncated:
            cap = f"{self.attachment_cap >> 20} MiB"
            what = "The file {name} is larger than {cap} and was not fetched."
            return Gap(what, "Raise attachment_mb in sar.toml, then --resume.", {"name": name, "cap": cap})
        import hashlib

        digest = hashlib.sha256(file.content).hexdigest()
        if self._keep_file:
            self._keep_file(file.content)
        media = media_type or file.media_type or "application/octet-stream"
        return Attachment(name, media, len(file.content), digest)


def guarded(what: str, rows: Iterable[T], *, absent: str = "", **values: object) -> Iterator[T | Gap]:
    """The rows of one part of a search; a failure becomes a gap that names the part, and the rest goes on.

    The part's name is a sentence of its own, whose `{places}` are filled from `values`. `absent` is the
    sentence for a processor that does not have this part at all (404), which is then no failure. A key that
    is not accepted (401) and a reached call limit end the whole search.
    """
    try:
        yield from rows
    except Missing as error:
        yield Gap(absent) if absent else _gap(what, error, values)
    except Capped:
        raise
    except ProcessorError as error:
        if error.status == 401:
            raise
        yield _gap(what, error, values)


def _gap(what: str, error: ProcessorError, values: Mapping[str, object]) -> Gap:
    own = {name: str(value) for name, value in values.items()}
    told = {**error.values, **own, "part": what, "why": error.message}
    return Gap("{part} could not be read: {why}.", error.remedy_sentence, told)


def pages(fetch: Callable[[C], tuple[Iterable[T], C | None]], first: C) -> Iterator[T]:
    """All rows of a paged list; `fetch` gives a page's rows and the next cursor or None.

    A cursor seen before is a processor going in circles: `Changed`, since the list is then not complete.
    """
    cursor: C | None = first
    seen: set[C] = set()
    while cursor is not None:
        if cursor in seen:
            raise Changed("the pages of a list repeat without end")
        seen.add(cursor)
        rows, cursor = fetch(cursor)
        yield from rows
