"""An account on the server: its folders, read without changing anything, over connections that may break."""

import imaplib
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from sar.sdk import Capped, Changed, Context, Denied, Unavailable, load

from .session import BROKEN, connect, quoted

T = TypeVar("T")
ATTEMPTS = 8
"""How often one question is asked, each time over a new connection after the last one broke."""
GIVEN_UP = 3
"""After so many questions in a row that broke every connection the account is left."""
LISTED = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?:[^"\\]|\\.)"|NIL) (?P<name>.*)', re.DOTALL)
UNREADABLE = frozenset({"\\noselect", "\\nonexistent"})
USES = ("\\all", "\\archive", "\\drafts", "\\flagged", "\\junk", "\\sent", "\\trash")


class Listed(NamedTuple):
    """A folder as the server lists it."""

    name: bytes
    """As it came: modified UTF-7, to be sent back unchanged."""
    use: str = ""
    """What the server says it is for: sent, junk, trash ..."""

    @property
    def shown(self) -> str:
        """The name as people read it."""
        try:
            return str(load("imapclient.imap_utf7").decode(self.name))
        except (ValueError, LookupError):
            return self.name.decode("utf-8", "replace")


class Account:
    """One account; connections are made when needed and made anew when they break, a bounded number of times."""

    def __init__(self, context: Context, name: str, secret: str) -> None:
        self.name = name
        self._context, self._secret = context, secret
        self._client: Any = None
        self._selected: bytes | None = None
        self._state: dict[str, int] = {}
        self._validity: dict[bytes, int] = {}
        self._lost = 0

    def folders(self) -> list[Listed]:
        """Every folder that holds messages, subscribed or not, by the names that the server gives them."""
        rows = self._again(lambda client: _answered(client._imap.list('""', '"*"')))
        found = [one for row in rows if (one := _listed(row))]
        return sorted(dict.fromkeys(found), key=lambda one: (one.name.upper() != b"INBOX", one.name))

    def capabilities(self) -> set[str]:
        """What the server says it can do."""
        found: tuple[bytes, ...] = self._again(lambda client: client.capabilities())
        return {one.decode("ascii", "replace").upper() for one in found}

    def within(self, folder: bytes, work: Callable[[Any], T]) -> T:
        """Do something while a folder is open for reading; `Denied` when it may not be opened."""
        return self._again(work, folder)

    def state(self, folder: bytes) -> dict[str, int]:
        """How many messages it holds, and the number that says whether ids of messages are still the same."""
        return self.within(folder, lambda client: dict(self._state))

    def validity(self, folder: bytes) -> int:
        """Together with it, a message's number says which message it is, for as long as the folder exists."""
        return self._validity.get(folder, 0)

    def close(self) -> None:
        """Leave politely, if there is anybody to be left."""
        if self._client is not None:
            try:
                self._client.logout()
            except (*BROKEN, imaplib.IMAP4.error):
                self._drop()
        self._client = None

    def _again(self, work: Callable[[Any], T], folder: bytes | None = None) -> T:
        if self._lost >= GIVEN_UP:
            raise Unavailable("the connection broke again and again")
        said = ""
        for _ in range(ATTEMPTS):
            try:
                done = work(self._ready(folder))
            except BROKEN as error:
                said = type(error).__name__
                self._drop()
            except (imaplib.IMAP4.error, ValueError, LookupError, TypeError, AttributeError):
                # what was not understood may leave an answer half read
                self._drop()
                raise Changed("the server gave an answer that is not understood") from None
            except Capped:
                self._drop()
                raise
            except Denied as error:
                # a server that is asked again and again with a wrong password locks the account
                self._lost = GIVEN_UP if error.status == 401 else self._lost
                raise
            except Unavailable:
                self._lost += 1
                raise
            else:
                self._lost = 0
                return done
        self._lost += 1
        raise Unavailable("the connection broke again and again ({error})", error=said)

    def _ready(self, folder: bytes | None) -> Any:
        if self._client is None:
            self._client = connect(self._context, self.name, self._secret)
        if folder is not None and self._selected != folder:
            self._selected = None
            self._examine(folder)
            self._selected = folder
        return self._client

    def _examine(self, folder: bytes) -> None:
        if set(b"\r\n\0") & set(folder):
            raise Changed("the folder's name holds characters that no command can carry")
        typ, _ = self._client._imap.select(quoted(folder), readonly=True)
        if typ != "OK":
            raise Denied("the server does not open it", "Give the account the right to read it, then --resume.")
        numbers = self._client._imap.untagged_responses
        if "EXISTS" not in numbers:
            raise Changed("the server does not say how many messages a folder holds")
        self._state = {key: _number(numbers.get(key)) for key in ("EXISTS", "UIDVALIDITY")}
        validity = self._state["UIDVALIDITY"]
        if self._validity.setdefault(folder, validity) != validity:
            raise Changed("the folder was made anew while it was read", "Run again.")

    def _drop(self) -> None:
        client, self._client, self._selected = self._client, None, None
        if client is not None:
            try:
                client.shutdown()
            except (*BROKEN, imaplib.IMAP4.error):
                pass


def _answered(answer: tuple[str, list[Any]]) -> list[Any]:
    typ, rows = answer
    if typ != "OK":
        raise Changed("the server does not list its folders")
    return rows


def _number(values: Any) -> int:
    value = values[-1] if values else b""
    return int(value) if isinstance(value, bytes) and value.isdigit() else 0


def _listed(row: Any) -> Listed | None:
    """A row of LIST; a name that came as a literal stands beside its row."""
    line, literal = row if isinstance(row, tuple) else (row, None)
    found = LISTED.fullmatch(line) if isinstance(line, bytes) else None
    if not found:
        if line not in {b"", b")", None}:  # what ends a literal, or stands for no rows at all
            raise Changed("the list of folders has another shape than expected")
        return None
    flags = {flag.decode("ascii", "replace").casefold() for flag in found["flags"].split()}
    if flags & UNREADABLE:
        return None
    name = literal if literal is not None else _unquoted(found["name"])
    return Listed(name, next((use[1:] for use in USES if use in flags), ""))


def _unquoted(name: bytes) -> bytes:
    if len(name) >= 2 and name.startswith(b'"') and name.endswith(b'"'):
        return re.sub(rb"\\(.)", rb"\1", name[1:-1], flags=re.DOTALL)
    return name


def windows(count: int, size: int = 40_000, beyond: int = 10_000) -> Iterator[str]:
    """Ranges of message numbers; they overlap, since numbers shift when somebody deletes messages meanwhile."""
    for start in range(1, max(count, 1) + 1, size):
        yield f"{start}:{start + size + beyond - 1}"
