"""What a connector's `sandbox.py` is built from.

It offers `imitate(world: World) -> Imitation`: a WSGI app with the processor's real search semantics,
and the settings that point a connector at it.
"""

import copy
import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from sar.places import Place
from sar.sandbox.cast import Person, cast, fixtures_folder

Ask = Request
Answer = Response
View = Callable[..., Answer]


@dataclass
class World:
    """What an imitation is made from: the cast, and the connector's fixtures."""

    slug: str
    folder: Path
    """The connector's own folder."""

    @property
    def people(self) -> dict[str, Person]:
        """The cast by key."""
        return cast()

    @property
    def fixtures(self) -> Path:
        """`fixtures/<slug>/`, or `fixtures/` inside the folder of a connector that brings its own."""
        own = self.folder / "fixtures"
        return own if own.is_dir() else fixtures_folder() / self.slug

    def load(self, name: str) -> Any:
        """One JSON file of the connector's fixtures; every call gives a fresh copy that may be changed."""
        return json.loads((self.fixtures / name).read_text(encoding="utf-8"))


@dataclass
class Imitation:
    """A running imitation: its app, and what credentials.toml would hold for it."""

    app: "Api"
    """One without any view where the processor does not speak HTTP."""
    settings: dict[str, Any]
    """With the vendor's own address; `secret` ones in clear, they open nothing."""
    state: dict[str, Any] = field(default_factory=dict)
    """The data behind it, so that tests can change them and see what was changed."""
    root: str = "url"
    """The setting that holds the API's address, replaced when the imitation is served on loopback."""
    path: str = ""
    """What follows host and port in that setting, such as `/3.0`."""

    dial: Callable[[str, int], socket.socket] | None = None
    """For a processor that speaks something else: a connection to its imitation."""
    place: Place | None = None
    """For a processor that is files: the imitated tree."""
    free: tuple[str, ...] = ()
    """Settings that a processor of sar.toml may have otherwise; all others lead into the imitation."""
    read_only: dict[str, Any] | None = None
    """Settings of a key that may read everything and change nothing, where the processor knows such keys."""
    answers: dict[str, Any] = field(default_factory=dict)
    """For one that a person must ask: what it would answer about the first of the cast, as `sar request answer` takes
    it; of anybody else it holds nothing."""

    def snapshot(self) -> Any:
        """The whole state, to compare before and after."""
        return copy.deepcopy(self.state)


class Api:
    """A small WSGI app: views by method and path, an optional guard before each, and a list of what was asked."""

    def __init__(self, guard: Callable[[Ask], Answer | None] | None = None) -> None:
        self._map = Map(strict_slashes=False, merge_slashes=False)
        self._views: dict[str, View] = {}
        self._guard = guard
        self._lock = threading.RLock()
        self.asked: list[str] = []
        """Method and path of every request, in order."""

    @property
    def speaks(self) -> bool:
        """Whether there is anything to be asked."""
        return bool(self._views)

    def on(self, method: str, path: str) -> Callable[[View], View]:
        """Register `view(ask, **parts)` for a method and a werkzeug rule such as `/users/<int:id>.json`."""

        def register(view: View) -> View:
            name = f"{method} {path}"
            self._map.add(Rule(path, methods=[method], endpoint=name))
            self._views[name] = view
            return view

        return register

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request (PEP 3333); one at a time, so that views need no locks."""
        ask = Ask(environ)
        with self._lock:
            self.asked.append(f"{ask.method} {ask.path}")
            reply = self._reply(ask)
        return reply(environ, start_response)

    def _reply(self, ask: Ask) -> Answer:
        refused = self._guard(ask) if self._guard else None
        if refused is not None:
            return refused
        try:
            name, parts = self._map.bind_to_environ(ask.environ).match()
            return self._views[name](ask, **parts)
        except HTTPException as error:
            return Answer(f"<html>{error.code}</html>", status=error.code, content_type="text/html")


def answer(data: Any, status: int = 200, **headers: str) -> Answer:
    """A JSON answer; underscores in header names become dashes."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    text = json.dumps(data, ensure_ascii=False)
    return Answer(text, status=status, headers=named, content_type="application/json; charset=utf-8")


def elsewhere(ask: Ask, path: str) -> str:
    """An address on another host, where vendors keep files: one that answers, in-process and on loopback alike."""
    name, _, port = ask.host.partition(":")
    return f"http://localhost:{port}{path}" if name == "127.0.0.1" else f"https://files.example.org{path}"


@contextmanager
def serve(app: Any, port: int = 0) -> Iterator[str]:
    """The app on a loopback port (0: a free one), as `http://127.0.0.1:PORT`, until the block ends."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
            """Say nothing: addresses in its lines hold identifiers."""

    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
