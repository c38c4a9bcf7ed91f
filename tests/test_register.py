"""The register: defaults from manifests, facts from sar.toml, and what is missing said to the officer."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sar.errors import SettingsError
from sar.records import Record, RecordKind
from sar.register import Retention, delete_after, period, read

MANIFESTS = {"crm": {"kind": "sales", "purposes": ["dpv:CustomerManagement"], "location": "USA"}, "host": {}}
EXTRA: dict[str, Any] = {
    "processors": {
        "crm": {
            "register": {
                "recipients": [{"name": "CRM Inc.", "kind": "crm", "places": ["US"], "safeguards": ["PIA 2026-03"]}],
                "retention": {"duration": "P1Y", "starts": "last_contact"},
            }
        }
    },
    "register": {
        "identification": {
            "kinds": ["contact", "account"], "purposes": ["dpv:CustomerCare"], "staff": ["sales"],
            "retention": {"duration": "P5Y", "starts": "collection"},
        },
        "connection": {"kinds": ["log_entry", "visit"], "staff": ["technicians"]},
    },
}  # fmt: skip


def record(processor: str, kind: RecordKind, moment: datetime | None) -> Record:
    return Record("i", processor, processor, kind, "1", kind, "T", None, {}, occurred_at=moment)


def test_facts_stand_over_defaults_and_nothing_is_invented() -> None:
    register = read(EXTRA, MANIFESTS)
    crm = register.processors["crm"]
    assert (crm.title, crm.purposes, crm.recipients[0].places) == ("sales", ["dpv:CustomerManagement"], ["US"])
    assert crm.basis == []
    missing = set(register.missing())
    assert ("crm", "basis") in missing
    assert ("crm", "purposes") not in missing
    assert ("host", "purposes") in missing
    assert ("host", "staff") not in missing, "every category says who has access"
    assert ("connection", "retention") in missing


def test_a_processor_says_how_long_before_its_category() -> None:
    register = read(EXTRA, MANIFESTS)
    day = datetime(2020, 2, 29, 12, tzinfo=UTC)
    last = datetime(2026, 1, 31, tzinfo=UTC)
    by_crm, by_category = (record(name, "contact", day) for name in ("crm", "host"))
    first, second = register.retention(by_crm), register.retention(by_category)
    assert first and second
    assert delete_after(first, by_crm, last) == date(2027, 1, 31)
    assert delete_after(second, by_category, last) == date(2025, 2, 28)
    assert delete_after(second, record("host", "contact", None), last) is None
    assert register.retention(record("host", "log_entry", day)) is None
    assert delete_after(Retention("P1Y", "end_of_relationship"), by_crm, last) is None


@pytest.mark.parametrize(
    ("text", "parts"), [("P5Y", (5, 0, 0)), ("P6M", (0, 6, 0)), ("P1Y6M", (1, 6, 0)), ("P2W", (0, 0, 14))]
)
def test_durations(text: str, parts: tuple[int, int, int]) -> None:
    assert period(text) == parts


@pytest.mark.parametrize(
    "table",
    [
        {"retention": {"duration": "5 years", "starts": "collection"}},
        {"retention": {"duration": "P5Y", "starts": "whenever"}},
        {"purpose": ["x"]},
    ],
)
def test_what_is_wrong_is_named(table: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        read({"register": {"x": table}}, {})
