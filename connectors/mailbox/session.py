"""One connection to an IMAP server, made over the seam: encrypted, logged in, and quiet in the logs."""

import imaplib
import logging
import socket
import ssl
from ipaddress import ip_address
from typing import Any

from sar.sdk import Capped, Changed, Connection, Context, Denied, Unavailable, load, secured, trusted

LITERAL = 96 << 20
"""The largest answer that is taken in; messages are asked for in parts far below it."""
PORTS = {"tls": 993, "starttls": 143, "none": 143}
BROKEN = (OSError, imaplib.IMAP4.abort)
"""The connection is of no more use; another may be."""
FOR_NOW = ("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN")
"""Response codes by which a server refuses a log-in for other reasons than the password (RFC 5530)."""


def connect(context: Context, account: str, secret: str) -> Any:
    """A logged-in IMAPClient; raises ProcessorError, or one of `BROKEN` where another try may help."""
    host, security = str(context.setting("host")), str(context.setting("security"))
    port = int(context.setting("port") or PORTS[security])
    tls = None if security == "none" else trusted(str(context.setting("cafile")))
    plain = context.dial(host, port)
    try:
        if security == "tls":
            assert tls
            plain = secured(plain, host, tls)
        elif security == "none" and not _at_home(plain):
            raise Denied("an unencrypted log-in over a network is refused", "Set security to tls or starttls.")
        client = _client(plain, host)
        if security == "starttls":
            _start_tls(client, tls)
        _log_in(client, account, secret, str(context.setting("auth")))
    except BaseException:
        plain.close()
        raise
    return client


def _at_home(connection: Connection) -> bool:
    """Whether the connection does not leave this machine."""
    if connection.family not in {socket.AF_INET, socket.AF_INET6}:
        return True
    return ip_address(connection.getpeername()[0].partition("%")[0]).is_loopback


def _client(connection: Connection, host: str) -> Any:
    base: Any = load("imapclient").IMAPClient
    # its lines hold addresses and what is searched for
    logging.getLogger("imapclient").setLevel(logging.CRITICAL)

    class OverOurSeam(base):  # type: ignore[misc]
        def _create_IMAP4(self) -> _Wire:  # noqa: N802
            return _Wire(connection, host)

    client = OverOurSeam(host, ssl=False)
    client.socket().settimeout(connection.gettimeout())
    client.normalise_times = False
    return client


class _Wire(imaplib.IMAP4):
    """imaplib over a connection that is already there."""

    def __init__(self, connection: Connection, host: str) -> None:
        self._given, self._held = connection, b""
        super().__init__(host)

    def _create_socket(self, timeout: Any = None) -> Connection:
        return self._given

    def send(self, data: Any) -> None:
        """Send whole lines at once, so that none arrives in halves."""
        self._held += bytes(data)
        if self._held.endswith(b"\r\n"):
            said, self._held = self._held, b""
            super().send(said)

    def read(self, size: int) -> bytes:
        """A literal, if it is not larger than any that was asked for."""
        if size > LITERAL:
            raise Capped("a server sent more than was asked for")
        return super().read(size)


class _Secured:
    """What imaplib takes for a TLS context; its failures are errors of the tree."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context

    def wrap_socket(self, plain: Connection, server_hostname: str) -> ssl.SSLSocket:
        return secured(plain, server_hostname, self._context)


def _start_tls(client: Any, tls: ssl.SSLContext | None) -> None:
    """Go over to TLS before anything is said; what came unencrypted before is forgotten."""
    assert tls
    if not client.has_capability("STARTTLS"):
        raise Changed("the server offers no encryption (STARTTLS)", "Set security to tls, or mend the server.")
    try:
        client.starttls(_Secured(tls))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise Unavailable("the server refused to encrypt the connection") from None


def _log_in(client: Any, account: str, secret: str, auth: str) -> None:
    """By imaplib itself, since IMAPClient calls a broken connection a wrong password."""
    wire = client._imap
    try:
        if auth == "xoauth2":
            said = f"user={account}\1auth=Bearer {secret}\1\1".encode()
            # a refusal comes as a second question, which wants an empty answer
            wire.authenticate("XOAUTH2", lambda question: b"" if question else said)
        elif (account + secret).isascii():
            wire.login(quoted(account.encode()), secret)
        else:
            wire.authenticate("PLAIN", lambda _: f"\0{account}\0{secret}".encode())
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise _refusal(str(error).upper()) from None


def _refusal(said: str) -> Denied | Unavailable:
    if any(f"[{code}]" in said for code in FOR_NOW):
        return Unavailable("the server refuses the log-in for now")
    if "[PRIVACYREQUIRED]" in said:
        return Denied("the server allows no log-in without encryption", "Set security to tls or starttls.")
    return Denied("the server does not accept the account's password or token", status=401)


def quoted(name: bytes) -> bytes:
    """A name as a quoted string of the protocol."""
    return b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
