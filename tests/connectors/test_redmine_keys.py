"""Redmine's keys and rights, and the address to which they go."""

import pytest
from tests.connectors.redmine_shared import ANN, altered

from sar.errors import Denied
from sar.http import Request, Response
from sar.testing import rig
from sar.testing.faults import Faulty
from sar.testing.watched import watched


def test_a_wrong_key_is_no_anonymous_view() -> None:
    result = rig("redmine", settings={"api_key": "wrong"}).find(*ANN)
    assert isinstance(result.error, Denied)
    assert (result.disclosed, result.near, result.gaps) == ([], [], [])
    with pytest.raises(Denied):
        list(rig("redmine", settings={"api_key": "wrong"}).connector.check())


def test_a_narrow_key_is_refused_before_anything_is_read() -> None:
    connected = altered("/users/current.json", lambda data: data["user"].update(admin=False))
    assert isinstance(connected.find(*ANN).error, Denied)
    assert connected.imitation.app.asked == ["GET /users/current.json"]
    findings = list(connected.connector.check())
    assert [(finding.level, "API key of an administrator" in finding.remedy) for finding in findings] == [
        ("error", True)
    ]


def test_a_key_that_is_withdrawn_during_the_search_is_noticed() -> None:
    asked: list[str] = []

    def fault(request: Request, _: int) -> Response | None:
        asked.append(request.url.path)
        late = asked.count("/users/current.json") > 1
        return Response(401, request=request) if late and asked[-1] == "/users/current.json" else None

    result = rig("redmine", through=lambda inner: Faulty(inner, fault)).find(*ANN)
    assert isinstance(result.error, Denied)
    assert result.disclosed


def test_a_good_key_is_found_good() -> None:
    assert {finding.level for finding in rig("redmine").connector.check()} == {"ok"}


def test_credentials_go_to_the_configured_host_only() -> None:
    connected, way = watched("redmine")
    connected.find(*ANN)
    carrying = {request.url.host for request in way.requests if "x-redmine-api-key" in request.headers}
    assert carrying == {"redmine.example.org"}
    assert all("key=" not in str(request.url) for request in way.requests)


def test_a_sub_path_is_kept_in_every_address() -> None:
    connected, way = watched("redmine", settings={"url": "https://redmine.example.org/tracker/"})
    assert connected.find(*ANN).error is not None
    assert {request.url.path for request in way.requests} == {"/tracker/users/current.json"}
