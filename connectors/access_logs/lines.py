"""One line of an access log, read exactly: combined, with the virtual host before it, or JSON.

Standard library only: the scanning processes import this too.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, Literal, NamedTuple

from .addresses import bare, inside, is_address

Layout = Literal["first", "second", "json"]
"""Where the client's address stands: first on the line, behind the virtual host, or under a JSON key."""


class Line(NamedTuple):
    """What a line says; empty where it says nothing."""

    layout: Layout
    address: str
    """The client's, without port and brackets."""
    forwarded: tuple[str, ...] = ()
    """Further addresses of which it is only claimed that they are the client's."""
    at: datetime | None = None
    user: str = ""
    request: str = ""
    status: int | None = None
    size: str = ""
    referer: str = ""
    agent: str = ""
    host: str = ""
    more: Any = ""
    """What no other field holds: the end of a plain line, the other keys of a JSON one."""
    key: str = ""
    """The JSON key that held the address."""
    user_key: str = ""
    """The JSON key that held the user."""


class Reading(NamedTuple):
    """How the lines of a processor are read; as its settings say."""

    layout: Literal["auto", "combined", "vhost", "json"] = "auto"
    keys: Mapping[str, str] = {}
    """JSON keys by what they hold, beyond the usual names."""
    zone: tzinfo = UTC
    """For times that are written without one."""
    forwarded: bool = False
    """Whether the client's address is the one that a proxy put into the last quoted field."""


_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_PLAIN = re.compile(
    r"(.*?) \[(\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] "
    + rf"{_QUOTED} (\d{{3}}|-) (\d+|-)(?: {_QUOTED} {_QUOTED})?(.*)",
    re.DOTALL,
)
_LISTED = re.compile(r'"([0-9A-Fa-f:.\[\]]+(?:, ?[0-9A-Fa-f:.\[\]]+)*)"')
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

USUAL: dict[str, tuple[str, ...]] = {
    "address": (
        "remote_addr", "client_ip", "remote_ip", "clientip", "client_addr", "ClientHost", "request.client_ip",
        "request.remote_ip", "client.ip", "source.ip", "ip",
    ),
    "user": ("remote_user", "user", "ClientUsername", "user_id", "username"),
    "time": (
        "time_iso8601", "time", "time_local", "@timestamp", "timestamp", "ts", "msec", "StartUTC", "datetime", "date",
    ),
    "request": ("request",),
    "method": ("request_method", "method", "RequestMethod", "request.method", "verb"),
    "target": ("request_uri", "uri", "RequestPath", "request.uri", "url", "path"),
    "query": ("args", "query_string", "query"),
    "status": ("status", "DownstreamStatus", "response", "status_code"),
    "size": ("body_bytes_sent", "bytes_sent", "bytes", "size", "DownstreamContentSize"),
    "referer": ("http_referer", "referer", "referrer", "request.headers.Referer"),
    "agent": ("http_user_agent", "user_agent", "ua", "agent", "userAgent", "request.headers.User-Agent"),
    "host": ("host", "http_host", "vhost", "server_name", "RequestHost", "request.host"),
}  # fmt: skip
"""The names under which common servers write what; the first that a line has is taken."""


def parse(text: str, how: Reading) -> Line | None:
    """What the line says, or None when it is in no known form."""
    if text.startswith("{"):
        return _json(text, how) if how.layout in {"auto", "json"} else None
    return _plain(text, how) if how.layout != "json" else None


def _plain(text: str, how: Reading) -> Line | None:
    found = _PLAIN.fullmatch(text)
    if not found:
        return None
    before, time, request, status, size, referer, agent, rest = found.groups(default="")
    who = _before(before.split(" "), how.layout)
    if who is None:
        return None
    layout, host, addresses, user = who
    listed = [bare(one) for one in _tail(rest)]
    if how.forwarded and listed:
        addresses, listed = listed, addresses
    address, others = _client(addresses)
    at = _apache(time)
    if at is None:
        return None
    more = rest.strip()
    return Line(
        layout, address, (*others, *listed), at, _said(user), _said(request), int(status) if status != "-" else None,
        _said(size), _said(referer), _said(agent), host, more,
    )  # fmt: skip


