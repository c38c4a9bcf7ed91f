"""QuickBooks' traps, one by one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sar.context import Access
from sar.errors import Denied, Throttled
from sar.http import Request, Response, Transport, in_process
from sar.registry import Registry
from sar.sandbox import World
from sar.secrets import write_private
from sar.settings import load
from sar.testing import rig
from sar.testing.faults import Faulty

ANN = ("ann@example.com", "ann.archer@example.org")


def answering(path: str, answer: Callable[[Request], Response]) -> Callable[[Transport], Transport]:
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if path in request.url.path else None)


def of(type_: str, source_id: str, *emails: str) -> Any:
    found = rig("quickbooks").find(*(emails or ANN)).disclosed
    return next(record for record in found if (record.type, record.source_id) == (type_, source_id))


def test_inactive_names_and_joined_addresses_are_found() -> None:
    assert of("Vendor", "51").raw["Active"] is False
    assert of("Customer", "9").raw["PrimaryEmailAddr"]["Address"] == "desk@example.net, ann.archer@example.org"


def test_a_copy_of_somebody_elses_invoice_shows_the_delivery_only() -> None:
    copy = of("InvoiceCopy", "102/BillEmailCc")
    text = json.dumps(copy.raw)
    assert "Ann@example.com" in text
    for others in ("Joann", "joann@", "Tea", "20.0", "own"):
        assert others not in text


def test_of_a_journal_entry_only_the_own_lines() -> None:
    entry = of("JournalEntry", "231")
    assert [line["Id"] for line in entry.raw["Line"]] == ["1"]
    assert "Joann" not in json.dumps(entry.raw)


@pytest.mark.parametrize("email", ["o'hara@example.org", "a\\' OR x@example.org", "x’y@example.org"])
def test_quoting_holds(email: str) -> None:
    result = rig("quickbooks").find(email)
    assert result.error is None
    assert {record.source_id for record in result.disclosed} == ({"7"} if email.startswith("o'") else set())


def test_control_characters_never_reach_a_query() -> None:
    connected = rig("quickbooks")
    connected.find("a\n@example.org")
    assert not [line for line in connected.imitation.app.asked if "\n" in line]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, {"fault": {"error": [{"code": "3200"}], "type": "AUTHENTICATION"}}, Denied),
        (403, {"fault": {"error": [{"code": "3100"}], "type": "AUTHORIZATION"}}, Denied),
        (400, {"Fault": {"Error": [{"code": "003001"}], "type": "ValidationFault"}}, Throttled),
        (400, {"Fault": {"Error": [{"Message": "no code"}], "type": "x"}}, None),
        (400, {"Fault": {"Error": [{"code": "text"}], "type": "x"}}, None),
    ],
)
def test_faults_by_status_and_code(status: int, body: dict[str, Any], error: type[Exception] | None) -> None:
    through = answering("/query", lambda request: Response(status, json=body, request=request))
    found = rig("quickbooks", through=through).find(*ANN).error
    assert found is not None
    assert error is None or isinstance(found, error)


def test_a_dead_consent_names_the_way_out() -> None:
    result = rig("quickbooks", settings={"refresh_token": "spent-token"}).find(*ANN)
    assert isinstance(result.error, Denied)
    assert "sar init quickbooks" in result.error.remedy


def test_a_rotated_token_is_stored_before_the_new_access_token_is_used(tmp_path: Path) -> None:
    registry = Registry.discover()
    imitation = registry.sandbox("quickbooks").imitate(World("quickbooks", registry.get("quickbooks").folder))
    path = tmp_path / "credentials.toml"
    lines = [f"{name} = {json.dumps(value)}" for name, value in imitation.settings.items()]
    write_private(path, "[quickbooks]\n" + "\n".join(lines) + "\n")
    stored: list[bool] = []

    def watch(request: Request, _: int) -> Response | None:
        if "/query" in request.url.path:
            stored.append(imitation.state["tokens"]["refresh"] in path.read_text(encoding="utf-8"))
        return None

    for _ in range(2):  # the second run reads what the first one stored
        processor = load(None, path, registry).processors["quickbooks"]
        way = Faulty(in_process(imitation.app), watch)
        connector = registry.load("quickbooks")(Access(processor, transport=way, credentials=path))
        list(connector.check())
    assert stored
    assert all(stored)
    assert imitation.state["tokens"]["count"] == 2


def test_an_expired_access_token_is_renewed_in_the_middle() -> None:
    connected = rig("quickbooks")
    calls = 0

    def expire(request: Request, _: int) -> Response | None:
        nonlocal calls
        calls += "/query" in request.url.path
        if calls == 5:
            connected.imitation.state["tokens"]["access"] = "expired"
            calls += 1
        return None

    connected.access.transport = Faulty(in_process(connected.imitation.app), expire)
    result = connected.find(*ANN)
    assert result.error is None
    assert result.keys == rig("quickbooks").find(*ANN).keys


def test_files_are_fetched_from_the_signed_address_without_the_token() -> None:
    result = rig("quickbooks").find(*ANN)
    (file,) = (record for record in result.disclosed if record.source_id == "251")
    assert result.files[file.attachments[0].sha256] == b"file 251\n" * 30
    assert "TempDownloadUri" not in file.raw


def test_copies_when_they_are_wanted() -> None:
    result = rig("quickbooks", settings={"copies": True}).find(*ANN)
    (invoice,) = (record for record in result.disclosed if (record.type, record.source_id) == ("Invoice", "101"))
    assert result.files[invoice.attachments[0].sha256].startswith(b"%PDF")
