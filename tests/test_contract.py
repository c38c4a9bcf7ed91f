"""Every connector passes the contract: bundled ones here, third parties' through `sar.testing.contract`."""

import pytest

from sar.registry import Registry
from sar.testing.contract import CLAUSES, Clause

SLUGS = sorted(Registry.discover().manifests)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.__name__)
@pytest.mark.parametrize("slug", SLUGS)
def test_contract(slug: str, clause: Clause) -> None:
    clause(slug)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.__name__)
def test_a_third_partys_connector_passes_through_its_entry_point(acme: str, clause: Clause) -> None:
    clause(acme)
