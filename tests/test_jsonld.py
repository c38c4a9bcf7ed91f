"""dossier.json is JSON-LD too: its own context makes a graph of it, and nothing is fetched."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld
from tests.dossiers import full, told

from sar.dossier.json import write

DPV = "https://w3id.org/dpv#"


def refuse(url: str, *_: Any) -> Any:
    raise AssertionError(f"{url} was to be fetched")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path: Path = tmp_path_factory.mktemp("json") / "dossier.json"
    write(full(told("fr-CA")), path)
    (expanded,) = jsonld.expand(json.loads(path.read_bytes()), {"documentLoader": refuse})
    node: dict[str, Any] = expanded
    return node


def test_it_is_the_notice_of_the_vocabulary(graph: dict[str, Any]) -> None:
    assert graph["@type"] == ["https://w3id.org/dpv/legal/eu/gdpr#SARNotice"]
    for part in ("hasDataController", "hasDataSubject", "hasProcess", "hasRight"):
        assert graph[DPV + part], part


def test_a_process_says_why_for_whom_and_how_long(graph: dict[str, Any]) -> None:
    process = graph[f"{DPV}hasProcess"][0]
    for part in ("hasPurpose", "hasPersonalData", "hasRecipient", "hasLegalBasis", "hasDuration"):
        assert process[DPV + part], part
    assert process[f"{DPV}hasDuration"][0]["@type"] == "http://www.w3.org/2001/XMLSchema#duration"


def test_payloads_stay_whole(graph: dict[str, Any]) -> None:
    record = graph["urn:sar:terms#records"][0]
    assert record["urn:sar:terms#raw"][0]["@type"] == "@json"
