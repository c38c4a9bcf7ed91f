"""The life of a request: its laws, its clock, who the person is, what was sent. Pure; the workspace stores it."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec
from msgspec import structs

from sar.errors import CallError, Refused
from sar.law.deadlines import Clock, Deadline, Pause, Why, deadline, earliest, last_day_to_extend
from sar.law.regimes import Level, Regime, chosen
from sar.law.states import ENDED, State
from sar.outcomes import Said

Kind = Literal["access", "portability", "rectification"]
UNREASONED = "a refusal needs its reason"
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]
LEVELS: tuple[Level, ...] = Level.__args__  # type: ignore[attr-defined]


class Verification(msgspec.Struct, frozen=True):
    """How surely the person is known to be the subject; never the document that was seen."""

    level: Level
    method: str
    """Such as "one-time link to the address on file" or "identity card seen, nothing kept"."""
    on: date
    by: str


class Extension(msgspec.Struct, frozen=True):
    """That the person was told of a later date."""

    on: date
    reason: str


class Refusal(msgspec.Struct, frozen=True):
    """That the whole request is refused."""

    ground: str
    reason: str
    on: date
    by: str


class Corrected(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was decided about a request of rectification."""

    outcome: Literal["granted", "partial", "refused"]
    on: date
    by: str
    fields: tuple[str, ...] = ()
    """Those that are refused, by their normalised names; none named with `refused` means all."""
    ground: str = ""
    reason: str = ""


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """That somebody who has the data, or gave them, was told of a correction."""

    recipient: str
    sent: date | None = None
    confirmed: date | None = None
    """When they said that it is done."""
    via: str = ""


class Sent(msgspec.Struct, frozen=True):
    """One file of a delivery."""

    path: str
    size: int
    sha256: str


class Delivery(msgspec.Struct, frozen=True):
    """What was sent, when, to whom, by which way."""

    on: date
    to: str
    by: str
    file: str
    sha256: str
    overridden: str = ""
    """Why it was released although the gate stood closed."""
    files: tuple[Sent, ...] = ()


