"""A correction of one processor's imitation, through the core's own search, plan and application.

What it must change is written by hand in `fixtures/<slug>/correction.json`:

    {"ann": {"set": {"phone": "+15145550123"}, "was": {},
             "changes": {"/persons/0/phones/0/value": "+15145550123", "/persons/0/update_time": "*"}}, …}

`changes` are all differences of the imitation's state: JSON Pointer → new value, `*` for any, null for what is gone.
`ignored` at the top are parts of the state that are no data, such as lists of what was asked.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from sar.collect import Collection, collect
from sar.context import Access
from sar.correct.apply import Application, Watch, apply, unwatched
from sar.correct.fields import parse
from sar.correct.model import Correction, Plan, Receipt
from sar.correct.plan import plan
from sar.correct.undo import way_back
from sar.http import Request, Response, Transport, in_process
from sar.registry import Registry
from sar.sandbox import Imitation, World, cast
from sar.settings import Processor
from sar.testing.expected import identifiers, main_key
from sar.testing.rig import IMPATIENT
from sar.unit import Source
from sar.workspace import Request as Asked
from sar.workspace import Workspace

Through = Callable[[Transport], Transport]
PATIENCE = IMPATIENT
OFFICER = "Test Officer"


@cache
def wanted(slug: str) -> dict[str, Any]:
    """The hand-written expectations."""
    loaded: dict[str, Any] = World(slug, Registry.discover().get(slug).folder).load("correction.json")
    return loaded


@dataclass
class Mending:
    """One imitation and one workspace, in which corrections are made."""

    slug: str
    workspace: Workspace
    imitation: Imitation
    requests: int = field(default=0)
    kept: dict[str, str] = field(default_factory=dict)
    """Secrets that the processor rotated, as credentials.toml would hold them."""

    def plan(self, new: dict[str, str], was: dict[str, str] | None = None, who: str = "") -> Plan:
        """Search and plan for one of the cast, as `sar correct` does."""
        person = who or main_key()
        was = {"email": cast()[person].email, **(was or {})}
        request_id = self.request(person)
        source = self.source()
        request = self.workspace.request(request_id)
        collect(Collection(self.workspace, request), [source])
        made = plan(self.workspace, request_id, Correction(parse(new, "CA"), was), [source])
        self.workspace.keep_plan(made)
        return made

    def keep(self, path: Path) -> None:
        """A copy of the workspace as it is: what is searched and planned once can be carried out many times."""
        with closing(sqlite3.connect(str(self.workspace.engine.url.database))) as database:
            database.execute("VACUUM INTO ?", (str(path),))
        shutil.copy(f"{self.workspace.engine.url.database}.key", f"{path}.key")

    def request(self, person: str) -> str:
        """A new request for one of the cast."""
        self.requests += 1
        request = Asked(f"r{self.requests}", "rectification", date(2026, 1, 5), "en", datetime.now(UTC), sandbox=True)
        self.workspace.create(request, identifiers(self.slug, person), {self.slug: self.slug})
        return request.id

    def apply(
        self, request_id: str, through: Through | None = None, settings: dict[str, Any] | None = None,
        watch: Watch = unwatched,
    ) -> list[Receipt]:  # fmt: skip
        """Carry out what is planned."""
        return apply(Application(self.workspace, request_id, OFFICER, watch), [self.source(through, settings)])

    def undo(self, corrected: str) -> Plan:
        """The way back, planned."""
        request_id = self.request(main_key())
        made = way_back(self.workspace, corrected, request_id, [self.source()])
        self.workspace.keep_plan(made)
        return made

    def source(self, through: Through | None = None, settings: dict[str, Any] | None = None) -> Source:
        """The processor, always on this same imitation."""
        registry = Registry.discover()
        manifest, imitation = registry.get(self.slug), self.imitation
        way = in_process(imitation.app)
        kept = {name: value for name, value in self.kept.items() if name not in settings} if settings else self.kept
        processor = Processor(self.slug, self.slug, manifest, {**imitation.settings, **(settings or {})})

        def access() -> Access:
            return Access(
                processor,
                PATIENCE,
                transport=through(way) if through else way,
                through=imitation.dial,
                place_instead=imitation.place,
                kept=kept,
            )

        return Source(processor, lambda: registry.load(self.slug), access)

    def state(self) -> dict[str, Any]:
        """Every leaf of the imitation's state by JSON Pointer, but for what is no data."""
        ignored = tuple(wanted(self.slug).get("ignored", ()))
        return {path: value for path, value in leaves(self.imitation.state) if not path.startswith(ignored)}

    def mark(self) -> bytes:
        """What differs when the state does; cheaper than the state by its leaves, and asked for at every request."""
        ignored = wanted(self.slug).get("ignored", ())
        whole = {name: value for name, value in self.imitation.state.items() if f"/{name}" not in ignored}
        return msgspec.msgpack.encode(whole, enc_hook=repr)


@contextmanager
def mending(slug: str, kept: Path | None = None) -> Iterator[Mending]:
    """A fresh imitation and an empty workspace, or a copy of a kept one."""
    registry = Registry.discover()
    manifest = registry.get(slug)
    with TemporaryDirectory() as folder:
        place = Path(folder) / "workspace.db"
        if kept:
            shutil.copy(kept, place)
            shutil.copy(f"{kept}.key", f"{place}.key")
        workspace = Workspace(place)
        imitation: Imitation = registry.sandbox(slug).imitate(World(slug, manifest.folder))
        yield Mending(slug, workspace, imitation)
        workspace.engine.dispose()


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf with its JSON Pointer; empty lists and objects are leaves too."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not pairs or not value:
        yield path, value
    for key, inner in pairs if value else ():
        yield from leaves(inner, f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}")


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Pointer → new value, null for what is gone."""
    changed = {path: value for path, value in after.items() if path not in before or before[path] != value}
    return {**changed, **{path: None for path in before if path not in after}}


class Watched(Transport):
    """A way that tells which requests changed the imitation's state: those are the writes, whatever their verb."""

    def __init__(self, inner: Transport, mending: Mending) -> None:
        self._inner, self._mending = inner, mending
        self.requests = 0
        self.writes: list[int] = []
        """Numbers of the requests that changed something."""

    def handle_request(self, request: Request) -> Response:
        """Pass it on, and look what it did."""
        before = self._mending.mark()
        answer = self._inner.handle_request(request)
        if self._mending.mark() != before:
            self.writes.append(self.requests)
        self.requests += 1
        return answer
