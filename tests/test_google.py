"""What the refusals of Google's APIs mean."""

from typing import Any

import pytest

from sar.errors import Denied, Throttled
from sar.google import refusal
from sar.http import Response


def said(status: int, error: Any) -> Response:
    return Response(status, json={"error": error})


def info(reason: str) -> dict[str, Any]:
    return {"status": "PERMISSION_DENIED", "details": [{"@type": "x/google.rpc.ErrorInfo", "reason": reason}]}


@pytest.mark.parametrize(
    ("error", "kind", "word"),
    [
        (info("SERVICE_DISABLED"), Denied, "Enable it"),
        ({"errors": [{"reason": "accessNotConfigured"}]}, Denied, "Enable it"),
        (info("ACCESS_TOKEN_SCOPE_INSUFFICIENT"), Denied, "scope"),
        ({"errors": [{"reason": "rateLimitExceeded"}]}, Throttled, "limit"),
        ({"errors": [{"reason": "dailyLimitExceeded"}]}, Throttled, "limit"),
    ],
)
def test_a_refusal_has_its_own_remedy(error: Any, kind: type, word: str) -> None:
    found = refusal(said(403, error))
    assert isinstance(found, kind)
    assert found is not None
    assert word in found.remedy


def test_a_spent_day_is_not_waited_for() -> None:
    found = refusal(said(403, {"errors": [{"reason": "dailyLimitExceeded"}]}))
    assert isinstance(found, Throttled)
    assert found.after is not None
    assert found.after > 3600


@pytest.mark.parametrize(
    "error", [None, 7, [], "x", {"details": 3}, {"details": [None]}, {"status": "PERMISSION_DENIED"}]
)
def test_any_other_refusal_stays_what_it_is(error: Any) -> None:
    assert refusal(said(403, error)) is None


def test_a_body_that_is_no_json_breaks_nothing() -> None:
    assert refusal(Response(403, text="<html>")) is None
    assert refusal(said(200, info("SERVICE_DISABLED"))) is None
