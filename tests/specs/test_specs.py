"""The first four processors against their vendors' descriptions, and the referee itself."""

import shutil
from contextlib import ExitStack

import httpx
import pytest
from tests.specs.correcting import assert_corrects_without_violation
from tests.specs.referee import assert_no_violation, behind_prism, needs_prism, needs_specs

ROUTES = {
    "pipedrive": {"/api/v2": "pipedrive-v2.mock.json", "/api/v1": "pipedrive-v1.mock.json"},
    "mailchimp": {"/3.0": "mailchimp-3.0.55.mock.json"},
    "redmine": {"": "redmine-7.0.mock.json"},
    "quickbooks": {"": "quickbooks-derived.mock.json"},
}
UNDESCRIBED = (
    "/TransactionList", "/pdf", "/signed/", "/stored/", "/contacts.json", "/journalentry/", "/deposit/",
    "/wiki/index.json",
)  # fmt: skip
"""A description takes the parties of journal entries and deposits for plain texts where the vendor's samples have
objects, and a wiki's index for a page; the others are left out."""

DELETING: dict[str, list[dict[str, str]]] = {
    "pipedrive": [
        {"phone": "", "job_title": "", "birthday": "", "address.city": "", "address.postal_code": ""},
        {"custom:pipedrive:0123456789abcdef0123456789abcdef01234567": ""},
        {"email": "ann.roy@example.com", "full_name": "Ann Roy", "address.full": "14 Example Street, Québec"},
    ],
    "mailchimp": [
        {"phone": "", "organisation": "", "birthday": "", "language": "", "custom:mailchimp:MMERGE7": ""},
        {f"address.{part}": "" for part in ("street", "city", "region", "postal_code", "country")},
        {"custom:mailchimp:tag:customer": "", "custom:mailchimp:i2": "yes"},
    ],
}
"""Corrections beside those that are expected of each connector."""

pytestmark = [needs_specs, needs_prism]


@pytest.mark.parametrize("slug", sorted(ROUTES))
def test_no_violation(slug: str) -> None:
    assert_no_violation(slug, ROUTES[slug], UNDESCRIBED)


@pytest.mark.parametrize("slug", sorted(DELETING))
def test_a_correction_breaks_nothing(slug: str) -> None:
    assert_corrects_without_violation(slug, ROUTES[slug], UNDESCRIBED, also=DELETING[slug])


def test_the_referee_objects() -> None:
    """A request that the description forbids is noticed: the referee is awake."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    violations: list[str] = []
    with ExitStack() as running:
        connected = behind_prism("pipedrive", ROUTES["pipedrive"], running, violations)
        root = connected.access.setting("url")
        token = connected.access.secret("api_token")
        httpx.get(f"{root}/api/v2/persons/search", headers={"x-api-token": token}, timeout=60)
    assert len(violations) == 1
