"""What is not disclosed and may be told: by decision, or because an officer has not looked at it yet."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from sar.decisions import Decision, ground_of, silent
from sar.dossier import words
from sar.dossier.excerpt import is_mention
from sar.dossier.legal import text
from sar.dossier.model import Withheld
from sar.dossier.told import Told
from sar.law.regimes import Regime
from sar.records import Record
from sar.workspace import Workspace

WHATS = {"record": words.WITHHELD_RECORD, "field": words.WITHHELD_FIELD, "file": words.WITHHELD_FILE}


def withheld(
    workspace: Workspace, request_id: str, told: Told, held: Iterable[tuple[str, str]]
) -> tuple[Withheld, ...]:
    """Counted by system and reason; `held` are (system, SHA-256) of files that wait. Silent grounds leave no trace."""
    lines: Counter[Withheld] = Counter()
    for decision in told.decisions.all:
        if decision.verdict != "disclose" and decision.part in WHATS and not silent(decision, told.laws):
            lines[_decided(workspace, request_id, decision, told)] += 1
    for system, _ in held:
        reason = told.say("It could not be searched for other people's data by machine.")
        lines[Withheld(told.say(words.UNDECIDED_FILE, system=system), reason, waiting=True)] += 1
    for system, count in _mentions(workspace, request_id, told).items():
        reason = told.say("An officer looks at each before it is disclosed.")
        lines[Withheld(told.say(words.UNDECIDED_MENTIONS, system=system), reason, waiting=True)] += count
    return tuple(_counted(line, count) for line, count in lines.items())


def _decided(workspace: Workspace, request_id: str, decision: Decision, told: Told) -> Withheld:
    ground = ground_of(decision, told.laws)
    assert ground
    law = next(law for law in told.laws if law.slug == ground.regime)
    remedy, days = _remedy(law, told)
    system = _system(workspace, request_id, decision, told)
    return Withheld(
        what=told.say(WHATS[decision.part], system=system),
        reason=f"{text(ground.label, told)}. {decision.reason}".strip(),
        provision=text(ground.provision, told),
        remedy=remedy,
        last_day=decision_day(told) + timedelta(days=days) if days else None,
    )


def decision_day(told: Told) -> date:
    """The day from which remedies count: that of this answer."""
    return told.today


def _remedy(law: Regime, told: Told) -> tuple[str, int | None]:
    first = law.remedies[0]
    return f"{text(first.body, told)}{told.say.colon}{text(first.text, told)}", first.days


def _system(workspace: Workspace, request_id: str, decision: Decision, told: Told) -> str:
    record = _record(workspace, request_id, decision)
    return told.name(record.processor, record.connector) if record else "?"


def _record(workspace: Workspace, request_id: str, decision: Decision) -> Record | None:
    if decision.part == "file":
        holding = (record for record in workspace.records(request_id))
        return next((one for one in holding if decision.target in {file.sha256 for file in one.attachments}), None)
    return workspace.proven(request_id, decision.target.partition("/")[0])


def _mentions(workspace: Workspace, request_id: str, told: Told) -> dict[str, int]:
    if told.mentions != "review":
        return {}
    waiting: Counter[str] = Counter()
    for record in filter(is_mention, workspace.records(request_id)):
        if told.decisions.of("record", record.id) is None:
            waiting[told.name(record.processor, record.connector)] += 1
    return dict(waiting)


def _counted(line: Withheld, count: int) -> Withheld:
    from msgspec import structs

    return structs.replace(line, count=count)
