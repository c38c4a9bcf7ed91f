"""The mailbox's server: logging in, folders, searches that it refuses, and what it breaks off."""

import socket
from typing import Any

import pytest
from tests.connectors.mailbox_shared import ANN, HIDDEN, INFO, SAM, folder, mail, one, put

from sar.errors import SettingsError
from sar.outcomes import complete
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.wire import Dial


def test_nothing_is_marked_as_read() -> None:
    connected = rig("mailbox")
    before = connected.imitation.snapshot()
    connected.find(*ANN)
    connected.find(*ANN, exhaustive=True)
    assert connected.imitation.snapshot() == before


def test_a_search_that_the_server_refuses_becomes_a_reading_of_all() -> None:
    connected = rig("mailbox")
    connected.imitation.state["no_search"] = True
    result = connected.find(*ANN)
    assert not complete(outcome_of(result))  # not even a list of all messages is had
    assert "could not be searched" in " ".join(gap.text for gap in result.gaps)


def test_a_question_that_is_not_understood_becomes_a_reading_of_all() -> None:
    connected = rig("mailbox")
    connected.imitation.state["no_search"] = "HEADER"
    result = connected.find(*ANN)
    assert complete(outcome_of(result))
    assert result.keys >= HIDDEN


def test_a_folder_that_may_not_be_opened_is_a_gap_and_the_others_are_read() -> None:
    connected = rig("mailbox")
    folder(connected, INFO, "Junk")["closed"] = True
    result = connected.find(*ANN)
    assert [gap.values["folder"] for gap in result.gaps if gap.remediable] == ["Junk"]
    assert ("message", mail("junk")) not in result.keys
    assert ("message", mail("deleted")) in result.keys


def test_one_wrong_password_costs_one_account() -> None:
    result = rig("mailbox", settings={"accounts": {INFO: "sandbox-info-password", SAM: "wrong"}}).find(*ANN)
    assert [gap.values["account"] for gap in result.gaps if gap.remediable] == [SAM]
    assert ("message", mail("from")) in result.keys
    assert not complete(outcome_of(result))


def test_wrong_passwords_are_never_nothing_held() -> None:
    connected = rig("mailbox", settings={"accounts": {INFO: "wrong"}, "archives": []})
    assert not complete(outcome_of(connected.find("nora.body@example.net")))
    assert next(finding.level for finding in connected.connector.check()) == "error"


def test_a_wrong_password_is_asked_once() -> None:
    asked: list[str] = []

    def counting(inner: Dial) -> Dial:
        def dial(host: str, port: int) -> socket.socket:
            asked.append(host)
            return inner(host, port)

        return dial

    connected = rig("mailbox", wire=counting, settings={"accounts": {INFO: "wrong"}, "archives": []})
    connected.find(*ANN)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("auth", "secret", "good"),
    [
        ("xoauth2", "sandbox-info-password", True),
        ("xoauth2", "expired", False),
        ("password", "sandbox-info-password", True),
        ("password", "pässwort", True),
        ("password", "falsché", False),
    ],
)
def test_both_ways_of_logging_in(auth: str, secret: str, good: bool) -> None:
    connected = rig("mailbox", settings={"auth": auth, "accounts": {INFO: secret}, "archives": []})
    if good:
        connected.imitation.state["accounts"][INFO]["password"] = secret
    assert ({finding.level for finding in connected.connector.check()} == {"ok", "note"}) is good
    assert bool(connected.find(*ANN).disclosed) is good


def test_no_password_goes_over_a_network_in_clear() -> None:
    said: list[bytes] = []

    class Abroad:
        """A connection to a host of a documentation range."""

        family = socket.AF_INET

        def getpeername(self) -> tuple[str, int]:
            return "192.0.2.1", 143

        def sendall(self, data: bytes) -> None:
            said.append(data)

        def settimeout(self, seconds: float) -> None: ...
        def close(self) -> None: ...

    def elsewhere(inner: Dial) -> Dial:
        return lambda host, port: Abroad()  # type: ignore[return-value]

    connected = rig("mailbox", wire=elsewhere, settings={"archives": []})
    result = connected.find(*ANN)
    assert said == []
    assert "unencrypted log-in" in " ".join(gap.text for gap in result.gaps)
    assert not complete(outcome_of(result))


def test_without_starttls_nobody_logs_in() -> None:
    connected = rig("mailbox", settings={"security": "starttls", "archives": []})
    result = connected.find(*ANN)
    assert result.disclosed == []
    assert "STARTTLS" in " ".join(gap.text for gap in result.gaps)


def test_a_folder_made_anew_meanwhile_is_told() -> None:
    connected = rig("mailbox")
    broken: list[int] = []

    class Changing:
        """A connection that breaks once, after which the folder is another."""

        def __init__(self, inner: socket.socket) -> None:
            self._inner = inner

        def sendall(self, data: bytes) -> None:
            if b"FETCH" in data and b"BODY.PEEK[]" in data and not broken:
                broken.append(1)
                folder(connected, INFO, "INBOX")["uidvalidity"] += 1
                raise ConnectionResetError
            self._inner.sendall(data)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

    dial = connected.access.through
    assert dial
    connected.access.through = lambda host, port: Changing(dial(host, port))  # type: ignore[assignment,return-value]
    result = connected.find(*ANN)
    assert "made anew" in " ".join(gap.text for gap in result.gaps)
    assert not complete(outcome_of(result))


def test_more_messages_than_one_answer_can_carry_are_searched_in_turns() -> None:
    connected = rig("mailbox", settings={"archives": []})
    filler = b"From: x@example.net\r\n\r\n\r\n"
    rows = folder(connected, INFO, "Empty")["messages"]
    rows += [{"uid": number, "flags": [], "received": "", "content": filler} for number in range(1, 41_001)]
    put(connected, b"From: ann@example.com\r\nMessage-ID: <last@example.com>\r\n\r\nLast.\r\n", 41_001, "Empty")
    assert ("message", "last@example.com") in connected.find(*ANN).keys


def test_odd_folder_names_are_read_and_shown_as_people_write_them() -> None:
    found = one(rig("mailbox").find(*ANN), mail("odd-folder"))
    assert found.raw["copies"][0]["folder"] == 'Résumés/Odd "name" [x]'


def test_a_message_larger_than_the_cap_is_told() -> None:
    connected = rig("mailbox")
    long = b"From: ann@example.com\r\nMessage-ID: <long@example.com>\r\n\r\n" + (b"x" * 9998 + b"\r\n") * 4100
    put(connected, long, 900)
    result = connected.find(*ANN)
    assert ("message", "long@example.com") in result.keys
    assert [gap.values["count"] for gap in result.gaps if "larger than" in gap.text] == ["1"]
    assert not complete(outcome_of(result))


def test_without_accounts_or_archives_there_is_nothing_to_search() -> None:
    with pytest.raises(SettingsError):
        rig("mailbox", settings={"accounts": {}, "archives": []}).find(*ANN)
    with pytest.raises(SettingsError):
        rig("mailbox", settings={"host": ""}).find(*ANN)
