"""The traps of access logs, one by one; every log here is written by the test itself."""

import bz2
import gzip
import importlib
import json
import lzma
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard

from sar.identifiers import Identifier, Matcher, parse
from sar.outcomes import complete
from sar.places import Here, Place
from sar.records import Record
from sar.sdk import Search
from sar.testing import Result, Rig, rig
from sar.testing.expected import outcome_of

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


def shown(records: list[Record]) -> list[str]:
    return [record.raw["line"] for record in records]


def told(result: Result) -> str:
    return " ".join(gap.text for gap in result.gaps)


# e-mail addresses

VALUES = [
    "ann@example.com", "ann%40example.com", "ANN%40Example.COM", "ann%2540example.com", "ann%252540example.com",
    "%61%6E%6e%40example%2Ecom", "ann%40%65xample.com", r"ann\x40example.com", "ann%40example.com.",
]  # fmt: skip


@pytest.mark.parametrize("written", VALUES)
@pytest.mark.parametrize("form", ["plain", "host", "json"])
def test_a_value_of_a_query_is_found_through_every_encoding(written: str, form: str) -> None:
    request = f"GET /confirm?list=3&e={written}&x=1 HTTP/1.1"
    text = as_json(request=request) if form == "json" else line(request, host="a.example:80" if form == "host" else "")
    result = search(line() + text + line(), ANN)
    (found,) = result.disclosed
    assert found.proof is not None
    assert getattr(found.proof, "how", "") in {"exact", "normalised"}


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /login?next=%2Faccount%3Fmail%3Dann%40example.com HTTP/1.1",
        "GET /login?next=%252Faccount%253Fmail%253Dann%252540example.com HTTP/1.1",
        "GET /login?next=https%3A%2F%2Fx.example%2F%3Fa%3Db%26mail%3Dann%2540example.com HTTP/1.1",
    ],
)
def test_an_address_inside_an_address_is_a_value_too(request_line: str) -> None:
    (found,) = search(line(request_line), ANN).disclosed
    assert getattr(found.proof, "how", "") == "exact"


@pytest.mark.parametrize(
    "where",
    [
        line("GET /unsubscribe/ann%40example.com HTTP/1.1"),
        line(agent=r"reader (\x22ann@example.com\x22)"),
        line(referer="https://x.example/~ann@example.com/"),
        line("GET /?s=from:+ann%40example.com+please HTTP/1.1"),
        line(tail=' "ann@example.com"'),
        as_json(agent_note="ann\\u0040example.com"),
    ],
)
def test_elsewhere_it_is_a_mention(where: str) -> None:
    (found,) = search(where, ANN).disclosed
    assert getattr(found.proof, "how", "") == "mention"


def test_json_may_write_the_sign_as_a_number() -> None:
    text = as_json(request="GET /?e=ann@example.com HTTP/1.1").replace("@", r"\u0040")
    assert len(search(text, ANN).disclosed) == 1


@pytest.mark.parametrize(
    "value",
    ["joann%40example.com", "ann%40example.com.au", "ann%40example.community", "ann%2Bshop%40example.com",
     "mc.ann%40example.com", "ann%40example.org", "%C3%A9ann%40example.com", "ann%40mail.example.com"],
)  # fmt: skip
def test_neighbours_are_no_hits_at_all(value: str) -> None:
    result = search(line(f"GET /confirm?e={value} HTTP/1.1"), ANN)
    assert (result.disclosed, result.near) == ([], [])


def test_a_plus_that_may_be_a_space_is_left_to_the_officer() -> None:
    text = line("GET /?s=ann+shop@example.com HTTP/1.1")
    assert len(search(text, "email:ann+shop@example.com").disclosed) == 1
    result = search(text, "email:shop@example.com")
    assert (len(result.disclosed), len(result.near)) == (0, 1)


def test_letters_beyond_ascii_in_two_forms_and_in_latin_1() -> None:
    text = "".join(line(f"GET /?e={one}%40example.org HTTP/1.1") for one in ("zo%C3%A9", "zoe%CC%81", "zo%E9", "zoe"))
    assert len(search(text, "email:zoé@example.org").disclosed) == 3


# addresses

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


# users


