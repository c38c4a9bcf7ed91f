"""VoIP.ms's interface: where credentials go, what a status means, and its limits."""

import msgspec
import pytest
from tests.connectors.voipms_shared import ANN, asked, saying, what

from sar.errors import Denied, Throttled
from sar.http import Response, Transport
from sar.identifiers import Identifier
from sar.outcomes import Failed, NothingHeld, complete
from sar.registry import Registry
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.testing.faults import Faulty
from sar.testing.rig import IMPATIENT
from sar.testing.watched import watched

NORA = Identifier("phone", "+15145550110")


def test_the_credentials_are_in_the_body_and_in_no_address() -> None:
    connected, way = watched("voipms")
    connected.find(ANN)
    forms = asked([request for request in way.requests if request.method == "POST"])
    assert {form["api_password"] for form in forms} == {connected.access.secret("password")}
    assert not [
        request for request in way.requests if "sandbox-voipms" in str(request.url) or "api_" in str(request.url)
    ]
    assert [request.url.path for request in way.requests if request.method != "POST"] == ["/media.php"] * 3


@pytest.mark.parametrize("status", ["invalid_credentials", "missing_credentials", "api_not_enabled", "ip_not_enabled"])
def test_what_is_fatal_ends_the_search_with_its_own_remedy(status: str) -> None:
    for method in ("getDIDsInfo", "getSMS"):
        result = rig("voipms", through=saying(method, status=status)).find(ANN)
        assert isinstance(result.error, Denied)
        assert status in str(result.error)
        assert "credentials.toml" in result.error.remedy or "SOAP and REST" in result.error.remedy
        assert isinstance(outcome_of(result), Failed)


def test_an_address_that_is_not_allowed_is_told_by_the_check() -> None:
    connected = rig("voipms")
    connected.imitation.state["ip"] = False
    with pytest.raises(Denied, match="ip_not_enabled"):
        list(connected.connector.check())


def test_the_limit_per_minute_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    Registry.discover().load("voipms")
    policy = msgspec.structs.replace(IMPATIENT, retry_after_max=10)
    through = saying("getSMS", status="api_limit_exceeded")
    assert "limit of requests per minute" in what(rig("voipms", through=through, policy=policy).find(ANN))
    assert isinstance(
        outcome_of(rig("voipms", through=saying("getDIDsInfo", status="api_limit_exceeded"), policy=policy).find(ANN)),
        Failed,
    )

    monkeypatch.setattr("sar.connectors.voipms.api.BACK_OFF", 0.0)
    refused = {"status": "api_limit_exceeded"}

    def twice(inner: Transport) -> Transport:
        answer = lambda request, before: Response(200, json=refused, request=request) if before < 2 else None  # noqa: E731
        return Faulty(inner, answer)

    result = rig("voipms", through=twice).find(ANN)
    assert result.keys == rig("voipms").find(ANN).keys
    assert complete(outcome_of(result))


def test_too_many_requests_is_throttled_and_not_empty() -> None:
    connected = rig("voipms", policy=msgspec.structs.replace(IMPATIENT, retry_after_max=10))
    connected.imitation.state["budget"] = 0
    assert isinstance(connected.find(ANN).error, Throttled)


def test_an_empty_list_is_empty_and_an_error_is_not() -> None:
    assert isinstance(outcome_of(rig("voipms").find(NORA)), NothingHeld)
    for status in ("no_callstatus", "invalid_daterange", "no_base64file", "something_new"):
        result = rig("voipms", through=saying("getCDR", status=status)).find(NORA)
        assert isinstance(outcome_of(result), Failed), status
        assert status in what(result)


def test_an_answer_without_a_status_is_no_answer() -> None:
    result = rig("voipms", through=saying("getCDR", cdr=[])).find(NORA)
    assert isinstance(outcome_of(result), Failed)


def test_a_status_that_is_no_word_is_not_repeated() -> None:
    result = rig("voipms", through=saying("getCDR", status="<b>ann@example.com</b>")).find(NORA)
    assert "ann@example.com" not in what(result)
    assert "unknown status" in what(result)


def test_transcripts_that_do_not_exist_are_a_limit_and_no_failure() -> None:
    result = rig("voipms", through=saying("getCallTranscriptions", status="no_transcriptions")).find(ANN)
    assert complete(outcome_of(result))
    assert "no_transcriptions" in what(result)


def test_a_method_under_maintenance_is_a_gap() -> None:
    connected = rig("voipms")
    connected.imitation.state["maintenance"] = ["getFaxMessages"]
    result = connected.find(ANN)
    assert ("call", "1") in result.keys
    assert "method_maintenance" in what(result)
    assert not complete(outcome_of(result))


def test_the_manifest_keeps_to_one_request_a_second() -> None:
    limit = Registry.discover().get("voipms").limit
    assert (limit.rate, limit.per) == (1, 1.0)
