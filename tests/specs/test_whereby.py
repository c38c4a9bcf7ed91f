"""Whereby against the vendor's description, as far as the description agrees with itself."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.specs import referee
from tests.specs.referee import SPECS, assert_no_violation, behind_prism, needs_prism, needs_specs

pytestmark = [needs_specs, needs_prism]

NAME = "whereby.json"


def mended(spec: dict[str, Any]) -> dict[str, Any]:
    """The description with the three places mended at which it contradicts itself."""
    paths = spec["paths"]
    # "Either roomSessionId or externalId is required", and yet the first is marked as required
    parameters = paths["/insights/participants"]["get"]["parameters"]
    one_of(parameters, name="roomSessionId")["required"] = False
    # "If there are no more results, the value returned is null", and yet it is a text
    for path in paths.values():
        cursor = answer(path.get("get", {})).get("properties", {}).get("cursor")
        if cursor:
            assert cursor["type"] == "string"
            cursor["nullable"] = True
    # describes startedAt and endedAt, and yet requires createdAt and endAt
    sessions = answer(paths["/insights/room-sessions"]["get"])["properties"]["results"]["items"]
    assert {"startedAt", "endedAt"} <= set(sessions["properties"])
    sessions["required"] = [
        {"createdAt": "startedAt", "endAt": "endedAt"}.get(key, key) for key in sessions["required"]
    ]
    return spec


def one_of(rows: list[dict[str, Any]], **wanted: str) -> dict[str, Any]:
    (row,) = (row for row in rows if wanted.items() <= row.items())
    return row


def answer(operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("responses", {}).get("200", {}).get("content", {})
    found: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return found


@pytest.fixture
def described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Routes to the mended description, which lies outside of the project and is gone after the test."""
    spec = json.loads((SPECS / "whereby-v1.openapi.json").read_text(encoding="utf-8"))
    (tmp_path / NAME).write_text(json.dumps(mended(spec)), encoding="utf-8")
    monkeypatch.setattr(referee, "SPECS", tmp_path)
    return {"/v1": NAME}


def test_no_violation(described: dict[str, str]) -> None:
    assert_no_violation("whereby", described, ("/stored/",))


@pytest.mark.parametrize(
    "asked",
    ["insights/room-sessions", "insights/participants?limit=1000", "recordings/r-1/access-link?validForSeconds=0"],
)
def test_the_referee_objects(described: dict[str, str], asked: str) -> None:
    """Requests that the description forbids are noticed: the referee is awake."""
    violations: list[str] = []
    with ExitStack() as running:
        connected = behind_prism("whereby", described, running, violations)
        token = {"authorization": f"Bearer {connected.access.secret('api_key')}"}
        httpx.get(f"{connected.access.setting('url')}/{asked}", headers=token, timeout=60)
    assert len(violations) == 1
