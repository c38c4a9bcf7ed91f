"""Files of access logs: compressed, damaged, rotated and missing ones."""

import bz2
import gzip
import lzma
import random
from typing import Any

import pytest
import zstandard
from tests.connectors.access_logs_shared import IP, LOG, as_json, line, search, server, told

from sar.identifiers import parse
from sar.outcomes import complete
from sar.testing.expected import outcome_of

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
