"""What one processor's search came to: every processor ends in exactly one of these."""

from datetime import date
from typing import Literal

import msgspec
from msgspec import structs

from sar.sentences import filled

Name = Literal["found", "nothing_held", "not_searchable", "awaiting", "answered", "failed"]


class Gap(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stated limit of a search.

    By design (no key can reach it) it is said and the answer is still complete; with a `remedy`
    (a right, a cap, a failure) the answer is incomplete until somebody acts.
    """

    what: str
    """One sentence for the subject and the officer; `{name}` places are filled from `values`."""
    remedy: str = ""
    values: dict[str, str] = {}

    @property
    def remediable(self) -> bool:
        """Whether somebody can still close it: then the answer is incomplete."""
        return bool(self.remedy)

    @property
    def text(self) -> str:
        """The sentence with its values filled in."""
        return filled(self.what, self.values)


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sentence with `{name}` places, so that it can be translated."""

    what: str
    values: dict[str, str] = {}

    @property
    def text(self) -> str:
        """The sentence with its values filled in."""
        return filled(self.what, self.values)


class Found(msgspec.Struct, frozen=True, tag="found", tag_field="outcome", omit_defaults=True):
    """Records were found and proven."""

    records: int
    gaps: tuple[Gap, ...] = ()
    evidence: tuple[Said, ...] = ()
    """What was collected about a part of the processor that has no search."""


class NothingHeld(msgspec.Struct, frozen=True, tag="nothing_held", tag_field="outcome", omit_defaults=True):
    """The whole search was made and nothing is held on the subject."""

    gaps: tuple[Gap, ...] = ()


class NotSearchable(msgspec.Struct, frozen=True, tag="not_searchable", tag_field="outcome", omit_defaults=True):
    """No search by person exists; what was collected instead is the evidence."""

    reason: str
    """One sentence; `{name}` places are filled from `values`."""
    evidence: tuple[Said, ...] = ()
    gaps: tuple[Gap, ...] = ()
    values: dict[str, str] = {}


class Awaiting(msgspec.Struct, frozen=True, tag="awaiting", tag_field="outcome", omit_defaults=True):
    """A person must ask by hand; the task says whom and for what."""

    task: Said
    """One sentence for the officer and the subject."""
    to: str = ""
    """Whom to ask: an address, or how they are reached."""
    letters: dict[str, str] = {}
    """The text to send, by language (`fr`, `en`)."""
    sent: tuple["Sent", ...] = ()
    gaps: tuple[Gap, ...] = ()


class Sent(msgspec.Struct, frozen=True):
    """That the question was sent: when, by whom, and where to."""

    on: date
    by: str
    to: str


Conclusion = Literal["nothing", "data", "cannot_identify", "refused"]


class Answered(msgspec.Struct, frozen=True, tag="answered", tag_field="outcome", omit_defaults=True):
    """What a person asked for by hand has come in."""

    conclusion: Conclusion
    on: date
    by: str
    """The officer who recorded it."""
    records: int = 0
    """One for each answer that holds data; its files hang on it."""
    note: str = ""
    sent: tuple[Sent, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Failed(msgspec.Struct, frozen=True, tag="failed", tag_field="outcome", omit_defaults=True):
    """The search did not come to its end; records found before that are kept and counted."""

    reason: str
    """A sentence; its `{places}`, and those of the remedy, are filled from `values`."""
    remedy: str
    records: int = 0
    gaps: tuple[Gap, ...] = ()
    values: dict[str, str] = {}


Verdict = NotSearchable | Awaiting
"""What a connector may yield in place of records: why there is no search, or whom to ask."""

Outcome = Found | NothingHeld | NotSearchable | Awaiting | Answered | Failed


def name(outcome: Outcome) -> Name:
    """The outcome's name as it stands in `dossier.json`."""
    return outcome.__struct_config__.tag  # type: ignore[return-value]


def complete(outcome: Outcome) -> bool:
    """Whether nothing more can be done: not failed, not awaited, and no gap that has a remedy."""
    if isinstance(outcome, Failed | Awaiting):
        return False
    return not any(gap.remediable for gap in outcome.gaps)


def conclude(
    records: int, gaps: tuple[Gap, ...], failure: Failed | None = None, verdict: Verdict | None = None
) -> Outcome:
    """The outcome of a search that ended: nothing found behind an open gap is a failure, not "nothing held"."""
    if failure:
        return structs.replace(failure, records=records, gaps=gaps)
    if verdict:
        return _told(structs.replace(verdict, gaps=(*verdict.gaps, *gaps)), records)
    if records:
        return Found(records, gaps)
    blocking = next((gap for gap in gaps if gap.remediable), None)
    if blocking:
        return Failed(blocking.what, blocking.remedy, 0, gaps, blocking.values)
    return NothingHeld(gaps)


def _told(verdict: Verdict, records: int) -> Outcome:
    """A verdict; where records were found too, what it says of the rest stays beside them."""
    if isinstance(verdict, Awaiting) or not records:
        return verdict
    return Found(records, (Gap(verdict.reason, values=verdict.values), *verdict.gaps), verdict.evidence)
