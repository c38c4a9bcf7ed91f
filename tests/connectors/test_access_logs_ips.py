"""IP addresses in access logs: in every spelling, at their moment only, and behind proxies."""

import gzip
from datetime import UTC, datetime

import pytest
from tests.connectors.access_logs_shared import ANN, IP, LOG, as_json, line, search, server, told

from sar.identifiers import parse
from sar.outcomes import complete
from sar.testing.expected import outcome_of

SIX = "ip:2001:db8::1:8"


@pytest.mark.parametrize(
    "written",
    ["2001:db8::1:8", "2001:DB8::1:8", "2001:db8:0:0:0:0:1:8", "2001:0db8:0000:0000:0000:0000:0001:0008",
     "[2001:db8::1:8]:443", "[2001:DB8::1:8]"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["plain", "host", "json"])
def test_ipv6_in_every_spelling(written: str, form: str) -> None:
    host = "a.example:80" if form == "host" else ""
    text = as_json(remote_addr=written) if form == "json" else line(ip=written, host=host)
    assert len(search(text * 1 + line(ip="2001:db8::1:80"), SIX).disclosed) == 1


@pytest.mark.parametrize("written", ["198.51.100.2", "::ffff:198.51.100.2", "::FFFF:198.51.100.2", "198.51.100.2:4711"])
@pytest.mark.parametrize("form", ["plain", "host", "json"])
def test_ipv4_also_mapped_and_with_a_port(written: str, form: str) -> None:
    host = ":80" if form == "host" else ""
    text = as_json(remote_addr=written) if form == "json" else line(ip=written, host=host)
    assert len(search(text, "ip:198.51.100.2").disclosed) == 1


def test_prefixes_suffixes_and_addresses_in_other_peoples_lines_are_no_hits() -> None:
    text = "".join([
        line(ip="198.51.100.23"), line(ip="98.51.100.2"), line(ip="198.51.100.200"), line(ip="2001:db8::198.51.100.2"),
        line("GET /whois?ip=198.51.100.2 HTTP/1.1"), line(agent="198.51.100.2 "), line(referer="http://198.51.100.2/"),
        line(user="198.51.100.2"), line(host="198.51.100.2:80"), as_json(request="GET /?ip=198.51.100.2 HTTP/1.1"),
    ])  # fmt: skip
    result = search(text, "ip:198.51.100.2")
    assert (result.disclosed, result.near) == ([], [])


def test_only_within_twelve_hours_and_the_rest_is_near() -> None:
    times = ["14/Sep/2026:03:19:59", "14/Sep/2026:03:20:00", "15/Sep/2026:03:20:00", "15/Sep/2026:03:20:01"]
    result = search("".join(line(ip="192.0.2.10", at=at) for at in times), IP)
    assert [record.raw["time"][8:16] for record in result.disclosed] == ["14T03:20", "15T03:20"]
    assert len(result.near) == 2


def test_an_address_without_a_moment_is_always_theirs() -> None:
    text = line(ip="192.0.2.10", at="01/Jan/2020:00:00:00") + line(ip="192.0.2.10")
    assert len(search(text, "ip:192.0.2.10").disclosed) == 2


def test_near_matches_are_bounded_and_the_others_counted() -> None:
    text = "".join(
        line(f"GET /{number} HTTP/1.1", ip="192.0.2.10", at="14/Oct/2026:00:00:00") for number in range(1005)
    )
    result = search(line(ip="192.0.2.10") + text, IP)
    assert len(result.near) == 1000
    assert "counted and not looked at: 5." in told(result)
    assert complete(outcome_of(result))


def test_files_of_other_days_are_not_opened_when_only_moments_are_looked_for() -> None:
    files: dict[str, str | bytes] = {
        f"{LOG}.3.gz": gzip.compress(line(ip="192.0.2.10", at="12/Sep/2026:10:00:00").encode()),
        f"{LOG}.2.gz": gzip.compress(line(ip="192.0.2.10").encode()),
        f"{LOG}.1": line(ip="192.0.2.10", at="16/Sep/2026:10:00:00"),
        LOG: line(ip="192.0.2.10", at="15/Oct/2026:10:00:00"),
    }
    connected = server(files)
    state = connected.imitation.state["files"]
    for name, at in ((f"{LOG}.3.gz", 12), (f"{LOG}.2.gz", 14), (f"{LOG}.1", 16)):
        state[name] = state[name][0], datetime(2026, 9, at, 23, tzinfo=UTC).timestamp()
    alone, with_mail = connected.find(parse(IP)), connected.find(parse(IP), parse(ANN))
    assert len(alone.disclosed) == len(with_mail.disclosed) == 1
    assert "hold only other days and were not read: 3." in told(alone)
    assert "The oldest line kept of /var/log/nginx/access.log is of 2026-09-12." in told(alone)
    assert (len(alone.near), len(with_mail.near)) == (0, 3)


# proxies


def test_a_log_that_names_only_the_proxy_says_so() -> None:
    result = search(line(ip="10.0.0.5") * 6, IP)
    assert "names only a proxy" in told(result)
    assert complete(outcome_of(result))


def test_the_forwarded_address_is_used_when_the_settings_say_so() -> None:
    text = "".join(line(f"GET /{n} HTTP/1.1", ip="10.0.0.5", tail=f' "203.0.113.{n}"') for n in range(6))
    text += line(ip="10.0.0.5", tail=' "192.0.2.10"') + line(ip="10.0.0.5", tail=' "192.0.2.10, 203.0.113.9"')
    without = search(text, IP)
    assert not complete(outcome_of(without))
    result = search(text, IP, client="forwarded")
    assert (len(result.disclosed), len(result.near)) == (1, 1)
    levels = [finding.level for finding in server({LOG: text}).connector.check()]
    assert levels == ["ok", "warning"]


def test_of_a_list_of_addresses_the_last_outside_one_was_seen() -> None:
    text = line(ip="192.0.2.10, 10.0.0.1") + line(ip="192.0.2.10, 203.0.113.9")
    result = search(text, IP)
    assert (len(result.disclosed), len(result.near)) == (1, 1)
