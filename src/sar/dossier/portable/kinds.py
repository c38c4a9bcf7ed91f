"""Where each kind of record comes from: from the person, or from the firm that answers.

What a firm writes about somebody is theirs to see, but not to take along: the laws on portability leave out what
was created or inferred.
"""

from typing import NamedTuple

from sar.records import Field, Origin, Record, RecordKind
from sar.register import Maker, Register

COLLECTED: frozenset[Origin] = frozenset({"provided", "observed"})
"""Origins of values that were collected from the person, directly or by their use of a service."""
REMARKS = frozenset({"note", "notes", "private_note", "privatenote", "internal_note", "remark", "remarks"})
SORTED = frozenset({
    "tag", "tags", "label", "labels", "label_ids", "owner", "owner_id", "score", "rating", "lead_score", "segment",
    "segments", "stage", "stage_id", "pipeline_id", "priority", "assigned_to", "assignee", "visible_to", "vip",
})  # fmt: skip
"""How a firm sorts people and hands out work, by the names that systems commonly give it."""


class Source(NamedTuple):
    """Who makes records of a kind, and who writes the text and the files in them."""

    maker: Maker
    words: Maker
    reason: str


SOURCES: dict[RecordKind, Source] = {
    "contact": Source("provided", "created", "You gave these details; remarks beside them are ours."),
    "account": Source("provided", "provided", "You opened it, or gave what it holds."),
    "message": Source("authored", "authored", "What you wrote is yours; what was written to you is its author's."),
    "ticket": Source("authored", "authored", "What you wrote is yours; answers and internal comments are ours."),
    "note": Source("authored", "authored", "Notes are ours, unless you wrote them."),
    "activity": Source("authored", "authored", "Tasks and work are planned and recorded by us."),
    "subscription": Source("provided", "created", "You chose it; how we sort you, and our remarks, are ours."),
    "consent": Source("provided", "provided", "You gave or refused it."),
    "deal": Source("created", "created", "Deals are our plans and estimates."),
    "invoice": Source("observed", "created", "They record what you bought; the document itself is ours."),
    "payment": Source("observed", "created", "They record what you paid; remarks beside it are ours."),
    "document": Source("authored", "authored", "Documents are ours, unless you wrote them."),
    "event": Source("observed", "authored", "They record where you took part; invitations are their author's."),
    "meeting": Source("observed", "authored", "They record where you took part; minutes are their author's."),
    "call": Source("observed", "created", "They record that you called or were called; notes on it are ours."),
    "recording": Source("observed", "observed", "They hold what you said."),
    "submission": Source("provided", "provided", "You filled it in."),
    "visit": Source("observed", "observed", "They record what you did on a site."),
    "log_entry": Source("observed", "observed", "They record what your device did."),
    "file": Source("authored", "authored", "Files are yours where you sent them."),
    "history": Source("created", "created", "Changes are recorded by us as we make them."),
}


def source_of(record: Record, register: Register) -> Source:
    """Who made a record: as the register says of its type, else as is usual for its kind."""
    activity = register.processors.get(record.processor)
    usual = SOURCES[record.kind]
    stated = activity.origins.get(record.type) if activity else None
    return usual._replace(maker=stated, words=stated) if stated else usual


def is_the_firms(field: Field, *, own: bool) -> bool:
    """Whether a value is the firm's by its name, whatever its origin; a remark in the person's `own` words is not."""
    last = field.name.rpartition(".")[2].partition("[")[0].casefold()
    return last in SORTED or (last in REMARKS and not own)


def is_of_a_person(field: Field) -> bool:
    """Whether a value in a record of the firm's tells what the person did, rather than when the record was made."""
    return field.origin == "observed" and bool(field.category)
