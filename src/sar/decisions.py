"""What an officer decides about records, fields, files and people: disclosed, masked or withheld, and on which ground.

A small file of them can be exported and replayed on a later run: targets are stable ids, never positions.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import msgspec

from sar.errors import CallError
from sar.law.regimes import Ground, Regime, ground

Verdict = Literal["disclose", "mask", "withhold"]
Part = Literal["record", "field", "file", "person"]
FORMAT = "sar-decisions/1"


class Decision(msgspec.Struct, frozen=True, omit_defaults=True):
    """One decision about one thing."""

    part: Part
    target: str
    """A record's id; `RECORD/POINTER` for a field in its payload; a file's SHA-256; a person's name or address."""
    verdict: Verdict
    by: str
    on: date
    ground: str = ""
    reason: str = ""

    @property
    def key(self) -> str:
        """What makes two decisions be about the same thing."""
        return f"{self.part}:{self.target}"


class Decisions:
    """All decisions of a request, asked about one thing at a time."""

    def __init__(self, found: Iterable[Decision] = ()) -> None:
        self.all = tuple(found)
        self._by_key = {one.key: one for one in self.all}

    def of(self, part: Part, target: str) -> Decision | None:
        """The decision about a thing, or None."""
        return self._by_key.get(f"{part}:{target}")

    def fields(self, record_id: str) -> list[tuple[str, Decision]]:
        """(JSON Pointer, decision) for the fields of a record."""
        start = f"{record_id}/"
        return [
            (one.target.removeprefix(record_id), one)
            for one in self.all
            if one.part == "field" and one.target.startswith(start)
        ]

    def people(self) -> list[Decision]:
        """Those about other people."""
        return [one for one in self.all if one.part == "person"]


def checked(decision: Decision, laws: Iterable[Regime]) -> Decision:
    """The decision if it stands: withholding needs a ground of one of the laws, and a reason unless it is silent."""
    if decision.verdict == "withhold" or (decision.verdict == "mask" and decision.part != "person"):
        if not decision.ground:
            raise CallError("withholding needs a ground", "Give one with --ground; see `sar law grounds`.")
        found = ground(decision.ground, laws)
        if found.tells and not decision.reason.strip():
            raise CallError("withholding needs a reason", "Give it with --reason; the person is told.")
    if decision.part == "field" and "/" not in decision.target:
        raise CallError("a field is named by record and place", "Write it as RECORD/emails/0/value.")
    return decision


def silent(decision: Decision, laws: Iterable[Regime]) -> bool:
    """Whether nothing may be said of it, not even that something is withheld."""
    return bool(decision.ground) and not ground(decision.ground, laws).tells


def ground_of(decision: Decision, laws: Iterable[Regime]) -> Ground | None:
    """The ground of a decision, where it has one."""
    return ground(decision.ground, laws) if decision.ground else None


def exported(found: Iterable[Decision]) -> bytes:
    """The file of decisions, ready to be edited and imported elsewhere."""
    rows = [msgspec.to_builtins(one) for one in found]
    return json.dumps({"format": FORMAT, "decisions": rows}, indent=1, ensure_ascii=False).encode() + b"\n"


def imported(content: bytes, laws: Iterable[Regime]) -> list[Decision]:
    """The decisions of such a file, each checked; CallError says what is wrong."""
    laws = tuple(laws)
    try:
        table: Any = json.loads(content)
        if table.get("format") != FORMAT:
            raise CallError("this is no file of decisions", "Its format must be {format}.", format=FORMAT)
        found = msgspec.convert(table["decisions"], list[Decision])
    except (ValueError, KeyError, AttributeError, msgspec.ValidationError):
        raise CallError("the file of decisions cannot be read", "Export one to see its form.") from None
    return [checked(one, laws) for one in found]
