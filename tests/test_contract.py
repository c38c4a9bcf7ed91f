"""Every connector passes the contract: bundled ones here, third parties' through `sar.testing.contract`."""

import pytest

from sar.registry import Registry
from sar.testing.contract import ALWAYS, OF, Clause, clauses

CASES = [(slug, clause) for slug in sorted(Registry.discover().manifests) for clause in clauses(slug)]


@pytest.mark.parametrize(("slug", "clause"), CASES, ids=[f"{slug}-{clause.__name__}" for slug, clause in CASES])
def test_contract(slug: str, clause: Clause) -> None:
    clause(slug)


@pytest.mark.parametrize("clause", (*ALWAYS, *OF["find"]), ids=lambda clause: clause.__name__)
def test_a_third_partys_connector_passes_through_its_entry_point(acme: str, clause: Clause) -> None:
    clause(acme)