def test_a_user_is_proven_only_where_the_server_let_them_in() -> None:
    text = "".join(line(user="aarcher", status=status) for status in (200, 304, 404, 401, 403, 400))
    result = search(text, "username:aarcher")
    assert [record.raw["status"] for record in result.disclosed] == [200, 304, 404]
    assert [record.raw["status"] for record in result.near] == [401, 403, 400]


@pytest.mark.parametrize(
    ("user", "written"),
    [
        ("aarcher", "AArcher"),
        ('ann "the [archer', r"ann \x22the [archer"),
        ('ann "the [archer', r"Ann \"the [archer"),
        ("firm\\ann", r"firm\x5Cann"),
        ("zoé", r"zo\xC3\xA9"),
        ("a [14/Sep/2026:15:20:00 +0000] GET", "a [14/Sep/2026:15:20:00 +0000] GET"),
    ],
)
def test_users_with_spaces_quotes_and_brackets(user: str, written: str) -> None:
    text = line(user=written) + line(user=f"{written}x") + line(user=written, host="www.example.org:443")
    result = search(text, f"username:{user}")
    assert len(result.disclosed) == 2
    assert len(search(as_json(remote_user=user) + as_json(remote_user="x"), f"username:{user}").disclosed) == 1


def test_an_e_mail_address_as_user_is_theirs_unless_it_was_refused() -> None:
    result = search(line(user="ann@example.com") + line(user="ann@example.com", status=401), ANN)
    assert (len(result.disclosed), len(result.near)) == (1, 1)


def test_who_logs_in_shows_their_address_once_in_half_a_day() -> None:
    times = ["14/Sep/2026:01:00:00", "14/Sep/2026:02:00:00", "14/Sep/2026:14:00:00"]
    text = "".join(line(user="aarcher", ip="192.0.2.77", at=at) for at in times)
    people = [record.people for record in search(text, "username:aarcher").disclosed]
    assert [len(one) for one in people] == [1, 0, 1]
    (address,) = people[0][0].identifiers
    assert (address.kind, address.value, address.seen) == ("ip", "192.0.2.77", datetime(2026, 9, 14, 1, tzinfo=UTC))


# lines


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


# files

PACKERS = {
    "gz": gzip.compress, "xz": lzma.compress, "zst": zstandard.compress, "bz2": bz2.compress,
}  # fmt: skip


@pytest.mark.parametrize("kind", PACKERS)
def test_compressed_files_are_known_by_their_bytes_and_may_have_several_members(kind: str) -> None:
    pack: Any = PACKERS[kind]
    content = pack(line("GET /1", ip="192.0.2.10").encode()) + pack(line("GET /2", ip="192.0.2.10").encode())
    result = search({f"{LOG}.2": content}, IP)
    assert [record.raw["request"] for record in result.disclosed] == ["GET /1", "GET /2"]


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("harm", ["truncated", "damaged"])
def test_what_stands_before_the_damage_is_found_and_the_damage_told(kind: str, harm: str) -> None:
    pick = random.Random(1)
    noise = "".join(line(f"GET /{pick.getrandbits(200):x}") for _ in range(30_000))
    pack: Any = PACKERS[kind]
    content = bytearray(pack((line(ip="192.0.2.10") + noise).encode()))
    half = len(content) // 2
    if harm == "truncated":
        del content[half:]
    else:
        content[half : half + 64] = b"\xff" * 64
    result = search({f"{LOG}.2.{kind}": bytes(content)}, IP)
    assert len(result.disclosed) == 1
    assert f"is {harm}; what stands before" in told(result)
    assert not complete(outcome_of(result))


def test_rotation_between_two_runs_changes_no_id_and_equal_lines_stay_apart() -> None:
    first, second = line(ip="192.0.2.10") * 3, line("GET /2", ip="192.0.2.10")
    before = search({f"{LOG}.1": first, LOG: second}, IP)
    after = search({f"{LOG}.2.gz": gzip.compress(first.encode()), f"{LOG}.1": second, LOG: ""}, IP)
    dated = search({f"{LOG}-20260914.xz": lzma.compress(first.encode()), LOG: second}, IP)
    assert len({record.id for record in before.disclosed}) == 4
    assert before.keys == after.keys == dated.keys


def test_a_file_that_is_there_plain_and_compressed_is_read_once() -> None:
    text = line(ip="192.0.2.10")
    result = search({f"{LOG}.1": text, f"{LOG}.1.gz": gzip.compress(text.encode())[:20]}, IP)
    assert len(result.disclosed) == 1
    assert complete(outcome_of(result))


