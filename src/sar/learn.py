"""Identifiers learnt on the way: what a proven record gives, and whether it may be followed without asking."""

from collections.abc import Callable, Collection, Iterable, Iterator
from email.utils import getaddresses

from msgspec import structs

from sar.identifiers import Identifier, Kind, canonical
from sar.proof import carries
from sar.records import Match, Record, RecordKind
from sar.workspace import Known, Workspace

OWN: tuple[RecordKind, ...] = ("contact", "account", "subscription")
"""Kinds of records that describe one person: their addresses and numbers are that person's."""
TIED: frozenset[Kind] = frozenset({"ip", "room"})
"""Kinds that belong to many people in turn, and to the subject only at the moment at which they used it."""

WEAK = "The record that gave it calls it doubtful."
NAME = "A name alone does not tell one person from another."
TIMELESS = "It is not known when it was the subject's."
CONTESTED = "It also stands in a record of somebody else."
SHARED = "It is the firm's own, or named as shared in the settings."
INDIRECT = "It does not stand on a record that describes the subject."
LATE = "It was learnt in the last round."

Ask = Callable[[Known], bool | None]
"""Puts a doubtful identifier to an officer: yes, no, or None when nobody can be asked."""


def learnt(record: Record) -> Iterator[Identifier]:
    """What a proven record says of its subject, with the record as source; a mention says nothing."""
    if not carries(record.proof):
        return
    for found in _stated(record):
        if found.plausible:
            doubtful = found.confidence == "weak" or bool(_doubt_in(record, found))
            yield structs.replace(found, source=record.id, confidence="weak" if doubtful else "strong")


def follow(
    workspace: Workspace, request_id: str, finds_by: Collection[Kind], shared: Iterable[str], ask: Ask, *, late: bool
) -> bool:
    """Decide on all that was learnt since; True when there is something new to search by.

    Only kinds that some processor can be searched by are decided on. What waits is followed once its doubt is gone,
    such as when the record of somebody else turns out to be the subject's. `late`: no round is left to follow it.
    """
    decided = {workspace.digest(one.identifier): one for one in workspace.known(request_id)}
    open_ones = {
        digest: _best(found)
        for digest, found in workspace.learnt(request_id).items()
        if found[0].kind in finds_by and (digest not in decided or decided[digest].state == "waiting")
    }
    if not open_ones:
        return False
    others, firms = _others(workspace, request_id), {canonical(one.kind, one.value) for one in map(_shared, shared)}
    decisions = []
    for digest, one in sorted(open_ones.items(), key=lambda item: (item[1].kind, item[1].key)):
        doubt = LATE if late else _doubt(one, others, firms)
        if digest not in decided:
            decisions.append(_decision(one, doubt, ask))
        elif not doubt:
            decisions.append(Known(one))
    workspace.decide(request_id, decisions)
    return any(one.state == "followed" for one in decisions)


def _stated(record: Record) -> Iterator[Identifier]:
    if record.kind in OWN and isinstance(record.proof, Match):
        for field in record.fields:
            if field.name == "email":
                yield from _addresses(field.value)
            elif field.name == "phone":
                yield Identifier("phone", field.value)
    for person in record.people:
        if person.role == "subject":
            yield from person.identifiers


def _addresses(text: str) -> Iterator[Identifier]:
    """The addresses of a field; several in one may belong to several people, such as a household's."""
    found = [address for _, address in getaddresses([text.replace(";", ",")])]
    for address in found:
        yield Identifier("email", address, confidence="strong" if len(found) == 1 else "weak")


def _doubt_in(record: Record, one: Identifier) -> str:
    if one.kind == "name":
        return NAME
    if one.kind in TIED:
        return "" if one.seen else TIMELESS
    return "" if record.kind in OWN and isinstance(record.proof, Match) else INDIRECT


def _best(found: list[Identifier]) -> Identifier:
    """Of several records that gave it the strongest; among equals the first by id, whatever came in first."""
    return min(found, key=lambda one: (one.confidence == "weak", one.source))


def _decision(one: Identifier, doubt: str, ask: Ask) -> Known:
    if not doubt:
        return Known(one)
    answer = None if doubt == LATE else ask(Known(one, "waiting", doubt))
    return Known(one, "waiting" if answer is None else "followed" if answer else "declined", doubt)


def _doubt(one: Identifier, others: Collection[str], firms: Collection[str]) -> str:
    if one.canonical in firms:
        return SHARED
    if one.kind == "name":
        return NAME
    if one.kind in TIED and one.seen is None:
        return TIMELESS
    if one.confidence == "weak":
        return WEAK
    return CONTESTED if one.key in others else ""


def _others(workspace: Workspace, request_id: str) -> set[str]:
    """What stands on records that describe somebody else: those that were found and not proven."""
    keys: set[str] = set()
    for record in workspace.records(request_id, proven=False, kinds=OWN):
        keys.update(Identifier("email", field.value).key for field in record.fields if field.name == "email")
        keys.update(Identifier("phone", field.value).key for field in record.fields if field.name == "phone")
        keys.update(one.key for person in record.people for one in person.identifiers)
    return keys


def _shared(text: str) -> Identifier:
    return Identifier("email" if "@" in text else "phone", text)
