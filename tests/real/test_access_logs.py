"""Access logs that a real nginx wrote, read here and, over SFTP, from a real sshd: all that is theirs, nothing else."""

import base64
import os
import socket
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.real.lab import free_port, install, script

from sar.context import Access
from sar.errors import Denied, Missing, SettingsError, Unavailable
from sar.identifiers import Identifier
from sar.places import There
from sar.records import Record
from sar.registry import Registry
from sar.sandbox import Api, Imitation
from sar.settings import Processor
from sar.testing.rig import Result, Rig

ANN, SIX = "192.0.2.10", "2001:db8::1:8"
USERS = {"aarcher": "a", "ann@example.com": "b", 'ann "the [archer': "c", "bob": "d"}
LOGS = ("access.log", "vhost.log", "requests.json")


@dataclass
class Nginx:
    """A running server, and what was asked of it so far by whose it is."""

    folder: Path
    port: int
    theirs: Counter[str] = field(default_factory=Counter)
    near: Counter[str] = field(default_factory=Counter)
    asked: int = 0

    def send(self, content: bytes) -> bytes:
        """Bytes as they are; what comes back until the server closes."""
        self.asked += 1
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(content)
            answer = b""
            while piece := connection.recv(1 << 16):
                answer += piece
        return answer

    def get(self, target: str, ip: str = "198.51.100.7", user: str = "", password: str = "", **headers: str) -> bytes:
        """One request from a client that a proxy names."""
        lines = [f"GET {target} HTTP/1.1", "Host: www.example.org", "Connection: close", f"X-Forwarded-For: {ip}"]
        if user:
            token = base64.b64encode(f"{user}:{password or USERS.get(user, '')}".encode()).decode()
            lines.append(f"Authorization: Basic {token}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return self.send("\r\n".join([*lines, "", ""]).encode())

    def hers(self, target: str, **more: str) -> None:
        self.theirs[target] += 1
        self.get(target, **more)

    def claimed(self, target: str, **more: str) -> None:
        self.near[target] += 1
        self.get(target, **more)

    def rotate(self) -> None:
        rotated = script("nginx", "rotate.sh", str(self.folder), seconds=30)
        assert rotated.returncode == 0, rotated.stderr

    @property
    def logs(self) -> Path:
        return self.folder / "logs"


@pytest.fixture(scope="module")
def nginx() -> Iterator[Nginx]:
    """A server whose logs were rotated twice."""
    install("nginx")
    folder = Path(tempfile.mkdtemp(prefix="sar-nginx-"))
    folder.chmod(0o755)
    port = free_port()
    try:
        users = "\n".join(f"{name}:{password}" for name, password in USERS.items())
        started = script("nginx", "start.sh", str(folder), str(port), seconds=60, USERS=users)
        assert started.returncode == 0, started.stderr
        running = Nginx(folder, port)
        _addresses(running)
        running.rotate()
        _mail(running)
        running.rotate()
        _users(running)
        yield running
    finally:
        script("nginx", "stop.sh", str(folder), seconds=60)


def _addresses(server: Nginx) -> None:
    for number, ip in enumerate((ANN, f"{ANN}:4711", f"203.0.113.99, {ANN}", f"::ffff:{ANN}", ANN, ANN)):
        server.hers(f"/ip/{number}", ip=ip)
    server.hers("/ip/0", ip=ANN)  # equal lines, perhaps of one second
    server.hers("/ip/0", ip=ANN)
    for number, ip in enumerate((SIX, "2001:DB8:0:0:0:0:1:8", f"[{SIX}]:443")):
        server.hers(f"/six/{number}", ip=ip)
    others = (
        "192.0.2.1",
        "192.0.2.100",
        "92.0.2.10",
        "2001:db8::1:80",
        f"{ANN}, 203.0.113.99",
        "unreadable",
        f"{SIX}%eth0",
    )
    for number, ip in enumerate(others):
        server.get(f"/others/{number}", ip=ip)
    server.get(f"/whois?ip={ANN}", ip="203.0.113.5")
    server.get("/others/agent", User_Agent=f"scan of {ANN} ")
    server.get("/others/referer", Referer=f"http://{ANN}/")
    server.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xee" * 40)
    server.send(b"GET /a raw space HTTP/1.1\r\nHost: x\r\n\r\n")
    server.send(b"\r\n\r\nnonsense\r\n\r\n")
    server.send(f"GET /others/old\r\nX-Forwarded-For: {ANN}\r\n\r\n".encode())
    server.hers("/ip/agent", ip=ANN, User_Agent='"quoted" \\ back')
    server.theirs.update(["/ip/broken", "/ip/old"])
    named = f"X-Forwarded-For: {ANN}\r\n".encode()
    server.send(b"GET /ip/broken HTTP/1.0\r\n" + named + b"Host: a\r\nUser-Agent: \xff\xfe broken \xc3\r\n\r\n")
    server.send(b"GET /ip/old HTTP/1.0\r\n" + named + b"\r\n")  # no host at all


def _mail(server: Nginx) -> None:
    for target in (
        "/mail?e=ann@example.com", "/mail?e=ann%40example.com&x=1", "/mail?e=ANN%40EXAMPLE.com",
        "/mail?e=ann%2540example.com",
        "/mail?next=%2Fa%3Fmail%3Dann%40example.com", "/mail?next=%252Fa%253Fmail%253Dann%252540example.com",
        "/unsubscribe/ann%40example.com", "/mail?e=%61nn%40example%2Ecom", "/mail?s=from:+ann%40example.com+today",
    ):  # fmt: skip
        server.hers(target)
    server.hers("/mail/referer", Referer="https://www.example.org/?e=ann%40example.com")
    server.hers("/mail/agent", User_Agent='reader ("ann@example.com")')
    for value in (
        "joann%40example.com", "ann%40example.com.au", "ann%40example.community", "ann%2Bshop%40example.com",
        "ann+shop@example.com", "mcann@example.com", "ann.archer%40example.com", "ann%40mail.example.com",
    ):  # fmt: skip
        server.get(f"/mail?e={value}")
    server.claimed("/mail?s=find+ann@example.com")


def _users(server: Nginx) -> None:
    for user in ("aarcher", "ann@example.com", 'ann "the [archer'):
        server.hers(f"/private/{len(user)}", user=user)
        server.claimed(f"/private/refused/{len(user)}", user=user, password="wrong")
    server.get("/private/bob", user="bob")
    server.get("/private/2", user="aarcher2", password="x")


def connected(paths: list[str], **settings: str) -> Rig:
    registry = Registry.discover()
    manifest = registry.get("access_logs")
    values: dict[str, Any] = {"paths": paths, **settings}
    access = Access(Processor("access_logs", "access_logs", manifest, values))
    return Rig(manifest, Imitation(Api(), values), access, registry.load("access_logs")(access))


def hers(seen: datetime | None = None) -> list[Identifier]:
    at = seen or datetime.now(UTC)
    return [
        Identifier("ip", ANN, seen=at), Identifier("ip", SIX, seen=at), Identifier("email", "ann@example.com"),
        Identifier("username", "aarcher"), Identifier("username", 'ann "the [archer'),
    ]  # fmt: skip


def by_log(records: list[Record]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for record in records:
        target = record.raw["request"].split(" ")[1]
        found.setdefault(Path(record.raw["log"]).name, Counter())[target] += 1
    return found


def is_exact(result: Result, server: Nginx) -> None:
    """Recall and precision of 1.0 in each of the three logs."""
    assert result.error is None
    for kind, records, wanted in (("hers", result.disclosed, server.theirs), ("near", result.near, server.near)):
        found_in = by_log(records)
        assert set(found_in) == set(LOGS)
        for log, found in found_in.items():
            assert (log, kind, "missed", wanted - found) == (log, kind, "missed", Counter())
            assert (log, kind, "wrong", found - wanted) == (log, kind, "wrong", Counter())
    assert [gap.text for gap in result.gaps if gap.remediable] == []


def test_all_that_is_hers_and_nothing_else(nginx: Nginx) -> None:
    assert {path.suffix for path in nginx.logs.iterdir()} >= {".log", ".1", ".gz"}
    result = connected([f"{nginx.logs}/*"]).find(*hers())
    is_exact(result, nginx)
    days = [gap.values["day"] for gap in result.gaps if "oldest line" in gap.text]
    assert len(days) == 3


def test_lines_that_nginx_wrote_are_all_understood(nginx: Nginx) -> None:
    result = connected([f"{nginx.logs}/*"]).find(*hers())
    assert "form" not in " ".join(gap.text for gap in result.gaps)


def test_an_address_of_another_day_is_not_hers_today(nginx: Nginx) -> None:
    wanted = hers(datetime.now(UTC) - timedelta(hours=36))[:1]
    result = connected([f"{nginx.logs}/*"]).find(*wanted, Identifier("email", "nora.body@example.net"))
    assert result.disclosed == []
    assert by_log(result.near)["access.log"]["/ip/0"] == 3


def test_rotation_changes_no_id(nginx: Nginx) -> None:
    before = connected([f"{nginx.logs}/*"]).find(*hers())
    nginx.rotate()
    after = connected([f"{nginx.logs}/*"]).find(*hers())
    is_exact(after, nginx)
    assert {record.id for record in before.disclosed} == {record.id for record in after.disclosed}


def test_the_check_reads_all_three_logs(nginx: Nginx) -> None:
    findings = list(connected([f"{nginx.logs}/*"]).connector.check())
    assert [finding.level for finding in findings] == ["ok"] * 3


# over SSH


@dataclass
class Sshd:
    """A running sshd, and the files with which it is reached."""

    folder: Path
    port: int

    @property
    def host(self) -> str:
        return f"ssh://root@127.0.0.1:{self.port}"

    def there(self, **more: Any) -> There:
        given = {"key": str(self.folder / "client"), "known_hosts": str(self.folder / "known_hosts"), **more}
        return There(self.host, timeout=15, **given)


@pytest.fixture(scope="module")
def sshd() -> Iterator[Sshd]:
    """A server of its own on a free port of 127.0.0.1."""
    install("sshd")
    folder = Path(tempfile.mkdtemp(prefix="sar-sshd-"))
    port = free_port()
    try:
        started = script("sshd", "start.sh", str(folder), str(port), seconds=60)
        assert started.returncode == 0, started.stderr
        yield Sshd(folder, port)
    finally:
        script("sshd", "stop.sh", str(folder), seconds=60)


def test_the_same_logs_over_sftp(nginx: Nginx, sshd: Sshd) -> None:
    settings = {"ssh_key": str(sshd.folder / "client"), "known_hosts": str(sshd.folder / "known_hosts")}
    rig = connected([f"{sshd.host}{nginx.logs}/*"], **settings)
    result = rig.find(*hers())
    assert [finding.level for finding in rig.connector.check()] == ["ok"] * 3
    rig.access.close()
    is_exact(result, nginx)


@pytest.mark.parametrize(
    ("setting", "file"), [("known_hosts", "empty"), ("known_hosts", "others"), ("ssh_key", "other")]
)
def test_a_host_or_key_that_is_not_known_is_refused_and_told(nginx: Nginx, sshd: Sshd, setting: str, file: str) -> None:
    (sshd.folder / "empty").touch()
    settings = {"ssh_key": str(sshd.folder / "client"), "known_hosts": str(sshd.folder / "known_hosts")}
    rig = connected([f"{sshd.host}{nginx.logs}/*"], **{**settings, setting: str(sshd.folder / file)})
    result = rig.find(*hers())
    assert result.disclosed == []
    (gap,) = (gap for gap in result.gaps if gap.remediable)
    assert {"known_hosts": "host's key is not", "ssh_key": "does not accept the key"}[setting] in gap.text
    assert [finding.level for finding in rig.connector.check()] == ["error"]


def test_a_place_over_ssh_lists_links_folders_and_patterns(sshd: Sshd) -> None:
    tree = sshd.folder / "tree"
    (tree / "a" / "logs").mkdir(parents=True)
    (tree / "b").mkdir()
    (tree / "a" / "logs" / "x.log").write_bytes(b"x")
    (tree / "link.log").symlink_to(tree / "a" / "logs" / "x.log")
    (tree / "gone.log").symlink_to(tree / "nowhere")
    there = sshd.there()
    try:
        assert [entry.path for entry in there.files(f"{tree}/*")] == [f"{tree}/link.log"]
        assert [entry.path for entry in there.files(str(tree / "a" / "logs"))] == [f"{tree}/a/logs/x.log"]
        assert [entry.path for entry in there.files(f"{tree}/*/logs/*.log")] == [f"{tree}/a/logs/x.log"]
        assert there.files(f"{tree}/*.txt") == []
        with pytest.raises(Missing):
            there.files(f"{tree}/none.log")
        with pytest.raises(Missing):
            there.open(f"{tree}/none.log")
    finally:
        there.close()


def test_a_file_over_ssh_comes_whole_and_what_is_written_meanwhile_too(sshd: Sshd) -> None:
    path = sshd.folder / "large"
    content = os.urandom(9 << 20)
    path.write_bytes(content)
    there = sshd.there()
    try:
        with there.open(str(path)) as file:
            got = file.read(1000)
            with path.open("ab") as more:
                more.write(b"more")
            got += file.read()
        assert got == content + b"more"
        with pytest.raises(OSError, match="fileno"):
            there.open(str(path)).fileno()
    finally:
        there.close()


def test_commands_over_ssh(sshd: Sshd) -> None:
    there = sshd.there()
    try:
        large = os.urandom(5 << 20)
        assert there.run(["cat"], large) == large
        assert there.run(["echo", "a b; 'c'"]) == b"a b; 'c'\n"
        assert there.run(["sh", "-c", "head -c 5000000 /dev/zero >&2; echo done"]) == b"done\n"
        for command, error in ((["false"], Unavailable), (["no-such-command"], Missing)):
            with pytest.raises(error):
                there.run(command)
        with pytest.raises(Unavailable):
            there.run(["sleep", "20"], seconds=0.3)
    finally:
        there.close()


def test_what_is_wrong_with_the_way_to_a_host_is_told(sshd: Sshd) -> None:
    for more, error in (
        ({"known_hosts": str(sshd.folder / "none")}, SettingsError),
        ({"key": str(sshd.folder / "none")}, SettingsError),
        ({"known_hosts": str(sshd.folder / "others")}, Denied),
        ({"key": str(sshd.folder / "other")}, Denied),
    ):
        with pytest.raises(error):
            sshd.there(**more).files("/")
