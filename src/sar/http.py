"""The one network seam: every request to a processor, SDKs included, goes through `Client`.

It holds time limits, retries of safe verbs, rate limits, size caps and the rule that no credential
reaches another host. A status that is not a success becomes an error of the tree, before any SDK sees it.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

from sar.errors import Capped, Changed, Denied, Missing, ProcessorError, Rejected, Throttled, Unavailable
from sar.happenings import Happening, tell
from sar.imports import load
from sar.limits import Paced, Unpaced

if TYPE_CHECKING:
    import requests

# their lines carry whole URLs, and so identifiers
for _noisy in ("httpx", "httpcore", "urllib3", "stamina"):
    logging.getLogger(_noisy).disabled = True

T = TypeVar("T")
Request = httpx.Request
Response = httpx.Response
Transport = httpx.BaseTransport
ReadTimeout = httpx.ReadTimeout
Params = Mapping[str, Any] | Iterable[tuple[str, Any]] | None

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REDIRECTS = 5
IDLE = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=4)
"""An idle connection is let go before Apache does it (5 seconds), since a call may wait on one for its turn."""


class Policy(msgspec.Struct, frozen=True, rename="kebab"):
    """Limits of patience and size; seconds and bytes."""

    timeout: float = 30.0
    deadline: float = 180.0
    """For one answer as a whole: a server that drips bytes is not waited for longer."""
    attempts: int = 5
    wait: float = 0.5
    wait_max: float = 60.0
    retry_after_max: float = 120.0
    """A longer Retry-After is not slept through: the search fails with its remedy."""
    max_body: int = 64 << 20
    max_calls: int = 50_000
    """Per search of one processor: an endless list ends here."""


class Download(msgspec.Struct, frozen=True):
    """A file as a processor served it."""

    content: bytes
    media_type: str
    truncated: bool
    """Whether it was larger than the cap: then `content` is not the file."""


class Client:
    """An HTTP client for one API root of one processor."""

    def __init__(
        self,
        processor: str,
        root: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        transport: Transport | None = None,
        policy: Policy | None = None,
        pace: Paced | None = None,
        renew: Callable[[], Mapping[str, str]] | None = None,
        explain: Callable[[Response], ProcessorError | None] | None = None,
        sign: Callable[[Request], Mapping[str, str]] | None = None,
    ) -> None:
        """`headers` and `auth` are credentials: they go to `root`'s host only.

        `renew` gives fresh headers after a 401. `sign` makes headers from a request as it is sent, anew for
        each try, where a signature holds for a moment only. `explain` sees every answer first and may name the error
        that it really is: a 200 that says "failed", a 403 that means "too many".
        """
        self.processor, self.root = processor, root.rstrip("/") + "/"
        self.policy, self._pace = policy or Policy(), pace or Unpaced()
        self._origin = _origin(self.root)
        self._secret_headers, self._auth = dict(headers or {}), auth
        self._renew, self._explain, self._sign = renew, explain, sign
        self.calls = 0
        self._connects = transport is None
        self._http = httpx.Client(
            transport=transport, timeout=self.policy.timeout, trust_env=transport is None, limits=IDLE
        )

    def get(self, path: str, params: Params = None, **more: Any) -> Response:
        """GET below the root; only a success comes back."""
        return self.request("GET", path, params=params, **more)

    def json(self, path: str, params: Params = None, *, method: str = "GET", **more: Any) -> Any:
        """The JSON of a successful answer; anything else that claims success is `Changed`."""
        return decoded(self.request(method, path, params=params, **more))

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Params = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        json: Any = None,
        data: Mapping[str, str] | None = None,
        safe: bool | None = None,
    ) -> Response:
        """Send one request, again where that is safe (`safe=True` for a POST that only reads)."""
        url = self._url(path)
        pairs: Any = list(params.items()) if isinstance(params, Mapping) else params

        def once() -> Response:
            # an SDK's own idea of a credential never overrides ours
            merged = httpx.Headers(headers)
            merged.update(self._secret_headers)
            request = self._http.build_request(
                method, url, params=pairs, headers=merged, content=content, json=json, data=data
            )
            return self._send(request)

        return self._renewing(once, again=method.upper() in SAFE if safe is None else safe)

    def download(self, url: str, cap: int) -> Download:
        """A file of at most `cap` bytes; redirects to storage hosts are followed without credentials."""

        def once() -> Download:
            return self._follow(self._url(url, foreign=True), cap)

        return self._retried(once, again=True)

    def session(self) -> "requests.Session":
        """A requests session for an SDK: all it sends comes through here and to no other host."""
        session: requests.Session = load("sar.http_bridge").bridged(self)
        return session

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _url(self, path: str, foreign: bool = False) -> str:
        url = path if "://" in path else urljoin(self.root, path.lstrip("/"))
        if not foreign and _origin(url) != self._origin:
            raise Changed("a request to another host than the configured one was stopped")
        return url

    def _renewing(self, once: Callable[[], Response], again: bool) -> Response:
        try:
            return self._retried(once, again)
        except Denied as denied:
            if denied.status != 401 or self._renew is None:
                raise
        self._secret_headers.update(self._renew())
        return self._retried(once, again)

    def _retried(self, once: Callable[[], T], again: bool) -> T:
        import stamina

        policy = self.policy
        for attempt in stamina.retry_context(
            on=self._whether_to_wait if again else self._whether_unheard,
            attempts=policy.attempts,
            timeout=None,
            wait_initial=policy.wait,
            wait_max=policy.wait_max,
            wait_jitter=policy.wait,
        ):
            with attempt:
                return once()
        raise AssertionError("unreachable")

    def _whether_to_wait(self, error: Exception) -> bool | timedelta:
        if isinstance(error, Throttled):
            after = error.after
            if after is None:
                return True
            return False if after > self.policy.retry_after_max else timedelta(seconds=after)
        return isinstance(error, Unavailable)

    def _whether_unheard(self, error: Exception) -> bool | timedelta:
        """What writes is sent again only when it was turned away at the door: 429 says that nothing was done."""
        turned_away = isinstance(error, Throttled) and error.status == HTTPStatus.TOO_MANY_REQUESTS
        return self._whether_to_wait(error) if turned_away else False

    def _send(self, request: httpx.Request) -> Response:
        for _ in range(REDIRECTS + 1):
            response = self._exchange(request, self.policy.max_body)
            if not response.has_redirect_location:
                return self._successful(response)
            target = urljoin(str(request.url), response.headers["location"])
            if _origin(target) != self._origin or request.method not in SAFE:
                raise Changed("the answer was a redirect to another place, which was not followed")
            request = self._http.build_request(request.method, target, headers=self._secret_headers)
        raise Changed("the processor redirects in circles")

    def _follow(self, url: str, cap: int) -> Download:
        for _ in range(REDIRECTS + 1):
            home = _origin(url) == self._origin
            request = self._http.build_request("GET", url, headers=self._secret_headers if home else None)
            response = self._exchange(request, cap, home=home, truncate=True)
            if not response.has_redirect_location:
                self._successful(response)
                media_type = response.headers.get("content-type", "").partition(";")[0].strip()
                return Download(response.content, media_type, "sar-truncated" in response.extensions)
            url = urljoin(url, response.headers["location"])
            if urlsplit(url).scheme not in {"http", "https"}:
                raise Changed("a download was redirected to something that is not a web address")
        raise Changed("a download redirects in circles")

    def _successful(self, response: Response) -> Response:
        explained = self._explain(response) if self._explain else None
        if explained is None and response.is_success:
            return response
        failure = explained or _failure(response)
        if isinstance(failure, Throttled):
            self._pace.refused(failure.after)
        raise failure

    def _exchange(self, request: httpx.Request, cap: int, *, home: bool = True, truncate: bool = False) -> Response:
        """One request and its whole answer, within the limits; transport errors become ours."""
        self.calls += 1
        if self.calls > self.policy.max_calls:
            raise Capped("more than {n} calls were needed; the search was stopped", n=self.policy.max_calls)
        with self._pace:
            sending = _Sending(self._pace, request, when_connected=self._connects)
            try:
                return self._read(request, cap, home, truncate, sending)
            except httpx.TimeoutException:
                self._told("none", sending.seconds)
                raise Unavailable("no answer in time") from None
            except httpx.DecodingError:
                raise Changed("the answer could not be decompressed") from None
            except (httpx.TransportError, httpx.StreamError) as error:
                self._told("none", sending.seconds)
                raise Unavailable("the connection failed ({error})", error=type(error).__name__) from None

    def _read(self, request: httpx.Request, cap: int, home: bool, truncate: bool, sending: "_Sending") -> Response:
        auth = httpx.BasicAuth(*self._auth) if self._auth and home else None
        if self._sign and home:
            request.headers.update(self._sign(request))
        response = self._http.send(request, stream=True, auth=auth, follow_redirects=False)
        body, size, truncated = [], 0, False
        try:
            for chunk in response.iter_bytes():
                size += len(chunk)
                if sending.seconds > self.policy.deadline:
                    raise Unavailable("the answer took too long to arrive")
                if size > cap:
                    if not truncate:
                        raise Capped("an answer was larger than {n} MiB", n=cap >> 20)
                    truncated = True
                    break
                body.append(chunk)
        finally:
            response.close()
        self._told(str(response.status_code), sending.seconds, size)
        extensions = {"sar-truncated": True} if truncated else {}
        headers = [(k, v) for k, v in response.headers.multi_items() if k.lower() not in _ENCODED]
        return httpx.Response(
            response.status_code, headers=headers, content=b"".join(body), request=request, extensions=extensions
        )

    def _told(self, outcome: str, seconds: float, size: int | None = None) -> None:
        """A call by its status, seconds and bytes; never its address, which holds what is searched by."""
        happened = Happening("call", processor=self.processor, outcome=outcome, seconds=seconds, count=size)
        tell(happened, logger="sar.http")


class _Sending:
    """One request on its way: its turn comes when its connection stands, and from then on it is timed."""

    def __init__(self, pace: Paced, request: httpx.Request, *, when_connected: bool) -> None:
        self._pace, self._since, self._due = pace, time.monotonic(), True
        if when_connected:  # https://www.python-httpx.org/advanced/extensions/#trace
            request.extensions = {**request.extensions, "trace": self._traced}
        else:
            self._turn()

    @property
    def seconds(self) -> float:
        """Since it went out, or since it began to connect."""
        return time.monotonic() - self._since

    def _traced(self, event: str, _: object) -> None:
        if event.endswith(".send_request_headers.started"):
            self._turn()
        elif event.endswith(".send_request_headers.complete"):
            self._pace.sent()

    def _turn(self) -> None:
        if self._due:  # a proxy is spoken to first: one call is one turn
            self._due = False
            self._pace.turn()
            self._since = time.monotonic()


_ENCODED = {"content-encoding", "content-length", "transfer-encoding"}


def in_process(app: Callable[..., Any], latency: float = 0.0) -> Transport:
    """A way to a WSGI app without a socket, for sandboxes and tests; each call takes `latency` seconds more."""

    def as_bytes(environ: dict[str, Any], start_response: Any) -> Any:
        # httpx gives the path as text; PEP 3333 wants its UTF-8 bytes read as Latin-1
        time.sleep(latency)
        environ["PATH_INFO"] = environ["PATH_INFO"].encode().decode("latin-1")
        return app(environ, start_response)

    return httpx.WSGITransport(app=as_bytes)


def decoded(response: Response) -> Any:
    """The JSON of an answer; an empty body, HTML or a broken text is `Changed`."""
    try:
        return msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        kind = response.headers.get("content-type", "").partition(";")[0][:40]
        said = "the answer is not JSON but {kind}" if kind else "the answer is not JSON, and of no stated type"
        raise Changed(said, status=response.status_code, kind=kind) from None


def _failure(response: Response) -> ProcessorError:
    status, body = response.status_code, response.content
    if status in {401, 403}:
        return _denied(response)
    if status in {404, 410}:
        return Missing("not found", status=status, body=body)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled("too many requests", status=status, body=body, after=_retry_after(response))
    if status >= 500 or status in {408, 425}:
        return Unavailable("the processor answered {code}", status=status, body=body, code=status)
    return Rejected("the processor refused the request ({code})", status=status, body=body, code=status)


def _denied(response: Response) -> ProcessorError:
    said = "the key was not accepted" if response.status_code == 401 else "the key's rights do not reach this"
    return Denied(said, status=response.status_code, body=response.content)


def _retry_after(response: Response) -> float | None:
    value = response.headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").casefold(), port
