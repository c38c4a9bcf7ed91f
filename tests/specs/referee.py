"""The vendors' own API descriptions as referees: every request of ours and every answer of a sandbox is valid.

`prism proxy --errors` stands before the served sandbox and answers with an error of its own where either
breaks the description. The descriptions are not part of this project: SAR_SPECS names their folder.
"""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from werkzeug.wrappers import Request, Response

from sar.context import Access
from sar.http import Policy
from sar.registry import Registry
from sar.sandbox import Imitation, World, serve
from sar.settings import Processor
from sar.testing.expected import calm, identifiers, main_key
from sar.testing.rig import Rig

SPECS = Path(os.environ.get("SAR_SPECS", ""))
PRISM = Path(os.environ.get("SAR_PRISM", "")) / "node_modules" / ".bin" / "prism"
Routes = dict[str, str]
"""Prefix of an address → the description that holds below it; mostly cut off before the proxy sees it."""

needs_specs = pytest.mark.skipif(
    not SPECS.is_dir() or not os.environ.get("SAR_SPECS"), reason="no folder of specs: SAR_SPECS"
)
needs_prism = pytest.mark.skipif(not PRISM.is_file(), reason="prism is not installed (needs node and npm)")


def assert_no_violation(
    slug: str, routes: Routes, undescribed: tuple[str, ...] = (), whole: Routes | None = None
) -> None:
    """The main subject's search through the proxies breaks nothing, and finds what a calm run finds.

    `undescribed` are parts of paths that a description leaves out or gets wrong: they go to the sandbox directly.
    `whole` are routes that are not cut off: several descriptions whose paths begin at the same root.
    """
    violations: list[str] = []
    with ExitStack() as running:
        connected = behind_prism(slug, routes, running, violations, undescribed, whole=whole)
        result = connected.find(*identifiers(slug, main_key()))
        assert sorted(set(violations)) == []
        list(connected.connector.check())
    assert violations == []
    assert result.error is None
    assert [gap.text for gap in result.gaps if gap.remediable] == []
    assert result.keys == calm(slug, main_key()).keys


def behind_prism(
    slug: str,
    routes: Routes,
    running: ExitStack,
    violations: list[str],
    undescribed: tuple[str, ...] = (),
    *,
    whole: Routes | None = None,
) -> Rig:
    """A connector on its served imitation, with a validating proxy before each described part of it."""
    registry = Registry.discover()
    imitation, settings = imitation_behind_prism(slug, routes, running, violations, undescribed, whole=whole)
    manifest = registry.get(slug)
    access = Access(Processor(slug, slug, manifest, settings), Policy(attempts=1))
    return Rig(manifest, imitation, access, registry.load(slug)(access))


def imitation_behind_prism(
    slug: str,
    routes: Routes,
    running: ExitStack,
    violations: list[str],
    undescribed: tuple[str, ...] = (),
    *,
    whole: Routes | None = None,
) -> tuple[Imitation, dict[str, Any]]:
    """A served imitation, and the settings that lead to it through the proxies."""
    registry = Registry.discover()
    manifest = registry.get(slug)
    imitation = registry.sandbox(slug).imitate(World(slug, manifest.folder))
    sandbox = running.enter_context(serve(imitation.app))
    proxies = {
        prefix: (running.enter_context(prism(SPECS / spec, sandbox + prefix)), prefix)
        for prefix, spec in routes.items()
    }
    shared = {spec: running.enter_context(prism(SPECS / spec, sandbox)) for spec in sorted(set((whole or {}).values()))}
    proxies |= {prefix: (shared[spec], "") for prefix, spec in (whole or {}).items()}
    front = running.enter_context(serve(_router(sandbox, proxies, violations, undescribed)))
    settings = {**imitation.settings, imitation.root: front + imitation.path}
    if "token_url" in settings:
        settings["token_url"] = front + "/oauth2/v1/tokens/bearer"
    return imitation, settings


@contextmanager
def prism(spec: Path, upstream: str) -> Iterator[str]:
    """A validating proxy on a loopback port, ended by its pid."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(PRISM), "proxy", str(spec), upstream, "--errors", "-h", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(240):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.25)
    pytest.fail("prism did not start within a minute")


def _router(
    sandbox: str, proxies: dict[str, tuple[str, str]], violations: list[str], undescribed: tuple[str, ...]
) -> Any:
    """Sends a request to the proxy of its prefix, and notes what the proxy objects to.

    `proxies` are by prefix, each with what it cuts off.
    """
    client = httpx.Client(timeout=60)

    def target(path: str) -> str:
        # the proxy itself would follow a download's redirect to the storage, token and all
        if not any(part in path for part in undescribed) and not path.endswith("/download"):
            for prefix, (proxy, cut) in proxies.items():
                if path.startswith(prefix + "/") or path == prefix:
                    return proxy + path.removeprefix(cut)
        return sandbox + path

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        ask = Request(environ)
        path = environ.get("RAW_URI", environ.get("REQUEST_URI", ask.full_path)).partition("?")[0]
        address = target(path) + (f"?{ask.query_string.decode()}" if ask.query_string else "")
        headers = {key: value for key, value in ask.headers.items() if key.lower() not in {"host", "accept-encoding"}}
        answer = client.request(ask.method, address, headers=headers, content=ask.get_data())
        if "stoplight.io/prism/errors" in answer.text or "sl-violations" in answer.headers:
            said = answer.headers.get("sl-violations", answer.text)
            violations.append(f"{ask.method} {path}: {answer.status_code} {said[:1500]}")
        kept = {"content-type", "location", "retry-after", "x-chat-last-given", "etag"}
        passed = [(key, value) for key, value in answer.headers.items() if key.lower() in kept]
        return Response(answer.content, answer.status_code, passed)(environ, start_response)

    return app
