"""What an officer sees of a request's case: its clock, who the person is, what was decided, what was sent."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sar.cli.house import House
from sar.cli.speech import count, say
from sar.cli.terminal import console, safe
from sar.cli.words import OUTCOMES_OF_CORRECTION, QUESTIONS, STATES

if TYPE_CHECKING:
    from sar.cases import Case
    from sar.law.deadlines import Deadline
    from sar.retention import Overrun


def show(house: House, case: "Case", dues: "Sequence[Deadline]") -> None:
    """Each thing that was recorded, in one line."""
    out = console()
    for line in _lines(house, case, dues):
        out.print(safe(line), highlight=False)


def overruns(found: "Iterable[Overrun]") -> None:
    """What is kept beyond its time; the subject's answer gives the days, and nothing is deleted by itself."""
    out = console()
    for one in found:
        records = count(one.records, "{n} record", "{n} records")
        values = {"processor": one.processor, "records": records, "day": one.oldest}
        line = say("Kept too long in {processor}: {records} that were to be deleted, the first by {day}.", **values)
        out.print(f"[yellow]![/] {safe(line)}", highlight=False)


def _lines(house: House, case: "Case", dues: "Sequence[Deadline]") -> Iterator[str]:
    yield say("State: {state}", state=say(STATES[case.state]))
    for due in dues if not case.closed else ():
        left = count((due.due - house.today).days, "{n} day", "{n} days")
        yield say("Due {day} ({left} left) under {law}", day=due.due, left=left, law=due.regime)
    if case.closed:
        yield say("Ended on {day}", day=case.closed)
    if known := case.verified:
        values = {"level": known.level, "day": known.on, "by": known.by, "method": known.method}
        yield say("The person is known at {level}, on {day}, by {by}: {method}", **values)
    else:
        yield say("How surely the person is known is not recorded; {level} is needed.", level=case.level)
    yield from _clock(case)
    yield from _decided(case)
    yield from _sent(case)


def _clock(case: "Case") -> Iterator[str]:
    for pause in case.pauses:
        until = say("answered on {day}", day=pause.answered) if pause.answered else say("not answered yet")
        yield say("Asked on {day}: {why}, {until}", day=pause.asked, why=say(QUESTIONS[pause.why]), until=until)
    for regime, extension in case.extended.items():
        yield say("Extended under {law} on {day}: {reason}", law=regime, day=extension.on, reason=extension.reason)


def _decided(case: "Case") -> Iterator[str]:
    if refused := case.refused:
        values = {"day": refused.on, "by": refused.by, "ground": refused.ground, "reason": refused.reason}
        yield say("Refused on {day} by {by} ({ground}): {reason}", **values)
    if corrected := case.corrected:
        outcome = say(OUTCOMES_OF_CORRECTION[corrected.outcome])
        yield say("Correction: {outcome} on {day} by {by}", outcome=outcome, day=corrected.on, by=corrected.by)
    if case.comment:
        yield say("The person's own words: {text}", text=case.comment)
    for notice in case.notices:
        told = say("told on {day}", day=notice.sent) if notice.sent else say("not told yet")
        yield say("{name}: {state}", name=notice.recipient, state=told)
    if case.hold:
        yield say("Nothing of it may be destroyed: {reason}", reason=case.hold)


def _sent(case: "Case") -> Iterator[str]:
    for one in case.deliveries:
        files = count(len(one.files), "{n} file", "{n} files")
        values = {"day": one.on, "to": one.to, "by": one.by, "file": one.file, "files": files}
        yield say("Sent on {day} to {to} by {by}: {file}, {files}", **values)
        if one.overridden:
            yield say("  released although the gate was closed: {reason}", reason=one.overridden)
        for file in one.files:
            yield f"  {file.sha256}  {file.path}"
