"""What tests of access logs share: lines, a server that holds them, and a search; each test writes its own logs."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sar.identifiers import parse
from sar.places import Place
from sar.testing import Result, Rig, rig

ANN = "email:ann@example.com"
IP = "ip:192.0.2.10@2026-09-14T15:20Z"
LOG = "/var/log/nginx/access.log"
NEWEST = datetime(2026, 10, 15, tzinfo=UTC).timestamp()


def line(
    request: str = "GET / HTTP/1.1", *, ip: str = "198.51.100.7", at: str = "14/Sep/2026:15:20:00", user: str = "-",
    status: int = 200, referer: str = "-", agent: str = "Mozilla/5.0", host: str = "", tail: str = "",
) -> str:  # fmt: skip
    before = f"{host} " if host else ""
    return f'{before}{ip} - {user} [{at} +0000] "{request}" {status} 512 "{referer}" "{agent}"{tail}\n'


def as_json(**values: Any) -> str:
    row = {
        "time": "2026-09-14T15:20:00+00:00",
        "remote_addr": "198.51.100.7",
        "request": "GET / HTTP/1.1",
        "status": 200,
    }
    return json.dumps({**row, **values}, ensure_ascii=False) + "\n"


def server(files: dict[str, str | bytes], place: Callable[[Place], Place] | None = None, **settings: Any) -> Rig:
    """A server with these files only; the later named, the newer."""
    connected = rig("access_logs", place=place, settings={"paths": ["/var/log/nginx/*"], **settings})
    state: dict[str, Any] = connected.imitation.state["files"]
    state.clear()
    for age, (name, content) in enumerate(reversed(files.items())):
        state[name] = content if isinstance(content, bytes) else content.encode(), NEWEST - age * 86400
    return connected


def search(files: dict[str, str | bytes] | str, *whom: str, **settings: Any) -> Result:
    files = {LOG: files} if isinstance(files, str) else files
    return server(files, **settings).find(*map(parse, whom))


def told(result: Result) -> str:
    return " ".join(gap.text for gap in result.gaps)
