"""What the core hands to a connector: its settings and its way to the network."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from sar import settings, wire
from sar.errors import ProcessorError
from sar.http import Client, Policy, Request, Response, Transport
from sar.limits import Paced
from sar.places import Here, Place, There
from sar.settings import Processor
from sar.shelf import Shelf
from sar.wire import Connection, Dial

T = TypeVar("T")


@dataclass
class Tokens:
    """A short-lived token, and the lock under which secrets of one processor are rotated in this process."""

    value: str = field(default="", repr=False)
    lock: AbstractContextManager[Any] = field(default_factory=RLock, repr=False)


@dataclass
class Access:
    """A connector's context (see `sar.sdk.Context`) over one processor's settings."""

    source: Processor
    policy: Policy = field(default_factory=Policy)
    pace: Paced | None = None
    transport: Transport | None = None
    """None for the network; an imitation's in-process way else."""
    through: Dial | None = None
    """The same for connections that are not HTTP."""
    place_instead: Place | None = None
    """The same for files, here or on another host."""
    credentials: Path | None = None
    """Where rotated secrets are stored; None keeps them in memory."""

    kept: dict[str, str] = field(default_factory=dict)
    """Rotated secrets that are kept in memory."""
    tokens: Tokens = field(default_factory=Tokens)
    """What the searches of this processor share in memory."""
    shelf: Shelf | None = None
    """Where a batch keeps lists that are the same for all its subjects."""

    def __post_init__(self) -> None:
        self._clients: list[Client] = []
        self._places: list[Place] = []

    @property
    def processor(self) -> str:
        """The table's name in credentials.toml."""
        return self.source.name

    def setting(self, name: str) -> Any:
        """A plain setting, or its default."""
        return self.source.setting(name)

    def secret(self, name: str) -> str:
        """A secret in clear; one that rotates is read anew, since another process may have stored a newer one."""
        if self.credentials and self.source.manifest.settings[name].oauth:
            return settings.newest(self.credentials, self.source, name)
        return self.kept.get(name) or self.source.secret(name)

    def secrets(self, name: str) -> dict[str, str]:
        """A table of secrets in clear."""
        return self.source.secrets(name)

    def has(self, name: str) -> bool:
        """Whether a setting or secret has a value."""
        return name in self.kept or self.source.has(name)

    def keep(self, name: str, value: str) -> None:
        """Store a rotated secret before it is used."""
        if self.credentials:
            settings.keep(self.credentials, self.source.name, name, value)
        self.kept[name] = value

    def token(self, refused: str, fetch: Callable[[], str]) -> str:
        """A short-lived token that all searches of this processor share."""
        with self.tokens.lock:
            if not self.tokens.value or self.tokens.value == refused:
                self.tokens.value = fetch()
            return self.tokens.value

    def locked(self) -> AbstractContextManager[None]:
        """Hold the credentials file's lock; another process may have rotated the secret before."""
        return settings.locked(self.credentials) if self.credentials else self.tokens.lock

    def http(
        self,
        root: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        renew: Callable[[], Mapping[str, str]] | None = None,
        explain: Callable[[Response], ProcessorError | None] | None = None,
        sign: Callable[[Request], Mapping[str, str]] | None = None,
    ) -> Client:
        """A client for one API root, under this processor's limits."""
        client = Client(
            self.source.name,
            root,
            headers=headers,
            auth=auth,
            transport=self.transport,
            policy=self.policy,
            pace=self.pace,
            renew=renew,
            explain=explain,
            sign=sign,
        )
        self._clients.append(client)
        return client

    def dial(self, host: str, port: int) -> Connection:
        """A connection that is not HTTP, with the same patience."""
        return wire.dial(host, port, policy=self.policy, through=self.through)

    def place(self, host: str = "", *, key: str = "", password: str = "", known_hosts: str = "") -> Place:
        """The files of this machine, or of `ssh://user@host`."""
        if self.place_instead:
            return self.place_instead
        if not host:
            return Here()
        there = There(host, key=key, password=password, known_hosts=known_hosts, timeout=self.policy.timeout)
        self._places.append(there)
        return there

    def once(self, name: str, rows: Callable[[], Iterable[T]]) -> Iterator[T]:
        """The rows of a list that is the same for all subjects."""
        return self.shelf.rows(name, rows) if self.shelf else iter(rows())

    @property
    def calls(self) -> int:
        """Requests made so far."""
        return sum(client.calls for client in self._clients)

    def close(self) -> None:
        """Close all connections."""
        for client in self._clients:
            client.close()
        for place in self._places:
            place.close()
