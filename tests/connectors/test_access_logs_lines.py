"""Lines of access logs: odd and broken ones, JSON, and forms that change or are unknown."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.connectors.access_logs_shared import ANN, IP, LOG, as_json, line, search, server, told

from sar.outcomes import complete
from sar.records import Record
from sar.testing.expected import outcome_of


def shown(records: list[Record]) -> list[str]:
    return [record.raw["line"] for record in records]


def test_odd_lines_are_read(tmp_path: Path) -> None:
    requests = ["", "GET", "GET /", "GET /a b c HTTP/1.1", r"\x16\x03\x01\x00\xEE\x01", r"GET /\x22quoted\x22 HTTP/1.1"]
    text = "".join(line(request, ip="192.0.2.10", status=400) for request in requests)
    result = search(text + line(ip="192.0.2.10").replace('"-" "Mozilla/5.0"', "").replace(" \n", "\n"), IP)
    assert len(result.disclosed) == len(requests) + 1
    assert "unknown form" not in told(result)


def test_line_ends_zeros_and_an_unfinished_end() -> None:
    text = "\0" * 300_000 + line(ip="192.0.2.10").replace("\n", "\r\n") + line("GET /2", ip="192.0.2.10").rstrip("\n")
    assert len(search(text, IP).disclosed) == 2
    result = search("x" * 3_000_000 + "\n" + line(ip="192.0.2.10"), IP)
    assert len(result.disclosed) == 1
    assert "without any line's end, which were left out" in told(result)


def test_json_that_is_not_utf_8_and_json_that_breaks_off() -> None:
    broken = (
        as_json(remote_addr="192.0.2.10", ua="b\xff").encode("latin-1")
        + as_json(remote_addr="192.0.2.10").encode()[:70]
    )
    result = search({LOG: broken}, IP)
    assert (len(result.disclosed), len(result.near)) == (1, 1)
    assert "damaged or of an unknown form: 1." in told(result)
    assert complete(outcome_of(result))


def test_json_with_other_names_is_read_by_the_settings_or_not_at_all() -> None:
    text = (
        json.dumps({"visitor": "192.0.2.10", "at": "2026-09-14 11:20:00", "http": {"who": "x", "answer": 200}}) + "\n"
    )
    result = search(text, IP)
    assert "are in no known form" in told(result)
    assert not complete(outcome_of(result))
    keys = {"address": "visitor", "time": "at", "user": "http.who", "status": "http.answer"}
    result = search(text, IP, "username:x", keys=keys, timezone="America/Montreal")
    (found,) = result.disclosed
    assert found.occurred_at == datetime(2026, 9, 14, 15, 20, tzinfo=UTC)


def test_caddys_nested_objects() -> None:
    request = {"remote_ip": "192.0.2.10", "method": "GET", "uri": "/x?e=ann%40example.com", "host": "www.example.org"}
    text = json.dumps({"ts": 1789398000.5, "request": request, "status": 200, "user_id": ""}) + "\n"
    (found,) = search(text, IP).disclosed
    assert found.raw["request"] == "GET /x?e=ann%40example.com"
    assert len(search(text, ANN).disclosed) == 1


def test_an_unknown_form_is_never_nothing_held() -> None:
    result = search("192.0.2.10 looked at something\n" * 20, IP)
    assert not complete(outcome_of(result))
    assert "are in no known form" in told(result)
    assert [finding.level for finding in server({LOG: "what is this?\n"}).connector.check()] == ["error"]


@pytest.mark.parametrize("whom", [(IP,), (IP, "email:nora.body@example.net"), ("username:aarcher",)])
def test_forms_that_change_within_a_file_and_from_line_to_line(whom: tuple[str, ...]) -> None:
    pick = random.Random(7)
    hits, text = [], []
    for number in range(6000):
        is_hit = pick.random() < 0.01
        ip = "192.0.2.10" if is_hit else f"198.51.{pick.randrange(100)}.{pick.randrange(256)}"
        user = "aarcher" if is_hit else ""
        form = pick.choice(["plain", "plain", "host", "json"]) if number > 3000 else "plain"
        request = f"GET /{number} HTTP/1.1"
        host = pick.choice(["www.example.org:443", ":80", "cafe.example:80"]) if form == "host" else ""
        if form == "json":
            one = as_json(remote_addr=ip, request=request, remote_user=user)
        else:
            one = line(request, ip=ip, host=host, user=user or "-")
        text.append(one)
        if is_hit:
            hits.append(one.rstrip("\n"))
    assert shown(search("".join(text), *whom).disclosed) == hits
    assert shown(search("".join(reversed(text)), *whom).disclosed) == hits[::-1]
