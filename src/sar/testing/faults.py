"""Faults put between a connector and its imitation: what processors really answer on a bad day."""

import re
import threading
from collections import Counter
from collections.abc import Callable

from sar.http import ReadTimeout, Request, Response, Transport

Fault = Callable[[Request, int], Response | None]
"""Given a request and how often the same was asked before: an answer instead of the real one, or None."""

ELSEWHERE = "elsewhere.example.net"


def _html(request: Request) -> Response:
    body = "<!doctype html><html><body>Sign in</body></html>"
    return Response(200, headers={"content-type": "text/html"}, text=body, request=request)


def _hang(request: Request) -> Response:
    raise ReadTimeout("", request=request)


def _answers(status: int, **headers: str) -> Callable[[Request], Response]:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return lambda request: Response(status, headers=named, json={}, request=request)


LASTING: dict[str, Callable[[Request], Response]] = {
    "401": _answers(401),
    "403": _answers(403),
    "404": _answers(404),
    "429": _answers(429),
    "429 with a long Retry-After": _answers(429, retry_after="86400"),
    "500": _answers(500),
    "502 HTML": lambda request: Response(502, text="<html>Bad gateway</html>", request=request),
    "200 HTML": _html,
    "200 truncated JSON": lambda request: Response(
        200, headers={"content-type": "application/json"}, content=b'{"data": [{"id": 1, "na', request=request
    ),
    "200 empty body": lambda request: Response(200, content=b"", request=request),
    "200 JSON of another shape": lambda request: Response(200, json=[[None, 1, {"x": "y"}]], request=request),
    "hang": _hang,
    "redirect to another host": lambda request: Response(
        302, headers={"location": f"https://{ELSEWHERE}/x"}, request=request
    ),
}
"""Faults that do not go away."""

PASSING: dict[str, Callable[[Request], Response]] = {
    "500": _answers(500),
    "429 with Retry-After": _answers(429, retry_after="0"),
    "429 without": _answers(429),
    "hang": _hang,
}
"""Faults that a second or third try overcomes."""


class Faulty(Transport):
    """A way to the imitation that answers some requests itself, and remembers what was asked."""

    def __init__(self, inner: Transport, fault: Fault) -> None:
        self._inner, self._fault = inner, fault
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.requests: list[Request] = []

    def handle_request(self, request: Request) -> Response:
        """Answer with the fault, or pass the request on."""
        with self._lock:
            self.requests.append(request)
            name = f"{request.method} {request.url} {request.content!r}"
            before = self._asked[name]
            self._asked[name] += 1
        faked = self._fault(request, before)
        return faked if faked is not None else self._inner.handle_request(request)


def always(kind: str) -> Fault:
    """Every request meets this lasting fault."""
    return lambda request, _: LASTING[kind](request)


def at_first(kind: str, times: int) -> Fault:
    """Every request meets this passing fault so many times before it is answered."""
    return lambda request, before: PASSING[kind](request) if before < times else None


def on_call(number: int, kind: str) -> Fault:
    """The so-many-th different request meets this lasting fault, however often it is repeated."""
    seen: list[str] = []

    def fault(request: Request, _: int) -> Response | None:
        name = f"{request.method} {request.url} {request.content!r}"
        if name not in seen:
            seen.append(name)
        return LASTING[kind](request) if seen.index(name) == number else None

    return fault


class Repeating(Transport):
    """A processor whose lists never advance: every page is the first one again."""

    _PAGE = re.compile(rb"cursor|start|offset|page|STARTPOSITION", re.IGNORECASE)

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self._first: dict[str, tuple[int, list[tuple[str, str]], bytes]] = {}
        self.repeated = 0

    def handle_request(self, request: Request) -> Response:
        """The first page that was served at this path, whatever page is asked for."""
        name = f"{request.method} {request.url.path} {_unpaged(request)}"
        if name in self._first:
            self.repeated += 1
            status, headers, body = self._first[name]
            return Response(status, headers=headers, content=body, request=request)
        answer = self._inner.handle_request(request)
        body = answer.read()
        self._first[name] = answer.status_code, list(answer.headers.items()), body
        return Response(answer.status_code, headers=answer.headers, content=body, request=request)


def _unpaged(request: Request) -> str:
    pairs = [(key, value) for key, value in request.url.params.multi_items() if not _paging(key)]
    unpaged = [(key, re.sub(r"STARTPOSITION \d+", "", value, flags=re.IGNORECASE)) for key, value in pairs]
    return repr((unpaged, re.sub(rb"STARTPOSITION \d+", b"", request.content, flags=re.IGNORECASE)))


def _paging(key: str) -> bool:
    return key.lower() in {"cursor", "start", "offset", "page"}


class Lying(Transport):
    """A processor whose every answer is somebody else's: the subject's addresses are replaced in all bodies."""

    def __init__(self, inner: Transport, instead: dict[str, str]) -> None:
        self._inner = inner
        self._pattern = re.compile("|".join(map(re.escape, instead)), re.IGNORECASE)
        self._instead = {old.casefold(): new for old, new in instead.items()}

    def handle_request(self, request: Request) -> Response:
        """The real answer with other people's addresses in it."""
        answer = self._inner.handle_request(request)
        body = answer.read().decode("utf-8", "replace")
        swapped = self._pattern.sub(lambda found: self._instead[found.group().casefold()], body)
        headers = [(key, value) for key, value in answer.headers.items() if key != "content-length"]
        return Response(answer.status_code, headers=headers, content=swapped.encode(), request=request)
