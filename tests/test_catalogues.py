"""The catalogues of translations: whole, up to date with the code, and knowing what a search really says."""

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from sar.i18n import Translator
from sar.outcomes import Gap, NotSearchable
from sar.records import Record
from sar.sentences import SENTENCES
from sar.testing.expected import calm, main_key

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))
import messages  # type: ignore[import-not-found]  # noqa: E402

FOLDERS = {"core" if folder == messages.CORE else folder.name: folder for folder in messages.catalogues()}
DONE = sorted(FOLDERS)
SEARCHED = [name for name in DONE if name != "core"]
PLACE = re.compile(r"\{(\w+)\}")
TYPOGRAPHY = (re.compile(r"\s[;!?]"), re.compile(r" :|« | »|’|\w:(?=\s|$)"))
"""What no French sentence of Québec has: a space before ; ! ? or one that breaks before : and inside « »."""


@cache
def catalogue(name: str) -> Catalog:
    with messages.catalogues()[FOLDERS[name]].open("rb") as file:
        return read_po(file)


def sentences(name: str) -> list[tuple[str, str]]:
    """Each sentence with its translation."""
    return [(str(one.id), str(one.string)) for one in catalogue(name) if one.id]


@pytest.mark.parametrize("name", DONE)
def test_it_is_up_to_date_with_the_code(name: str) -> None:
    """`make messages` brings it up to date; what is `kept` was added by hand, since code alone does not show it."""
    kept = {str(one.id) for one in catalogue(name) if one.id and "kept" in one.auto_comments}
    found = messages.sentences(FOLDERS[name])
    assert found == {sentence for sentence, _ in sentences(name)} - (kept - found)


@pytest.mark.parametrize("name", DONE)
def test_everything_is_translated(name: str) -> None:
    assert [sentence for sentence, said in sentences(name) if not said.strip()] == []
    assert [one.id for one in catalogue(name) if one.id and one.fuzzy] == []


@pytest.mark.parametrize("name", DONE)
def test_a_translation_has_the_places_of_its_sentence(name: str) -> None:
    pairs = sentences(name)
    assert [one for one in pairs if set(PLACE.findall(one[0])) != set(PLACE.findall(one[1]))] == []


@pytest.mark.parametrize("name", DONE)
def test_it_is_set_as_in_quebec(name: str) -> None:
    assert [said for _, said in sentences(name) if any(fault.search(said) for fault in TYPOGRAPHY)] == []


def test_a_sentence_has_one_translation_in_all_catalogues() -> None:
    """They are read into one: what is said twice must be said alike."""
    met: dict[str, set[str]] = {}
    for name in DONE:
        for sentence, said in sentences(name):
            met.setdefault(sentence, set()).add(said)
    assert {sentence: said for sentence, said in met.items() if len(said) > 1} == {}


@pytest.mark.parametrize("name", SEARCHED)
def test_a_search_says_nothing_untranslated(name: str) -> None:
    """Whatever the search over the sandbox says in the connector's own words is in its catalogue."""
    say = Translator("fr-CA", folders=[FOLDERS[name]])
    result = calm(name, main_key())
    said = [*_told(result.gaps), *_judged(result.verdict)]
    said += [one for record in (*result.disclosed, *result.near) for one in _of(record, theirs(name))]
    assert sorted({one for one in said if not say.knows(one)} - messages.sentences(messages.CORE)) == []


def _told(gaps: list[Gap]) -> Iterator[str]:
    for gap in gaps:
        yield from (gap.what, *([gap.remedy] if gap.remedy else []))
        yield from (text for place, text in gap.values.items() if place in SENTENCES)


def _judged(verdict: object) -> Iterator[str]:
    if isinstance(verdict, NotSearchable):
        yield from (verdict.reason, *(one.what for one in verdict.evidence))
        yield from _told(list(verdict.gaps))
    elif verdict is not None:
        yield verdict.task.what  # type: ignore[attr-defined]


def _of(record: Record, data: str) -> Iterator[str]:
    """The record's type and roles; title and labels of fields where they are not the data's own words."""
    yield record.type.replace("_", " ")
    # a role may be a column's name
    roles = {one.role for one in record.people} - {"subject", *texts(record.raw)}
    yield from (role.replace("_", " ") for role in roles)
    values = list(texts(record.raw))
    data = "\n".join((data, *values))
    joined = set(record.title.split()) <= set(values)  # such as a first name and a last name
    if record.values or not (joined or _is_of(record.title, data)):
        yield record.title
    described = (one.label for one in record.fields if one.label != one.name.replace("_", " "))
    yield from (label for label in described if not _is_of(label, data))


def _is_of(said: str, data: str) -> bool:
    """Whether every part of what is said stands in the data."""
    return all(part.strip() in data for part in re.split(r"[:,] ", said))


def texts(raw: object) -> Iterator[str]:
    """Every string of a payload, keys too."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from (str(key), *texts(value))
    elif isinstance(raw, list):
        for value in raw:
            yield from texts(value)
    elif raw is not None:
        yield str(raw)


@cache
def theirs(name: str) -> str:
    """All that the imitation says, in which a processor's own titles and labels stand."""
    found = [*(ROOT / "fixtures" / name).rglob("*"), *FOLDERS[name].glob("sandbox*.py")]
    return "\n".join(path.read_text("utf-8", "replace") for path in found if path.is_file())
