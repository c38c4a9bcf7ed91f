"""A real Dovecot of Debian's packages, filled with the fixtures by IMAP APPEND, and searched over TLS.

It holds the same messages as the imitation, so that what the imitation's search finds can be compared with what
the server finds. It is installed and started by the scripts in `dovecot/`; where that cannot be done the tests
say why and are skipped.
"""

import imaplib
import re
import ssl
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.real.lab import free_port, install, script

from sar.context import Access
from sar.outcomes import complete
from sar.registry import Registry
from sar.sandbox import Api, Imitation, World, cast
from sar.settings import Processor
from sar.testing.expected import keys, outcome_of
from sar.testing.rig import Result, Rig

ANN = ("ann@example.com", "ann.archer@example.org")
HIDDEN = {("message", f"hidden-{kind}@mail.example.com") for kind in ("entities", "tags", "octets", "zip")}
"""What no server finds: the kinds of the stated gap."""
ONLY_IN_ARCHIVES = {("message", f"{name}@mail.example.com") for name in (
    "letter", "letter-other", "maildir-mention", "maildir-sub", "mbox-1", "mbox-2",
)} | {("message", "/archives/2019.mbox/2019.mbox/476")}  # fmt: skip
Row = dict[str, Any]


@cache
def fixtures() -> Row:
    """The accounts of the imitation."""
    registry = Registry.discover()
    imitation = registry.sandbox("mailbox").imitate(World("mailbox", registry.get("mailbox").folder))
    accounts: Row = imitation.state["accounts"]
    return accounts


@dataclass
class Server:
    """A running Dovecot, and how to look into it past the connector."""

    tls: int
    starttls: int
    certificate: str
    ids: dict[str, str] = field(default_factory=dict)
    """The id that the imitation gives a message without a name → the server's."""

    def enter(self, account: str) -> imaplib.IMAP4:
        context = ssl.create_default_context(cafile=self.certificate)
        client = imaplib.IMAP4_SSL("localhost", self.tls, ssl_context=context)
        client.login(account, fixtures()[account]["password"])
        return client

    def fill(self) -> None:
        for account, row in fixtures().items():
            client = self.enter(account)
            for folder in row["folders"]:
                if "\\Noselect" not in folder.get("flags", []):
                    self._fill(client, account, folder)
            client.logout()

    def _fill(self, client: imaplib.IMAP4, account: str, folder: Row) -> None:
        client.create(quoted(folder["name"]))
        for message in folder["messages"]:
            flags, when = f"({' '.join(message['flags'])})", f'"{message["received"]}"'
            done, said = client.append(quoted(folder["name"]), flags, when, message["content"])
            assert done == "OK", said
            found = re.search(rb"APPENDUID (\d+) (\d+)", said[0])
            assert found
            validity, uid = (number.decode() for number in found.groups())
            here = f"{account}/{folder['name']}/{folder['uidvalidity']}/{message['uid']}"
            self.ids[here] = f"{account}/{folder['name']}/{validity}/{uid}"
            message["real"] = int(uid)

    def flags(self) -> dict[tuple[str, str], list[bytes]]:
        """The flags of every message of every folder."""
        found = {}
        for account, row in fixtures().items():
            client = self.enter(account)
            for folder in row["folders"]:
                if folder["messages"]:
                    client.select(quoted(folder["name"]), readonly=True)
                    rows = client.uid("FETCH", "1:*", "(FLAGS)")[1]
                    # \Recent is the session's own
                    found[account, folder["name"]] = [
                        one.replace(b"\\Recent", b"").replace(b" )", b")") for one in rows
                    ]
            client.logout()
        return found


def quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A Dovecot on free ports of 127.0.0.1, filled."""
    install("dovecot")
    folder = Path(tempfile.mkdtemp(prefix="sar-dovecot-"))
    folder.chmod(0o755)
    running = Server(free_port(), free_port(), str(folder / "cert.pem"))
    accounts = [f"{name}:{row['password']}" for name, row in fixtures().items()]
    try:
        started = script(
            "dovecot", "start.sh", str(folder), str(running.tls), str(running.starttls), *accounts, seconds=60
        )
        assert started.returncode == 0, started.stderr[-2000:]
        running.fill()
        yield running
    finally:
        script("dovecot", "stop.sh", str(folder), seconds=60)


def connected(server: Server, **settings: Any) -> Rig:
    registry = Registry.discover()
    manifest = registry.get("mailbox")
    values = {
        "host": "localhost",
        "port": server.tls,
        "cafile": server.certificate,
        "accounts": {name: row["password"] for name, row in fixtures().items()},
        **settings,
    }
    access = Access(Processor("mailbox", "mailbox", manifest, values))
    return Rig(manifest, Imitation(Api(), {}), access, registry.load("mailbox")(access))


def theirs(server: Server, person: str, part: str = "disclosed") -> set[tuple[str, str]]:
    expected = keys("mailbox", person, part) - ONLY_IN_ARCHIVES
    return {(type_, server.ids.get(source_id, source_id)) for type_, source_id in expected}


@pytest.fixture(scope="module")
def result(server: Server) -> Result:
    return connected(server).find(*ANN)


def test_everything_of_hers_and_nobody_elses(server: Server, result: Result) -> None:
    assert result.error is None
    assert theirs(server, "ann") - result.keys == set(), "not found"
    assert result.keys - theirs(server, "ann") == set(), "somebody else's"
    assert len(result.disclosed) == len(result.keys)
    assert complete(outcome_of(result))


def test_what_only_looks_like_hers_is_a_near_match(server: Server, result: Result) -> None:
    assert result.near_keys == theirs(server, "ann", "near")


def test_only_the_kinds_of_the_stated_gap_need_an_exhaustive_search(server: Server, result: Result) -> None:
    whole = connected(server).find(*ANN, exhaustive=True)
    assert whole.error is None
    assert whole.keys - result.keys == HIDDEN
    assert result.keys - whole.keys == set()
    assert whole.near_keys == result.near_keys
    stated = [gap.text for gap in result.gaps if "exhaustive" in gap.text]
    assert len(stated) == 1
    assert not [gap.text for gap in whole.gaps if "exhaustive" in gap.text]


@pytest.mark.parametrize("person", [key for key in cast() if key != "ann"])
def test_the_others_get_their_own_only(server: Server, person: str) -> None:
    found = connected(server).find(*cast()[person].emails)
    assert (found.error, found.keys) == (None, theirs(server, person))


def test_a_message_in_several_folders_lists_them(result: Result) -> None:
    (same,) = (record for record in result.disclosed if record.source_id == "same@mail.example.com")
    places = [(copy["account"], copy["folder"]) for copy in same.raw["copies"]]
    assert places == [
        ("info@example.org", "INBOX"),
        ("info@example.org", "Archive/2025"),
        ("sam.steward@example.org", "INBOX"),
    ]


def test_nothing_is_changed(server: Server) -> None:
    before = server.flags()
    connected(server).find(*ANN)
    connected(server).find(*ANN, exhaustive=True)
    assert any(b"\\Seen" in row for rows in before.values() for row in rows)
    assert server.flags() == before


def test_starttls_finds_the_same(server: Server, result: Result) -> None:
    found = connected(server, security="starttls", port=server.starttls).find(*ANN)
    assert (found.error, found.keys) == (None, result.keys)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(server: Server, security: str) -> None:
    port = server.tls if security == "tls" else server.starttls
    rig = connected(server, security=security, port=port, cafile="")
    found = rig.find(*ANN)
    assert found.disclosed == []
    assert not complete(outcome_of(found))
    assert "certificate is not trusted" in " ".join(gap.text for gap in found.gaps)
    assert [finding.level for finding in rig.connector.check()] == ["error", "error", "note"]


def test_on_this_machine_alone_a_log_in_without_encryption_is_possible(server: Server, result: Result) -> None:
    found = connected(server, security="none", port=server.starttls).find(*ANN)
    assert (found.error, found.keys) == (None, result.keys)


def test_a_wrong_password_is_never_nothing_held(server: Server) -> None:
    accounts = dict.fromkeys(fixtures(), "wrong")
    rig = connected(server, accounts=accounts)
    found = rig.find("nora.body@example.net")
    assert not complete(outcome_of(found))
    assert [finding.level for finding in rig.connector.check()] == ["error", "error", "note"]


def test_the_accounts_are_found_good(server: Server) -> None:
    assert {finding.level for finding in connected(server).connector.check()} <= {"ok", "note"}


def test_the_imitation_searches_as_the_server_does(server: Server) -> None:
    differences = []
    for account, row in fixtures().items():
        client = server.enter(account)
        for folder in row["folders"]:
            if not folder["messages"]:
                continue
            client.select(quoted(folder["name"]), readonly=True)
            for words in searches():
                real = client.uid("SEARCH", *words)[1][0].split()
                found = {one["file"] for one in folder["messages"] if b"%d" % one["real"] in real}
                if found != (imitated := imitation_finds(folder, words)):
                    differences.append((folder["name"], words, sorted(found ^ imitated)))
        client.logout()
    assert differences == [], "\n".join(map(str, differences))


def searches() -> list[list[str]]:
    """Every key with every address, and some with pieces of one."""
    keys_ = [["FROM"], ["TO"], ["CC"], ["BCC"], ["SUBJECT"], ["BODY"], ["TEXT"]]
    keys_ += [["HEADER", name] for name in ("Reply-To", "Sender", "Delivered-To", "Resent-To", "Return-Path")]
    return [[*key, f'"{word}"'] for key in keys_ for word in (*ANN, "joann@example.com", "example.com", "bob@")]


def imitation_finds(folder: Row, words: list[str]) -> set[str]:
    sandbox = Registry.discover().sandbox("mailbox")
    seek = import_module(f"{sandbox.__package__}.sandbox_search").Seeker([word.strip('"').encode() for word in words])
    rows = enumerate(folder["messages"], 1)
    return {one["file"] for place, one in rows if seek.finds(one, place, len(folder["messages"]))}
