"""QuickBooks' corrections against its description: every write of ours, and every answer to it, is valid."""

from contextlib import ExitStack
from typing import Any

from tests.specs.referee import behind_prism, needs_prism, needs_specs
from tests.specs.test_specs import ROUTES, UNDESCRIBED

from sar.correct.fields import parse
from sar.correct.model import Change, Correction
from sar.sandbox import cast
from sar.testing.expected import identifiers, main_key
from sar.testing.mending import wanted

pytestmark = [needs_specs, needs_prism]


def test_a_correction_breaks_nothing() -> None:
    """Searched, planned, written and read back through the proxy."""
    case: dict[str, Any] = next(iter(wanted("quickbooks").values()))
    correction = Correction(parse(case["set"], "CA"), {"email": cast()[main_key()].email})
    violations: list[str] = []
    with ExitStack() as running:
        connected = behind_prism("quickbooks", ROUTES["quickbooks"], running, violations, UNDESCRIBED)
        found = connected.find(*identifiers("quickbooks", main_key()))
        assert (found.error, sorted(set(violations))) == (None, [])
        connector: Any = connected.connector
        assert not [one for one in connector.may_write() if one.level == "error"]
        types = set(connected.manifest.correction.types)
        # the description takes the reference of a job to its customer for a plain text; the vendor's samples do not
        own = [one for one in found.disclosed if one.type in types and "ParentRef" not in one.raw]
        own = [one for one in own if getattr(one.proof, "how", "") != "mention"]
        changes = [one for one in connector.plan(correction, own) if isinstance(one, Change)]
        for change in changes:
            connector.apply(change, connector.read(change))
            written = connector.read(change)
            assert {one.path: one.new for one in change.alterations} == written.values
            assert written.stamp != change.stamp
    assert {one.type for one in changes} == {"Customer", "Vendor", "Employee"}
    assert violations == []


def test_the_referee_objects_to_a_wrong_write() -> None:
    """A body that the description forbids is noticed: an e-mail address that is no object."""
    violations: list[str] = []
    with ExitStack() as running:
        connected = behind_prism("quickbooks", ROUTES["quickbooks"], running, violations, UNDESCRIBED)
        list(connected.connector.check())
        api: Any = connected.connector._api  # type: ignore[attr-defined]
        body = {"Id": "1", "SyncToken": "0", "sparse": True, "PrimaryEmailAddr": "ann@example.com"}
        try:
            api.write("Customer", body, "one")
        except Exception as error:
            assert error
    assert len(violations) == 1
