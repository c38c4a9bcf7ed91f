"""Making a proof, and looking again whether it holds: the same reading of `raw` for both."""

from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import getaddresses
from typing import Any
from urllib.parse import unquote, urlsplit

from sar.identifiers import How, Identifier, Kind, Matcher, how, mentions
from sar.records import Match, Proof, Record, Via, at, pointer


def prove(matcher: Matcher, raw: Any, kind: Kind, *pointers: str, moment: datetime | None = None) -> Match | None:
    """The first place of these that holds one of the subject's identifiers of this kind, theirs at that moment."""
    for path, value in _places(raw, pointers):
        for spelling in _spellings(value, kind):
            found = matcher.match(kind, spelling, moment)
            if found:
                return Match(found, path, _how(found, value))
    return None


def mention(matcher: Matcher, raw: Any, *pointers: str) -> Match | None:
    """The first place whose text holds one of the subject's identifiers whole; every place when none is given."""
    for path, value in _places(raw, pointers) if pointers else walk(raw):
        found = matcher.mentioned(value)
        if found:
            return Match(found, path, "mention")
    return None


def holds(record: Record, matcher: Matcher, parent: Callable[[str], str | None]) -> bool:
    """Whether the record's proof is true; `parent` gives the source id of a proven record, or None."""
    proof = record.proof
    if isinstance(proof, Match):
        return proof.identifier.covers(record.occurred_at) and _match_holds(proof, record.raw, matcher)
    return isinstance(proof, Via) and _via_holds(proof, record.raw, parent(proof.record))


def carries(proof: Proof | None) -> bool:
    """Whether other records may hang on one so proven: a mention makes nobody the owner of the rest."""
    return not (isinstance(proof, Match) and proof.how == "mention")


def walk(raw: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of a payload with its JSON Pointer."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from walk(value, path + pointer(key))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from walk(value, path + pointer(index))
    else:
        yield path, raw


def _match_holds(proof: Match, raw: Any, matcher: Matcher) -> bool:
    known = {one.key for one in matcher.identifiers}
    if proof.identifier.key not in known:
        return False
    try:
        value = at(raw, proof.path)
    except LookupError:
        return False
    if proof.how == "mention":
        one = proof.identifier
        return isinstance(value, str) and any(mentions(one.kind, one.value, value))
    return any(proof.identifier.same_as(spelling) for spelling in _spellings(value, proof.identifier.kind))


def _via_holds(proof: Via, raw: Any, source_id: str | None) -> bool:
    if source_id is None:
        return False
    if proof.path:
        try:
            return str(at(raw, proof.path)) == source_id
        except LookupError:
            return False
    parts = urlsplit(proof.asked)
    asked = [*parts.path.split("/"), *(pair.partition("=")[2] for pair in parts.query.split("&"))]
    # an id made of several, such as list/member, must be there with all its parts
    return bool(source_id) and {unquote(part) for part in asked} >= set(source_id.split("/"))


def _how(found: Identifier, value: Any) -> How:
    return how(found, str(value))


def _spellings(value: Any, kind: Kind) -> Iterator[str]:
    """What a field's value may stand for: itself, and for e-mail the addresses of a list or header."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return
    text = str(value)
    yield text
    if kind == "email" and any(sign in text for sign in ",;<"):
        yield from (address for _, address in getaddresses([text.replace(";", ",")]) if "@" in address)


def _places(raw: Any, pointers: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for wanted in pointers:
        yield from _expand(raw, wanted.split("/")[1:], "")


def _expand(value: Any, parts: list[str], path: str) -> Iterator[tuple[str, Any]]:
    if not parts:
        yield path, value
    elif parts[0] == "*":
        keys: Any = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
        for key in keys:
            yield from _expand(value[key], parts[1:], path + pointer(key))
    else:
        try:
            inner = at(value, "/" + parts[0])
        except LookupError:
            return
        yield from _expand(inner, parts[1:], f"{path}/{parts[0]}")