def test_a_path_without_files_is_told() -> None:
    result = search({LOG: line(ip="192.0.2.10")}, IP, paths=[LOG, "/var/log/apache2/*"])
    assert len(result.disclosed) == 1
    assert "There is no log file at /var/log/apache2/*." in told(result)
    assert not complete(outcome_of(result))


def test_rotation_while_it_is_read_is_told() -> None:
    class Rotating:
        def __init__(self, inner: Any) -> None:
            self._inner = inner

        def open(self, path: str) -> Any:
            files = self._inner._files
            if path == LOG and f"{LOG}.1" in files:
                files[f"{LOG}.2"] = files.pop(f"{LOG}.1")
            return self._inner.open(path)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

    files: dict[str, str | bytes] = {f"{LOG}.1": line(), LOG: line(ip="192.0.2.10")}
    result = server(files, place=Rotating).find(parse(IP))
    assert "were rotated while they were read" in told(result)
    assert not complete(outcome_of(result))


def test_the_oldest_line_of_each_log_is_stated() -> None:
    files: dict[str, str | bytes] = {
        f"{LOG}.1": line(at="02/Sep/2026:10:00:00"),
        LOG: line(),
        "/var/log/nginx/shop.log": as_json(),
        "/var/log/nginx/empty.log": "",
    }
    said = told(search(files, IP))
    assert "The oldest line kept of /var/log/nginx/access.log is of 2026-09-02." in said
    assert "The oldest line kept of /var/log/nginx/shop.log is of 2026-09-14." in said
    assert "/var/log/nginx/empty.log holds no line." in said


# many


def test_one_pass_for_many_gives_each_what_a_search_of_their_own_gives() -> None:
    pick = random.Random(3)
    people = [(f"p{n}@d{n % 7}.example", f"203.0.{n % 4}.{n}") for n in range(120)]
    lines = []
    for _ in range(3000):
        email, ip = pick.choice(people)
        lines.append(line(f"GET /?e={email.replace('@', pick.choice(['@', '%40', '%2540']))} HTTP/1.1", ip=ip))
        lines.append(line(f"GET /{pick.random()} HTTP/1.1", ip=pick.choice(people)[1]))
    connected = server({LOG: "".join(lines)})
    searches = [
        Search(
            "access_logs",
            "access_logs",
            Matcher([Identifier("email", email), Identifier("ip", ip)]),
            kinds=("email", "ip"),
        )
        for email, ip in people
    ]
    together: dict[int, list[str]] = {number: [] for number in range(len(people))}
    for number, item in connected.connector.find_many(searches):  # type: ignore[attr-defined]
        if isinstance(item, Record):
            together[number].append(item.id)
    for number in (0, 1, 57, 119):
        email, ip = people[number]
        alone = connected.find(parse(f"email:{email}"), parse(f"ip:{ip}"))
        assert together[number] == [record.id for record in alone.disclosed]
        assert together[number]


def test_large_files_of_this_machine_are_read_by_several_processes_to_the_same_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pick = random.Random(5)
    text = "".join(
        line(f"GET /{n} HTTP/1.1", ip="192.0.2.10" if pick.random() < 0.02 else f"198.51.100.{n % 256}")
        for n in range(9000)
    )
    folder = tmp_path / "var/log/nginx"
    folder.mkdir(parents=True)
    (folder / "access.log").write_text(text)
    (folder / "access.log.1").write_bytes(gzip.compress(text.replace("GET /", "GET /old").encode()))
    (folder / "access.log.2.gz").write_bytes(gzip.compress(text.encode())[:-5000])
    here = server({}, place=lambda _: Here(tmp_path))
    in_this_process = here.find(parse(IP))
    scan = importlib.import_module("sar.connectors.access_logs.scan")
    monkeypatch.setattr(scan, "WORTH", 1)
    monkeypatch.setattr(scan, "SHARE", 100_000)
    monkeypatch.setattr(scan, "_processors", lambda: 3)
    monkeypatch.setattr(scan, "_opened", None)  # nothing may be read here by now
    in_others = here.find(parse(IP))
    assert len(in_others.disclosed) > 300
    assert [record.id for record in in_others.disclosed] == [record.id for record in in_this_process.disclosed]
    assert told(in_others) == told(in_this_process)
    assert "is truncated" in told(in_others)