class Case(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything about a request but its data."""

    regimes: tuple[str, ...] = ("quebec",)
    state: State = "received"
    verified: Verification | None = None
    pauses: tuple[Pause, ...] = ()
    extended: dict[str, Extension] = {}
    countries: dict[str, str] = {}
    refused: Refusal | None = None
    deliveries: tuple[Delivery, ...] = ()
    closed: date | None = None
    hold: str = ""
    """Why nothing may be destroyed yet."""
    corrected: Corrected | None = None
    notices: tuple[Notice, ...] = ()
    comment: str = ""
    """The person's own statement, kept with the request when a correction is refused."""

    @property
    def laws(self) -> tuple[Regime, ...]:
        """The laws of this case."""
        return chosen(self.regimes)

    @property
    def level(self) -> Level:
        """How surely the person must be known: the strictest of its laws."""
        return max(law.level for law in self.laws)


def clock(case: Case, received: date) -> Clock:
    """What moves the deadlines."""
    told = {regime: extension.on for regime, extension in case.extended.items()}
    return Clock(received, case.pauses, told, case.countries)


def due(case: Case, received: date, today: date) -> Deadline:
    """The deadline that holds."""
    return earliest(case.laws, clock(case, received), today)


def dues(case: Case, received: date, today: date) -> list[Deadline]:
    """The deadline under each law, the first first."""
    each = (deadline(law, clock(case, received), today) for law in case.laws)
    return sorted(each, key=lambda one: (one.due, one.regime))


def verify(case: Case, verification: Verification) -> Case:
    """The person is known this surely; a question of identity that was open is answered."""
    pauses = tuple(_answered(pause, "identity", verification.on) for pause in case.pauses)
    state: State = "collecting" if case.state in {"received", "acknowledged", "awaiting_identity"} else case.state
    return structs.replace(_open(case), verified=verification, pauses=pauses, state=state)


def acknowledge(case: Case) -> Case:
    """The person was told that the request came in."""
    return structs.replace(case, state="acknowledged") if case.state == "received" else case


def ask(case: Case, why: Why, on: date) -> Case:
    """A question is put to the person; whether it holds a clock is for each law to say."""
    if any(pause.why == why and pause.answered is None for pause in case.pauses):
        identity, wanted = "a question of identity is open already", "a question of clarification is open already"
        raise CallError(identity if why == "identity" else wanted, "Record its answer with `sar request resume`.")
    state: State = "awaiting_identity" if why == "identity" else "awaiting_clarification"
    return structs.replace(_open(case), pauses=(*case.pauses, Pause(why, on)), state=state)


def answered(case: Case, on: date) -> Case:
    """The person has answered what was asked."""
    if all(pause.answered for pause in case.pauses):
        raise CallError("no question to the person is open", "See `sar request show`.")
    pauses = tuple(_answered(pause, pause.why, on) for pause in case.pauses)
    return structs.replace(case, pauses=pauses, state="collecting")


def extend(case: Case, received: date, reason: str, on: date) -> Case:
    """The person is told of a later date, under every law of the case that knows one."""
    if not reason.strip():
        raise CallError("an extension needs its reason", "Give it with --reason; the person is told.")
    able = [law for law in case.laws if law.extended is not None and law.slug not in case.extended]
    if not able:
        said, remedy = "no (further) extension exists under {names}", "Answer in time with what is there, and go on."
        raise Refused(said, remedy, names=", ".join(case.regimes))
    for law in able:
        last = last_day_to_extend(law, clock(case, received), on)
        if last and on > last:
            said, remedy = "under {law} the person had to be told by {day}", "The time for an extension is over."
            raise Refused(said, remedy, law=law.slug, day=last)
    told = {law.slug: Extension(on, reason) for law in able}
    return structs.replace(_open(case), extended={**case.extended, **told}, state="extended")


def refuse(case: Case, refusal: Refusal) -> Case:
    """The whole request is refused on a ground of one of its laws."""
    from sar.law.regimes import ground

    ground(refusal.ground, case.laws)
    if not refusal.reason.strip():
        raise CallError(UNREASONED, "Give it with --reason; the person is told, with the provision.")
    return structs.replace(_open(case), refused=refusal, state="refused", closed=refusal.on)


def grant(case: Case, decided: Corrected) -> Case:
    """A correction is granted, in part or whole, or refused on a ground of one of the laws."""
    if decided.outcome != "granted":
        from sar.law.regimes import ground

        ground(decided.ground, case.laws)
        if not decided.reason.strip():
            raise CallError(UNREASONED, "Give it with --reason; the person is told, with the provision.")
    state: State = "refused" if decided.outcome == "refused" else "review"
    closed = decided.on if decided.outcome == "refused" else None
    return structs.replace(_open(case), corrected=decided, state=state, closed=closed)


def notified(case: Case, notice: Notice) -> Case:
    """A recipient was told, or has confirmed; what is said later adds to what was said before."""
    before = next((one for one in case.notices if one.recipient == notice.recipient), Notice(notice.recipient))
    known = Notice(
        notice.recipient, notice.sent or before.sent, notice.confirmed or before.confirmed, notice.via or before.via
    )
    others = tuple(one for one in case.notices if one.recipient != notice.recipient)
    return structs.replace(case, notices=(*others, known))


def close(case: Case, state: State, on: date) -> Case:
    """The case has ended in this state."""
    if state not in ENDED:
        known = ", ".join(sorted(ENDED))
        raise CallError("a request does not end as {state}", "Known: {known}.", state=state, known=known)
    return structs.replace(_open(case), state=state, closed=on)


def deliver(case: Case, delivery: Delivery, state: State) -> Case:
    """Something was sent; an answer that lacks nothing fulfils the request."""
    return structs.replace(
        case, deliveries=(*case.deliveries, delivery), state=state, closed=case.closed or delivery.on
    )


def collected(case: Case) -> Case:
    """The search has been made: what is found waits for the officer's look."""
    before: frozenset[State] = frozenset({"received", "acknowledged", "collecting"})
    return structs.replace(case, state="review") if case.state in before else case


def closed_gates(case: Case, undecided: int, on_file: bool) -> list[Said]:
    """Why nothing may be released yet; empty when it may."""
    level = case.verified.level if case.verified else "L0"
    gates = []
    if level < case.level:
        known: dict[str, str] = {"level": level, "needed": case.level}
        gates.append(Said("the person is known at {level}, and {needed} is needed", known))
    if undecided:
        gates.append(Said("items that wait for a decision: {n}", {"n": str(undecided)}))
    if not on_file:
        gates.append(Said("the address is not one that was on file before the request"))
    return gates


def _answered(pause: Pause, why: Why, on: date) -> Pause:
    return structs.replace(pause, answered=on) if pause.answered is None and pause.why == why else pause


def _open(case: Case) -> Case:
    if case.state in ENDED:
        said, remedy = "the request has ended ({state})", "Make a new one with `sar request new`."
        raise Refused(said, remedy, state=case.state)
    return case


def laws_of(slugs: Iterable[str]) -> tuple[str, ...]:
    """The slugs, checked and in the table's order."""
    return tuple(law.slug for law in chosen(slugs))
