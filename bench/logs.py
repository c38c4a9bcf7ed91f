"""Access logs: one GiB through the search, against GNU grep and gzip, in one run on the same files; and peak memory.

    .venv/bin/python bench/logs.py [MiB]

Everything is written to a folder that is removed afterwards. Each way is run three times, in turns; the best counts.
Of the search the time is taken from the first call to the last record, its processes included. Where other programs
are busy, look at the processors' time. Goals: not slower than `grep -E` with the same pattern; 1,000 subjects at most
1.3 times one; less than 300 MB.
"""

import gzip
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

RUNS = 3
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5",
    "curl/8.5.0",
)
PATHS = (
    "/", "/index.html", "/wp-content/themes/x/style.css?ver=6.1.9", "/contact?name=J%C3%A9r%C3%B4me&page=2",
    "/blog/2026/09/a-post-about-something", "/wp-json/wp/v2/posts?per_page=40&search=a%20b",
)  # fmt: skip
EMAIL, IP = "ann@example.com", "192.0.2.10"


def address(pick: random.Random) -> str:
    """A visitor's: every fifth has IPv6."""
    if pick.random() < 0.2:
        return f"2001:db8:{pick.randrange(65536):x}:{pick.randrange(65536):x}::{pick.randrange(1, 65536):x}"
    return f"{pick.randrange(1, 224)}.{pick.randrange(256)}.{pick.randrange(256)}.{pick.randrange(1, 256)}"


def lines(pick: random.Random, count: int) -> Iterator[str]:
    """Combined lines as of a small firm's site; one in a hundred has an e-mail address."""
    at = datetime(2026, 9, 14, tzinfo=UTC)
    for _ in range(count):
        at += timedelta(milliseconds=pick.randrange(400))
        path = pick.choice(PATHS)
        if pick.random() < 0.01:
            path += f"?email=user{pick.randrange(10_000)}%40example.net"
        referer = pick.choice(("-", "https://www.example.org/blog/"))
        yield (
            f'{address(pick)} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "GET {path} HTTP/1.1" '
            f'{pick.choice((200, 200, 301, 404))} {pick.randrange(100_000)} "{referer}" "{pick.choice(AGENTS)}"\n'
        )


