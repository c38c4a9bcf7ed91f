"""Access logs searched for many people in one pass, and large ones by several processes."""

import gzip
import importlib
import random
from pathlib import Path

import pytest
from tests.connectors.access_logs_shared import IP, LOG, line, server, told

from sar.identifiers import Identifier, Matcher, parse
from sar.places import Here
from sar.records import Record
from sar.sdk import Search


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
