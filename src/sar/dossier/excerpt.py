"""A mention in somebody else's record is disclosed as the words around it; the rest of the record stays out."""

from msgspec import structs

from sar.identifiers import mentions
from sar.records import Match, Record, at
from sar.shaping import plain

AROUND = 200
"""Characters shown on each side of the mention, to the next word's end."""


def is_mention(record: Record) -> bool:
    """Whether the record is somebody else's and only mentions the subject."""
    return isinstance(record.proof, Match) and record.proof.how == "mention"


def excerpt(record: Record) -> Record:
    """The record reduced to the text around the mention."""
    assert isinstance(record.proof, Match)
    text = _around(record.proof, str(at(record.raw, record.proof.path)))
    return structs.replace(
        record,
        title="Mention in a record about somebody else",
        values={},
        text=text,
        url="",
        fields=(),
        people=(),
        attachments=(),
        raw={"excerpt": text},
        proof=structs.replace(record.proof, path="/excerpt"),
    )


def _around(proof: Match, raw: str) -> str:
    one = proof.identifier
    for text in (plain(raw) if "<" in raw else raw, raw):
        places = list(mentions(one.kind, one.value, text))
        if places:
            return " … ".join(_cut(text, start, end) for start, end in _merged(places))
    return one.value


def _merged(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places whose surroundings overlap become one."""
    merged = [places[0]]
    for start, end in places[1:]:
        if start - merged[-1][1] <= 2 * AROUND:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    while 0 < first < start and not text[first - 1].isspace():
        first += 1
    while end < last < len(text) and not text[last].isspace():
        last -= 1
    before, after = "… " if first else "", " …" if last < len(text) else ""
    return f"{before}{text[first:last].strip()}{after}"