def write(folder: Path, size: int) -> None:
    """A log of this many bytes, and the same in four compressed files."""
    pick = random.Random(1)
    base = "".join(lines(pick, min(100_000, size // 200))).encode()
    hers = (
        f'{IP} - - [14/Sep/2026:15:20:00 +0000] "GET /?e=ann%40example.com HTTP/1.1" 200 5 "-" "curl/8.5.0"\n'.encode()
    )
    with (folder / "access.log").open("wb") as log:
        while log.tell() < size:
            log.write(base + hers)
    (folder / "packed").mkdir()
    for number in range(4):
        with gzip.open(folder / f"packed/access.log.{number + 1}.gz", "wb", compresslevel=6) as packed:
            for _ in range(max(1, size // 4 // len(base))):
                packed.write(base + hers)


def identifiers(subjects: int, kinds: str) -> list[list[str]]:
    """Identifiers of so many subjects; the first is in the log."""
    pick = random.Random(2)
    made = [(IP, EMAIL)] + [(address(pick), f"p{n}@firm{n % 200}.example") for n in range(1, subjects)]
    return [[f"ip:{ip}"] * ("ip" in kinds) + [f"email:{email}"] * ("email" in kinds) for ip, email in made]


def search(pattern: str, subjects: int, kinds: str) -> dict[str, float]:
    """One pass of the connector for these subjects, and MiB at the peak of its largest process."""
    from sar.context import Access
    from sar.identifiers import Matcher, parse
    from sar.registry import Registry
    from sar.sdk import Record, Search
    from sar.settings import Processor

    registry = Registry.discover()
    manifest = registry.get("access_logs")
    connector = registry.load("access_logs")(Access(Processor("logs", "access_logs", manifest, {"paths": [pattern]})))
    found = [
        Search("logs", "access_logs", Matcher([parse(one) for one in own]), kinds=manifest.finds_by)
        for own in identifiers(subjects, kinds)
    ]
    begun, before = time.perf_counter(), busy()
    records = sum(isinstance(item, Record) for _, item in connector.find_many(found))
    seconds, spent = time.perf_counter() - begun, busy() - before
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    return {"seconds": seconds, "busy": spent, "records": records, "MiB": peak}


def busy() -> float:
    """Seconds that processors have worked for this process and those that it waited for."""
    usages = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def apart(step: str, *arguments: str) -> Callable[[], dict[str, float]]:
    """A step of this file in a process of its own, so that its memory can be told."""
    return program(sys.executable, __file__, f"--{step}", *arguments)


def program(*command: str) -> Callable[[], dict[str, float]]:
    """A program's seconds by the clock and of the processors, and what it says of itself in JSON."""
    environment = {**os.environ, "LC_ALL": "C"}

    def run() -> dict[str, float]:
        before, begun = busy(), time.perf_counter()
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
        seconds, spent = time.perf_counter() - begun, busy() - before
        own = json.loads(done.stdout) if done.stdout.startswith(b"{") else {}
        return {"seconds": seconds, "busy": spent, **own}

    return run


def inflate(folder: str) -> None:
    """Nothing but igzip over all files of a folder, one after another."""
    from isal import igzip

    for path in sorted(Path(folder).iterdir()):
        with igzip.open(path, "rb") as file:
            while file.read(1 << 20):
                pass


def best(ways: dict[str, Callable[[], dict[str, float]]]) -> dict[str, dict[str, float]]:
    """Each way in turn, several times over: the machine's mood is the same for all."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for _ in range(RUNS):
        for name, way in ways.items():
            found[name].append(way())
    return {name: min(runs, key=lambda run: run["seconds"]) for name, runs in found.items()}


def main() -> None:
    """Print seconds, ratios and memory."""
    size = int(sys.argv[1] if len(sys.argv) > 1 else 1024) << 20
    folder = Path(tempfile.mkdtemp(prefix="sar-bench-logs-"))
    try:
        apart("write", str(folder), str(size))()
        compare(folder)
    finally:
        shutil.rmtree(folder)


def compare(folder: Path) -> None:
    """All ways over the same files."""
    log, packed = str(folder / "access.log"), f"{folder}/packed/*"
    ip = "^" + re.escape(IP) + " "
    mail = r"[aA][nN][nN](@|%(25)*40|\\x40)[eE][xX][aA][mM][pP][lL][eE](\.|%(25)*2[eE])[cC][oO][mM]"
    ways = {
        "grep, address": program("grep", "-aE", ip, log),
        "sar, address": apart("search", log, "1", "ip"),
        "grep, address and mail": program("grep", "-aE", f"{ip}|{mail}", log),
        "sar, address and mail": apart("search", log, "1", "ip,email"),
        "sar, 1,000 subjects": apart("search", log, "1000", "ip,email"),
        "gzip -dc | grep": program("sh", "-c", f"gzip -dc {packed} | grep -aE '{ip}|{mail}'"),
        "igzip alone": apart("inflate", f"{folder}/packed"),
        "sar, gzip": apart("search", packed, "1", "ip,email"),
        "sar, gzip, 1,000": apart("search", packed, "1000", "ip,email"),
    }
    found = best(ways)
    gibi = (folder / "access.log").stat().st_size / (1 << 30)
    for name, run in found.items():
        rest = f", {run['records']:.0f} records, peak {run['MiB']:.0f} MiB" if "records" in run else ""
        clock = f"{run['seconds']:6.2f} s, {gibi / run['seconds']:5.2f} GiB/s, processors {run['busy']:6.2f} s"
        print(f"{name:<24} {clock}{rest}")
    for over, under, goal in (
        ("sar, address", "grep, address", "goal <= 1"),
        ("sar, address and mail", "grep, address and mail", "goal <= 1"),
        ("sar, 1,000 subjects", "sar, address and mail", "goal <= 1.3"),
        ("sar, gzip", "gzip -dc | grep", "goal <= 1"),
        ("sar, gzip", "igzip alone", "1: bound by decompression on one processor"),
        ("sar, gzip, 1,000", "sar, gzip", "goal <= 1.3"),
    ):
        clock, spent = (found[over][unit] / found[under][unit] for unit in ("seconds", "busy"))
        print(f"{over} / {under} = {clock:.2f} by the clock ({goal}), {spent:.2f} of the processors' time")
    print(f"peak memory {max(run.get('MiB', 0) for run in found.values()):.0f} MiB per process (goal < 300)")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--search", pattern, subjects, kinds]:
            print(json.dumps(search(pattern, int(subjects), kinds)))
        case ["--write", folder, size]:
            write(Path(folder), int(size))
        case ["--inflate", folder]:
            inflate(folder)
        case _:
            main()
