"""Carrying out a plan: intent stored, compared, written, read back, receipt; processors side by side."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar, cast

from msgspec import structs

from sar.context import Access
from sar.correct.compare import Now, now
from sar.correct.fields import KINDS
from sar.correct.model import Change, Reading, Receipt, State
from sar.correct.seam import Correcting, lack
from sar.errors import Changed, Denied, ProcessorError, SettingsError
from sar.happenings import Happening, tell
from sar.identifiers import CORRECTED, Identifier
from sar.outcomes import Said
from sar.unit import Source, Stopped
from sar.workspace import Workspace

LOOKS = 3
PAUSE = 0.5
"""Seconds between looks at what was written: some processors answer reads from a copy that lags."""
DIFFERS = "It holds another value than when it was planned."
TOUCHED = "It was changed by somebody else since it was planned."
HALF = "Only a part of it was written."
IGNORED = "The processor accepted the new value and kept the old one."
UNSEEN = "It was sent, and whether it was written could not be seen: {why}."
ANEW = "Plan again with `sar correct`, and look at what it holds now."
AGAIN = "Go on with --resume: it reads first, and writes only if it must."
BROKEN = "the connector itself failed ({error})"
Watch = Callable[[Receipt], None]
T = TypeVar("T")


def unwatched(receipt: Receipt) -> None:
    """Nobody looks on."""


@dataclass(frozen=True)
class Application:
    """What all processors of one run share."""

    workspace: Workspace
    request_id: str
    by: str
    """The officer."""
    watch: Watch = unwatched
    """Called with each change's state, from the processors' threads."""
    stop: threading.Event = field(default_factory=threading.Event)


def apply(application: Application, sources: Sequence[Source], jobs: int = 8) -> list[Receipt]:
    """Carry out what is planned and not yet verified; a conflict or failure stops that one change only.

    Interrupted, it ends after the change that is being written, and raises Stopped.
    """
    workspace, request_id = application.workspace, application.request_id
    there = {source.processor.name: source for source in sources}
    due: dict[str, list[Receipt]] = {}
    for receipt in workspace.receipts(request_id):
        if receipt.state in {"planned", "intended", "failed"} and receipt.change.processor in there:
            due.setdefault(receipt.change.processor, []).append(receipt)
    tell(Happening("correction begun", count=sum(map(len, due.values()))))
    with ThreadPoolExecutor(max(1, min(jobs, len(due)))) as pool:
        running = [pool.submit(Carrier(application, there[name]).run, mine) for name, mine in due.items()]
        try:
            for one in running:
                one.result()
        except KeyboardInterrupt:
            application.stop.set()
            raise Stopped from None
    receipts = workspace.receipts(request_id)
    _follow(workspace, request_id, receipts)
    tell(Happening("correction ended", count=sum(one.state == "verified" for one in receipts)))
    return receipts


class Carrier:
    """One processor's changes, one after the other."""

    def __init__(self, application: Application, source: Source) -> None:
        self._in, self._source = application, source

    def run(self, receipts: Sequence[Receipt]) -> None:
        """Each change to its receipt; a key that may not write ends them all before the first write."""
        access = self._source.access()
        try:
            connector, lack = self._ready(access)
            for receipt in receipts:
                if self._in.stop.is_set():
                    return
                if connector is None or lack:
                    self._ended(receipt, receipt.state if receipt.state == "intended" else "failed", *lack)
                else:
                    self._carry(connector, receipt)
        finally:
            access.close()

    def _ready(self, access: Access) -> tuple[Correcting | None, tuple[Said, ...]]:
        """The connector, and why it may not write: what is wrong and what to do, or nothing."""
        try:
            connector = cast(Correcting, self._source.load()(access))
            return connector, lack(connector) or ()
        except (ProcessorError, SettingsError) as error:
            return None, _said(error)

    def _carry(self, connector: Correcting, receipt: Receipt) -> None:
        change = receipt.change
        try:
            before = _called(lambda: connector.read(change))
        except ProcessorError as error:
            state: State = "intended" if receipt.state == "intended" else "failed"
            self._ended(receipt, state, *_said(error))
            return
        seen = now(change, before)
        if seen.state == "new":
            # after an interruption it was this program that wrote it
            self._ended(structs.replace(receipt, written=receipt.state == "intended"), "verified")
        elif seen.state != "old":
            self._moved(receipt, seen)
        else:
            self._write(connector, receipt, before)

    def _write(self, connector: Correcting, receipt: Receipt, before: Reading) -> None:
        self._ended(receipt, "intended")
        error: ProcessorError | None = None
        try:
            _called(lambda: connector.apply(receipt.change, before))
        except ProcessorError as raised:
            error = raised
        try:
            seen = self._looked(connector, receipt.change, before, expected=error is None)
        except ProcessorError as unseen:
            why = error or unseen
            told = Said(UNSEEN, {**why.values, "why": why.message})
            self._ended(receipt, "intended", told, Said(AGAIN))
            return
        self._judged(receipt, seen, error)

    def _judged(self, receipt: Receipt, seen: Now, error: ProcessorError | None) -> None:
        """What the look after the write says; an error after which the new value stands did no harm."""
        if seen.state == "new":
            self._ended(structs.replace(receipt, written=True), "verified")
        elif seen.state != "old":
            self._moved(receipt, seen)
        elif error:
            self._ended(receipt, "failed", *_said(error))
        else:
            self._ended(receipt, "failed", Said(IGNORED), Said("Change it by hand there, and tell the vendor."))

    def _looked(self, connector: Correcting, change: Change, before: Reading, *, expected: bool) -> Now:
        as_it_was = structs.replace(change, stamp=before.stamp)
        for look in range(LOOKS):
            seen = now(as_it_was, _called(lambda: connector.read(change)))
            if seen.state == "new" or not expected or look == LOOKS - 1:
                return seen
            time.sleep(PAUSE)
        raise AssertionError("unreachable")

    def _moved(self, receipt: Receipt, seen: Now) -> None:
        why = {"other": DIFFERS, "touched": TOUCHED, "half": HALF}[seen.state]
        self._ended(structs.replace(receipt, found=seen.found), "conflict", Said(why), Said(ANEW))

    def _ended(self, receipt: Receipt, state: State, why: Said | None = None, remedy: Said | None = None) -> None:
        changed = structs.replace(
            receipt, state=state, why=why, remedy=remedy, at=datetime.now(UTC), by=self._in.by
        )  # fmt: skip
        self._in.workspace.receive(self._in.request_id, changed)
        self._in.watch(changed)


def _called(call: Callable[[], T]) -> T:
    """What the connector gives; a fault in its own code is one of its processor, so that the others go on."""
    try:
        return call()
    except ProcessorError:
        raise
    except Exception as error:
        raise Changed(BROKEN, "Report it.", error=type(error).__name__) from None


def _said(error: ProcessorError | SettingsError) -> tuple[Said, Said]:
    remedy = error.remedy_sentence
    if isinstance(error, Denied):
        remedy = "Give the key the right to write, then go on with --resume."
    return Said(error.message, error.values), Said(remedy, error.values)


def _follow(workspace: Workspace, request_id: str, receipts: Iterable[Receipt]) -> None:
    """A corrected address is searched by from now on, beside the old one."""
    for receipt in receipts:
        for one in receipt.change.alterations if receipt.state == "verified" else ():
            if one.field in KINDS and one.old and one.new:
                kind = KINDS[one.field]
                old, new = Identifier(kind, one.old), Identifier(kind, one.new, source=CORRECTED, confidence="strong")
                workspace.follow(request_id, [new])
                workspace.replaced(request_id, old, new)
