"""An IMAP server at the other end of a socket pair: as Dovecot answers, without a listening port."""

import base64
import re
import socket
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

from .sandbox_search import Seeker, Unknown

TOKEN = re.compile(rb'\s*(?:"((?:[^"\\]|\\.)*)"|(\()|(\))|([^\s()"]+))')
CAPABILITY = b"IMAP4rev1 SASL-IR LITERAL+ SPECIAL-USE UIDPLUS AUTH=PLAIN AUTH=XOAUTH2"
SECTION = re.compile(r"BODY(\.PEEK)?\[(HEADER)?\](?:<0\.(\d+)>)?")

Row = dict[str, Any]
Words = list[bytes]


class Server:
    """All accounts; one thread for each connection."""

    def __init__(self, state: Row) -> None:
        self.state = state

    def dial(self, host: str, port: int) -> socket.socket:
        """The client's end of a new connection."""
        here, there = socket.socketpair()
        threading.Thread(target=Conversation(self.state, there).hold, daemon=True).start()
        return here


class Conversation:
    """What is said on one connection, command by command."""

    def __init__(self, state: Row, connection: socket.socket) -> None:
        self._state, self._connection = state, connection
        self._lines: BinaryIO = connection.makefile("rb")
        self._account: Row | None = None
        self._folder: Row | None = None
        self._examined = True

    def hold(self) -> None:
        """Answer until the client leaves or the connection breaks."""
        try:
            self._say(b"* OK [CAPABILITY " + CAPABILITY + b"] ready")
            while words := self._command():
                if not self._answer(words):
                    break
        except (OSError, ValueError):
            pass
        finally:
            self._lines.close()
            self._connection.close()

    def _say(self, line: bytes) -> None:
        self._connection.sendall(line + b"\r\n")

    def _command(self) -> Words:
        """The words of one command; literals are words too."""
        words: Words = []
        while line := self._lines.readline():
            literal = re.search(rb"\{(\d+)(\+?)\}\r\n$", line)
            words += _words(line[: literal.start()] if literal else line)
            if not literal:
                return words or [b""]
            if not literal[2]:
                self._say(b"+ OK")
            words.append(self._lines.read(int(literal[1])))
        return []

    def _answer(self, words: Words) -> bool:
        tag, name = words[0], b" ".join(words[1:2]).decode().upper()
        if name == "UID":
            name, words = "UID" + words[2].decode().upper(), words[1:]
        does: Callable[[Words], bytes] | None = getattr(self, f"_do_{name.lower()}", None)
        if does is None:
            self._say((tag or b"*") + b" BAD Error in IMAP command: unknown command.")
            return True
        self._say(tag + b" " + does(words[2:]))
        return name != "LOGOUT"

    def _do_capability(self, _: Words) -> bytes:
        self._say(b"* CAPABILITY " + CAPABILITY)
        return b"OK done"

    def _do_noop(self, _: Words) -> bytes:
        return b"OK done"

    def _do_logout(self, _: Words) -> bytes:
        self._say(b"* BYE Logging out")
        return b"OK done"

    def _do_login(self, words: Words) -> bytes:
        return self._admit(*(word.decode() for word in words[:2]))

    def _do_authenticate(self, words: Words) -> bytes:
        self._say(b"+ ")
        said = base64.b64decode(self._lines.readline()).decode()
        if words[0].upper() == b"PLAIN":
            return self._admit(*said.split("\0")[1:3])
        account, _, token = said.strip("\1").partition("\1auth=Bearer ")
        answer = self._admit(account.removeprefix("user="), token)
        if answer.startswith(b"NO"):
            self._say(b"+ " + base64.b64encode(b'{"status":"400"}'))
            self._lines.readline()
        return answer

    def _admit(self, account: str, password: str) -> bytes:
        known = self._state["accounts"].get(account)
        if not known or known["password"] != password:
            return b"NO [AUTHENTICATIONFAILED] Authentication failed."
        self._account = known
        return b"OK [CAPABILITY " + CAPABILITY + b"] Logged in"

    def _do_list(self, _: Words) -> bytes:
        if self._account is None:
            return b"BAD not logged in"
        for folder in self._account["folders"]:
            name = folder["name"].replace("\\", "\\\\").replace('"', '\\"')
            self._say(f'* LIST ({" ".join(folder.get("flags", []))}) "/" "{name}"'.encode())
        return b"OK List completed"

    def _do_select(self, words: Words) -> bytes:
        return self._opened(words, examined=False)

    def _do_examine(self, words: Words) -> bytes:
        return self._opened(words, examined=True)

    def _opened(self, words: Words, *, examined: bool) -> bytes:
        folders = self._account["folders"] if self._account else []
        found = next((one for one in folders if one["name"].encode() == words[0]), None)
        if found is None or "\\Noselect" in found.get("flags", []) or found.get("closed"):
            return b"NO Mailbox doesn't exist"
        self._folder, self._examined = found, examined
        self._say(b"* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)")
        self._say(b"* %d EXISTS" % len(found["messages"]))
        self._say(b"* OK [UIDVALIDITY %d] UIDs valid" % found["uidvalidity"])
        return b"OK [READ-ONLY] completed" if examined else b"OK [READ-WRITE] completed"

    def _do_uidsearch(self, words: Words) -> bytes:
        if self._folder is None:
            return b"BAD No mailbox selected"
        refused = self._state.get("no_search")
        if refused is True or (refused and refused.encode() in words):
            return b"NO [CANNOT] The search is not understood"
        try:
            seek = Seeker(words)
        except Unknown:
            return b"BAD Error in IMAP command UID SEARCH: Unknown argument"
        count = len(self._folder["messages"])
        found = [one for place, one in enumerate(self._folder["messages"], 1) if seek.finds(one, place, count)]
        self._say(b" ".join([b"* SEARCH", *(b"%d" % one["uid"] for one in found)]))
        return b"OK Search completed"

    def _do_uidfetch(self, words: Words) -> bytes:
        if self._folder is None:
            return b"BAD No mailbox selected"
        wanted = {int(uid) for uid in words[0].split(b",")}
        items = [word.decode().upper() for word in words[1:] if word not in {b"(", b")"}]
        for place, message in enumerate(self._folder["messages"], 1):
            if message["uid"] in wanted:
                parts = [b"UID %d" % message["uid"], *(self._item(message, item) for item in items)]
                self._say(b"* %d FETCH (" % place + b" ".join(parts) + b")")
        return b"OK Fetch completed"

    def _item(self, message: Row, item: str) -> bytes:
        content: bytes = message["content"]
        if item == "FLAGS":
            return f"FLAGS ({' '.join(message['flags'])})".encode()
        if item == "INTERNALDATE":
            return f'INTERNALDATE "{message["received"]}"'.encode()
        if item == "RFC822.SIZE":
            return b"RFC822.SIZE %d" % len(content)
        section = SECTION.fullmatch(item)
        if not section:
            raise ValueError(item)
        if not section[1] and not self._examined and "\\Seen" not in message["flags"]:
            message["flags"].append("\\Seen")
        head, _, _ = content.partition(b"\r\n\r\n")
        said = head + b"\r\n\r\n" if section[2] else content
        said = said[: int(section[3])] if section[3] else said
        name = f"BODY[{section[2] or ''}]{'<0>' if section[3] else ''}"
        return name.encode() + b" {%d}\r\n" % len(said) + said


def _words(line: bytes) -> Words:
    words: Words = []
    for quoted, opened, closed, atom in TOKEN.findall(line):
        words.append(atom or opened or closed or re.sub(rb"\\(.)", rb"\1", quoted))
    return words