def _before(words: list[str], layout: str) -> tuple[Layout, str, list[str], str] | None:
    """What stands before the time: host, addresses and user, who may have spaces in the name."""
    behind = len(words) > 2 and not words[0].endswith(",") and is_address(bare(words[1].rstrip(",")))
    host = ""
    if layout == "vhost" or (layout == "auto" and behind):
        host, *words = words
    listed = ""
    while words and words[0].endswith(","):
        listed += words.pop(0)
    if len(words) < 3:
        return None
    addresses = [bare(one) for one in (listed + words[0]).split(",")]
    # a name in place of the address is what a server writes that looks names up
    return "second" if host or layout == "vhost" else "first", host, addresses, " ".join(words[2:])


def _tail(rest: str) -> list[str]:
    """The addresses in the last quoted field, when it holds nothing else."""
    listed = _LISTED.findall(rest)
    return [one.strip() for one in listed[-1].split(",")] if listed and rest.rstrip().endswith('"') else []


def _client(addresses: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Of a list that proxies wrote, the last address outside is the one that was seen; the others were told."""
    if len(addresses) == 1:
        return addresses[0], ()
    chosen = next((one for one in reversed(addresses) if is_address(one) and not inside(one)), addresses[-1])
    return chosen, tuple(one for one in addresses if one != chosen)


def _said(value: str) -> str:
    return "" if value == "-" else value


def _json(text: str, how: Reading) -> Line | None:
    try:
        row = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict):
        return None
    taken: set[str] = set()
    found = {role: _value(row, how.keys.get(role, ""), names, taken) for role, names in USUAL.items()}
    address, at = _text(found["address"][1]), _any_time(found["time"][1], how.zone)
    if not address or at is None:
        return None
    client, others = _client([bare(one.strip()) for one in address.split(",")])
    status = _text(found["status"][1])
    return Line(
        "json", client, others, at, _said(_text(found["user"][1])), _request({k: v for k, (_, v) in found.items()}),
        int(status) if status.isdecimal() and len(status) < 5 else None, _text(found["size"][1]),
        _said(_text(found["referer"][1])), _said(_text(found["agent"][1])), _text(found["host"][1]),
        {key: value for key, value in row.items() if key not in taken}, found["address"][0].rpartition(".")[2],
        found["user"][0].rpartition(".")[2],
    )  # fmt: skip


def _value(row: dict[str, Any], named: str, usual: tuple[str, ...], taken: set[str]) -> tuple[str, Any]:
    """The first of these keys that the row has, with its value; a dot leads into an inner object."""
    for name in (named,) if named else usual:
        value: Any = row
        for part in (name,) if name in row else name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, list) and value and name.startswith("request.headers."):
            value = value[0]
        if value is not None and not isinstance(value, dict | list):
            taken.add(name)
            return name, value
    return "", None


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _request(values: Mapping[str, Any]) -> str:
    """The request line, put together where method and target have keys of their own."""
    whole, target, query = (_text(values[role]) for role in ("request", "target", "query"))
    if whole or not target:
        return _said(whole)
    asked = f"{target}?{query}" if query and "?" not in target else target
    return f"{_text(values['method'])} {asked}".strip()


def _apache(text: str) -> datetime | None:
    """`22/Nov/2026:13:33:24 +0000`; months are English whatever the locale."""
    try:
        offset = timedelta(hours=int(text[21:24]), minutes=int(text[21] + text[24:26]))
        day, month, year = int(text[:2]), _MONTHS.index(text[3:6]) + 1, int(text[7:11])
        zone = timezone(offset)
        return datetime(year, month, day, int(text[12:14]), int(text[15:17]), int(text[18:20]), tzinfo=zone).astimezone(
            UTC
        )
    except (ValueError, OverflowError):
        return None


def _any_time(value: Any, zone: tzinfo) -> datetime | None:
    text = _text(value)
    try:
        if re.fullmatch(r"\d{9,10}(\.\d+)?", text):
            return datetime.fromtimestamp(float(text), UTC)
        if text[2:3] == "/":
            return _apache(text)
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
