"""Secrets: private files, references to where a secret really is, and a filter that keeps them out of logs."""

import base64
import logging
import os
import shlex
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from sar.errors import MissingCredential, SettingsError, UnsafePermissions

SECONDS = 30
SHORTEST = 6
"""Shorter values are no secrets and would redact ordinary words."""


class Secret:
    """A value that shows itself only when asked by name."""

    def __init__(self, value: str) -> None:
        self._value = value
        redactor.remember(value)

    def reveal(self) -> str:
        """The value in clear."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not stored")


class Redactor(logging.Filter):
    """Replaces known secrets in log records; the second wall, since none should get there."""

    def __init__(self) -> None:
        super().__init__()
        self._known: set[str] = set()

    def remember(self, value: str) -> None:
        """Redact this value from now on, in clear, URL-quoted and base64."""
        if len(value) >= SHORTEST:
            encoded = base64.b64encode(value.encode()).decode().rstrip("=")
            self._known |= {value, quote(value, safe=""), encoded}

    def redact(self, text: str) -> str:
        """The text with every known secret replaced."""
        for value in sorted(self._known, key=len, reverse=True):
            text = text.replace(value, "***")
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, its message and trace redacted."""
        record.msg, record.args = self.redact(record.getMessage()), None
        if record.exc_info:
            record.exc_text = self.redact(logging.Formatter().formatException(record.exc_info))
        return True


redactor = Redactor()


def resolve(reference: str, *, where: str) -> Secret:
    """The secret behind `env:`, `file:`, `cmd:` or `keyring:`, or the literal; `where` names it in errors."""
    kind, colon, rest = reference.partition(":")
    ways = {"env": _from_environment, "file": _from_file, "cmd": _from_command, "keyring": _from_keyring}
    if not colon or kind not in ways:
        return Secret(reference)
    return Secret(ways[kind](rest, where))


def check_private(path: Path) -> None:
    """UnsafePermissions when others may read the file or it belongs to somebody else."""
    if os.name != "posix":
        return
    facts = path.stat()
    if facts.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        quoted = shlex.quote(str(path))
        raise UnsafePermissions("{path} can be read by other users", "chmod 600 {quoted}", path=path, quoted=quoted)
    if facts.st_uid not in {os.getuid(), 0}:
        raise UnsafePermissions("{path} belongs to another user", "Make it your own with chown.", path=path)


def write_private(path: Path, text: str) -> None:
    """Write a file that is 0600 from its first byte, whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _from_environment(name: str, where: str) -> str:
    value = os.environ.get(name)
    if not value:
        said = "{where}: the environment variable {name} is not set"
        raise MissingCredential(said, "export {name}=…", where=where, name=name)
    return value


def _from_file(name: str, where: str) -> str:
    path = Path(name).expanduser()
    if not path.is_file():
        said, remedy = "{where}: there is no file {path}", "Write the secret into it, with chmod 600."
        raise MissingCredential(said, remedy, where=where, path=path)
    check_private(path)
    return path.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")


def _from_command(command: str, where: str) -> str:
    program = command.partition(" ")[0]
    said, remedy = "{where}: its command gave no secret", "Try it by hand: {program} …"
    failed = MissingCredential(said, remedy, where=where, program=program)
    try:
        done = subprocess.run(  # noqa: S603 - the officer's own settings name the command
            shlex.split(command), capture_output=True, text=True, timeout=SECONDS, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        raise failed from None
    lines = done.stdout.splitlines()
    if not lines or not lines[0]:
        raise failed
    return lines[0]


def _from_keyring(name: str, where: str) -> str:
    service, _, user = name.partition("/")
    try:
        import keyring
    except ImportError:
        raise SettingsError("{where}: keyring is not installed", "pip install 'sar[keyring]'", where=where) from None
    try:
        value = keyring.get_password(service, user)
    except Exception as error:
        said, kind = "{where}: the keyring does not open ({error})", type(error).__name__
        raise MissingCredential(said, "Unlock it.", where=where, error=kind) from None
    if not value:
        said, remedy = "{where}: nothing is in the keyring under {name}", "keyring set {service} {user}"
        raise MissingCredential(said, remedy, where=where, name=name, service=service, user=user)
    return str(value)
