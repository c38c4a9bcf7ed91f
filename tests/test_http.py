"""The network seam: patience, limits, and no credential to another host."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from tests.arrivals import Arrivals

from sar import errors
from sar.http import Client, Policy, in_process
from sar.limits import LocalBuckets, Pace, ServerClock, SharedBuckets
from sar.registry import Limit
from sar.sandbox import Answer, Api, Ask, answer, serve
from sar.workspace import Workspace

QUICK = Policy(timeout=0.3, deadline=0.6, attempts=3, wait=0.001, wait_max=0.002, max_body=1000, max_calls=20)
Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler, **more: Any) -> Client:
    transport = httpx.MockTransport(handler)
    return Client("crm", "https://api.example.com/v1", transport=transport, policy=QUICK, **more)


def always(*answers: httpx.Response) -> tuple[Handler, list[httpx.Request]]:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answers[min(len(seen), len(answers)) - 1]

    return handler, seen


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, errors.Denied),
        (403, errors.Denied),
        (404, errors.Missing),
        (410, errors.Missing),
        (422, errors.Rejected),
        (429, errors.Throttled),
        (500, errors.Unavailable),
        (502, errors.Unavailable),
    ],
)
def test_a_status_becomes_an_error_with_a_remedy(status: int, error: type[errors.ProcessorError]) -> None:
    handler, _ = always(httpx.Response(status, text="<html>ann@example.com</html>"))
    with pytest.raises(error) as raised:
        client(handler).get("x")
    assert raised.value.remedy
    assert "ann@" not in str(raised.value)


@pytest.mark.parametrize("body", [b"", b"<html></html>", b'{"a": [1, 2', b"\xff\xfe"])
def test_a_success_that_is_not_json_is_changed(body: bytes) -> None:
    handler, _ = always(httpx.Response(200, content=body))
    with pytest.raises(errors.Changed):
        client(handler).json("x")


def test_two_faults_then_an_answer() -> None:
    handler, seen = always(httpx.Response(500), httpx.Response(503), httpx.Response(200, json=[1]))
    assert client(handler).json("x") == [1]
    assert len(seen) == 3


def test_a_write_is_never_sent_twice() -> None:
    handler, seen = always(httpx.Response(500))
    with pytest.raises(errors.Unavailable):
        client(handler).request("POST", "x", json={})
    assert len(seen) == 1


def test_a_write_that_was_turned_away_unread_is_sent_again() -> None:
    handler, seen = always(httpx.Response(429), httpx.Response(200, json={}))
    assert client(handler).request("PATCH", "x", json={}).status_code == 200
    assert len(seen) == 2


def test_retry_after_is_obeyed() -> None:
    handler, _ = always(httpx.Response(429, headers={"retry-after": "1"}), httpx.Response(200, json={}))
    start = time.monotonic()
    client(handler).json("x")
    assert time.monotonic() - start >= 1


def test_a_retry_after_beyond_patience_fails_at_once() -> None:
    handler, seen = always(httpx.Response(429, headers={"retry-after": "86400"}))
    with pytest.raises(errors.Throttled):
        client(handler).get("x")
    assert len(seen) == 1


def test_credentials_stay_at_home() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.host == "api.example.com":
            assert request.headers["x-key"] == "s3cret"
            return httpx.Response(302, headers={"location": "https://storage.example.net/file"})
        assert "x-key" not in request.headers
        assert "authorization" not in request.headers
        return httpx.Response(200, content=b"bytes", headers={"content-type": "image/png"})

    one = client(handler, headers={"x-key": "s3cret"}, auth=("u", "p"))
    file = one.download("files/1", cap=10)
    assert (file.content, file.media_type, file.truncated) == (b"bytes", "image/png", False)
    with pytest.raises(errors.Changed):
        one.get("files/1")
    with pytest.raises(errors.Changed):
        one.get("https://storage.example.net/file")


def test_a_redirect_at_home_is_followed_and_a_circle_is_not() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/a":
            return httpx.Response(301, headers={"location": "/v1/b"})
        if request.url.path == "/v1/c":
            return httpx.Response(302, headers={"location": "/v1/c"})
        return httpx.Response(200, json="b")

    assert client(handler).json("a") == "b"
    with pytest.raises(errors.Changed):
        client(handler).get("c")


def test_a_large_answer_is_capped_and_a_large_file_is_marked() -> None:
    handler, _ = always(httpx.Response(200, content=b"x" * 2000))
    with pytest.raises(errors.Capped):
        client(handler).get("x")
    assert client(handler).download("x", cap=10).truncated


def test_the_number_of_calls_is_capped() -> None:
    handler, _ = always(httpx.Response(200, json={}))
    one = client(handler)
    with pytest.raises(errors.Capped):
        for _ in range(30):
            one.get("x")


def test_a_new_token_is_fetched_once_after_a_401() -> None:
    renewed: list[int] = []

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200 if request.headers["authorization"] == "Bearer new" else 401, json={})

    def renew() -> dict[str, str]:
        renewed.append(1)
        return {"authorization": "Bearer new"}

    one = client(handler, headers={"authorization": "Bearer old"}, renew=renew)
    assert one.json("x") == {}
    assert one.json("x") == {}
    assert renewed == [1]


def test_every_try_is_signed_anew_and_nothing_abroad_is() -> None:
    signed: list[str] = []

    def sign(request: httpx.Request) -> dict[str, str]:
        signed.append(f"{request.method} {request.url}")
        return {"x-signature": str(len(signed))}

    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path == "/v1/file":
            return httpx.Response(302, headers={"location": "https://files.example.net/x"})
        return httpx.Response(500 if len(seen) == 1 else 200, json={})

    signing = client(handler, sign=sign)
    signing.json("a b", {"q": "é"})
    signing.download("file", 10)
    assert [request.headers.get("x-signature") for request in seen] == ["1", "2", "3", None]
    assert signed[0] == signed[1] == f"GET {seen[0].url}"


def test_an_answer_may_be_explained() -> None:
    handler, seen = always(httpx.Response(200, json={"success": False}))

    def explain(response: httpx.Response) -> errors.ProcessorError | None:
        return errors.Denied("no", status=403) if b"false" in response.content else None

    with pytest.raises(errors.Denied):
        client(handler, explain=explain).get("x")
    assert len(seen) == 1


def test_sdks_on_requests_come_through_the_same_seam() -> None:
    handler, seen = always(httpx.Response(500), httpx.Response(200, json={"a": "é"}))
    session = client(handler, headers={"x-key": "k"}).session()
    answer = session.get("https://api.example.com/v1/x", params={"q": "ann@example.com"})
    assert answer.json() == {"a": "é"}
    assert str(seen[-1].url) == "https://api.example.com/v1/x?q=ann%40example.com"
    assert seen[-1].headers["x-key"] == "k"
    with pytest.raises(errors.Changed):
        session.get("https://elsewhere.example.com/v1/x")


def hanging(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Type", "application/json")])
    for _ in range(40):
        time.sleep(0.05 if environ["PATH_INFO"] == "/drip" else 1)
        yield b" "


@pytest.mark.parametrize("path", ["/hang", "/drip"])
def test_a_server_that_hangs_or_drips_is_left(path: str) -> None:
    with serve(hanging) as address:
        one = Client("crm", address, policy=Policy(timeout=0.3, deadline=0.5, attempts=1))
        start = time.monotonic()
        with pytest.raises(errors.Unavailable):
            one.get(path)
        one.close()
        assert time.monotonic() - start < 1.5


def test_a_dead_address_is_unavailable() -> None:
    with pytest.raises(errors.Unavailable):
        Client("crm", "http://127.0.0.1:9", policy=QUICK).get("x")


def test_a_servers_clock_is_read_by_its_quick_answers() -> None:
    clock, ahead = ServerClock(), 100.0
    asked = [(0.0, 0.002, 0.001), (1.0, 1.2, 1.19), (2.0, 2.002, 2.001), (3.0, 3.3, 3.01)]
    slots = [clock.here(before + ahead + 1, told + ahead, before, after) for before, after, told in asked]
    assert slots == pytest.approx([1, 2, 3, 4], abs=0.002)
    # set by an hour, it is believed as soon as an answer is as quick as could be, or much later any
    late = clock.here(3704 + ahead + 3600, 3604.001 + ahead + 3600, 3604.0, 3604.002)
    assert late == pytest.approx(3704, abs=0.002)


@pytest.mark.parametrize("shared", [True, False])
def test_what_goes_out_late_holds_up_the_others(shared: bool, workspace: Workspace) -> None:
    arrivals = Arrivals(Limit(10, 1.0, 1))
    pace = Pace(SharedBuckets(workspace.engine) if shared else LocalBuckets(), "crm", rate=10)
    for number in range(18):
        with pace:
            pace.turn()
            time.sleep(0.3 if number == 3 else 0.0)  # the machine had something else to do
            with arrivals.one():
                pace.sent()
    assert not arrivals.exceeded, str(arrivals)


@pytest.mark.parametrize("served", [True, False])
def test_a_rate_holds_over_threads_where_the_calls_arrive(served: bool) -> None:
    app, arrivals = Api(), Arrivals(Limit(20, 1.0, 4))

    @app.on("GET", "/x")
    def counted(ask: Ask) -> Answer:
        with arrivals.one():
            time.sleep(0.01)
            return answer({})

    pace = Pace(LocalBuckets(), "crm", rate=20, concurrency=4)
    with serve(app) as root:
        client = Client("crm", root, transport=None if served else in_process(app), pace=pace)
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(client.get, ["x"] * 45))
        client.close()
    assert len(arrivals.moments) == 45
    assert not arrivals.exceeded, str(arrivals)
