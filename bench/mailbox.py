"""Processor time and peak memory of an exhaustive search: over an mbox of 5,000 and of 50,000 messages, and over IMAP.

Each runs in a process of its own; peak memory should be flat, time should grow with the messages. One message in
fifty is hers. The server is the imitation, in the same process, whose mailbox shares the texts of other people's.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from base64 import encodebytes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SIZES = (5_000, 50_000)
EVERY = 50
WORDS = "the order was sent on Monday and will arrive by the end of the week, as was agreed upon by all. "


def message(number: int) -> bytes:
    """A message like many: text and HTML, every fifth with an attachment; one in fifty is from the subject."""
    sender = "Ann Archer <ann@example.com>" if number % EVERY == 0 else f"Somebody <person{number}@example.net>"
    text = WORDS * (5 + number % 20)
    parts = [f"Content-Type: text/plain; charset=utf-8\n\n{text}\n", f"Content-Type: text/html\n\n<p>{text}</p>\n"]
    if number % 5 == 0:
        file = encodebytes(bytes((number + place) % 256 for place in range(20_000))).decode()
        parts.append(
            "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=data.bin\n"
            f"Content-Transfer-Encoding: base64\n\n{file}"
        )
    received = "".join(f"Received: from mx{hop}.example.net by mx{hop + 1}.example.net; {number}\n" for hop in range(4))
    head = (
        f"{received}From: {sender}\nTo: info@example.org\nSubject: Message {number}\n"
        f"Message-ID: <{number}@example.net>\n"
        f"Date: Mon, 14 Sep 2026 15:20:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=bb\n\n"
    )
    return (head + "".join(f"--bb\n{part}" for part in parts) + "--bb--\n").encode()


def mbox(path: Path, number: int) -> None:
    """Write so many messages."""
    with path.open("wb") as file:
        for place in range(number):
            file.write(b"From somebody@example.net Mon Sep 14 15:20:00 2026\n" + message(place) + b"\n")


def server(number: int) -> Any:
    """An imitation whose one folder holds so many messages; those of others share a hundred texts."""
    from sar.registry import Registry

    shared = [message(place).replace(b"\n", b"\r\n") for place in range(1, 2 * EVERY) if place % EVERY]

    def content(place: int) -> bytes:
        return shared[place % len(shared)] if place % EVERY else message(place).replace(b"\n", b"\r\n")

    rows: Iterator[dict[str, Any]] = (
        {"uid": place + 1, "flags": [], "received": "14-Sep-2026 15:21:00 +0000", "content": content(place)}
        for place in range(number)
    )
    folder = {"name": "INBOX", "uidvalidity": 1, "messages": list(rows)}
    return (
        Registry.discover()
        .sandbox("mailbox")
        .Server({"accounts": {"info@example.org": {"password": "bench", "folders": [folder]}}})
    )


def run(kind: str, number: int) -> dict[str, float]:
    """Search once; seconds of the processor, records and MiB at the peak, and before."""
    from sar.context import Access
    from sar.http import Policy
    from sar.identifiers import Identifier, Matcher
    from sar.records import Record
    from sar.registry import Registry
    from sar.sdk import Search
    from sar.settings import Processor

    registry = Registry.discover()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mail.mbox"
        settings: dict[str, Any] = {"archives": [str(path)]}
        dial = None
        if kind == "mbox":
            # in another process: what it takes to write is not what it takes to read
            subprocess.run([sys.executable, __file__, "write", str(path), str(number)], check=True)
        else:
            accounts = {"info@example.org": "bench"}
            settings = {"host": "localhost", "security": "none", "accounts": accounts}
            dial = server(number).dial
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        manifest = registry.get("mailbox")
        access = Access(Processor("mailbox", "mailbox", manifest, settings), Policy(), through=dial)
        search = Search(
            "mailbox", "mailbox", Matcher([Identifier("email", "ann@example.com")]), exhaustive=kind != "sieve"
        )
        begun = time.process_time()
        found = sum(isinstance(one, Record) for one in registry.load("mailbox")(access).find(search))
        taken = time.process_time() - begun
        assert found == number // EVERY, found
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": taken, "records": found, "before": before, "MiB": peak}


def main() -> None:
    """Print processor time and memory of each."""
    for kind in ("mbox", "imap", "sieve"):
        for size in SIZES:
            done = subprocess.run(
                [sys.executable, __file__, kind, str(size)], capture_output=True, text=True, check=True
            )
            one = json.loads(done.stdout)
            print(
                f"{kind:>5} {size:>6,} messages: {one['seconds']:.1f} s ({size / one['seconds']:,.0f}/s), "
                f"{one['records']:.0f} records, peak {one['MiB']:.0f} MiB, {one['before']:.0f} before"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        mbox(Path(sys.argv[2]), int(sys.argv[3]))
    elif len(sys.argv) > 2:
        print(json.dumps(run(sys.argv[1], int(sys.argv[2]))))
    else:
        main()
