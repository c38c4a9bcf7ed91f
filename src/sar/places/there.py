"""Files and commands of another machine, over SSH."""

import fnmatch
import shlex
import socket
import stat
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from sar.errors import Denied, SettingsError, Unavailable
from sar.imports import load
from sar.places.here import MAGIC
from sar.places.place import Entry, failure, output_of, stream

WINDOW = 4 << 20
"""Bytes that are asked for at once of another machine, so that its distance does not count."""


class There:
    """Files of another machine over SSH: by SFTP, its commands by a channel; the host key must be known."""

    def __init__(
        self, host: str, *, key: str = "", password: str = "", known_hosts: str = "", timeout: float = 30
    ) -> None:
        """`host` is `ssh://user@host:port`; `key` the path of a private key, else the agent's and the usual ones."""
        parts = urlsplit(host)
        self._host, self._port, self._user = parts.hostname or "", parts.port or 22, parts.username
        self._key, self._password, self._known, self._timeout = key, password, known_hosts, timeout
        self._ssh: Any = None
        self._sftp: Any = None

    def files(self, pattern: str) -> list[Entry]:
        """The plain files that a path or pattern names."""
        try:
            return sorted(Entry(path, found.st_size, found.st_mtime) for path, found in self._named(pattern))
        except (OSError, EOFError, load("paramiko").SSHException) as error:
            raise failure(error) from None

    def inside(self, folder: str) -> tuple[list[Entry], list[str]]:
        """What lies right inside a folder; links are followed, as here."""
        base = folder.rstrip("/")
        try:
            rows = [(f"{base}/{row.filename}", row) for row in self._sftp_client().listdir_attr(folder)]
            found = [one for path, row in rows if (one := _followed(self._sftp_client(), path, row))]
        except (OSError, EOFError, load("paramiko").SSHException) as error:
            raise failure(error) from None
        files = sorted(Entry(path, row.st_size, row.st_mtime) for path, row in found if stat.S_ISREG(row.st_mode))
        return files, sorted(path for path, row in found if stat.S_ISDIR(row.st_mode))

    def open(self, path: str) -> BinaryIO:
        """A file's bytes, many asked for at once."""
        try:
            return stream(_Asked(self._sftp_client().open(path, "rb")), WINDOW)
        except (OSError, EOFError, load("paramiko").SSHException) as error:
            raise failure(error) from None

    def run(self, command: Sequence[str], content: bytes = b"", *, seconds: float = 300) -> bytes:
        """What a command of the other machine prints."""
        try:
            channel = self._shell().get_transport().open_session(timeout=self._timeout)
            channel.settimeout(seconds)
            channel.exec_command(shlex.join(command))
            _beside(channel.recv_stderr)
            _beside(lambda _: channel.sendall(content), channel.shutdown_write)
            printed = b"".join(iter(lambda: channel.recv(1 << 16), b""))
            return output_of(channel.recv_exit_status(), printed)
        except TimeoutError:
            raise Unavailable("a command did not end in time") from None
        except (OSError, EOFError, load("paramiko").SSHException) as error:
            raise failure(error) from None

    def close(self) -> None:
        """End the connection."""
        if self._ssh:
            self._ssh.close()

    def _named(self, pattern: str) -> list[tuple[str, Any]]:
        """Paths with their attributes; links are followed."""
        if not MAGIC & set(pattern):
            found = self._sftp_client().stat(pattern)
            if not stat.S_ISDIR(found.st_mode):
                return [(pattern, found)] if stat.S_ISREG(found.st_mode) else []
            pattern = f"{pattern.rstrip('/')}/*"
        *folders, last = pattern.split("/")
        within = [""]
        for part in folders[1:] if folders[:1] == [""] else folders:
            within = [path for folder in within for path in self._below(folder, part)]
        rows = [row for folder in within for row in self._rows(folder, last, many=len(within) > 1)]
        return [(path, found) for path, found in rows if stat.S_ISREG(found.st_mode)]

    def _below(self, folder: str, part: str) -> list[str]:
        if not MAGIC & set(part):
            return [f"{folder}/{part}"]
        return [path for path, found in self._rows(folder, part) if stat.S_ISDIR(found.st_mode)]

    def _rows(self, folder: str, name: str, *, many: bool = False) -> list[tuple[str, Any]]:
        client = self._sftp_client()
        try:
            rows = client.listdir_attr(folder or "/")
        except FileNotFoundError:
            if many:
                return []  # one of several folders that a pattern named
            raise
        found = ((f"{folder}/{row.filename}", row) for row in rows if fnmatch.fnmatchcase(row.filename, name))
        return [one for path, row in found if (one := _followed(client, path, row))]

    def _sftp_client(self) -> Any:
        if self._sftp is None:
            try:
                self._sftp = self._shell().open_sftp()
            except load("paramiko").SSHException as error:
                raise failure(error) from None
            self._sftp.get_channel().settimeout(self._timeout)
        return self._sftp

    def _shell(self) -> Any:
        if self._ssh is None:
            paramiko = load("paramiko")
            ssh = paramiko.SSHClient()
            self._know_hosts(ssh)
            ssh.set_missing_host_key_policy(paramiko.RejectPolicy())
            try:
                ssh.connect(
                    self._host,
                    self._port,
                    self._user,
                    password=self._password or None,
                    key_filename=str(Path(self._key).expanduser()) if self._key else None,
                    timeout=self._timeout,
                    banner_timeout=self._timeout,
                    auth_timeout=self._timeout,
                )
            except paramiko.BadHostKeyException:
                raise Denied("the host's key is not the known one", "Find out why before you go on.") from None
            except paramiko.AuthenticationException:
                raise Denied("the host does not accept the key or password", status=401) from None
            except FileNotFoundError:
                raise SettingsError("the file of the SSH key is not there", "Check the path of the key.") from None
            except (paramiko.ssh_exception.NoValidConnectionsError, socket.gaierror):
                raise Unavailable("the host does not answer", "Check host and port, then --resume.") from None
            except (OSError, paramiko.SSHException) as error:
                raise failure(error) from None
            self._ssh = ssh
        return self._ssh

    def _know_hosts(self, ssh: Any) -> None:
        try:
            ssh.load_system_host_keys(str(Path(self._known).expanduser()) if self._known else None)
        except OSError:
            raise SettingsError("the file of known hosts cannot be read", "Check `known_hosts`.") from None


def _beside(step: Callable[[int], Any], then: Callable[[], Any] = lambda: None) -> None:
    """Feed a command, or throw away what it complains, while its output is read: each of the three may wait."""

    def go() -> None:
        with suppress(OSError, EOFError):
            while step(1 << 16):
                pass
            then()

    threading.Thread(target=go, daemon=True).start()


def _followed(client: Any, path: str, row: Any) -> tuple[str, Any] | None:
    """An entry of a folder; of a link, what it leads to, or None where that is nothing."""
    if not stat.S_ISLNK(row.st_mode):
        return path, row
    try:
        return path, client.stat(path)
    except FileNotFoundError:
        return None


class _Asked:
    """A file of another machine of which a whole window is asked for at a time, and no more is kept in memory."""

    def __init__(self, file: Any) -> None:
        self._file, self._at, self._size = file, 0, file.stat().st_size

    def read(self, size: int) -> bytes:
        """The next bytes; what was written since the file was opened comes piece by piece."""
        wanted = min(size, self._size - self._at)
        content: bytes = b"".join(self._file.readv([(self._at, wanted)])) if wanted > 0 else self._file.read(size)
        self._at += len(content)
        return content

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
