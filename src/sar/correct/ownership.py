"""Which proven records stand for objects that may be changed: narrower than what is shown to the person.

A record may be disclosed because it mentions the subject, or because it carries a number that a household shares.
Neither makes its object theirs to correct.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import product
from typing import Literal

from sar.correct.model import Correction
from sar.identifiers import Kind, canonical
from sar.learn import OWN
from sar.records import Match, Record
from sar.workspace import Workspace

PERSONAL: frozenset[Kind] = frozenset({"email", "user_id", "username", "external_id"})
"""Kinds of identifiers that one person has alone."""
SPELT = {"address.line1": "address.street"}
"""Names of fields that say the same as one of those that can be corrected."""
Whose = Literal["own", "number", "not"]
"""`number`: it carries the person's number, but nothing says that it is about them."""


class Ownership:
    """Looks at the proof of one record after the other."""

    def __init__(self, workspace: Workspace, request_id: str, correction: Correction) -> None:
        self._workspace, self._id = workspace, request_id
        given = (one.value for one in workspace.identifiers(request_id) if one.kind == "name")
        named = (*given, *_said(correction), *_names(self._describing()))
        self.names = {canonical("name", one) for one in named}
        """Full names that the officer gave, and those that records surely the person's hold."""

    def of(self, record: Record) -> Whose:
        """Whose the record's object is."""
        kind = self._proven_by(record)
        if kind in PERSONAL:
            return "own"
        if kind != "phone":
            return "not"
        return "own" if self.names & {canonical("name", one) for one in _names([record])} else "number"

    @cached_property
    def _held(self) -> dict[str, list[str]]:
        held: dict[str, list[str]] = {}
        for record in self._describing():
            for one in record.fields:
                if one.value.strip():
                    held.setdefault(SPELT.get(one.name, one.name), []).append(one.value)
        return held

    def known(self, field: str) -> tuple[str, ...]:
        """All values of a field that records surely the person's hold, such as their family names."""
        return tuple(dict.fromkeys(self._held.get(field, ())))

    def _describing(self) -> Iterator[Record]:
        for record in self._workspace.records(self._id, kinds=OWN):
            if self._proven_by(record) in PERSONAL:
                yield record

    def _proven_by(self, record: Record) -> Kind | None:
        """The kind of identifier at the root of its proof; None where it is a mention, or an officer's word."""
        seen: set[str] = set()
        while not isinstance(record.proof, Match):
            hangs_on = getattr(record.proof, "record", "")
            above = self._workspace.proven(self._id, hangs_on) if hangs_on and hangs_on not in seen else None
            if above is None:
                return None
            seen.add(hangs_on)
            record = above
        return None if record.proof.how == "mention" else record.proof.identifier.kind


def _said(correction: Correction) -> Iterator[str]:
    """Full names by which the officer calls the person: the wrong ones too."""
    given, family, full = (
        [value for values in (correction.was, correction.new) if (value := values.get(field))]
        for field in ("given_name", "family_name", "full_name")
    )
    yield from full
    yield from (f"{first} {last}" for first, last in product(given, family))


def _names(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        by_name = {one.name: one.value for one in record.fields}
        if full := by_name.get("full_name"):
            yield full
        if by_name.get("given_name") and by_name.get("family_name"):
            yield f"{by_name['given_name']} {by_name['family_name']}"
        yield from (one.name for one in record.people if one.role == "subject" and one.name)
