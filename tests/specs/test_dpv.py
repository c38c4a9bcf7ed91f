"""Terms of the Data Privacy Vocabulary that are used exist in it; its tables are not part of this project."""

import csv
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from tests.specs.referee import SPECS, needs_specs

from sar.law.regimes import grounds, regimes
from sar.law.states import ABROAD
from sar.registry import Registry

ROOT = Path(__file__).parents[2]
TABLES = {"dpv": "dpv.csv", "pd": "pd.csv", "eu-gdpr": "eu-gdpr.csv", "justifications": "justifications.csv"}
VOCABULARY = SPECS.parent / "vocabulary" / "dpv"

pytestmark = [needs_specs, pytest.mark.skipif(not VOCABULARY.is_dir(), reason="no vocabulary beside the specs")]


@cache
def terms(prefix: str) -> frozenset[str]:
    with (VOCABULARY / TABLES[prefix]).open(encoding="utf-8", newline="") as file:
        return frozenset(row["term"] for row in csv.DictReader(file))


def unknown(words: list[str]) -> list[str]:
    """Prefixed words that their vocabulary does not have."""
    pairs = [word.partition(":") for word in words]
    return sorted(
        {word for word, pair in zip(words, pairs, strict=True) if pair[0] in TABLES and pair[2] not in terms(pair[0])}
    )


def activities() -> list[tuple[str, dict[str, object]]]:
    found: list[tuple[str, dict[str, object]]] = [
        (slug, dict(manifest.processing)) for slug, manifest in Registry.discover().manifests.items()
    ]
    example = tomllib.loads((ROOT / "examples" / "inlibro" / "sar.toml").read_text(encoding="utf-8"))
    found += [(name, table) for name, table in example["register"].items()]
    return found + [(name, table["register"]) for name, table in example["processors"].items()]


def listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


@pytest.mark.parametrize(("name", "activity"), activities(), ids=[name for name, _ in activities()])
def test_purposes_bases_and_categories_exist(name: str, activity: dict[str, object]) -> None:
    assert unknown([*listed(activity.get("purposes")), *listed(activity.get("basis"))]) == []
    assert [one for one in listed(activity.get("categories")) if one.isidentifier() and one not in terms("pd")] == []


def test_terms_of_law_and_states_exist() -> None:
    words = [one.dpv for one in grounds().values()] + [right.dpv for law in regimes().values() for right in law.rights]
    assert unknown([*words, *(term for state in ABROAD.values() for term in state.dpv)]) == []


def test_categories_of_fields_exist() -> None:
    used = set()
    for path in (ROOT / "connectors").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'Known\(\s*"[^"]*",\s*"[^"]*",\s*"([A-Za-z]+)"', text))
    assert used
    assert sorted(used - terms("pd")) == []
