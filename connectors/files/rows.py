"""A row as a record, where it is the subject's or looks like it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import getaddresses
from typing import Any

from sar.sdk import (
    Export,
    Gap,
    Identifier,
    Kind,
    Match,
    Person,
    Record,
    Row,
    Search,
    at,
    canonical,
    content_id,
    fields,
    moment,
    places_of,
    utc,
)

from .plan import OWN, Plan
from .sieve import NOT_DIGITS, number, sieve

REPEATED = "Rows of the file {file} that repeat another one word for word, which is shown once: {count}."
TWICE = "Rows of the file {file} that have the number of another one and are told apart by what they say: {count}."
UNDATED = "Dates in the file {file} that could not be read as dates and are shown as written: {count}."
CUT = "Phone numbers in the file {file} that a spreadsheet has shortened, so that nobody is found by them: {count}."
EXPORT_AS_TEXT = "Export the phone numbers as text, then --resume."
_SHORTENED = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)


class Rows:
    """The rows of one export."""

    def __init__(self, search: Search, plan: Plan, export: Export) -> None:
        self._search, self._plan, self._export = search, plan, export
        self._passes = sieve(search)
        self._digests: dict[str, str] = {}
        self._taken: set[str] = set()
        self._twice = self._repeated = self._undated = self._cut = 0

    def record(self, row: Row) -> Record | None:
        """The record of a row; None for one that is nobody's we look for, or was there before."""
        self._cut += any(_SHORTENED.fullmatch(str(value)) for _, value in self._plan.values(row.values, "phone"))
        if not self._passes(row.values):
            return None
        proof = self._own(row.values) or self._named(row.values) or self._search.mention(row.values)
        if proof is None and not self._alike(row.values):
            return None
        source_id = self._id(row)
        return self._record(row, proof, source_id) if source_id else None

    def gaps(self) -> Iterator[Gap]:
        """What the rows so far have shown to be wrong with the export."""
        for count, what, remedy in (
            (self._twice, TWICE, ""),
            (self._repeated, REPEATED, ""),
            (self._undated, UNDATED, ""),
            (self._cut, CUT, EXPORT_AS_TEXT),
        ):
            if count:
                yield Gap(what, remedy, {"count": str(count), "file": self._export.name})

    # whose it is

    def _own(self, values: dict[str, Any]) -> Match | None:
        proofs = (self._search.prove(values, kind, *pointers) for kind in OWN if (pointers := self._at(values, kind)))
        return next(filter(None, proofs), None)

    def _named(self, values: dict[str, Any]) -> Match | None:
        """A name that the officer gave is proof only in a row that has nothing surer, which would speak against it."""
        if any(self._at(values, kind) for kind in OWN):
            return None
        proof = self._search.prove(values, "name", *self._at(values, "name"))
        return proof if proof and _given(proof.identifier) else None

    def _alike(self, values: dict[str, Any]) -> bool:
        """Whether a mapped column holds an identifier within something longer, or the row only has the name."""
        matcher = self._search.matcher
        mails = [str(value).casefold() for _, value in self._plan.values(values, "email")]
        phones = [NOT_DIGITS.sub("", str(value)) for _, value in self._plan.values(values, "phone")]
        names = {canonical("name", name) for name in self._names(values)}
        return (
            any(canonical("email", one.value) in mail for one in matcher.of("email") for mail in mails)
            or any(number(one.value) in phone for one in matcher.of("phone") for phone in phones)
            or any(one.canonical in names for one in matcher.of("name") if _given(one))
        )

    def _at(self, values: dict[str, Any], name: str) -> list[str]:
        return self._plan.pointers(values, name)

    def _names(self, values: dict[str, Any]) -> list[str]:
        whole = [str(value) for _, value in self._plan.values(values, "name")]
        parts = [str(value) for part in ("given_name", "family_name") for _, value in self._plan.values(values, part)]
        return whole or ([" ".join(parts)] if parts else [])

    # what it says

    def _record(self, row: Row, proof: Match | None, source_id: str) -> Record:
        values, plan = row.values, self._plan
        names = self._names(values)
        texts = plan.texts(values)
        return self._search.record(
            "row",
            source_id,
            kind=plan.kind,
            title=f"{plan.title}: {names[0] if names else source_id.rpartition('/')[2]}",
            proof=proof,
            raw=values,
            text="\n\n".join(texts.values()),
            fields=fields(values, plan.known(values, _sure(proof)), texts),
            people=tuple(self._people(values, proof, names)),
            occurred_at=self._when(values),
        )

    def _people(self, values: dict[str, Any], proof: Match | None, names: list[str]) -> Iterator[Person]:
        own = proof is not None and proof.how != "mention"
        found = [(kind, value) for kind in OWN for value in self._single(values, kind)]
        ids = tuple(self._identifier(kind, value, _sure(proof)) for kind, value in found)
        if own and proof is not None and self._alone(at(values, proof.path)):
            yield Person("subject", names[0] if names else "", ids)
        elif names or ids:
            yield Person("person", names[0] if names else "", ids)
        for column in self._plan.others:
            for _, value in places_of(values, column):
                if value not in {None, ""}:
                    mail = "@" in str(value)
                    yield Person(column, *(("", (Identifier("email", str(value)),)) if mail else (str(value),)))

    def _single(self, values: dict[str, Any], kind: Kind) -> list[str]:
        """A value that stands alone: of several in one cell nobody knows whose each is."""
        texts = [str(value).strip() for _, value in self._plan.values(values, kind)]
        return [text for text in texts if not any(sign in text for sign in ",;<\n")]

    def _alone(self, cell: Any) -> bool:
        """Whether a cell names nobody besides the subject: else the row's name is perhaps the other's."""
        addresses = [address for _, address in getaddresses([str(cell).replace(";", ",")]) if "@" in address]
        return all(self._search.matcher.match("email", address) for address in addresses)

    def _identifier(self, kind: Kind, value: str, sure: bool) -> Identifier:
        scope = self._search.processor if kind in {"user_id", "username"} else ""
        return Identifier(kind, value, processor=scope, confidence="strong" if sure else "weak")

    def _when(self, values: dict[str, Any]) -> datetime | None:
        found = [value for _, value in places_of(values, self._plan.date)] if self._plan.date else []
        said = [value for value in found if value not in {None, ""}]
        at = when(said[0], self._plan.date_format) if said else None
        self._undated += bool(said) and at is None
        return at

    def _id(self, row: Row) -> str:
        """An id that stays the same; empty for a row that says nothing else than one before it."""
        digest = content_id(row.values)
        numbers = [str(value) for _, value in places_of(row.values, self._plan.id)] if self._plan.id else []
        file = f"{self._export.name}#{row.part}" if row.part else self._export.name
        source_id = f"{file}/{numbers[0] if numbers and numbers[0] else digest}"
        if self._digests.setdefault(source_id, digest) != digest:
            self._twice += 1
            source_id = f"{source_id}/{digest}"
        if source_id in self._taken:
            self._repeated += 1
            return ""
        self._taken.add(source_id)
        return source_id


def when(value: Any, written: str) -> datetime | None:
    """A date as exports write it: ISO, Excel's days since 1900, Unix seconds or milliseconds, or as `written` says."""
    text = str(value).strip()
    try:
        return utc(datetime.strptime(text, written)) if written else _numbered(float(text.replace(",", ".")))
    except ValueError:
        return moment(text)
    except OverflowError:
        return None


def _numbered(amount: float) -> datetime | None:
    if 20_000 <= amount < 80_000:
        return datetime(1899, 12, 30, tzinfo=UTC) + timedelta(seconds=round(amount * 86_400))
    if 19_000_000 <= amount < 21_000_000:
        return moment(str(int(amount)))
    return moment(amount / 1000 if amount > 100_000_000_000 else amount) if amount > 100_000_000 else None


def _sure(proof: Match | None) -> bool:
    """Whether a row's other addresses are the same person's: a phone is often a household's, a name a namesake's."""
    return proof is None or proof.identifier.kind not in {"phone", "name"}


def _given(one: Identifier) -> bool:
    return one.source == "request" and one.confidence == "given"
