"""The seam for what is not HTTP: a connection to a mail server, made and failing in one place."""

import socket
import ssl
from collections.abc import Callable

from sar.errors import Changed, Unavailable
from sar.http import Policy

Connection = socket.socket
Dial = Callable[[str, int], socket.socket]
"""Opens a connection to a host and port; a sandbox hands out one end of a socket pair instead."""


def dial(host: str, port: int, *, policy: Policy, through: Dial | None = None) -> socket.socket:
    """A connection that no read or write waits on longer than the policy's time limit; again where it fails."""
    import stamina

    opened = through or (lambda host, port: socket.create_connection((host, port), policy.timeout))
    for attempt in stamina.retry_context(
        on=_whether_to_try_again,
        attempts=policy.attempts,
        timeout=None,
        wait_initial=policy.wait,
        wait_max=policy.wait_max,
        wait_jitter=policy.wait,
    ):
        with attempt:
            return _opened(opened, host, port, policy.timeout)
    raise AssertionError("unreachable")


def trusted(cafile: str = "") -> ssl.SSLContext:
    """TLS that checks the server's certificate, by the system's authorities or by this file's."""
    return ssl.create_default_context(cafile=cafile or None)


def secured(plain: socket.socket, host: str, context: ssl.SSLContext) -> ssl.SSLSocket:
    """The connection under TLS; a certificate that is not trusted is `Changed`, since trying again helps nothing."""
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        said = "the server's certificate is not trusted ({error})"
        remedy = "Set `cafile` to the certificate's authority, or mend the host's name."
        raise Changed(said, remedy, error=error.verify_message) from None
    except (ssl.SSLError, OSError) as error:
        raise Unavailable("no secure connection could be made ({error})", error=type(error).__name__) from None


def _opened(opened: Dial, host: str, port: int, timeout: float) -> socket.socket:
    try:
        connection = opened(host, port)
    except TimeoutError:
        raise Unavailable("no answer in time") from None
    except OSError as error:
        raise Unavailable("the connection failed ({error})", error=type(error).__name__) from None
    connection.settimeout(timeout)
    return connection


def _whether_to_try_again(error: Exception) -> bool:
    return isinstance(error, Unavailable)
